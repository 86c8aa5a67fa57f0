"""Findings point where a person edits, in the file as it is written: CRLF, a byte order mark, odd breaks."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from charspec.lint import Finding, LintConfig, lint_spec
from charspec.lint.finding import Also, Hit
from charspec.lint.registry import Rule

CONFIG = LintConfig(select=("C101", "C102"))


def only(path: Path) -> Finding:
    (finding,) = lint_spec(path, "character.yaml", CONFIG).findings
    return finding


def marked(path: Path, finding: Finding) -> str:
    """What stands at the place of a finding, read as an editor does."""
    span = finding.location.span
    with (path.parent / finding.location.file).open(encoding="utf-8-sig") as stream:
        lines = stream.read().split("\n")
    assert span.line == span.end_line
    return lines[span.line - 1][span.column - 1 : span.end_column - 1]


@pytest.mark.parametrize(
    "text",
    [
        "Vendalixia in a forest,\nand a Vendalixa in the snow\n",
        "Vendalixia in a forest,\r\nand a Vendalixa in the snow\r\n",
        "Vendalixia in a forest,\rand a Vendalixa in the snow\r",
        "\ufeffVendalixia in a forest,\nand a Vendalixa in the snow",
        "Vendalixia\u2028in\x0ba\x85forest,\nand a Vendalixa in the snow\n",
        "\n\n\tVendalixia, 站在森林里, 🦊 Vendalixa",
    ],
)
def test_a_word_of_a_sidecar_is_found_as_it_is_written(text: str, example: Callable[..., Path]) -> None:
    path = example("images:\n  images/a.png:\n", {"images/a.txt": text})
    finding = only(path)
    assert finding.location.file == "images/a.txt"
    assert marked(path, finding) == "Vendalixa"


@pytest.mark.parametrize(
    ("name", "text", "caption"),
    [
        ("metadata.jsonl", '{"file_name": "a.png", "text": "in a caf\\u00e9, \\"quoted\\""}', None),
        ("metadata.jsonl", '\n{"text":"a \\u5c0f fox",  "file_name":"a.png"}\r\n', "a \\u5c0f fox"),
        ("metadata.csv", 'file_name,text,n\r\nb.png,x,1\r\na.png,"a ""red"" fox",2\r\n', 'a ""red"" fox'),
    ],
)
def test_an_escaped_caption_is_pointed_at_in_its_row(
    name: str, text: str, caption: str | None, example: Callable[..., Path]
) -> None:
    path = example("images:\n  images/a.png:\n", {f"images/{name}": text})
    assert marked(path, only(path)) == (caption or 'in a caf\\u00e9, \\"quoted\\"')


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_word_of_metadata_is_found_in_its_row(end: str, example: Callable[..., Path]) -> None:
    rows = [
        {"file_name": "b.png", "text": "Vendalixia and a Vendalixa"},
        {"file_name": "a.png", "text": "Vendalixia in the snow, a Vendalixa"},
    ]
    text = end.join(json.dumps(row) for row in rows) + end
    path = example("images:\n  images/a.png:\n", {"images/metadata.jsonl": text})
    finding = only(path)
    assert (finding.location.file, finding.location.span.line) == ("images/metadata.jsonl", 2)
    assert marked(path, finding) == "Vendalixa"


def test_a_caption_beside_the_spec_brings_the_line_of_the_spec(example: Callable[..., Path]) -> None:
    listed = example("images:\n  images/a.png:\n", {"images/a.txt": "a fox"})
    (related,) = only(listed).related
    assert (related.location.file, related.location.span) == ("character.yaml", (5, 3, 5, 15))
    scanned = example("images: images/\n", {"images/front.txt": "a fox"})
    listed.with_name("images").joinpath("a.png").unlink()
    (related,) = only(scanned).related
    assert related.location.span == (4, 1, 4, 7)


def test_a_sidecar_that_cannot_be_read_brings_the_line_of_the_spec(example: Callable[..., Path]) -> None:
    path = example("images:\n  images/a.png:\n", {"images/a.txt": "not UTF-8\n"})
    findings = lint_spec(path, "character.yaml", LintConfig(select=("C119",))).findings
    (found,) = [one for one in findings if one.code == "C119"]
    assert found.location.file == "images/a.txt"
    assert [str(one.location) for one in found.related] == ["character.yaml:5:3"]


def test_a_caption_in_the_spec_needs_no_second_line(example: Callable[..., Path]) -> None:
    assert only(example("images:\n  images/a.png: {caption: a fox}\n")).related == ()


def test_a_rule_may_name_further_places(
    example: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def check() -> list[Hit]:
        also = (
            Also(("images", "images/b.png", "caption"), "the same words", "fox"),
            Also(("images", "images/a.png"), "its picture"),
        )
        return [Hit(("images", "images/a.png", "caption"), "It is so", "Do it", word="fox", also=also)]

    rule = Rule("C999", "told-twice", "warning", check, (), "")
    monkeypatch.setattr("charspec.lint.running.engine.all_rules", lambda: (rule,))
    monkeypatch.setattr("charspec.lint.config.load.all_rules", lambda: (rule,))
    monkeypatch.setattr("charspec.lint.registry.all_rules", lambda: (rule,))
    path = example(
        "images:\n  images/a.png:\n  images/b.png: {caption: a fox}\n", {"images/a.txt": "one fox"}
    )
    (finding,) = lint_spec(path, "character.yaml", LintConfig()).findings
    assert str(finding.location) == "images/a.txt:1:5"
    assert [(str(one.location), one.message) for one in finding.related] == [
        ("character.yaml:6:29", "the same words"),
        ("character.yaml:5:3", "its picture"),
    ]


def test_many_rows_of_metadata_are_placed_one_by_one(tmp_path: Path) -> None:
    number = 500
    rows = "".join(json.dumps({"file_name": f"{row}.png", "text": "a fox"}) + "\n" for row in range(number))
    (tmp_path / "metadata.jsonl").write_text(rows)
    head = "schema: charspec/1\ntrigger: Vendalixia\nidentity: a fox\nimages:\n"
    (tmp_path / "character.yaml").write_text(head + "".join(f"  {row}.png:\n" for row in range(number)))
    findings = lint_spec(tmp_path / "character.yaml", "character.yaml", CONFIG).findings
    assert [str(one.location) for one in findings] == [
        f"metadata.jsonl:{line}:{len(rows.splitlines()[line - 1]) - 6}" for line in range(1, number + 1)
    ]
