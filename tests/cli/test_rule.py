"""`charspec rule` as people call it."""

import json
from pathlib import Path

import pytest

from charspec.cli import main
from charspec.lint.registry import all_rules


@pytest.mark.parametrize("name", ["C101", "c101", "trigger-missing"])
def test_a_rule_is_shown_by_code_or_name(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule", name]) == 0
    out = capsys.readouterr().out
    assert out.startswith("C101 trigger-missing  error · certain · mended by --fix\n")
    assert "\nFires\n" in out
    assert "\nDoes not fire\n" in out


@pytest.mark.parametrize(("words", "codes"), [([], None), (["ALL"], None), (["T"], "T")])
def test_rules_are_listed_on_a_line_each(
    words: list[str], codes: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rule", *words]) == 0
    listed = [line.split()[0] for line in capsys.readouterr().out.splitlines() if line.startswith("  ")]
    assert sorted(listed) == [rule.code for rule in all_rules() if not codes or rule.code[0] == codes]


def test_all_pages_in_each_form(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule", "--all", "--format", "json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["rules"]) == len(all_rules())
    assert main(["rule", "--all", "--format", "markdown"]) == 0
    assert capsys.readouterr().out.count("\n## Does not fire\n") == len(all_rules())
    assert main(["rule", "--all"]) == 0
    assert capsys.readouterr().out.count("\nDoes not fire\n") == len(all_rules())


def test_several_rules_follow_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule", "T101", "background-bleed"]) == 0
    heads = [line[:4] for line in capsys.readouterr().out.splitlines() if " · " in line]
    assert heads == ["D109", "T101"]


def test_an_unknown_rule_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule", "background-bled"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "Did you mean 'background-bleed'?" in captured.err


def test_pages_are_written_to_be_published(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "site" / "rules"
    assert main(["rule", "--all", "--out", str(folder)]) == 0
    assert sorted(file.stem for file in folder.iterdir()) == sorted(
        ["README", *(rule.code for rule in all_rules())]
    )
    assert "`trigger-missing`" in (folder / "C101.md").read_text("utf-8")
    assert main(["rule", "T101", "--out", str(folder)]) == 0
    (folder / "README.md").write_text("our own list\n")
    capsys.readouterr()
    assert main(["rule", "--all", "--out", str(folder)]) == 2
    assert "README.md: " in capsys.readouterr().err
    assert (folder / "README.md").read_text() == "our own list\n"
