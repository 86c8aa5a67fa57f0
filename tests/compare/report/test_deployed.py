"""Epochs that the distilled model drew as well: a table of their own, none where there are none."""

from collections.abc import Callable

from charspec.compare.report import beside, gather
from tests.compare.fake_run import FakeRun

NewRun = Callable[..., FakeRun]


def test_a_run_without_such_pictures_has_one_table_and_no_switch(new_run: NewRun) -> None:
    run = new_run()
    page = run.markup()
    assert page.count('<div class="grid-frame"') == 1
    assert 'class="switch"' not in page


def test_the_second_table_names_the_model_and_says_what_is_missing(new_run: NewRun) -> None:
    run = new_run()
    run.deploy(until=2)
    data = gather(run.folder, beside(run.folder))
    assert [all(cell.picture for cell in row.deployed) for row in data.rows] == [True] * 3 + [False] * 2
    assert {cell.note for cell in data.rows[4].deployed} == {"not drawn yet"}
    page = run.markup()
    assert page.count('<div class="grid-frame"') == 2
    assert "tiny, 4 steps" in page
    assert "Distilled-4B, 4 steps" in page
