"""`charspec lint --coverage` as a user runs it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from charspec.cli import main


def test_it_prints_the_table_and_what_lint_found(
    example: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["lint", "--coverage", str(example("")), "--select", "D,C"]) == 0
    out = capsys.readouterr().out
    assert ": 9 pictures\n\n" in out
    assert "three-quarter  2" in out
    assert out.endswith("(9 pictures)\n")


def test_json_is_one_document(example: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    path = example("images:\n  images/a.png: {angle: front, framing: close-up}\n  images/b.png:\n")
    assert main(["lint", "--coverage", "-f", "json", "--exit-zero", str(path)]) == 0
    (document,) = json.loads(capsys.readouterr().out)["files"]
    assert document["pictures"] == 2
    assert {
        "angle": "front",
        "framing": "close-up",
        "expression": None,
        "files": ["images/a.png"],
    } in document["cells"]
    assert document["unknown"] == {"angle": 1, "framing": 1, "expression": 2}
    assert document["shots"][0]["words"] == "three-quarter view, half-body"


def test_an_unreadable_spec_has_no_table_but_counts(
    example: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    path = example("")
    (path.parent / "broken.charspec.yaml").write_text("schema: charspec/1\nimages: [\n")
    assert main(["lint", "--coverage", str(path), str(path.parent / "broken.charspec.yaml")]) == 1
    out = capsys.readouterr().out
    assert out.count("pictures\n\n") == 1
    assert "1 error" in out
    assert "in 2 specs" in out


@pytest.mark.parametrize(
    "more", [["-f", "sarif"], ["--statistics"], ["-f", "json=x.json", "-f", "github"], ["-"]]
)
def test_what_cannot_be_meant_is_refused(more: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", "--coverage", *more]) == 2
    assert "--coverage" in capsys.readouterr().err
