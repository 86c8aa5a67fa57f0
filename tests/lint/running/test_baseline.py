"""The baseline: what was known stays quiet wherever its lines move, what is new shows."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from charspec.errors import CharspecError
from charspec.lint import LintConfig, LintResult, lint_spec
from charspec.lint.running.baseline import read_baseline, without_baseline, write_baseline

SPEC = """\
images:
  images/a.png: {caption: "a fox"}
  images/b.png: {caption: "a fox"}
"""
CONFIG = LintConfig(select=("C101", "D102"))
FILE = Path("baseline.json")


def lint(path: str = "set/character.yaml") -> LintResult:
    return lint_spec(Path(path), config=CONFIG)


@pytest.fixture(autouse=True)
def known(example: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> LintResult:
    """A set with three findings, all in the baseline."""
    monkeypatch.chdir(example(SPEC).parent.parent)
    result = lint()
    assert write_baseline(FILE, [result]) == len(result.findings) == 3
    return result


def left(*results: LintResult) -> tuple[list[str], int, int]:
    """What is new, how much is waived, and how much the baseline holds that is mended."""
    found, stale = without_baseline(results, read_baseline(FILE), FILE)
    new = [f"{one.location}: {one.code}" for result in found for one in result.findings]
    return new, sum(len(result.waived) for result in found), len(stale)


def change(old: str, new: str) -> LintResult:
    path = Path("set/character.yaml")
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return lint()


def test_what_is_known_is_waived_and_nothing_lost(known: LintResult) -> None:
    found, stale = without_baseline([known], read_baseline(FILE), FILE)
    assert found[0].findings == ()
    assert tuple(one.finding for one in found[0].waived) == known.findings
    assert {(one.by, one.reason) for one in found[0].waived} == {("baseline", "in baseline.json")}
    assert stale == []


def test_lines_may_move() -> None:
    assert left(change("images:\n", "\n# a comment\n\nimages:\n")) == ([], 3, 0)


def test_numbers_in_messages_may_change() -> None:
    result = change("  images/b.png", "  images/c.png: {caption: 'Vendalixia, a fox'}\n  images/b.png")
    assert "3 pictures" in result.findings[0].message
    assert left(result) == ([], 3, 0)


def test_a_new_finding_shows_and_a_mended_one_is_named() -> None:
    assert left(change('"a fox"', '"Vendalixia"')) == ([], 2, 1)
    new = "  images/d.png: {caption: x}\n"
    result = change("  images/b.png", f"{new}  images/b.png")
    assert left(result) == (["set/character.yaml:6:27: C101"], 2, 1)


def test_the_same_finding_twice_is_known_as_often_as_it_was() -> None:
    entries = read_baseline(FILE)
    assert len({(one["spec"], one["fingerprint"]) for one in entries}) == len(entries)


def test_it_counts_from_any_folder_and_with_any_name_of_the_spec(monkeypatch: pytest.MonkeyPatch) -> None:
    root = Path.cwd()
    entries = read_baseline(FILE)
    monkeypatch.chdir("set")
    for path in ("character.yaml", str(root / "set" / "character.yaml")):
        found, stale = without_baseline([lint(path)], entries, Path("../baseline.json"))
        assert (found[0].findings, stale) == ((), [])


def test_other_specs_stay_in_it_and_are_not_called_mended() -> None:
    Path("set").rename("moved")
    other = lint("moved/character.yaml")
    assert len(left(other)[0]) == 3
    assert left(other)[1:] == (0, 0)
    assert write_baseline(FILE, [other]) == 6
    assert left(other) == ([], 3, 0)


def test_it_is_readable_and_in_a_stable_order(known: LintResult) -> None:
    before = FILE.read_bytes()
    write_baseline(FILE, [known])
    assert FILE.read_bytes() == before
    entry = json.loads(before)["findings"][0]
    assert list(entry) == ["spec", "code", "name", "message", "fingerprint"]
    assert entry["spec"] == "set/character.yaml"


def test_what_cannot_be_read_is_never_kept_quiet() -> None:
    broken = change("images:\n", "images: {\n")
    assert {one.code for one in broken.findings} == {"S101"}
    assert write_baseline(FILE, [broken]) == 0
    assert len(left(broken)[0]) == len(broken.findings)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "there is no such baseline"),
        ("{", "cannot be read"),
        ("[" * 100_000, "cannot be read"),
        ("[]", "no baseline of version 1"),
        ('{"version": 2, "findings": []}', "no baseline of version 1"),
        ('{"version": 1, "findings": [{"spec": 1}]}', "entries that are none"),
    ],
)
def test_what_is_no_baseline_is_refused(text: str | None, message: str) -> None:
    other = Path("other.json")
    if text is not None:
        other.write_text(text)
    with pytest.raises(CharspecError, match=message) as caught:
        read_baseline(other)
    assert (caught.value.where, caught.value.exit_code) == ("other.json", 2)
    assert "--write-baseline" in str(caught.value)
