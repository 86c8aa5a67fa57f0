"""The speed of a training, as it is kept for the estimates of later ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from charspec.cli import train as verb
from charspec.cli.pace import Pace
from charspec.records import Epoch, Weights
from charspec.settings.execution import NoTracker
from charspec.train.events import EpochDone, Event, Steps


def test_the_report_is_no_part_of_the_drawing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = SimpleNamespace(now=0.0)
    monkeypatch.setattr("charspec.cli.pace.time", SimpleNamespace(monotonic=lambda: clock.now))

    def passing(seconds: float) -> None:
        clock.now += seconds

    def training(*given: object, **execution: object) -> Iterator[Event]:
        for step in range(41):
            yield Steps(epoch=1, step=step, steps=40, loss=0.5, recent=0.5)
            passing(0.5 if step < 40 else 3.0)
        weights = Weights(file="epochs/01/vendalixia-e01.safetensors", sha256="0" * 64)
        done = Epoch(
            epoch=1, step=40, loss=0.5, grid_loss=0.5, weights=weights, samples=(), samples_hash="0" * 64
        )
        yield EpochDone(done, 1)

    kept: list[Pace] = []
    monkeypatch.setattr("charspec.train.run.train", training)
    monkeypatch.setattr(verb, "_report", lambda run, progress: passing(60))
    monkeypatch.setattr(Pace, "keep", lambda pace, plan, hardware, run: kept.append(pace))
    plan = SimpleNamespace(train=SimpleNamespace(epochs=1))
    execution = SimpleNamespace(tracker=NoTracker(name="none"), hardware=None)
    job = SimpleNamespace(
        lock=SimpleNamespace(plan=plan), folder=tmp_path, base_path=None, execution=execution, findings=None
    )
    verb._train(job, tmp_path)  # type: ignore[arg-type]  # a job of little else than a clock
    assert (kept[0]._step, kept[0]._epoch) == (0.5, 3.0)
