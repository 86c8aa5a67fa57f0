"""What people and programs see: text with a caret below the right column, one line each, one document."""

import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from charspec.lint import Finding, LintConfig, LintResult, Location, lint_spec, screen
from charspec.lint.output import concise, text
from charspec.lint.output import json as as_json
from charspec.source import Span

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden" / "findings"

SPEC = """\
images:
  images/front.png:
  images/side.png:
    caption: "Vendalixia, a young woman with silver hair, 站在森林里\\t, vendalixia in profile, standing"
"""
FILES = {
    "images/front.png": "800×600",
    "images/front.txt": "a young woman with silver hair and a red scarf,\tstanding in a forest\n",
}


@pytest.fixture
def results(example: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> list[LintResult]:
    """A set with four faults and one without any, as seen from the folder of the first."""
    monkeypatch.chdir(example(SPEC, FILES).parent)
    sound = Path("sound/character.yaml")
    sound.parent.mkdir()
    lines = ["schema: charspec/1", "trigger: Vendalixia", "identity: a fox", "images:"]
    poses = ["standing", "sitting", "walking", "running", "jumping"]
    for number, pose in enumerate(poses):
        (sound.parent / f"{number}.png").write_bytes(_picture())
        lines.append(f"  {number}.png: {{pose: {pose}}}")
    sound.write_text("\n".join(lines) + "\n")
    return [lint_spec(path, config=LintConfig()) for path in (Path("character.yaml"), sound)]


def _picture() -> bytes:
    from tests.lint.conftest import picture

    return picture(1024, 1024)


def test_the_text_report_is_the_golden_one(results: list[LintResult]) -> None:
    assert text.write(results) == (GOLDEN / "findings.txt").read_text("utf-8")


def test_the_concise_report_is_the_golden_one(results: list[LintResult]) -> None:
    assert concise.write(results) == (GOLDEN / "findings.concise.txt").read_text("utf-8")


def test_the_document_is_the_golden_one_and_valid_by_its_schema(results: list[LintResult]) -> None:
    document = json.loads(as_json.write(results))
    assert document == json.loads((GOLDEN / "findings.json").read_text("utf-8"))
    schema = json.loads((ROOT / "schemas" / "findings.schema.json").read_text("utf-8"))
    jsonschema.validate(document, schema, cls=jsonschema.Draft202012Validator)


def test_colour_changes_nothing_but_the_colour(results: list[LintResult]) -> None:
    import re

    coloured = text.write(results, colour=True)
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == text.write(results)


@pytest.mark.parametrize(
    ("line", "word", "shown", "carets"),
    [
        ("key: value", "value", "key: value", "     ^^^^^"),
        ("\tkey:\tvalue", "value", "    key:    value", "            ^^^^^"),
        ("站在 fox", "fox", "站在 fox", "     ^^^"),
        ("e\u0301a fox", "fox", "e\u0301a fox", "   ^^^"),
        ("a 狐狸 b", "狐狸", "a 狐狸 b", "  ^^^^"),
        ("\x1b[31m fox", "fox", "�[31m fox", "      ^^^"),
    ],
)
def test_carets_stand_below_the_word(line: str, word: str, shown: str, carets: str) -> None:
    start = line.index(word) + 1
    found = screen.excerpt(f"above\n{line}\nbelow", Span(2, start, 2, start + len(word)))
    assert found == (shown, carets)


def test_a_long_line_is_cut_around_its_place() -> None:
    line = "x" * 300 + "HERE" + "y" * 300
    found = screen.excerpt(line, Span(1, 301, 1, 305), columns=60)
    assert found is not None
    start = found.carets.index("^")
    assert found.line[start : start + 4] == "HERE"
    assert len(found.line) <= 60
    assert found.line[0] == found.line[-1] == "…"


def test_a_place_outside_the_text_has_no_excerpt() -> None:
    assert screen.excerpt("one line", Span(7, 1, 7, 2)) is None
    assert screen.excerpt("", Span(1, 1, 1, 1)) is None


def test_a_file_name_that_is_no_utf8_can_be_written_in_every_format() -> None:
    location = Location("images/caf\udce9.png", Span(1, 1, 1, 1))
    path = ("images", "images/caf\udce9.png")
    finding = Finding(
        "I102", "unreadable-image", "error", path, "caf\udce9.png is broken", "Mend it.", location
    )
    result = LintResult("character.yaml", (finding,), {}, 1)
    for write in (text.write, concise.write, as_json.write):
        assert write([result]).encode("utf-8")


def test_what_a_terminal_would_obey_is_never_printed(example: Callable[..., Path]) -> None:
    path = example('images:\n  images/a.png: {caption: "a fox \\e[2J"}\n')
    written = text.write([lint_spec(path, config=LintConfig())])
    path.with_name("images").joinpath("a.txt").write_text("a fox\x1b[2J")
    path.write_text(path.read_text().replace('{caption: "a fox \\e[2J"}', ""))
    assert "\x1b" not in written + text.write([lint_spec(path, config=LintConfig())])
