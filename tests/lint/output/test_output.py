"""What people and programs see: every format's golden file, and what holds for all of them."""

import json
import os
import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import jsonschema
import pytest

from charspec.lint import Finding, Fix, LintConfig, LintResult, Location, lint_spec
from charspec.lint.finding import Related
from charspec.lint.output import concise, formats, github, jsonl, markdown, text
from charspec.lint.output import json as as_json
from charspec.lint.result import Waived
from charspec.source import Span
from tests.lint.conftest import STOCK, picture

ROOT = Path(__file__).parents[3]
GOLDEN = ROOT / "tests" / "golden" / "findings"
FILES = {
    "text": "findings.txt",
    "concise": "findings.concise.txt",
    "json": "findings.json",
    "jsonl": "findings.jsonl",
    "sarif": "findings.sarif",
    "github": "findings.github.txt",
    "markdown": "findings.md",
}
CONFIG = LintConfig(select=("C101", "C102", "C104", "D102", "I104"))
"""Rules of their own choice, so that a new rule changes no golden file."""

SPEC = """\
images:
  images/front.png:
  images/side.png:
    caption: "Vendalixia, a young woman with silver hair, 站在森林里\\t, vendalixia in profile, standing"
  images/back.png: {caption: "Vendalixia, silver hair, from behind"}  # charspec: ignore[C104] 100% hidden
"""
SIDECARS = {
    "images/front.png": "800×600",
    "images/front.txt": "a young woman with silver hair and a red scarf,\tstanding in a forest\n",
}


def golden(name: str, results: list[LintResult]) -> str:
    """A report without what a release or a reworded page would change."""
    written = write(name, results)
    if name == "sarif":
        document = json.loads(written)
        driver = document["runs"][0]["tool"]["driver"]
        driver["semanticVersion"] = "0.0.0"
        driver["rules"] = [rule["id"] for rule in driver["rules"]]
        return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    return written


def write(name: str, results: list[LintResult]) -> str:
    written: str = import_module(f"charspec.lint.output.{name}").write(results)
    return written


@pytest.fixture
def results(example: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> list[LintResult]:
    """A set with five faults and an ignored one, and a set without any, as seen from the folder of the
    first."""
    for name in ("GITHUB_WORKSPACE", "CHARSPEC_DOCS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(example(SPEC, SIDECARS).parent)
    sound = Path("sound/character.yaml")
    (sound.parent / "images").mkdir(parents=True)
    for number in range(1, 10):
        (sound.parent / "images" / f"0{number}.png").write_bytes(picture(1024, 1024))
    sound.write_text("\n".join(STOCK.values()) + "\n")
    return [lint_spec(path, config=CONFIG) for path in (Path("character.yaml"), sound)]


@pytest.mark.parametrize("name", formats())
def test_each_format_is_the_golden_one(name: str, results: list[LintResult]) -> None:
    """After a change that is meant: CHARSPEC_WRITE_GOLDEN=1 pytest tests/lint/test_output.py."""
    written = golden(name, results)
    if os.environ.get("CHARSPEC_WRITE_GOLDEN"):
        (GOLDEN / FILES[name]).write_text(written, "utf-8")
    assert written == (GOLDEN / FILES[name]).read_text("utf-8")


def test_the_document_is_valid_by_its_schema(results: list[LintResult]) -> None:
    schema = json.loads((ROOT / "schemas" / "findings.schema.json").read_text("utf-8"))
    document = json.loads(as_json.write(results))
    jsonschema.validate(document, schema, cls=jsonschema.Draft202012Validator)
    assert document["summary"] == {"error": 3, "warning": 2, "info": 0, "waived": 1}


def test_jsonl_says_what_json_says(results: list[LintResult]) -> None:
    lines = [json.loads(line) for line in jsonl.write(results).splitlines()]
    document = json.loads(as_json.write(results))
    expected = [
        {"spec": file["file"], "waived": None, **one}
        for file in document["files"]
        for one in (*file["findings"], *file["waived"])
    ]
    assert lines == expected
    assert [line["waived"] for line in lines if line["waived"]] == [
        {"by": "comment", "reason": "100% hidden"}
    ]


def test_colour_changes_nothing_but_the_colour(results: list[LintResult]) -> None:
    coloured = text.write(results, colour=True)
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == text.write(results)


START = Span(1, 1, 1, 2)


def finding(message: str, file: str = "character.yaml", span: Span = START) -> Finding:
    path = ("images", "images/caf\udce9.png")
    return Finding("I102", "unreadable-image", "error", path, message, "Mend it.", Location(file, span))


def result(*findings: Finding, texts: dict[str, str] | None = None) -> LintResult:
    return LintResult("character.yaml", findings, texts or {}, 1)


@pytest.mark.parametrize("name", formats())
def test_a_file_name_that_is_no_utf8_can_be_written(name: str) -> None:
    assert write(name, [result(finding("caf\udce9.png is broken", "images/caf\udce9.png"))]).encode("utf-8")


@pytest.mark.parametrize("name", formats())
def test_nothing_found_is_said_without_a_finding(name: str) -> None:
    written = write(name, [result()])
    assert "I102" not in written
    assert written == "" or written.endswith("\n")


def test_what_a_terminal_would_obey_is_never_printed(example: Callable[..., Path]) -> None:
    path = example('images:\n  images/a.png: {caption: "a fox \\e[2J"}\n')
    written = [text.write([lint_spec(path, config=LintConfig())])]
    path.with_name("images").joinpath("a.txt").write_text("a fox\x1b[2J")
    path.write_text(path.read_text().replace('{caption: "a fox \\e[2J"}', ""))
    found = lint_spec(path, config=LintConfig())
    written += [module.write([found]) for module in (text, concise, github, markdown)]
    assert "\x1b" not in "".join(written)


def test_messages_are_wrapped_on_a_terminal_and_whole_in_a_pipe() -> None:
    found = [result(finding("a word " * 30, texts := "character.yaml"), texts={texts: "schema: charspec/1"})]
    assert max(map(len, text.write(found, columns=60).splitlines())) <= 60
    assert ("a word " * 30).strip() in text.write(found)


def test_commands_are_escaped() -> None:
    odd = finding("50%\r\n::warning::of them", "a,b:c/100%.yaml")
    command, summary = github.write([result(odd)]).splitlines()
    assert command.startswith("::error file=a%2Cb%3Ac/100%25.yaml,line=1,endLine=1,")
    assert "50%25��::warning::of them%0AMend it." in command
    assert summary == "1 error in 1 spec (1 picture)"


def test_annotations_name_files_from_the_root_of_the_checkout(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "characters").mkdir()
    monkeypatch.chdir(tmp_path / "characters")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    assert "::error file=characters/character.yaml," in github.write([result(finding("it is broken"))])


def test_a_stretch_over_lines_has_no_columns_in_a_command() -> None:
    assert "col=" not in github.write([result(finding("it is broken", span=Span(1, 2, 3, 4)))])


def test_markdown_shows_text_as_it_is() -> None:
    written = markdown.write([result(finding("a|b <img src=x> *c* `d` [e](f) &amp;"))])
    assert r"a\|b &lt;img src=x&gt; \*c\* \`d\` \[e\](f) &amp;amp;" in written


def test_markdown_stops_before_a_summary_grows_too_large() -> None:
    many = result(*(finding(f"fault {number}") for number in range(600)))
    assert "and 100 more findings" in markdown.write([many])


def test_every_place_of_a_finding_is_shown() -> None:
    texts = {"images/a.txt": "a fox\n", "character.yaml": "one\ntwo\nthree\n" * 5}
    there = Related(Location("character.yaml", Span(14, 1, 14, 4)), "the same words")
    one = finding("it says the same", "images/a.txt", Span(1, 3, 1, 6))
    one = one._replace(related=(there,), fix=Fix("Leave one out", (), safe=False))
    assert text.write([result(one, texts=texts)]) == (
        "error[I102] unreadable-image: it says the same\n"
        "  --> images/a.txt:1:3\n"
        "   |\n"
        " 1 | a fox\n"
        "   |   ^^^\n"
        "  ::: character.yaml:14:1: the same words\n"
        "14 | two\n"
        "   | ---\n"
        "   = Mend it.\n"
        "   = --fix --unsafe-fixes: Leave one out\n"
        "\n"
        "1 error in 1 spec (1 picture); 1 with --fix --unsafe-fixes\n"
    )


def test_what_is_ignored_is_counted_in_reports_for_people() -> None:
    kept = LintResult("character.yaml", (), {}, 5, (Waived(finding("it is broken"), "baseline"),))
    said = "nothing to mend in 1 spec (5 pictures); 1 finding ignored"
    assert said in text.write([kept])
    assert said in github.write([kept])
    assert "I102 unreadable-image at character.yaml:1:1 (baseline)" in markdown.write([kept])


def test_rules_that_may_be_mistaken_are_named_once() -> None:
    certain, *guessed = (finding(f"fault {number}") for number in range(4))
    codes = ("D109", "D109", "C110")
    guessed = [
        one._replace(code=code, confidence="heuristic") for one, code in zip(guessed, codes, strict=True)
    ]
    assert "mislead" not in text.write([result(certain)])
    assert (
        "\n\nC110 and D109 judge by signs that may mislead. Where one is wrong, say so:\n"
        "  # charspec: ignore[C110] reason   (on the line or above it)\n\n4 errors"
    ) in text.write([result(certain, *guessed)])
    assert "\n\nD109 judges by signs" in text.write([result(certain, *guessed[:2])])
