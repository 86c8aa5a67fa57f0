"""The manual says of every rule what its docstring says, in each form; the committed pages are fresh."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from charspec.errors import CharspecError
from charspec.lint.manual import GROUPS, Entry, entries
from charspec.lint.manual import json as as_json
from charspec.lint.manual.markdown import index, page
from charspec.lint.manual.pages import COMMAND, stale, texts, write
from charspec.lint.manual.text import Manual
from charspec.lint.registry import all_rules

ENTRIES = pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry.rule.code)


def test_the_committed_pages_are_fresh() -> None:
    assert stale() == [], f"run: {COMMAND}"


def test_every_rule_is_in_the_manual_once_and_by_group() -> None:
    codes = [entry.rule.code for entry in entries()]
    assert sorted(codes) == [rule.code for rule in all_rules()]
    letters = [code[0] for code in codes]
    assert letters == sorted(letters, key=list(GROUPS).index)


@ENTRIES
def test_a_page_holds_all_that_the_docstring_says(entry: Entry) -> None:
    written = entry.page
    for text in (page(entry), Manual().page(entry)):
        words = " ".join(re.sub(r"\[(\w+)\]\(\w+\.md\)", r"\1", text).split())
        said = (written.title, written.explanation, written.fix)
        files = (content for example in (written.fires, written.silent) for content in example.values())
        assert all(" ".join(part.split()) in words for part in (*said, *files))
        assert f"{entry.rule.severity}" in words


@ENTRIES
def test_the_index_links_to_every_page(entry: Entry) -> None:
    assert f"| [{entry.rule.code}]({entry.rule.code}.md) | `{entry.rule.name}` |" in texts()["README.md"]
    assert Path(entry.rule.docs).name in texts()


def test_every_link_of_the_pages_leads_somewhere() -> None:
    pages = texts()
    links = {link for text in pages.values() for link in re.findall(r"\]\(([^)]+)\)", text)}
    assert links
    assert links <= set(pages)


def test_a_page_names_its_fix_and_whether_it_can_be_ignored() -> None:
    missing, unreadable = entries(["C101"])[0], entries(["S101"])[0]
    assert "mended by `charspec lint --fix`" in page(missing)
    assert "mended by --fix" in Manual().page(missing)
    assert "ignore[C101]" in page(missing)
    assert "cannot be ignored" in page(unreadable)


def test_colour_is_added_only_where_it_is_wanted() -> None:
    entry = entries(["C101"])[0]
    assert "\x1b" not in Manual().page(entry) + Manual().listing(entries())
    coloured = Manual(colour=True).page(entry)
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == Manual().page(entry).replace("`", "")
    assert coloured.count("\x1b[0m") == len(re.findall(r"\x1b\[(?!0m)", coloured))


@pytest.mark.parametrize("columns", [60, 88, 120])
def test_prose_keeps_to_the_width_of_the_terminal(columns: int) -> None:
    lines = Manual(columns=columns).page(entries(["C101"])[0]).splitlines()
    longest = max(len(line) for line in lines if not line.startswith(" "))
    assert min(columns, 88) - 20 < longest <= min(columns, 88)


def test_json_carries_every_rule_with_its_facts() -> None:
    document = json.loads(as_json.write(entries()))
    assert document["version"] == 1
    assert [rule["code"] for rule in document["rules"]] == [entry.rule.code for entry in entries()]
    one = next(rule for rule in document["rules"] if rule["code"] == "C101")
    assert one["name"] == "trigger-missing"
    assert (one["group"], one["severity"], one["confidence"]) == ("Captions", "error", "certain")
    assert one["fix"]["kind"] == "safe"
    assert one["fires"][0]["file"] == "character.yaml"
    assert one["docs"].endswith("/C101.md")


@pytest.mark.parametrize(
    ("selector", "codes"), [("C101", ["C101"]), ("Trigger-Missing", ["C101"]), ("M10", ["M101", "M102"])]
)
def test_rules_are_found_by_code_name_and_group(selector: str, codes: list[str]) -> None:
    assert [entry.rule.code for entry in entries([selector])][: len(codes)] == codes


def test_an_unknown_rule_is_asked_back() -> None:
    with pytest.raises(CharspecError, match="no rule is called 'trigger-mising'") as caught:
        entries(["trigger-mising"])
    assert "Did you mean 'trigger-missing'?" in str(caught.value)
    assert caught.value.exit_code == 2


def test_writing_makes_pages_fresh_and_removes_those_of_no_rule(tmp_path: Path) -> None:
    (tmp_path / "X999.md").write_text("of a rule that is gone")
    (tmp_path / "C101.md").write_text("old")
    assert {"X999.md", "C101.md", "README.md"} <= set(stale(tmp_path))
    write(tmp_path)
    assert stale(tmp_path) == []
    assert not (tmp_path / "X999.md").exists()
    assert write(tmp_path) == []


def test_the_index_of_some_rules_lists_only_those() -> None:
    assert "C101" not in index(entries(["M"]))


def test_an_unknown_argument_of_the_generator_is_wrong_usage() -> None:
    command = [sys.executable, "-m", "charspec.lint.manual", "--wrong"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert COMMAND in done.stderr
