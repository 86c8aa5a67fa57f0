"""The pictures show more than one place.

When all pictures are taken in the same room, the character wants to be in that room (guide, common
pitfalls: mix backgrounds). The place is read from the labels and the captions, where a picture whose place is
unknown counts as another place; and it is seen in the pixels: the colours of the border, top and sides, are
compared from picture to picture. The finding says which of the two speaks, and names the pictures. Captions
that name different places do not help where the surroundings are one and the same: what is learned comes from
the pixels. Captions that name one place where the pictures show several are to be corrected.

The shares are charspec's own (thresholds `background-share`, 85% by captions, and `surround-share`, 80% by
pixels). It is never an error: a studio set may be meant, and then an ignore with its reason says so; whoever
leaves `environment` out of `varies` has said it as well. A set of black-and-white pictures is judged by its
captions alone, unless its ground is plain.

## Fires
```character.yaml
images:
  images/a.png: {angle: front, environment: in a tavern}
  images/b.png: {angle: profile, environment: in a tavern}
  images/c.png: {angle: back, environment: in a tavern}
  images/d.png: {angle: three-quarter, environment: in a tavern}
```

## Does not fire
```character.yaml
images:  # charspec: ignore[D109] a studio set, on purpose
  images/a.png: {angle: front, environment: in a white studio}
  images/b.png: {angle: profile, environment: in a white studio}
  images/c.png: {angle: back, environment: in a white studio}
  images/d.png: {angle: three-quarter, environment: in a white studio}
```

## Fix
None: only the author has other pictures.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from charspec.dataset import Item
from charspec.lint.config.thresholds import Thresholds
from charspec.lint.finding import Confidence, Hit, Severity
from charspec.lint.sets.grouped import listed
from charspec.spec import CharacterSpec
from charspec.vocabulary import vocabulary

if TYPE_CHECKING:
    from charspec.images.signals import Signals

CODE = "D109"
NAME = "background-bleed"
SEVERITY: Severity = "warning"
CONFIDENCE: Confidence = "heuristic"

_FEWEST = 3
_SURELY_ALIKE = 0.9
"""How alike the surroundings have to be where captions say that the places differ."""


class _One(NamedTuple):
    """The pictures that share a place, and its name; by pixels it has none."""

    files: list[str]
    place: str = ""


def check(
    items: Sequence[Item],
    spec: CharacterSpec,
    signals_by_file: "Mapping[str, Signals]",
    thresholds: Thresholds,
) -> Iterator[Hit]:
    # Who leaves the place out of `varies` has decided that it stays.
    if len(items) < _FEWEST or "environment" not in spec.varies:
        return
    places = {item.file: _place(item) for item in items}
    said = _by_words(places, thresholds)
    shown = _by_pixels(signals_by_file, places, thresholds)
    if said:
        yield _of_words(said, shown, signals_by_file, len(items))
    elif shown:
        yield _of_pixels(shown, places, len(items))


def _by_words(places: Mapping[str, str], thresholds: Thresholds) -> _One | None:
    """The place that labels and captions give nearly all pictures."""
    counted = Counter(place for place in places.values() if place).most_common(1)
    if not counted:
        return None
    place, pictures = counted[0]
    if pictures < _FEWEST or pictures / len(places) < thresholds.background_share:
        return None
    return _One([file for file, found in places.items() if found == place], place)


def _by_pixels(
    signals: "Mapping[str, Signals]", places: Mapping[str, str], thresholds: Thresholds
) -> _One | None:
    """Nearly all pictures, if they have one surround."""
    from charspec.images.surround import ALIKE, largest_cluster

    files = list(signals)
    for alike in (ALIKE, _SURELY_ALIKE):
        cluster = largest_cluster([signals[file].surround for file in files], alike)
        if cluster is None or len(cluster.members) < max(_FEWEST, thresholds.surround_share * len(places)):
            return None
        found = _One([files[index] for index in cluster.members])
        if len(_named(found, places)) < 2:
            return found
    return found


def _named(one: _One, places: Mapping[str, str]) -> list[str]:
    return sorted({places[file] for file in one.files if places[file]})


def _of_words(said: _One, shown: _One | None, signals: "Mapping[str, Signals]", total: int) -> Hit:
    by = "by their labels and captions"
    hint = "Mix backgrounds, or the place becomes part of the character (guide, common pitfalls)."
    more = ""
    if shown:
        by = "by their labels and captions and by their pixels"
    elif _clearly_differ(said, signals):
        more = "; the pictures themselves show different surroundings"
        hint = "It is the captions: name the place that each picture shows."
    return Hit(
        ("images",),
        f"{len(said.files)} of {total} pictures are in one place {by} ('{said.place}'){more}: "
        f"{listed(said.files)}",
        hint,
    )


def _of_pixels(shown: _One, places: Mapping[str, str], total: int) -> Hit:
    named = _named(shown, places)
    hint = "Mix backgrounds, or the place becomes part of the character (guide, common pitfalls)."
    words = ""
    if len(named) > 1:
        words = (
            ", though their captions name different places (" + listed([f"'{one}'" for one in named]) + ")"
        )
        hint = "It is the pictures: other words do not change what is seen in them. Mix backgrounds."
    return Hit(
        ("images",),
        f"{len(shown.files)} of {total} pictures have the same surroundings by their pixels{words}: "
        f"{listed(shown.files)}",
        hint,
    )


def _clearly_differ(said: _One, signals: "Mapping[str, Signals]") -> bool:
    """Whether most of the pictures that are said to be in one place look like no other of them."""
    from charspec.images.surround import largest_cluster

    known = [signals[file].surround for file in said.files if file in signals and signals[file].surround]
    if len(known) < _FEWEST or len(known) < len(said.files):
        return False
    cluster = largest_cluster(known)
    return cluster is None or 2 * len(cluster.members) <= len(known)


def _place(item: Item) -> str:
    """The place of a picture, with its colours: a white studio and a red one are two. Empty if unknown."""
    if "environment" not in item.attributes:
        return ""
    place = item.attributes["environment"]
    if place.origin == "read":
        return place.key
    colours = [match.term for match in vocabulary().find(place.value) if match.attribute == "colour"]
    return " ".join([*sorted(set(colours)), place.key])
