"""The manual as Markdown: the pages of `docs/rules`."""

import re
from collections.abc import Iterable, Mapping

from charspec.images import is_picture_name
from charspec.lint.manual.entry import Entry, FixKind, by_group
from charspec.lint.registry import all_rules

_FIXES: dict[FixKind, str] = {
    "safe": "mended by `charspec lint --fix`",
    "unsafe": "mended by `charspec lint --fix --unsafe-fixes`",
    "none": "mended by hand",
}
_MARKS: dict[FixKind, str] = {"safe": "fix", "unsafe": "fix*", "none": ""}
_CODE = re.compile(r"(?<![\w`\[])[A-Z]\d{3}(?![\w`\]])")
_LANGUAGES = {"yaml": "yaml", "jsonl": "json", "csv": "csv", "toml": "toml"}

INDEX = """\
# The rules of `charspec lint`

Each rule has a code, and a name that reads aloud. A finding is an **error** (a training is refused), a
**warning** or **info**. A rule is *certain* where it judges by what is written or measured, and *heuristic*
where it judges by signs that may mislead: a heuristic rule never makes an error. `fix` marks what
`charspec lint --fix` mends safely, `fix*` what it mends only with `--unsafe-fixes`.

`charspec rule CODE` prints a page on the terminal. To keep a finding quiet, write
`# charspec: ignore[CODE] reason` on its line or above it.

An example shows only the lines of `character.yaml` that matter. What it leaves out is a sound set of nine
pictures of `Vendalixia`, a young woman with silver hair and a red scarf.
"""


def index(chosen: Iterable[Entry]) -> str:
    """The list of rules, with links to their pages beside it."""
    blocks = [INDEX]
    for name, group in by_group(chosen).items():
        rows = [
            f"| [{entry.rule.code}]({entry.rule.code}.md) | `{entry.rule.name}` | {entry.rule.severity} "
            f"| {entry.rule.confidence} | {_MARKS[entry.fix]} | {entry.page.title} |"
            for entry in group
        ]
        head = "| code | name | severity | confidence | fix | what holds |\n|---|---|---|---|---|---|"
        blocks.append("\n".join([f"## {name}\n", head, *rows]) + "\n")
    return "\n".join(blocks)


def page(entry: Entry) -> str:
    """The page of one rule; other rules that it names are links to their pages."""
    rule, words = entry.rule, entry.page
    parts = [
        f"# {rule.code} `{rule.name}`",
        f"**{rule.severity}** · {rule.confidence} · {_FIXES[entry.fix]}",
        _linked(words.title, rule.code),
        _linked(words.explanation, rule.code),
        "## Fires",
        *_example(words.fires),
        "## Does not fire",
        *_example(words.silent),
        "## Fix",
        _linked(words.fix, rule.code),
        "## Ignore",
        f"{entry.ignoring} [All rules](README.md)",
    ]
    return "\n\n".join(parts) + "\n"


def _linked(text: str, own: str) -> str:
    known = {rule.code for rule in all_rules()} - {own}
    return _CODE.sub(lambda found: f"[{found[0]}]({found[0]}.md)" if found[0] in known else found[0], text)


def _example(files: Mapping[str, str]) -> Iterable[str]:
    for name, content in files.items():
        if is_picture_name(name):
            yield f"`{name}`: a picture, {content.strip()}"
        else:
            language = _LANGUAGES.get(name.rpartition(".")[2], "text")
            yield f"`{name}`\n```{language}\n{content.rstrip()}\n```"
