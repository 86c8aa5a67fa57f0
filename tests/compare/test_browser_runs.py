"""Two runs on one page: rows of both under the same prompts, and what does not compare said plainly."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from charspec.compare import write_report
from tests.compare.browser import Open, box, shown
from tests.compare.fake_run import PROMPTS, FakeRun


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[FakeRun, FakeRun]:
    """The same character trained twice: once more finely, and not to its end."""
    root = tmp_path_factory.mktemp("studio")
    return FakeRun(root), FakeRun(root, planned=6, done=2, rank=8)


@pytest.fixture
def page(runs: tuple[FakeRun, FakeRun], opened: Open) -> Page:
    return opened(write_report(*(run.folder for run in runs)))


def test_the_page_lies_in_the_first_run_and_names_the_second(runs: tuple[FakeRun, FakeRun]) -> None:
    first, second = runs
    path = write_report(first.folder, second.folder)
    assert path == first.folder / f"compare-{second.folder.name}.html"
    assert not (second.folder / "report.html").exists()


def test_it_opens_with_the_last_epoch_of_each(page: Page) -> None:
    assert shown(page) == ("run 1, epoch 4, baseline", "run 2, epoch 2, baseline")
    assert page.locator("#epoch-b optgroup").count() == 2
    assert page.locator(".grid tbody").count() == 2


def test_an_arrow_stays_in_its_run_and_a_choice_reaches_the_other(page: Page) -> None:
    for _ in range(5):
        page.keyboard.press("ArrowUp")
    assert shown(page)[1] == "run 2, base, no LoRA, baseline"
    page.select_option("#epoch-b", label="run 1, epoch 2")
    assert shown(page)[1] == "run 1, epoch 2, baseline"
    page.click("tbody[data-run='run 2'] tr[data-epoch='1'] td[data-slot='new_place'] button")
    assert shown(page) == ("run 1, epoch 4, new place", "run 2, epoch 1, new place")
    page.reload()
    assert shown(page) == ("run 1, epoch 4, new place", "run 2, epoch 1, new place")


def test_what_differs_is_listed_and_nothing_else(page: Page) -> None:
    rows = page.locator(".differences tbody tr").all_inner_texts()
    assert [row.split("\t") for row in rows] == [["epochs", "4", "6"], ["lora.rank", "16", "8"]]


def test_the_state_of_each_run_is_said(page: Page) -> None:
    assert "1 of 2 done" in page.inner_text("h1")
    assert "run 2: not finished, epoch 2 of 6" in page.inner_text(".notes")


def test_the_curves_of_both_have_one_scale(page: Page) -> None:
    page.locator("#curves").scroll_into_view_if_needed()
    marks = [chart.locator("text.y").all_inner_texts() for chart in page.locator(".chart").all()]
    assert len(marks) == 2
    assert marks[0] == marks[1]
    page.locator(".chart").nth(1).locator(".firm .point[data-key='2:1'] .target").click()
    assert shown(page)[1] == "run 2, epoch 1, baseline"


def test_the_chosen_epochs_open_first(runs: tuple[FakeRun, FakeRun], opened: Open) -> None:
    page = opened(write_report(*(run.folder for run in runs), epochs=(3, 1)))
    assert shown(page) == ("run 1, epoch 3, baseline", "run 2, epoch 1, baseline")


def test_of_one_run_both_epochs_are_its_own(opened: Open, tmp_path: Path) -> None:
    page = opened(write_report(FakeRun(tmp_path).folder, epochs=(1, 3)))
    assert shown(page) == ("epoch 1, baseline", "epoch 3, baseline")


def test_other_prompts_and_bases_are_said_plainly(opened: Open, tmp_path: Path) -> None:
    one = FakeRun(tmp_path / "one")
    prompts = {**PROMPTS, "new_pose": "Vendalixia asleep", "extra": "Vendalixia at sea"}
    other = FakeRun(tmp_path / "other", prompts=prompts, base="z-image")
    page = opened(write_report(one.folder, other.folder))
    said = page.inner_text(".notes")
    assert "different bases: tiny, z-image" in said
    assert "The prompts differ at new pose" in said
    assert "Not every run has the prompt extra" in said
    head = page.inner_text("th[data-slot='new_pose']")
    assert "Vendalixia running" in head
    assert "Vendalixia asleep" in head
    cell = page.locator("tbody[data-run='run 1'] tr[data-epoch='1'] td[data-slot='extra']")
    assert cell.inner_text() == "not a prompt of this run"
    assert box(page, "#stage")["width"] > 300
