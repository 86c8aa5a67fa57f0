"""Telling a tracker each point once, whatever happens to it or to the training."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from charspec.errors import CharspecError
from charspec.plan import Lock
from charspec.settings.execution import NoTracker, TrackerSettings
from charspec.train.events import EpochDone, Event, Steps
from charspec.train.interrupts import StoppedError
from charspec.writing import write_atomically

if TYPE_CHECKING:
    from charspec.train.trackers.kinds import Tracker


@dataclass
class _Sent:
    """What a tracker was told already: the last step, and the epochs by the hash of their prompts.

    A training that goes on from an earlier state makes the same points again, to the bit, so that those told
    before can be left away.
    """

    step: int = 0
    epochs: dict[str, str] = field(default_factory=dict)


@contextmanager
def watching(settings: TrackerSettings, lock: Lock, run: Path, say: Callable[[str], None]) -> Iterator[Watch]:
    """A watch of one training; closes its tracker at the end, however that comes. `say` takes a sentence
    about a tracker that fails."""
    watch = Watch(settings, lock, run, say)
    try:
        yield watch
    finally:
        watch.close()


class Watch:
    """Hears the events of a training and tells its tracker; the tracker is opened at the first one."""

    def __init__(self, settings: TrackerSettings, lock: Lock, run: Path, say: Callable[[str], None]) -> None:
        self.settings = settings
        self.lock = lock
        self.run = run
        self.say = say
        self.place = run / "state" / f"tracker-{settings.name}.json"
        self.sent = _read(self.place)
        self.tracker: Tracker | None = None
        self.on = not isinstance(settings, NoTracker)

    def hear(self, event: Event) -> None:
        """Tell the tracker what is new in an event; if that fails, no more is told."""
        if self.on and isinstance(event, Steps | EpochDone):
            self._guarded(lambda: self._tell(event))

    def close(self) -> None:
        if self.tracker is None:
            return
        tracker, self.tracker = self.tracker, None
        self._guarded(tracker.close)

    def _guarded(self, act: Callable[[], None]) -> None:
        try:
            with redirect_stdout(sys.stderr):  # stdout is for the path of the report
                act()
        except StoppedError:
            raise
        except Exception as error:  # whatever a service or its library raises: the training goes on
            self.on = False
            said = error.message if isinstance(error, CharspecError) else str(error).strip()
            hint = f" ({error.hint})" if isinstance(error, CharspecError) and error.hint else ""
            reason = said.partition("\n")[0] or type(error).__name__
            self.say(f"note: the tracker {self.settings.name} failed, the training goes on: {reason}{hint}")

    def _tell(self, event: Steps | EpochDone) -> None:
        from charspec.train.trackers.kinds import is_first_process, open_tracker

        if not is_first_process():
            self.on = False
            return
        if self.tracker is None:
            first = self.sent.step + 1 if self.place.is_file() else 0
            self.tracker = open_tracker(self.settings, self.lock, self.run, first)
        if self.tracker is None:
            return
        if isinstance(event, Steps):
            self._steps(self.tracker, event)
        else:
            self._epoch(self.tracker, event)
        document = {"step": self.sent.step, "epochs": self.sent.epochs}
        write_atomically(self.place, json.dumps(document).encode())

    def _steps(self, tracker: Tracker, event: Steps) -> None:
        from charspec.train.schedule import rate_factor

        if event.step <= self.sent.step:
            return
        plan = self.lock.plan.train
        factor = rate_factor(plan.lr_schedule, event.step - 1, event.steps)
        rate = plan.optimizer.learning_rate * factor
        tracker.scalars({"loss": event.recent, "learning_rate": rate, "epoch": event.epoch}, event.step)
        self.sent.step = event.step

    def _epoch(self, tracker: Tracker, event: EpochDone) -> None:
        epoch, key = event.epoch, str(event.epoch.epoch)
        told = self.sent.epochs.get(key)
        if told is None:
            values = {"epoch_loss": epoch.loss, "grid_loss": epoch.grid_loss}
            found = {name: value for name, value in values.items() if value is not None}
            if found:
                tracker.scalars(found, epoch.step)
        wanted = not isinstance(self.settings, NoTracker) and self.settings.pictures
        if told != epoch.samples_hash and wanted:
            tracker.pictures(self._pictures({one.slot: one.file for one in epoch.samples}), epoch.step)
        self.sent.epochs[key] = epoch.samples_hash

    def _pictures(self, files: Mapping[str, str]) -> dict[str, Image.Image]:
        found: dict[str, Image.Image] = {}
        for slot, file in files.items():
            with Image.open(self.run / file) as picture:
                found[slot] = picture.convert("RGB")
        return found


def _read(place: Path) -> _Sent:
    """What was told; nothing, if no tracker was or its file is damaged."""
    try:
        found = json.loads(place.read_text("utf-8"))
        return _Sent(int(found["step"]), {str(key): str(value) for key, value in found["epochs"].items()})
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return _Sent()
