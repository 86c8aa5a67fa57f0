"""A run is measured once, goes on where it was killed, and measures again only what was drawn again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from types import SimpleNamespace

import pytest

from charspec.compare import metrics
from charspec.compare.metrics import Case, Measure
from charspec.compare.score import score_run
from charspec.errors import CharspecError
from charspec.records import CONTROL, read_epochs
from charspec.scores import FILE, read_scores
from tests.compare.fake_run import FakeRun

NewRun = Callable[..., FakeRun]
PLAIN = ("background_memorisation", "diversity", "drift", "leak", "memorisation", "palette")


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The epochs that a single metric is asked to measure, in order."""
    asked: list[int] = []

    def measure(case: Case) -> Iterable[Measure]:
        asked.append(case.epoch)
        return [Measure(None, float(case.epoch))]

    monkeypatch.setattr(metrics, "names", lambda: ("counted",))
    monkeypatch.setattr(metrics, "load", lambda name: SimpleNamespace(measure=measure))
    return asked


def test_every_metric_measures_every_epoch(new_run: NewRun) -> None:
    run = new_run(planned=2, done=2)
    scored = score_run(run.folder, models=False)
    assert (scored.epochs, scored.notes) == ((0, 1, 2), ())
    found = read_scores(run.folder)
    assert {(score.epoch, score.metric) for score in found} == {(e, name) for e in range(3) for name in PLAIN}
    assert {score.samples_hash for score in found} == {run.lock.hashes.samples}
    drift = next(score for score in found if (score.epoch, score.metric) == (0, "drift"))
    assert (drift.slot, drift.value) == (CONTROL, 0)


def test_what_is_measured_is_not_measured_again(new_run: NewRun, counted: list[int]) -> None:
    run = new_run(planned=3, done=2)
    calls: list[tuple[int, int]] = []
    score_run(run.folder, progress=lambda done, total: calls.append((done, total)))
    assert calls == [(0, 3), (1, 3), (2, 3)]
    before = (run.folder / FILE).read_bytes()
    run.add_epoch(3)
    assert score_run(run.folder).epochs == (3,)
    assert counted == [0, 1, 2, 3]
    assert (run.folder / FILE).read_bytes().startswith(before)
    assert score_run(run.folder).epochs == ()


def test_killed_halfway_it_goes_on_with_the_epoch_it_was_at(new_run: NewRun, counted: list[int]) -> None:
    run = new_run(planned=2, done=2)

    def killed(done: int, total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        score_run(run.folder, progress=killed)
    # A power cut besides: the last line is half there.
    with (run.folder / FILE).open("a") as lines:
        lines.write('{"epoch":2,"metr')
    assert score_run(run.folder).epochs == (2,)
    assert counted == [0, 1, 2]
    assert [score.value for score in read_scores(run.folder)] == [0, 1, 2]


def test_pictures_that_were_drawn_again_are_measured_again(new_run: NewRun, counted: list[int]) -> None:
    run = new_run(planned=1, done=1)
    score_run(run.folder)
    line = read_epochs(run.folder)[1].model_copy(update={"samples_hash": "b" * 64})
    with (run.folder / "epochs.jsonl").open("a") as lines:
        lines.write(line.model_dump_json() + "\n")
    assert score_run(run.folder).epochs == (1,)
    assert counted == [0, 1, 1]
    assert [score.samples_hash[0] for score in read_scores(run.folder)][-1] == "b"


def test_a_metric_that_breaks_is_a_score_without_value(
    new_run: NewRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(case: Case) -> Iterable[Measure]:
        raise ZeroDivisionError("no light")

    whole = metrics.load
    monkeypatch.setattr(
        metrics, "load", lambda name: SimpleNamespace(measure=broken) if name == "leak" else whole(name)
    )
    run = new_run(planned=1, done=1)
    score_run(run.folder, models=False)
    leak = [score for score in read_scores(run.folder) if score.metric == "leak"]
    assert [score.value for score in leak] == [None, None]
    assert "ZeroDivisionError: no light" in str(leak[0].note)
    assert any(score.metric == "drift" and score.value is not None for score in read_scores(run.folder))


def test_a_signal_is_no_fault_of_a_metric(new_run: NewRun, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(case: Case) -> Iterable[Measure]:
        raise CharspecError("interrupted", exit_code=130)

    monkeypatch.setattr(metrics, "names", lambda: ("stopped",))
    monkeypatch.setattr(metrics, "load", lambda name: SimpleNamespace(measure=stopped))
    run = new_run(planned=1, done=0)
    with pytest.raises(CharspecError, match="interrupted"):
        score_run(run.folder)
    assert not (run.folder / FILE).exists()


def test_a_missing_sample_is_left_out_and_tried_again(new_run: NewRun) -> None:
    run = new_run(planned=1, done=1)
    picture = run.folder / f"epochs/01/{CONTROL}.png"
    kept = picture.read_bytes()
    picture.unlink()
    (run.folder / "epochs/01/baseline.png").write_bytes(b"no picture")
    score_run(run.folder, models=False)
    found = {(score.metric, score.slot): score for score in read_scores(run.folder) if score.epoch == 1}
    assert found["drift", CONTROL].note == "its picture is missing"
    assert found["palette", "baseline"].note == "its picture is missing or cannot be read"
    assert found["palette", "new_pose"].value is not None
    picture.write_bytes(kept)
    score_run(run.folder, models=False)
    again = {(score.metric, score.slot): score for score in read_scores(run.folder) if score.epoch == 1}
    assert again["drift", CONTROL].value is not None


def test_training_pictures_that_changed_are_not_compared_with(new_run: NewRun) -> None:
    run = new_run(planned=1, done=1)
    (run.root / "images/front.png").write_bytes((run.root / "images/city.png").read_bytes())
    (run.root / "images/forest.png").unlink()
    scored = score_run(run.folder, models=False)
    assert "2 of 3 training pictures" in scored.notes[0]
    assert "images/front.png, images/forest.png" in scored.notes[0]
    nearest = {score.nearest for score in read_scores(run.folder) if score.metric == "memorisation"}
    assert nearest == {"images/city.png"}
    assert any("fewer than two" in str(score.note) for score in read_scores(run.folder))


def test_a_run_without_its_pictures_says_so_and_measures_the_rest(new_run: NewRun) -> None:
    run = new_run(planned=1, done=1)
    for picture in (run.root / "images").iterdir():
        picture.unlink()
    scored = score_run(run.folder, models=False)
    assert "none of the training pictures" in scored.notes[0]
    assert "Put them back beside the spec" in scored.notes[0]
    found = {score.metric: score for score in read_scores(run.folder) if score.epoch == 1}
    assert found["memorisation"].note == "no training picture is there to compare with"
    assert found["diversity"].value is not None
    assert found["drift"].value is not None


def test_what_is_no_number_is_no_value(new_run: NewRun, monkeypatch: pytest.MonkeyPatch) -> None:
    def measure(case: Case) -> Iterable[Measure]:
        return [Measure(None, float("nan"))]

    monkeypatch.setattr(metrics, "names", lambda: ("empty",))
    monkeypatch.setattr(metrics, "load", lambda name: SimpleNamespace(measure=measure))
    run = new_run(planned=1, done=0)
    score_run(run.folder)
    assert [(score.value, score.note) for score in read_scores(run.folder)] == [
        (None, "it came out as no number")
    ]


def test_a_picture_that_a_model_looked_at_in_vain_is_not_shown_to_it_again(
    new_run: NewRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def measure(case: Case) -> Iterable[Measure]:
        asked.append(case.epoch)
        return [
            Measure(shot.name, None, note="it knows no word of this", by="judge") for shot in case.samples
        ]

    metric = SimpleNamespace(measure=measure, measured_by=lambda lock, encoders: "judge")
    monkeypatch.setattr(metrics, "names", lambda: ("adherence",))
    monkeypatch.setattr(metrics, "load", lambda name: metric)
    run = new_run(planned=1, done=0)
    score_run(run.folder)
    score_run(run.folder)
    assert asked == [0]
    metric.measured_by = lambda lock, encoders: "another"
    score_run(run.folder)
    assert asked == [0, 0]


def test_epochs_drawn_with_other_settings_than_epoch_0_are_not_held_against_it(new_run: NewRun) -> None:
    run = new_run(planned=1, done=1)
    lines = [json.loads(line) for line in (run.folder / "epochs.jsonl").read_text().splitlines()]
    lines[0]["samples_hash"] = "c" * 64
    (run.folder / "epochs.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    score_run(run.folder, models=False)
    drift = [s for s in read_scores(run.folder) if s.metric == "drift" and s.epoch == 1]
    assert "no picture of epoch 0" in str(drift[0].note)


def test_a_folder_that_is_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CharspecError, match="not the folder of a run") as caught:
        score_run(tmp_path)
    assert caught.value.exit_code == 2
