"""What is measured on the pictures of an epoch. One metric is one module here, named as its scores are.

A metric module has

- `measure(case: Case) -> Iterable[Measure]`: its figures for one epoch, of some slots or of the whole epoch.
  What could not be measured is a Measure without value whose note says why; it raises only CharspecError.
- `measured_by(lock, encoders) -> str | None`, only where a model measures: the name under which it would
  measure now, None where there is no model for it. A run measured by another model is measured again.

Its docstring says what the figure means, from where to where it goes, and where its limits come from. A file
added to this folder is measured at the next `charspec compare`: nothing else is edited.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from pathlib import Path

    from charspec.compare.shots import Shot
    from charspec.plan import Lock


@dataclass(frozen=True)
class Encoders:
    """The models that the user named for the metrics which need one: hub names or local folders. Where none
    is named, the embedded base has its own, and the pictures of any other are not measured."""

    identity: str | None = None
    adherence: str | None = None


NO_ENCODERS = Encoders()


@dataclass(frozen=True)
class Case:
    """One epoch as a metric sees it. Pictures that are missing or cannot be read are left out."""

    run: Path
    lock: Lock
    epoch: int
    training: tuple[Shot, ...]
    """The set, upright and cropped as it trains, in the lock's order; named by its files."""
    samples: tuple[Shot, ...]
    """The trigger prompts' pictures of this epoch, named by their slots."""
    control: Shot | None
    """The class prompt's picture of this epoch."""
    base: dict[str, Shot]
    """Slot → its picture of epoch 0, the control's too; empty where that was drawn with other settings."""
    encoders: Encoders = NO_ENCODERS


@dataclass(frozen=True)
class Measure:
    """One figure of an epoch: see `charspec.scores.Score`, whose line it becomes."""

    slot: str | None
    value: float | None
    nearest: str | None = None
    note: str | None = None
    by: str | None = None


class Metric(Protocol):
    """What a module of this folder offers; one that needs a model also has `measured_by`."""

    def measure(self, case: Case) -> Iterable[Measure]: ...


def missing(case: Case) -> str | None:
    """Why the drawn pictures cannot be compared with the set; None if they can."""
    if not case.training:
        return "no training picture is there to compare with"
    return None if case.samples else "the pictures of its prompts are missing"


def names() -> tuple[str, ...]:
    """All metrics, by name; none is imported for that."""
    return tuple(sorted(found.name for found in pkgutil.iter_modules(__path__)))


def load(name: str) -> Metric:
    """The module of a metric."""
    return cast("Metric", importlib.import_module(f"{__name__}.{name}"))


def measured_by(metric: Metric, lock: Lock, encoders: Encoders) -> str | None:
    """The model that would measure this metric now; None for plain pixels or where there is no model."""
    ask = getattr(metric, "measured_by", None)
    return cast("str | None", ask(lock, encoders)) if ask else None
