"""The trackers, as accelerate drives them: a name and settings → something to log to."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from PIL.Image import Image

from charspec.errors import CharspecError
from charspec.plan import Lock
from charspec.settings.execution import (
    NoTracker,
    TensorBoardSettings,
    TrackerSettings,
    TrackioSettings,
    WandbSettings,
)


class Tracker(Protocol):
    """What a training tells."""

    def scalars(self, values: Mapping[str, float], step: int) -> None:
        """Numbers at a step; written through before this returns, where the tracker can."""
        ...

    def pictures(self, pictures: Mapping[str, Image], step: int) -> None:
        """Pictures at a step, by slot."""
        ...

    def close(self) -> None:
        """Finish what is under way."""
        ...


def open_tracker(settings: TrackerSettings, lock: Lock, run: Path, first_step: int) -> Tracker | None:
    """The tracker of a run, None for `none`. What it holds from `first_step` on is to be written again.

    Raises CharspecError (exit 1) if its package is not installed, and whatever the package raises.
    """
    if isinstance(settings, NoTracker):
        return None
    _require(settings.name)
    from accelerate import PartialState

    PartialState()  # accelerate's trackers ask it which process is the first
    if isinstance(settings, TensorBoardSettings):
        return _TensorBoard(settings, lock, run, first_step)
    if isinstance(settings, WandbSettings):
        return _Wandb(settings, lock, run)
    return _Trackio(settings, lock, run)


def summary(lock: Lock) -> dict[str, str | int | float]:
    """The settings people compare runs by."""
    train = lock.plan.train
    return {
        "character": train.name,
        "base": train.base.name,
        "revision": train.base.revision or "",
        "run": lock.hashes.run[:12],
        "pictures": len(train.items),
        "samples_per_epoch": train.samples_per_epoch,
        "epochs": train.epochs,
        "batch_size": train.batch_size,
        "resolution": train.resolution,
        "rank": train.lora.rank,
        "alpha": train.lora.alpha,
        "optimizer": train.optimizer.name,
        "learning_rate": train.optimizer.learning_rate,
        "lr_schedule": train.lr_schedule.name,
        "seed": train.seed,
    }


class _TensorBoard:
    def __init__(self, settings: TensorBoardSettings, lock: Lock, run: Path, first_step: int) -> None:
        from accelerate.tracking import TensorBoardTracker

        # Its files are appended to: what a killed training wrote from here on is hidden, not shown twice.
        purge = {"purge_step": first_step} if first_step else {}
        folder = Path(settings.folder).expanduser() / lock.plan.train.slug if settings.folder else run
        name = run.name if settings.folder else "tensorboard"
        self.tracker: Any = TensorBoardTracker(name, folder, **purge)
        self.tracker.start()
        if not first_step:
            rows = "\n".join(f"| {key} | {value} |" for key, value in summary(lock).items())
            self.tracker.log({"settings": f"| setting | value |\n|---|---|\n{rows}"}, step=0)

    def scalars(self, values: Mapping[str, float], step: int) -> None:
        self.tracker.log(dict(values), step=step)

    def pictures(self, pictures: Mapping[str, Image], step: int) -> None:
        batches = {f"samples/{slot}": np.asarray(picture)[None] for slot, picture in pictures.items()}
        self.tracker.log_images(batches, step=step, dataformats="NHWC")
        self.tracker.writer.flush()

    def close(self) -> None:
        self.tracker.finish()


class _Wandb:
    """A run there has the hash of ours as its id, so that a resumed training goes on with it."""

    def __init__(self, settings: WandbSettings, lock: Lock, run: Path) -> None:
        import wandb
        from accelerate.tracking import WandBTracker

        self.tracker: Any = WandBTracker(
            settings.project or lock.plan.train.slug,
            entity=settings.entity,
            # Online is what wandb does unless WANDB_MODE or its own settings say otherwise: those hold.
            mode=None if settings.mode == "online" else settings.mode,
            id=lock.hashes.run[:12],
            name=f"{lock.plan.train.slug} {run.name}",
            dir=str(run),
            resume="allow",
            save_code=False,
            # The terminal is charspec's, and its text is no business of a server.
            settings=wandb.Settings(console="off", silent=True, init_timeout=60),
        )
        self.tracker.start()
        self.tracker.store_init_configuration(summary(lock))

    def scalars(self, values: Mapping[str, float], step: int) -> None:
        self.tracker.log(dict(values), step=step)

    def pictures(self, pictures: Mapping[str, Image], step: int) -> None:
        self.tracker.log_images({f"samples/{slot}": [one] for slot, one in pictures.items()}, step=step)

    def close(self) -> None:
        self.tracker.finish()


class _Trackio:
    def __init__(self, settings: TrackioSettings, lock: Lock, run: Path) -> None:
        from accelerate.tracking import TrackioTracker

        space = {"space_id": settings.space} if settings.space else {}
        self.tracker: Any = TrackioTracker(
            settings.project or lock.plan.train.slug,
            name=run.name,
            config=summary(lock),
            resume="allow",
            **space,
        )
        self.tracker.start()

    def scalars(self, values: Mapping[str, float], step: int) -> None:
        self.tracker.log(dict(values), step=step)

    def pictures(self, pictures: Mapping[str, Image], step: int) -> None:
        import trackio

        self.tracker.log({f"samples/{slot}": trackio.Image(one) for slot, one in pictures.items()}, step=step)

    def close(self) -> None:
        import trackio

        trackio.finish()  # that of the run alone would be done, and said on stdout, again at exit


def _require(name: str) -> None:
    if importlib.util.find_spec(name) is None:
        extra = "'charspec[trackers]'" if name != "trackio" else "trackio"
        raise CharspecError(
            f"the tracker {name} is not installed",
            where=f"tracker={name}",
            hint=f"pip install {extra}, or leave tracker={name} away.",
            exit_code=1,
        )


def is_first_process() -> bool:
    """Whether this process may report, of those that share a training."""
    return os.environ.get("RANK", "0") == "0"
