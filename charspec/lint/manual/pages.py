"""The pages of `docs/rules`, generated from the rules: which are stale, and writing them."""

import pathlib
from collections.abc import Sequence

from charspec.lint.manual.entry import Entry, entries
from charspec.lint.manual.markdown import index, page

COMMAND = "python -m charspec.lint.manual --write"
DOCS = pathlib.Path(__file__).resolve().parents[3] / "docs" / "rules"
"""The pages in a checkout; an installed charspec prints them by `charspec rule`."""

_MARK = "<!-- Generated from "
_GENERATED = f"{_MARK}{{source}} by: {COMMAND} -->\n\n"


def texts(chosen: Sequence[Entry] = ()) -> dict[str, str]:
    """File name → text of the page of each rule (of all, if none are given), and of their index."""
    chosen = chosen or entries()
    pages = {"README.md": _GENERATED.format(source="charspec/lint/rules") + index(chosen)}
    for entry in chosen:
        module = entry.rule.check.__module__.replace(".", "/")
        pages[f"{entry.rule.code}.md"] = _GENERATED.format(source=f"{module}.py") + page(entry)
    return pages


def is_generated(file: pathlib.Path) -> bool:
    """Whether a file is a page that was written here, and may be written again."""
    with file.open("rb") as stream:
        return stream.read(len(_MARK)) == _MARK.encode()


def stale(folder: pathlib.Path = DOCS) -> list[str]:
    """The pages that are missing, say something else than their rules, or belong to no rule."""
    wanted = texts()
    present = {file.name: file.read_text("utf-8") for file in folder.glob("*.md")}
    return sorted(name for name in {*wanted, *present} if wanted.get(name) != present.get(name))


def write(folder: pathlib.Path = DOCS) -> list[str]:
    """Bring the pages up to date; returns the names of those that changed."""
    changed = stale(folder)
    wanted = texts()
    folder.mkdir(parents=True, exist_ok=True)
    for name in changed:
        if name in wanted:
            (folder / name).write_text(wanted[name], "utf-8", newline="\n")
        else:
            (folder / name).unlink()
    return changed
