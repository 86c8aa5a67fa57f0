"""A run's evidence as the rules of retraining see it, and what they give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from charspec.compare.figures import Figures, figures
from charspec.compare.likeness import IDENTITY, PALETTE, Phase, gains
from charspec.compare.verdict import EpochVerdict, Verdict
from charspec.errors import Path
from charspec.plan import TrainPlan
from charspec.records import Epoch
from charspec.scores import Score


@dataclass(frozen=True)
class Setting:
    """A value of the spec to change: `("train", "rank")`, or `("images", FILE, "repeats")`."""

    path: Path
    was: float
    """As the run was trained."""
    to: float


@dataclass(frozen=True)
class Advice:
    """One thing to change: what the run showed, what to do about it, and the settings that do it."""

    evidence: str
    do: str
    settings: tuple[Setting, ...] = ()


@dataclass(frozen=True)
class Case:
    """What a rule is given."""

    plan: TrainPlan
    table: Figures
    verdict: Verdict
    findings: Sequence[str] = field(default=())
    """Codes of what lint found in the set, ignored findings included."""

    @property
    def epoch(self) -> int:
        """The epoch to judge by: the recommended one, else the last."""
        return self.verdict.recommended or self.verdict.epochs[-1].epoch

    @property
    def metric(self) -> str:
        """What tells how much of the character there is."""
        trained = [line.epoch for line in self.verdict.epochs]
        identity, palette = (gains(self.table, scale, trained) for scale in (IDENTITY, PALETTE))
        return IDENTITY.metric if len(identity) >= len(palette) else PALETTE.metric

    @property
    def is_good(self) -> bool:
        """Whether the epoch to release is a sweet spot."""
        return self.line(self.epoch).phase == "sweet"

    def line(self, number: int) -> EpochVerdict:
        return next(line for line in self.verdict.epochs if line.epoch == number)

    def of(self, phase: Phase) -> list[int]:
        return [line.epoch for line in self.verdict.epochs if line.phase == phase]

    def likeness(self, number: int) -> float:
        return self.table.mean(self.metric, number) or 0.0


def case_of(
    plan: TrainPlan,
    epochs: Sequence[Epoch],
    scores: Sequence[Score],
    verdict: Verdict,
    findings: Sequence[str],
) -> Case:
    return Case(plan, figures(epochs, scores), verdict, findings)
