"""`--fix` over ways of writing: whatever the quotes, line ends and files, only the caption's words change."""

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from charspec.dataset import load_dataset
from charspec.lint import Change, LintConfig, diff_of, lint_spec, mend
from charspec.source import parse
from charspec.spec import load_spec

ALL = LintConfig()
HEAD = "schema: charspec/1\ntrigger: Vendalixia\nidentity: a young woman with silver hair and a red scarf\n"
WORDS = [
    "Vendalixia",
    "vendalixia",
    "Vendalixias",
    "a young woman",
    "with",
    "silver hair",
    "and",
    ",",
    "silver-haired",
    "a red scarf",
    "in a forest",
    "{trigger}",
    "{identity}",
    "[trigger]",
    "站在森林里",
    "it's",
    'a "quiet" place',
    "50%: half",
    "#1",
    "masterpiece",
    "golden hair",
    "é",
    ".",
]
CAPTIONS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(" ".join)
STYLES = ["plain", "single", "double", "literal", "folded", "flow", "wrapped", "escaped"]
QUICK = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


def in_style(caption: str, style: str) -> str:
    """The value of `caption:` as someone may write it, with a comment where there can be one."""
    words = caption.split()
    half = len(words) // 2
    folded = " ".join(words[:half]) + "\n      " + " ".join(words[half:])
    return {
        "plain": f"{caption}  # keep",
        "single": "'" + caption.replace("'", "''") + "'  # keep",
        "double": json.dumps(caption, ensure_ascii=False) + "  # keep",
        "escaped": json.dumps(caption) + "  # keep",
        "literal": f"|  # keep\n      {caption}",
        "folded": f">-  # keep\n      {folded}",
        "flow": json.dumps(caption, ensure_ascii=False),
        "wrapped": folded,
    }[style]


def spec_text(caption: str, style: str) -> str:
    value = in_style(caption, style)
    if style == "flow":
        entry = f"  a.png: {{pose: standing, caption: {value}, draft: true}}  # mine\n"
        return f"{HEAD}images:  # ours\n{entry}# end\n"
    entry = f"  a.png:  # mine\n    pose: standing\n    caption: {value}\n    draft: true\n"
    return f"{HEAD}images:  # ours\n{entry}# end\n"


def line_ends(text: str, kind: str) -> str:
    if kind == "crlf":
        return text.replace("\n", "\r\n")
    if kind == "mixed":
        first, rest = text.split("\n", 1)
        return f"{first}\r\n{rest}"
    return text.removesuffix("\n") if kind == "none at the end" else text


def patched(change: Change) -> str:
    """A text after its diff, applied hunk by hunk as `patch` does."""
    old, new, at = change.before.split("\n"), [], 0
    lines = diff_of(change).split("\n")[2:-1]
    for line in lines:
        if line.startswith("@@"):
            start = int(line.split()[1].removeprefix("-").split(",")[0]) - 1
            new += old[at:start]
            at = start
        elif line.startswith((" ", "-")):
            assert old[at] == line[1:]
            at += 1
            new += [line[1:]] if line[0] == " " else []
        elif line.startswith("+"):
            new.append(line[1:])
        else:
            assert line == "\\ No newline at end of file"
    rest = old[at:]
    ended = not any(
        line.startswith("\\") and lines[number - 1][0] in "+ " for number, line in enumerate(lines)
    )
    return "\n".join([*new, *rest] if rest or not ended else [*new, ""])


def fix(path: Path, unsafe: bool = False) -> list[Change]:
    changes = mend(path, "character.yaml", ALL, unsafe=unsafe)
    for change in changes:
        assert patched(change) == change.after
        change.write()
    return changes


def left(path: Path, unsafe: bool = False) -> list[str]:
    findings = lint_spec(path, config=ALL).findings
    return [one.code for one in findings if one.fix and (one.fix.safe or unsafe)]


def held(path: Path, unsafe: bool = False) -> None:
    """Nothing is left to mend, and a second run changes nothing."""
    fix(path, unsafe)
    assert left(path, unsafe) == []
    files = {file: file.read_bytes() for file in path.parent.iterdir() if file.is_file()}
    assert mend(path, config=ALL, unsafe=unsafe) == []
    assert {file: file.read_bytes() for file in path.parent.iterdir() if file.is_file()} == files


@QUICK
@given(
    caption=CAPTIONS,
    style=st.sampled_from(STYLES),
    ends=st.sampled_from(["lf", "crlf", "mixed", "none at the end"]),
    mark=st.sampled_from(["", "\ufeff"]),
    unsafe=st.booleans(),
)
def test_of_a_spec_only_the_caption_changes(
    tmp_path: Path, caption: str, style: str, ends: str, mark: str, unsafe: bool
) -> None:
    before = line_ends(spec_text(caption, style), ends)
    source = parse(before)
    # Not every caption can be written in every style.
    assume(not source.problems)
    assume(" ".join(str(source.get(("images", "a.png", "caption"))).split()) == " ".join(caption.split()))
    path = tmp_path / "character.yaml"
    path.write_bytes((mark + before).encode())
    held(path, unsafe)
    after = path.read_bytes().decode()
    assert after.startswith("\ufeff") == bool(mark)
    assert outside(before, source.span(("images", "a.png", "caption")).line) <= outside(after, 0)
    assert after.count("\r\n") == after.count("\n") if ends == "crlf" else True
    assert after.endswith("\n") == before.endswith("\n")
    said, says = parse(before).data, parse(after).data
    assert without_caption(said) == without_caption(says)


def outside(text: str, line: int) -> set[str]:
    """The lines of a spec that do not belong to its caption, and the comments."""
    kept = {one for one in text.split("\n") if "caption" not in one and not one.startswith("      ")}
    return {one.removeprefix("\ufeff") for one in kept} | {
        word for word in ("# keep", "# mine") if word in text
    }


def without_caption(data: object) -> object:
    copy = json.loads(json.dumps(data))
    del copy["images"]["a.png"]["caption"]
    return copy


@QUICK
@given(
    captions=st.lists(CAPTIONS, min_size=2, max_size=3),
    kind=st.sampled_from(["jsonl", "escaped jsonl", "csv", "quoted csv", "sidecars"]),
    end=st.sampled_from(["\n", "\r\n"]),
    mark=st.sampled_from(["", "\ufeff"]),
    final=st.booleans(),
    unsafe=st.booleans(),
)
def test_beside_a_spec_only_the_captions_change(
    tmp_path: Path, captions: list[str], kind: str, end: str, mark: str, final: bool, unsafe: bool
) -> None:
    for old in tmp_path.iterdir():
        old.unlink()
    names = [f"{number}.png" for number in range(len(captions))]
    path = tmp_path / "character.yaml"
    path.write_text(HEAD + "images:\n" + "".join(f"  {name}:\n" for name in names), "utf-8")
    spec = path.read_bytes()
    rows = list(zip(names, captions, strict=True))
    for file, text in texts(rows, kind).items():
        ended = text if final else text.removesuffix("\n")
        (tmp_path / file).write_bytes((mark + ended.replace("\n", end)).encode())
    before = {file: file.read_bytes().decode() for file in tmp_path.iterdir()}
    held(path, unsafe)
    assert path.read_bytes() == spec
    for file, was in before.items():
        now = file.read_bytes().decode()
        assert not now.startswith("\ufeff"), "a mark beside the spec is one of the things to mend (C119)"
        assert now.count("\r\n") == was.count("\r\n")
        assert now.count("\n") == was.count("\n")
        if kind.endswith("jsonl") and file.suffix == ".jsonl":
            for new, old_row in zip(now.splitlines(), was.splitlines(), strict=True):
                assert new.replace("\ufeff", "").startswith('{ "note":[1,  2], "file_name"')
                assert new.endswith(', "text2": "é\\u00e9"}')
                assert new.isascii() or not old_row.isascii() or kind == "jsonl"
        if file.suffix == ".csv":
            table = list(csv.reader(io.StringIO(now.removeprefix("\ufeff"), newline="")))
            assert [row[::2] for row in table] == [
                ["file_name", "note"],
                *([name, 'x, "y"'] for name in names),
            ]
    items = load_dataset(load_spec(path)).items
    assert all("Vendalixia" in item.caption for item in items)


def texts(rows: list[tuple[str, str]], kind: str) -> dict[str, str]:
    if kind == "sidecars":
        return {name.replace(".png", ".txt"): f"  {caption}\n" for name, caption in rows}
    if kind.endswith("jsonl"):
        ascii_only = kind == "escaped jsonl"
        written = [
            f'{{ "note":[1,  2], "file_name": {json.dumps(name)},"text" :  '
            + json.dumps(caption, ensure_ascii=ascii_only)
            + ', "text2": "é\\u00e9"}\n'
            for name, caption in rows
        ]
        return {"metadata.jsonl": "".join(written)}
    file = io.StringIO()
    quoting = csv.QUOTE_ALL if kind == "quoted csv" else csv.QUOTE_MINIMAL
    writer = csv.writer(file, quoting=quoting, lineterminator="\n")
    writer.writerow(("file_name", "text", "note"))
    writer.writerows((name, caption, 'x, "y"') for name, caption in rows)
    return {"metadata.csv": file.getvalue()}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            ">-  # folded\n      a young woman with silver hair\n      and a red scarf, standing",
            ">-  # folded\n      Vendalixia, a young woman with silver hair\n      and a red scarf, standing",
        ),
        (
            "|\n      a young woman\n      with silver hair and a red scarf",
            "|\n      Vendalixia, a young woman\n      with silver hair and a red scarf",
        ),
        (
            '"caf\\u00e9, a young woman with silver hair\\\n      \\ and a red scarf"',
            '"Vendalixia, café, a young woman with silver hair and a red scarf"',
        ),
        (
            '"a young woman with silver hair and a red scarf, caf\\u00e9"',
            '"Vendalixia, a young woman with silver hair and a red scarf, caf\\u00e9"',
        ),
        (
            "a young woman with silver hair\n      and a red scarf",
            "Vendalixia, a young woman with silver hair\n      and a red scarf",
        ),
        (
            "|  # block\n      a young woman with silver hair and a red scarf\n\n      in snow",
            "|  # block\n      Vendalixia, a young woman with silver hair and a red scarf\n\n      in snow",
        ),
        (
            "|2-  # block\n       a fox",
            '"Vendalixia, a young woman with silver hair and a red scarf, a fox"  # block',
        ),
    ],
)
def test_a_caption_of_several_lines_keeps_them(before: str, after: str, tmp_path: Path) -> None:
    path = tmp_path / "character.yaml"
    path.write_text(f"{HEAD}images:\n  a.png:\n    caption: {before}\n  # the end\n", "utf-8")
    fix(path)
    assert path.read_text("utf-8") == f"{HEAD}images:\n  a.png:\n    caption: {after}\n  # the end\n"


WHOLE = "Vendalixia, a young woman with silver hair and a red scarf, a fox"
ODD = {
    "marked as a document": f"%YAML 1.2\n---\n{HEAD}images:\n  a.png:\n    caption: a fox\n...\n",
    "quoted keys, deep": f"{HEAD}'images':\n    \"a.png\":\n        'caption'   :   a fox\n",
    "a key asked for": f"{HEAD}images:\n  ? a.png\n  : caption: a fox\n",
    "on the next line": f"{HEAD}images:\n  a.png:\n    caption:  # why\n      a fox  # c\n",
    "carriage returns": f"{HEAD}images:\n  a.png:\n    caption: a fox # c\n    pose: x\n".replace("\n", "\r"),
    "empty lines kept": f"{HEAD}images:\n  a.png:\n    caption: >+\n      a fox\n\n\n    pose: x\n",
    "in the middle of a line": f"{HEAD}images:\n  a.png:\n    caption:\ta fox \t# c\n    pose: x\n",
    "emoji around": f"{HEAD}# 🦊\nimages:\n  a.png:\n    caption: a fox  # 😀 a fox\n",
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_an_unusual_spec_is_mended_in_place(text: str, tmp_path: Path) -> None:
    path = tmp_path / "character.yaml"
    path.write_bytes(text.encode())
    held(path)
    assert path.read_bytes().decode() == text.replace("a fox", WHOLE, 1)


def test_a_value_in_braces_is_quoted_if_it_has_to_be(tmp_path: Path) -> None:
    path = tmp_path / "character.yaml"
    path.write_text(f"{HEAD}images: {{\n  a.png: {{caption: a fox,  # c\n    pose: x}}  # d\n}}\n", "utf-8")
    held(path)
    after = f'{HEAD}images: {{\n  a.png: {{caption: "{WHOLE}",  # c\n    pose: x}}  # d\n}}\n'
    assert path.read_text("utf-8") == after
