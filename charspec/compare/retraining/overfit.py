"""What to change where a run overfits. Each rule gives one advice, or None where it does not apply.

They speak only of a run without a good epoch: where there is one, that one is picked and nothing trained.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from charspec.compare.figures import Figure
from charspec.compare.retraining.case import Advice, Case, Setting
from charspec.compare.signs import COPIED, LEAKED, same_places

OFTEN_ENOUGH = 2
"""Repeats from which a picture can be shown half as often."""

MOST_PICTURES = 3
"""Copied pictures that are shown less often; where more are copied, it is not they who are odd."""

ALIKE_POSES, ALIKE_PLACES = ("D104", "D108"), ("D104", "D109")
"""Findings that say the set has one pose, or one place: then other pictures are wanted, not fewer repeats."""

PRIOR = 2
"""Every so many steps learn from others, where none did: what tiny needs to hold its class prompt."""


def copied_poses(case: Case) -> Advice | None:
    """Poses of training pictures come back, in half of the prompts of an epoch or more."""
    return _copied(case, "pose", ALIKE_POSES, _poses_at(case), "pictures in other poses")


def copied_places(case: Case) -> Advice | None:
    """Places of training pictures come back where no prompt asked for them."""
    return _copied(case, "place", ALIKE_PLACES, _places_at(case), "pictures in other places")


def leak(case: Case) -> Advice | None:
    """The class prompt without trigger draws the character."""
    rises = {}
    for number in _bad(case):
        now, base = case.table.control("leak", number), case.table.control("leak", 0)
        if now is not None and base is not None and now - base >= LEAKED:
            rises[number] = (base, now)
    if not rises:
        return None
    number = max(rises, key=lambda one: rises[one][1])
    base, now = rises[number]
    evidence = (
        f"The trigger leaks: without it, the class prompt has the character's colours (leak {now:.2f} at "
        f"epoch {number}, {base:.2f} at epoch 0)."
    )
    every = case.plan.prior.every if case.plan.prior else 0
    if every == 1:
        return Advice(evidence, "Every step learns from others already: lower the rate.", (_slower(case),))
    to = every // 2 if every else PRIOR
    steps = "every step" if to == 1 else f"one step in {to}"
    do = f"Let {steps} also learn from a picture of another (train.prior_every)."
    return Advice(evidence, do, (Setting(("train", "prior_every"), every, to),))


def everywhere(case: Case) -> Advice | None:
    """Every epoch that shows the character overfits: it learns faster than epochs can tell apart."""
    overfit = case.of("overfit")
    if not overfit or case.of("sweet") or case.of("unclear"):
        return None
    first = min(overfit)
    evidence = f"No epoch is good: from epoch {first} on, the first that shows the character, all overfit."
    return Advice(evidence, "Train at half the rate.", (_slower(case),))


def _copied(
    case: Case, what: str, alike: Iterable[str], found: Mapping[int, Mapping[str | None, Figure]], wanted: str
) -> Advice | None:
    if not found:
        return None
    number = max(
        found, key=lambda one: (len(found[one]), sum(figure.value for figure in found[one].values()))
    )
    prompts = len(case.table.at("memorisation", number))
    counted = Counter(
        figure.nearest for copies in found.values() for figure in copies.values() if figure.nearest
    )
    names = [name for name, _ in counted.most_common()]
    evidence = (
        f"The {what} of training pictures comes back in {len(found[number])} of {prompts} prompts "
        f"(epoch {number}): of {_listed(names)}."
    )
    warned = [code for code in alike if code in case.findings]
    if warned:
        return Advice(evidence, f"The set has too few of them (lint: {', '.join(warned)}): add {wanted}.")
    settings = tuple(_seldomer(case, name) for name in names if _repeats(case, name) >= OFTEN_ENOUGH)
    if not settings or len(names) > MOST_PICTURES or len(names) * 2 > len(case.plan.items):
        return Advice(evidence, f"Add {wanted}, or take some of these away.")
    one = "this picture" if len(settings) == 1 else "these pictures"
    return Advice(evidence, f"Show {one} half as often, and add {wanted}.", settings)


def _poses_at(case: Case) -> dict[int, dict[str | None, Figure]]:
    """Epoch → prompts whose pose is a training picture's; epochs where it is half of them or more."""
    found = {}
    for number in _bad(case):
        now = case.table.at("memorisation", number)
        copies = {slot: figure for slot, figure in now.items() if figure.value >= COPIED}
        if copies and len(copies) * 2 >= len(now):
            found[number] = copies
    return found


def _places_at(case: Case) -> dict[int, dict[str | None, Figure]]:
    """The same of places, where it takes more than half of the prompts."""
    found = {}
    for number in _bad(case):
        now, copies = case.table.at("background_memorisation", number), same_places(case.table, number)
        if len(copies) * 2 > len(now):
            found[number] = copies
    return found


def _bad(case: Case) -> list[int]:
    """The epochs that tell what went wrong; none where one is good."""
    return [] if case.is_good else [*case.of("overfit"), *case.of("unclear")]


def _repeats(case: Case, name: str) -> int:
    return next(item.repeats for item in case.plan.items if item.file == name)


def _seldomer(case: Case, name: str) -> Setting:
    now = _repeats(case, name)
    return Setting(("images", name, "repeats"), now, now // 2)


def _slower(case: Case) -> Setting:
    rate = case.plan.optimizer.learning_rate
    return Setting(("train", "learning_rate"), rate, rate / 2)


def _listed(names: list[str]) -> str:
    shown = ", ".join(names[:MOST_PICTURES])
    return shown if len(names) <= MOST_PICTURES else f"{shown} and {len(names) - MOST_PICTURES} more"
