"""The curves of a run: those that were measured, and what is said of those that were not."""

import json
from collections.abc import Callable

from charspec.compare.report import beside, gather_page
from charspec.compare.report.charts import charts
from charspec.compare.report.several import PageData
from tests.compare.fake_run import FakeRun

NewRun = Callable[..., FakeRun]


def page(*runs: FakeRun) -> PageData:
    return gather_page([run.folder for run in runs], beside(runs[0].folder))


def test_before_anything_is_known_a_sentence_says_so(new_run: NewRun) -> None:
    assert "No loss yet" in charts(page(new_run(done=-1)))


def test_the_base_has_a_grid_loss_but_no_training_loss(new_run: NewRun) -> None:
    drawn = charts(page(new_run(done=1)))
    assert "epoch 0 · grid loss" in drawn
    assert "epoch 0 · training loss" not in drawn
    assert "epoch 1 · training loss" in drawn


def test_only_what_was_measured_has_a_figure(new_run: NewRun) -> None:
    run = new_run()
    run.score(palette={0: 0.2, 1: 0.4}, leak={0: 0.2, 1: 0.21}, memorisation={0: 0.0, 1: 0.9})
    drawn = charts(page(run))
    assert "Palette likeness" in drawn
    assert "epoch 1 · subject 0.9" in drawn
    assert "epoch 1 · with the trigger 0.4" in drawn
    assert "Drift" not in drawn
    assert "Identity" not in drawn


def test_what_could_not_be_measured_says_why(new_run: NewRun) -> None:
    run = new_run()
    run.score(identity={1: None})
    assert "identity is not measured: no encoder is given" in charts(page(run))


def test_the_worst_prompt_is_drawn_not_the_mean(new_run: NewRun) -> None:
    run = new_run(done=1)
    run.score(memorisation={1: 0.1})
    lines = (run.folder / "scores.jsonl").read_text().splitlines()
    copied = json.loads(lines[0]) | {"value": 0.95}
    (run.folder / "scores.jsonl").write_text("\n".join([*lines, json.dumps(copied)]) + "\n")
    assert "epoch 1 · subject 0.95" in charts(page(run))
