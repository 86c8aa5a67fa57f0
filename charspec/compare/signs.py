"""Signs that an epoch overfits, each a sentence with the numbers and pictures that it stands on.

The limits were set on the embedded base: runs made to underfit, fit and overfit (docs/choosing.md has the
figures), and on photographs of the same things laid over each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from charspec.compare.figures import Figure, Figures

COPIED = 0.65
"""Memorisation from which a picture is a copy. Photographs and copies of them (cropped, mirrored, softened,
compressed) stay below 0.59 in 5% of cases, two photographs of the same thing below 0.56 in 95%."""

SAME_PLACE = 0.8
"""Background memorisation from which a place is a training picture's."""

FEWEST_PLACES = 3
"""Prompts that have to show such a place: one or two may do so because it is what such a place looks like."""

LEAKED = 0.25
"""Rise of the class prompt's leak since epoch 0. Runs that hold the class apart stayed below 0.2."""

MONOTONOUS = 0.85
"""Share of epoch 0's diversity below which prompts are drawn alike."""

DEAF = 0.9
"""Share of epoch 0's adherence below which prompts are not followed."""


class Sign(NamedTuple):
    """One sign, and what would prevent it. A plain one suffices (the guide's: training poses or backgrounds
    come back); of the others it takes two."""

    text: str
    is_plain: bool
    advice: str = "vary poses and places in the set, or lower the rate, and train again"


def overfit_signs(figures: Figures, epoch: int) -> tuple[Sign, ...]:
    """All signs that an epoch shows."""
    found = (
        _subjects(figures, epoch),
        _places(figures, epoch),
        _leak(figures, epoch),
        _variety(figures, epoch),
        _adherence(figures, epoch),
    )
    return tuple(sign for sign in found if sign)


def is_overfit(signs: tuple[Sign, ...]) -> bool:
    return any(sign.is_plain for sign in signs) or len(signs) > 1


def _subjects(figures: Figures, epoch: int) -> Sign | None:
    now = figures.at("memorisation", epoch)
    copies = {slot: figure for slot, figure in now.items() if figure.value >= COPIED}
    if len(copies) * 2 < len(now) or not copies:
        return None
    share = f"{len(copies)} of {len(now)} prompts"
    return Sign(f"{share} copy the pose of a training picture: {_shown(copies)}.", True)


def _places(figures: Figures, epoch: int) -> Sign | None:
    now, copies = figures.at("background_memorisation", epoch), same_places(figures, epoch)
    if len(copies) < FEWEST_PLACES or len(copies) * 2 <= len(now):
        return None
    share = f"{len(copies)} of {len(now)} prompts"
    return Sign(f"{share} show the place of a training picture: {_shown(copies)}.", True)


def same_places(figures: Figures, epoch: int) -> dict[str | None, Figure]:
    """The prompts whose place is a training picture's, and was not at epoch 0."""
    now, base = figures.at("background_memorisation", epoch), figures.at("background_memorisation", 0)
    return {
        slot: figure
        for slot, figure in now.items()
        if figure.value >= SAME_PLACE and (slot not in base or base[slot].value < SAME_PLACE)
    }


def _leak(figures: Figures, epoch: int) -> Sign | None:
    now, base = figures.control("leak", epoch), figures.control("leak", 0)
    if now is None or base is None or now - base < LEAKED:
        return None
    drift = figures.control("drift", epoch)
    moved = f", and its picture moved by ΔE {drift:.0f}" if drift is not None else ""
    measured = f"leak {now:.2f}, {base:.2f} at epoch 0{moved}"
    text = f"The class prompt without trigger has the character's colours: {measured}."
    return Sign(text, False, "train with pictures of others as well (train.prior_every=2)")


def _variety(figures: Figures, epoch: int) -> Sign | None:
    now, base = figures.mean("diversity", epoch), figures.mean("diversity", 0)
    if now is None or base is None or now > MONOTONOUS * base:
        return None
    return Sign(f"The prompts are drawn alike: diversity {now:.2f}, {base:.2f} at epoch 0.", False)


def _adherence(figures: Figures, epoch: int) -> Sign | None:
    now, base = figures.at("adherence", epoch), figures.at("adherence", 0)
    shared = [slot for slot in now if slot in base]
    if not shared:
        return None
    mean, before = (sum(part[slot].value for slot in shared) / len(shared) for part in (now, base))
    if mean >= DEAF * before:
        return None
    worst = max(shared, key=lambda slot: base[slot].value - now[slot].value)
    return Sign(
        f"The prompts are followed less: adherence {mean:.2f}, {before:.2f} at epoch 0; {worst} fell most, "
        f"from {base[worst].value:.2f} to {now[worst].value:.2f}.",
        False,
    )


def _shown(copies: dict[str | None, Figure]) -> str:
    return ", ".join(_one(slot, copies[slot]) for slot in sorted(copies, key=str))


def _one(slot: str | None, figure: Figure) -> str:
    return f"{slot} {figure.value:.2f}" + (f" ({figure.nearest})" if figure.nearest else "")


def calm(figures: Figures, epoch: int) -> Iterator[str]:
    """What speaks against overfitting at an epoch that shows no sign of it."""
    poses = figures.at("memorisation", epoch)
    if poses:
        slot = max(poses, key=lambda slot: poses[slot].value)
        amount = "No" if poses[slot].value < COPIED else "Hardly any"
        yield f"{amount} pose is copied: at most {_one(slot, poses[slot])}."
    places = figures.at("background_memorisation", epoch)
    if places:
        same = same_places(figures, epoch)
        told = f": {_shown(same)}" if same else ""
        yield f"{len(same)} of {len(places)} prompts show the place of a training picture{told}."
    leak, base = figures.control("leak", epoch), figures.control("leak", 0)
    if leak is not None and base is not None:
        yield f"The class prompt stays as it was: leak {leak:.2f}, {base:.2f} at epoch 0."
