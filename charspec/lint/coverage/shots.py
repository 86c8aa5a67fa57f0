"""What a set lacks, and the pictures that would add most to it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from charspec.lint.sets.seen import ZOOMS

SIDES = ("front", "three-quarter", "profile", "back")
"""The guide's angles (step 2)."""

ZOOM_LEVELS = tuple(dict.fromkeys(ZOOMS.values()))
"""The guide's zoom levels (step 2)."""

MOODS = ("neutral", "smiling", "surprised", "serious")
"""The guide's expressions (step 2)."""

ENOUGH = 15
"""Pictures from which on the guide advises against more (step 3): one takes the place of another then."""

_AKIN = {"neutral": ("calm",), "smiling": ("grinning", "laughing", "excited"), "serious": ("determined",)}
"""Expressions that stand in for one of the guide's."""

_MOST = 5
_MOST_OF_LARGE = 2
_MOST_BY_COMBINATION = 2


class Cell(NamedTuple):
    """Where a picture belongs. None: neither labelled nor named in its caption (of an expression also: no
    face is seen)."""

    angle: str | None
    framing: str | None
    expression: str | None


class Shot(NamedTuple):
    """A picture worth shooting: what it shows, and what it would be the first to show."""

    angle: str
    framing: str
    expression: str | None
    adds: tuple[str, ...]

    def __str__(self) -> str:
        parts = (f"{self.angle} view", self.framing, self.expression)
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True)
class Shown:
    """How many pictures there are of each cell, how many say nothing of an attribute, and the attributes of
    which it can be told what is missing: not those that no picture names or that some name in words of their
    own."""

    cells: Mapping[Cell, int]
    unknown: Mapping[str, int]
    judged: frozenset[str]

    @property
    def pictures(self) -> int:
        return sum(self.cells.values())

    def missing(self) -> dict[str, list[str]]:
        """The guide's angles, framings and expressions that no picture has, by attribute."""
        moods = {cell.expression for cell in self.cells}
        lacking: dict[str, list[str]] = {
            "angle": [side for side in SIDES if side not in {cell.angle for cell in self.cells}],
            "framing": [zoom for zoom in ZOOM_LEVELS if zoom not in {cell.framing for cell in self.cells}],
            "expression": [mood for mood in MOODS if not {mood, *_AKIN.get(mood, ())} & moods],
        }
        return {name: values if name in self.judged else [] for name, values in lacking.items()}


def gaps_of(shown: Shown) -> tuple[str, ...]:
    """What no picture is known to show, as people say it: `no back view`, `no close-up`."""
    return tuple(f"no {_worded(name, value)}" for name, found in shown.missing().items() for value in found)


def shots_for(shown: Shown) -> tuple[Shot, ...]:
    """Up to five pictures that bring what is missing, several things at once where one picture can.

    When nothing is missing by itself, combinations that no picture shows. A set of 15 and more gets no more
    than two: it is large enough. None where of neither angles nor framings it can be told what is missing.
    """
    if not shown.judged & {"angle", "framing"}:
        return ()
    missing = shown.missing()
    # Of a set that hardly says its expressions, it cannot be told which are rare.
    moods = "expression" in shown.judged and shown.unknown.get("expression", 0) <= shown.pictures / 2
    tally = _Tally(shown.cells)
    shots: list[Shot] = []
    while len(shots) < (_MOST if shown.pictures < ENOUGH else _MOST_OF_LARGE):
        angle, framing = tally.emptiest(missing, moods)
        mood = tally.rarest_mood(missing["expression"]) if moods and angle != "back" else None
        adds = _adds(angle, framing, mood, missing)
        if not adds and (tally.pairs[angle, framing] or len(shots) >= _MOST_BY_COMBINATION):
            break
        shots.append(Shot(angle, framing, mood, adds))
        tally.add(Cell(angle, framing, mood), 1)
        for name, value in (("angle", angle), ("framing", framing), ("expression", mood)):
            missing[name] = [one for one in missing[name] if one != value]
    return tuple(shots)


class _Tally:
    """How often each value and each pair of angle and framing is there, pictures to shoot included."""

    def __init__(self, cells: Mapping[Cell, int]) -> None:
        self.values = Counter[str | None]()
        self.pairs = Counter[tuple[str | None, str | None]]()
        for cell, number in cells.items():
            self.add(cell, number)

    def add(self, cell: Cell, number: int) -> None:
        for value in cell:
            self.values[value] += number
        self.pairs[cell.angle, cell.framing] += number

    def emptiest(self, missing: Mapping[str, Sequence[str]], moods: bool) -> tuple[str, str]:
        """The angle and framing that bring most: first what is missing, then what is rare."""

        def order(pair: tuple[str, str]) -> tuple[int, int, int]:
            side, zoom = pair
            brings = (side in missing["angle"]) + (zoom in missing["framing"])
            brings += moods and bool(missing["expression"]) and side != "back"
            return -brings, self.pairs[pair], self.values[side] + self.values[zoom]

        # From the back a close-up shows no face.
        pairs = [(side, zoom) for side in SIDES for zoom in ZOOM_LEVELS]
        return min((pair for pair in pairs if pair != ("back", "close-up")), key=order)

    def rarest_mood(self, missing: Sequence[str]) -> str:
        return missing[0] if missing else min(MOODS, key=lambda mood: self.values[mood])


def _adds(
    angle: str, framing: str, mood: str | None, missing: Mapping[str, Sequence[str]]
) -> tuple[str, ...]:
    values = (("angle", angle), ("framing", framing), ("expression", mood))
    return tuple(_worded(name, value) for name, value in values if value and value in missing[name])


def _worded(name: str, value: str) -> str:
    """A value as people say it: `back view`, `close-up`, `half-body shot`, `serious face`."""
    noun = {"angle": "view", "framing": "shot", "expression": "face"}[name]
    return value if value == "close-up" else f"{value} {noun}"
