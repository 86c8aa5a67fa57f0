"""Trackers: every point once whatever happens, real event files, and a training that no tracker can stop."""

import json
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from PIL import Image
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.summary.writer import event_file_writer

from charspec.plan import Lock
from charspec.records import Epoch, Sample
from charspec.settings.execution import NoTracker, TensorBoardSettings, TrackioSettings, WandbSettings
from charspec.train.events import EpochDone, Event, Note, Steps
from charspec.train.interrupts import StoppedError
from charspec.train.run import train
from charspec.train.sample import slots
from charspec.train.trackers import Watch, kinds, watching
from tests.train.conftest import MakeLock

TENSORBOARD = TensorBoardSettings(name="tensorboard", folder=None, pictures=True)


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def lock(make_lock: MakeLock) -> Lock:
    """Two epochs of 16 steps."""
    items = [item.model_dump() | {"repeats": 8} for item in make_lock().plan.train.items]
    return make_lock(items=items)


@pytest.fixture
def events(lock: Lock, tmp_path: Path) -> list[Event]:
    """What such a training reports, with its pictures in `tmp_path / "run"`."""
    told: list[Event] = [Note("beginning"), finished(lock, tmp_path / "run", 0)]
    for epoch in (1, 2):
        for step in (epoch * 16 - 6, epoch * 16):
            told.append(Steps(epoch, step, 32, loss=0.5, recent=1 / step))
        told.append(finished(lock, tmp_path / "run", epoch))
    return told


def finished(lock: Lock, run: Path, epoch: int) -> EpochDone:
    samples = []
    for slot, prompt in slots(lock.plan.samples).items():
        file = run / f"epochs/{epoch:02d}/{slot}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (64, 64), (epoch * 100, len(slot), 7)).save(file)
        name = file.relative_to(run).as_posix()
        samples.append(Sample(slot=slot, prompt=prompt.prompt, seed=prompt.seed, file=name))
    done = Epoch(
        epoch=epoch, step=epoch * 16, loss=0.5 if epoch else None, grid_loss=0.4, weights=None,
        samples=tuple(samples), samples_hash=lock.hashes.samples,
    )  # fmt: skip
    return EpochDone(done, 2)


@pytest.fixture(autouse=True)
def _files_numbered_from_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    """Event files of one second are read by their numbers as text: with ten and more in one process, out of
    order. A process of its own, as a training is, begins at zero."""
    monkeypatch.setattr(event_file_writer, "_global_uid", event_file_writer.AtomicCounter(0))


def read(folder: Path) -> EventAccumulator:
    found = EventAccumulator(str(folder), size_guidance={"scalars": 0, "images": 0, "tensors": 0})
    found.Reload()
    return found


def points(run: Path, name: str) -> list[tuple[int, float]]:
    return [(point.step, point.value) for point in read(run / "tensorboard").Scalars(name)]


def hear(watch: Watch, events: list[Event]) -> None:
    for event in events:
        watch.hear(event)


def test_tensorboard_holds_losses_rates_and_samples(
    lock: Lock, events: list[Event], tmp_path: Path, said: list[str]
) -> None:
    run = tmp_path / "run"
    with watching(TENSORBOARD, lock, run, said.append) as watch:
        hear(watch, events)
    assert said == []
    losses = [(event.step, event.recent) for event in events if isinstance(event, Steps)]
    assert [step for step, _ in losses] == [10, 16, 26, 32]
    assert points(run, "loss") == [(step, pytest.approx(loss)) for step, loss in losses]
    assert points(run, "learning_rate") == [(step, pytest.approx(1e-3)) for step, _ in losses]
    assert [step for step, _ in points(run, "epoch_loss")] == [16, 32]
    assert [step for step, _ in points(run, "grid_loss")] == [0, 16, 32]
    found = read(run / "tensorboard")
    assert found.Tags()["images"] == ["samples/baseline", "samples/new_place", "samples/_control"]
    drawn = found.Images("samples/baseline")
    assert [picture.step for picture in drawn] == [0, 16, 32]
    place = tmp_path / "drawn.png"
    place.write_bytes(drawn[1].encoded_image_string)
    with Image.open(place) as seen, Image.open(run / "epochs/01/baseline.png") as sample:
        assert seen.convert("RGB").tobytes() == sample.convert("RGB").tobytes()


def test_a_training_reports_what_a_tracker_is_told(
    make_lock: MakeLock, spec_folder: Path, random_base: Path, tmp_path: Path, said: list[str]
) -> None:
    run = tmp_path / "trained"
    items = [item.model_dump() | {"repeats": 6} for item in make_lock().plan.train.items]
    lock = make_lock(items=items, epochs=1)
    with watching(TENSORBOARD, lock, run, said.append) as watch:
        events = list(train(lock, spec_folder, run, random_base))
        hear(watch, events)
    assert said == []
    first, second = (event for event in events if isinstance(event, Steps))
    assert second.loss == pytest.approx((first.recent * 10 + second.recent * 2) / 12)
    assert points(run, "loss") == [(10, pytest.approx(first.recent)), (12, pytest.approx(second.recent))]
    assert [step for step, _ in points(run, "grid_loss")] == [0, 12]


@pytest.mark.parametrize("told", [2, 3, 4, 5, 6, 7])
def test_a_training_that_goes_on_from_an_earlier_state_tells_each_point_once(
    lock: Lock, events: list[Event], tmp_path: Path, said: list[str], told: int
) -> None:
    run = tmp_path / "run"
    killed = Watch(TENSORBOARD, lock, run, said.append)  # never closed, as after a kill
    hear(killed, events[:told])
    with watching(TENSORBOARD, lock, run, said.append) as watch:
        hear(watch, events)
    assert said == []
    assert [step for step, _ in points(run, "loss")] == [10, 16, 26, 32]
    assert [step for step, _ in points(run, "grid_loss")] == [0, 16, 32]
    assert [picture.step for picture in read(run / "tensorboard").Images("samples/baseline")] == [0, 16, 32]


def test_a_point_that_a_kill_left_unmarked_is_hidden(
    lock: Lock, events: list[Event], tmp_path: Path, said: list[str]
) -> None:
    run = tmp_path / "run"
    killed = Watch(TENSORBOARD, lock, run, said.append)
    hear(killed, events[:3])
    marked = killed.place.read_bytes()
    hear(killed, events[3:4])
    killed.place.write_bytes(marked)
    with watching(TENSORBOARD, lock, run, said.append) as watch:
        hear(watch, events)
    assert [step for step, _ in points(run, "loss")] == [10, 16, 26, 32]


def test_another_folder_holds_a_folder_for_each_run(
    lock: Lock, events: list[Event], tmp_path: Path, said: list[str]
) -> None:
    settings = TENSORBOARD.model_copy(update={"folder": str(tmp_path / "board"), "pictures": False})
    with watching(settings, lock, tmp_path / "run", said.append) as watch:
        hear(watch, events)
    found = read(tmp_path / "board" / "vendalixia" / "run")
    assert [point.step for point in found.Scalars("loss")] == [10, 16, 26, 32]
    assert found.Tags()["images"] == []


def test_wandb_writes_its_files_offline(
    lock: Lock, events: list[Event], tmp_path: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HOME", "WANDB_CACHE_DIR", "WANDB_CONFIG_DIR", "WANDB_DATA_DIR"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    monkeypatch.setenv("WANDB_MODE", "offline")  # as wandb's users say it; tracker.mode=offline does the same
    settings = WandbSettings(name="wandb", project=None, entity=None, mode="online", pictures=True)
    with watching(settings, lock, tmp_path / "run", said.append) as watch:
        hear(watch, events)
    assert said == []
    (file,) = (tmp_path / "run" / "wandb").glob(f"offline-run-*/run-{lock.hashes.run[:12]}.wandb")
    until = time.monotonic() + 20
    while b"learning_rate" not in (data := file.read_bytes()) and time.monotonic() < until:
        time.sleep(0.1)  # a process of wandb's own writes it
    for name in (b"learning_rate", b"grid_loss", b"samples/baseline", b"Vendalixia"):
        assert name in data
    assert len(list(file.parent.rglob("*.png"))) == 9


class StandIn(ModuleType):
    """Stands in for Trackio, which cannot be installed beside the newest Pillow: records what it is told."""

    def __init__(self) -> None:
        super().__init__("trackio")
        self.calls: list[tuple[str, Any]] = []

    def init(self, **settings: Any) -> "StandIn":
        self.calls.append(("init", settings))
        return self

    def log(self, values: Mapping[str, Any], step: int) -> None:
        self.calls.append(("log", (sorted(values), step)))

    def finish(self) -> None:
        print("* Run finished.")
        self.calls.append(("finish", None))

    @staticmethod
    def Image(picture: Image.Image) -> Image.Image:  # noqa: N802 (Trackio's name)
        return picture


def test_trackio_is_told_the_same(
    lock: Lock,
    events: list[Event],
    tmp_path: Path,
    said: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    trackio = StandIn()
    monkeypatch.setitem(sys.modules, "trackio", trackio)
    monkeypatch.setattr(kinds, "_require", lambda name: None)
    settings = TrackioSettings(name="trackio", project="studio", space=None, pictures=True)
    with watching(settings, lock, tmp_path / "run", said.append) as watch:
        hear(watch, events)
    assert said == []
    assert [name for name, _ in trackio.calls if name != "log"] == ["init", "finish"]
    assert trackio.calls[0][1]["project"] == "studio"
    logged = [values for name, values in trackio.calls if name == "log"]
    assert [step for values, step in logged if "loss" in values] == [10, 16, 26, 32]
    assert (["samples/_control", "samples/baseline", "samples/new_place"], 32) in logged
    assert capsys.readouterr().out == "", "stdout is for the path of the report"


def test_a_tracker_that_is_not_installed_stops_nothing(
    lock: Lock, events: list[Event], tmp_path: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kinds.importlib.util, "find_spec", lambda name: None)
    with watching(TENSORBOARD, lock, tmp_path / "run", said.append) as watch:
        hear(watch, events)
    (sentence,) = said
    assert sentence.startswith("note: the tracker tensorboard failed, the training goes on: ")
    assert "pip install 'charspec[trackers]'" in sentence


class Broken:
    """A tracker whose service goes away at a given call."""

    def __init__(self, at: str, error: BaseException) -> None:
        self.at = at
        self.error = error
        self.calls: list[str] = []

    def _call(self, name: str) -> None:
        self.calls.append(name)
        if name == self.at:
            raise self.error

    def scalars(self, values: Mapping[str, float], step: int) -> None:
        self._call("scalars")

    def pictures(self, pictures: Mapping[str, Image.Image], step: int) -> None:
        self._call("pictures")

    def close(self) -> None:
        self._call("close")


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Broken:
    tracker = Broken(*request.param)
    monkeypatch.setattr(kinds, "open_tracker", lambda *given: tracker)
    return tracker


@pytest.mark.parametrize(
    "broken",
    [
        ("scalars", OSError("no network\nat all")),
        ("pictures", RuntimeError("")),
        ("close", ValueError("late")),
    ],
    indirect=True,
)
def test_a_tracker_that_fails_is_left_away_with_one_sentence(
    broken: Broken, lock: Lock, events: list[Event], tmp_path: Path, said: list[str]
) -> None:
    with watching(TENSORBOARD, lock, tmp_path / "run", said.append) as watch:
        hear(watch, events)
    reason = {"scalars": "no network", "pictures": "RuntimeError", "close": "late"}[broken.at]
    assert said == [f"note: the tracker tensorboard failed, the training goes on: {reason}"]
    assert broken.calls.count(broken.at) == 1


@pytest.mark.parametrize("broken", [("scalars", StoppedError(15, "saved"))], indirect=True)
def test_a_signal_that_comes_while_a_tracker_is_told_is_no_failure(
    broken: Broken, lock: Lock, events: list[Event], tmp_path: Path, said: list[str]
) -> None:
    with pytest.raises(StoppedError), watching(TENSORBOARD, lock, tmp_path / "run", said.append) as watch:
        hear(watch, events)
    assert said == []


def test_only_the_first_process_tells(
    lock: Lock, events: list[Event], tmp_path: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RANK", "1")
    with watching(TENSORBOARD, lock, tmp_path / "run", said.append) as watch:
        hear(watch, events)
    assert not (tmp_path / "run" / "tensorboard").exists()


def test_no_tracker_leaves_no_trace(lock: Lock, events: list[Event], tmp_path: Path, said: list[str]) -> None:
    before = sorted((tmp_path / "run").rglob("*"))
    with watching(NoTracker(name="none"), lock, tmp_path / "run", said.append) as watch:
        hear(watch, events)
    assert sorted((tmp_path / "run").rglob("*")) == before


@pytest.mark.parametrize("text", ["", "{", "[]", '{"step": "x", "epochs": {}}', json.dumps({"step": 3})])
def test_a_damaged_mark_counts_as_none(lock: Lock, tmp_path: Path, text: str) -> None:
    place = tmp_path / "state" / "tracker-tensorboard.json"
    place.parent.mkdir()
    place.write_text(text)
    assert Watch(TENSORBOARD, lock, tmp_path, print).sent.step == 0
