"""What the set covers, read from the captions of the lock."""

from __future__ import annotations

from collections.abc import Callable

from charspec.compare.report import beside, gather
from charspec.compare.report.coverage import UNSAID, coverage, shown_in
from charspec.compare.report.data import RunData
from tests.compare.fake_run import IDENTITY, FakeRun

NewRun = Callable[..., FakeRun]


def read(new_run: NewRun, *texts: str) -> RunData:
    run = new_run(done=-1, captions=[f"Vendalixia, {IDENTITY}, {text}" for text in texts])
    return gather(run.folder, beside(run.folder))


def test_each_picture_has_its_angle_framing_and_expression(new_run: NewRun) -> None:
    data = read(
        new_run,
        "front view, half-body, neutral expression, standing",
        "three-quarter back view, wide shot, smiling",
        "standing in a forest",
    )
    assert [(one.angle, one.framing, one.expression) for one in shown_in(data)] == [
        ("front", "half-body", "neutral"),
        ("back", "full-body", "smiling"),
        (UNSAID, UNSAID, None),
    ]


def test_what_no_picture_shows_is_a_gap_and_what_is_not_said_has_its_own_row(new_run: NewRun) -> None:
    table = coverage(read(new_run, "front view, close-up", "front view, close-up", "profile view"))
    assert table.count('class="gap"') == 4 * 4 - 2
    assert '<th scope="row">not said</th>' not in table
    assert '<th scope="col">not said</th>' in table


def test_captions_that_say_neither_are_not_counted(new_run: NewRun) -> None:
    assert "nothing to count" in coverage(read(new_run, "running", "sitting", "asleep"))


def test_a_trait_is_no_expression(new_run: NewRun) -> None:
    run = new_run(done=-1, captions=["Vendalixia, a smiling doll, front view"] * 3)
    data = gather(run.folder, beside(run.folder))
    assert [one.expression for one in shown_in(data)] == [None] * 3
