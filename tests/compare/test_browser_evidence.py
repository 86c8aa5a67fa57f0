"""What was measured, as it is seen on the page: beside the samples, in the three columns, in the notes."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from charspec.choice import Choice, write_choice
from charspec.compare import write_report
from tests.compare.browser import PHONE, Open, box, shown
from tests.compare.fake_run import FakeRun

RISE = {0: 0.0, 1: 0.2, 2: 0.55, 3: 0.8, 4: 0.81}
CONTRAST = """(selector) => {
  const light = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map((v) => v / 255)
      .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const text = light(getComputedStyle(document.querySelector(selector)).color);
  const ground = light(getComputedStyle(document.body).backgroundColor);
  return (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05);
}"""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> FakeRun:
    run = FakeRun(tmp_path_factory.mktemp("studio"))
    run.score(
        memorisation={0: 0.0, 1: 0.1, 2: 0.1, 3: 0.2, 4: 0.93},
        background_memorisation=dict.fromkeys(range(5), 0.1),
        palette=RISE,
        leak=dict.fromkeys(range(5), 0.2),
        drift={0: 0.0, 1: 4.0, 2: 5.0, 3: 6.0, 4: 30.0},
    )
    weights = run.epoch(3).weights
    assert weights is not None
    write_choice(
        run.folder,
        Choice(
            run=run.lock.hashes.run, train=run.lock.hashes.train, epoch=3, weights=weights,
            chosen_by="person", recommended=3, runner_up=4, reasons=("she is <herself>",), scores={},
        ),
    )  # fmt: skip
    write_report(run.folder)
    return run


@pytest.fixture
def page(run: FakeRun, opened: Open) -> Page:
    return opened(run.folder / "report.html")


def test_beside_a_sample_stands_the_training_picture_it_is_likest_to(page: Page) -> None:
    cell = page.locator("tr[data-epoch='4'] td[data-slot='baseline']")
    nearest = cell.locator(".likeness img")
    assert nearest.get_attribute("alt") == "Training picture images/forest.png"
    assert nearest.get_attribute("src") == page.get_attribute("[data-file='images/forest.png'] img", "src")
    assert "subject 0.93" in cell.inner_text()
    assert "copied" in cell.inner_text()
    assert "copied" not in page.locator("tr[data-epoch='3'] td[data-slot='baseline']").inner_text()


def test_the_comparison_shows_both_nearest_pictures_with_all_values(page: Page) -> None:
    a, b = (page.locator(f"#likeness-{side}") for side in "ab")
    assert "subject\n0.00" in a.inner_text()
    assert "subject\n0.93" in b.inner_text()
    assert "palette\n0.81" in b.inner_text()
    page.keyboard.press("ArrowUp")
    assert "subject\n0.20" in b.inner_text()
    page.keyboard.press("ArrowLeft")
    assert "drift\n6.00" in b.inner_text()


def test_each_epoch_stands_in_one_column_with_its_reasons(page: Page) -> None:
    page.locator("#verdict").scroll_into_view_if_needed()
    found = {
        kind: page.locator(f".sign.{kind} .found .show").all_inner_texts()
        for kind in ("underfit", "sweet", "overfit", "unclear")
    }
    together = [epoch for epochs in found.values() for epoch in epochs]
    assert sorted(together) == ["Epoch 1", "Epoch 2", "Epoch 3", "Epoch 4"]
    assert "Epoch 4" in found["overfit"]
    assert "Epoch 1" in found["underfit"]
    assert all(entry.inner_text() for entry in page.locator(".found .reasons").all())


def test_identity_that_is_not_measured_is_said_plainly(page: Page) -> None:
    assert "Identity was not measured" in page.inner_text(".recommendation")


def test_the_chosen_epoch_is_marked_and_its_reason_is_text(page: Page) -> None:
    assert page.is_visible("tr[data-epoch='3'] .standing.chosen")
    assert "she is <herself>" in page.inner_text(".choice-made")
    assert "Epoch 3 is chosen" in page.inner_text(".advice")


def test_an_epoch_of_the_advice_is_shown_by_a_click(page: Page) -> None:
    page.click(".advice .show.chosen")
    assert shown(page)[1] == "epoch 3, baseline"
    page.locator(".found .show", has_text="Epoch 1").click()
    assert shown(page)[1] == "epoch 1, baseline"
    page.wait_for_function("() => document.querySelector('#stage').getBoundingClientRect().top < innerHeight")


def test_the_coverage_shows_pictures_and_gaps(page: Page) -> None:
    row = page.locator(".coverage tbody tr", has=page.locator("th", has_text="front"))
    assert row.locator("td").nth(1).locator("img").count() == 1
    assert page.locator(".coverage tr", has_text="profile").locator(".gap").count() >= 3
    row.locator("td").nth(1).locator("a").click()
    assert page.evaluate("document.querySelector('.card:target').dataset.file") == "images/front.png"


def test_curves_have_the_base_as_ground(page: Page) -> None:
    titles = page.locator(".chart figcaption").all_inner_texts()
    assert [title.partition("\n")[0] for title in titles] == [
        "Loss", "Palette likeness", "Memorisation", "Drift without the trigger",
    ]  # fmt: skip
    chart = page.locator(".chart", has_text="Memorisation")
    assert chart.locator("line.ground").count() == 2
    chart.locator(".firm .point[data-key='4'] .target").hover()
    assert chart.locator(".readout").text_content() == "epoch 4 · subject 0.93"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_was_measured_can_be_read(run: FakeRun, opened: Open, scheme: str) -> None:
    page = opened(run.folder / "report.html", scheme=scheme)
    names = (".copied", ".standing:not(.chosen)", ".reasons", ".likeness .quiet", ".chart figcaption p")
    for selector in names:
        assert page.evaluate(CONTRAST, selector) >= 4.5, selector


def test_on_a_phone_the_evidence_stays_inside_the_window(run: FakeRun, opened: Open) -> None:
    page = opened(run.folder / "report.html", viewport=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.click("#enlarge")
    assert box(page, "#stage")["width"] <= PHONE["width"]


def test_what_is_missing_is_said_first(opened: Open, tmp_path: Path) -> None:
    run = FakeRun(tmp_path)
    (run.root / "images/front.png").unlink()
    (run.root / "images/city.png").write_bytes((run.root / "images/forest.png").read_bytes())
    (run.folder / "epochs/02/new_pose.png").unlink()
    said = opened(write_report(run.folder)).inner_text(".notes")
    assert "images/front.png" in said
    assert "changed since the training" in said
    assert "1 sample: file missing" in said


def test_a_run_that_was_not_measured_says_how(opened: Open, tmp_path: Path) -> None:
    page = opened(write_report(FakeRun(tmp_path).folder))
    assert "Nothing is measured yet" in page.inner_text("#verdict")
    assert not page.locator(".advice").count()


def test_scores_of_pictures_that_were_drawn_again_are_left_out(opened: Open, tmp_path: Path) -> None:
    run = FakeRun(tmp_path)
    run.score(palette=RISE)
    lines = run.folder / "scores.jsonl"
    lines.write_text(lines.read_text().replace(run.lock.hashes.samples, "0" * 64))
    page = opened(write_report(run.folder))
    assert "scores are of pictures that were drawn again" in page.inner_text(".notes")
    assert "Palette" not in page.inner_text("#curves")
