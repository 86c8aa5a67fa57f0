"""The fixes of P102, P104, P106, P107: prompts for what the set lacks, after which the rules are silent."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from charspec.lint import LintConfig, lint_spec, mend
from charspec.spec import load_spec

CODES = ("P101", "P102", "P104", "P105", "P106", "P107", "S")
CONFIG = LintConfig(select=CODES)
SET = """\
images:
  images/a.png: {angle: front, pose: standing, environment: in a forest}  # ours
  images/b.png: {angle: profile, pose: running, environment: on a beach}
  images/c.png: {angle: back, pose: sitting, environment: in a tavern}
"""


def mended(path: Path) -> dict[str, str]:
    """The prompts after `--fix --unsafe-fixes`; nothing is left to find, and nothing else has changed."""
    before = path.read_text()
    assert mend(path, config=CONFIG) == [], "what to try is the author's choice: no fix is safe"
    for change in mend(path, config=CONFIG, unsafe=True):
        change.write()
    assert lint_spec(path, config=CONFIG).findings == ()
    assert mend(path, config=CONFIG, unsafe=True) == []
    head = before[: before.index("tests:")]
    assert path.read_text().startswith(head)
    return dict(load_spec(path).require().tests or {})


def test_no_prompts_become_four(example: Callable[..., Path]) -> None:
    found = mended(example(f"{SET}tests: {{}}\n"))
    assert list(found) == ["baseline", "new_pose", "new_place", "new_framing"]
    assert found["new_pose"] == "Vendalixia, front view, jumping"


def test_missing_sides_are_added_after_those_that_are_there(example: Callable[..., Path]) -> None:
    path = example(f"{SET}tests:\n  baseline: Vendalixia, standing, neutral expression  # mine\n")
    found = mended(path)
    assert list(found) == ["baseline", "new_pose", "new_place", "new_framing"]
    assert found["baseline"] == "Vendalixia, standing, neutral expression"
    assert "neutral expression  # mine\n" in path.read_text()


def test_a_pose_and_a_place_of_the_set_become_new_ones(example: Callable[..., Path]) -> None:
    tests = (
        "tests:\n  baseline: Vendalixia, standing, neutral expression\n"
        "  new_pose: Vendalixia running  # fast\n"
        '  new_place: "Vendalixia on a beach"\n  new_framing: close-up portrait of Vendalixia, anime style\n'
    )
    path = example(SET + tests)
    found = mended(path)
    assert found["new_pose"] == "Vendalixia, front view, jumping"
    assert found["new_place"] == "Vendalixia, front view, standing in a library"
    assert "jumping  # fast\n" in path.read_text()


def test_where_there_is_no_room_nothing_is_offered(example: Callable[..., Path]) -> None:
    tests = "".join(f"  p{number}: Vendalixia waving, dancing\n" for number in range(4))
    (found,) = lint_spec(example(f"{SET}tests:\n{tests}"), config=LintConfig(select=("P104",))).findings
    assert found.fix is None


@pytest.mark.parametrize("tests", ["tests: {}\n", "tests:\r\n  baseline: Vendalixia, standing\r\n"])
def test_a_byte_order_mark_and_windows_lines_stay(tests: str, example: Callable[..., Path]) -> None:
    path = example(SET + tests)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    for change in mend(path, config=CONFIG, unsafe=True):
        change.write()
    assert path.read_bytes().startswith(b"\xef\xbb\xbfschema")
    assert lint_spec(path, config=CONFIG).findings == ()
