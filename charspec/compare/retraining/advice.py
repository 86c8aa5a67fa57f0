"""All rules on one run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from charspec.compare.retraining.case import Advice, Setting, case_of
from charspec.compare.retraining.overfit import copied_places, copied_poses, everywhere, leak
from charspec.compare.retraining.underfit import drifting, rising, unlearned
from charspec.compare.verdict import Verdict, judge
from charspec.plan import Lock
from charspec.records import Epoch
from charspec.scores import Score

__all__ = ["Advice", "Advised", "Setting", "advise"]

OF_COPIES = (copied_poses, copied_places, leak, everywhere)
OF_LIKENESS = (unlearned, rising, drifting)
"""What these say stands on how much of the character there is: none speaks where the scores cannot tell."""


@dataclass(frozen=True)
class Advised:
    """What a run says about training again. Without `advice` there is nothing to change, or, where `is_told`
    is false, the scores cannot tell."""

    verdict: Verdict
    epoch: int
    advice: tuple[Advice, ...]

    @property
    def is_told(self) -> bool:
        return self.verdict.recommended is not None or bool(self.advice)

    @property
    def settings(self) -> tuple[Setting, ...]:
        """Each once: two rules may ask for the same."""
        return tuple({setting.path: setting for one in self.advice for setting in one.settings}.values())


def advise(
    lock: Lock, epochs: Sequence[Epoch], scores: Sequence[Score], findings: Sequence[str] = ()
) -> Advised:
    """What to change before this character is trained again. `epochs` has at least one that is trained;
    `findings` are the codes that lint found in the set."""
    verdict = judge(lock, epochs, scores)
    case = case_of(lock.plan.train, epochs, scores, verdict, findings)
    rules = OF_COPIES if verdict.recommended is None else (*OF_COPIES, *OF_LIKENESS)
    advice = tuple(found for rule in rules if (found := rule(case)) is not None)
    return Advised(verdict, case.epoch, advice)
