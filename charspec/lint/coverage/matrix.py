"""The pictures of a set by angle, framing and expression."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from charspec.captions import is_english
from charspec.dataset import Item
from charspec.lint.context import Context
from charspec.lint.coverage.shots import ENOUGH, SIDES, ZOOM_LEVELS, Cell, Shot, Shown, gaps_of, shots_for
from charspec.lint.sets.seen import Seen, bare_caption, seen, shows_no_face, zooms
from charspec.lint.words.nature import is_no_person
from charspec.spec import CharacterSpec
from charspec.vocabulary import vocabulary

_SIDE_OF = {"three-quarter back": "back"}


@dataclass(frozen=True)
class Coverage:
    """What the pictures of one spec show.

    `angles` and `framings` are the guide's (step 2) and whatever else the set names, `expressions` those of
    the set, most frequent first; empty if none is known, as with a plush toy. `cells` holds the files of each
    combination. `unknown` counts, by attribute, the pictures that say nothing of it. `gaps` are what no
    picture is known to show, in words; `shots` the pictures worth shooting next, the most useful first.
    `unread` counts the captions in other languages than English, of which only exact phrases are understood.
    """

    file: str
    pictures: int
    angles: tuple[str, ...]
    framings: tuple[str, ...]
    expressions: tuple[str, ...]
    cells: Mapping[Cell, tuple[str, ...]]
    unknown: Mapping[str, int]
    gaps: tuple[str, ...]
    shots: tuple[Shot, ...]
    unread: int = 0

    @property
    def is_large(self) -> bool:
        """Whether the guide advises against more pictures (step 3)."""
        return self.pictures >= ENOUGH


def coverage_of(context: Context) -> Coverage | None:
    """The coverage of a spec; None if it cannot be read. Opens no picture."""
    spec = context.spec
    if spec is None:
        return None
    items = context.items or ()
    cells: dict[Cell, list[str]] = {}
    for item in items:
        cells.setdefault(_cell(item, spec), []).append(item.file)
    counts = {cell: len(files) for cell, files in cells.items()}
    values = {name: _by_frequency(counts, name) for name in Cell._fields}
    unknown = _unknown(items, spec, counts, values)
    judged = frozenset(
        name for name, found in values.items() if found and all(_is_known(name, value) for value in found)
    )
    shown = Shown(counts, unknown, judged)
    return Coverage(
        context.source.file,
        len(items),
        _with_the_guides(SIDES, values["angle"]),
        _with_the_guides(ZOOM_LEVELS, values["framing"]),
        values["expression"],
        {cell: tuple(files) for cell, files in cells.items()},
        unknown,
        gaps_of(shown),
        shots_for(shown),
        sum(_is_unread(item, spec) for item in items),
    )


def _is_unread(item: Item, spec: CharacterSpec) -> bool:
    """Whether a picture has a caption of which the vocabulary reads nothing, for its language."""
    if not item.caption or item.caption_source == "template":
        return False
    own = bare_caption(item, spec)
    return any(map(str.isalpha, own)) and not is_english(own)


def _cell(item: Item, spec: CharacterSpec) -> Cell:
    framing = seen(item, "framing", spec)
    zoom = next(iter(sorted(zooms(framing))), None) if framing else None
    return Cell(_side(seen(item, "angle", spec)), zoom or _named(framing), _expression(item, spec))


def _side(angle: Seen | None) -> str | None:
    sides = [_SIDE_OF.get(term, term) for term in sorted(angle.terms)] if angle else []
    return next((side for side in sides if side in SIDES), None) or _named(angle)


def _expression(item: Item, spec: CharacterSpec) -> str | None:
    return _named(seen(item, "expression", spec))


def _named(known: Seen | None) -> str | None:
    """The first term, or the label in the author's own words."""
    return None if known is None else next(iter(sorted(known.terms)), None) or str(known)


def _unknown(
    items: Iterable[Item],
    spec: CharacterSpec,
    counts: Mapping[Cell, int],
    values: Mapping[str, tuple[str, ...]],
) -> dict[str, int]:
    """How many pictures say nothing of an attribute that may be asked of them."""
    unknown = {
        name: sum(number for cell, number in counts.items() if getattr(cell, name) is None)
        for name in Cell._fields
    }
    unknown["expression"] -= sum(shows_no_face(item, spec) for item in items)
    if "expression" not in spec.varies or (is_no_person(spec) and not values["expression"]):
        unknown["expression"] = 0
    return {name: number for name, number in unknown.items() if number}


def _by_frequency(counts: Mapping[Cell, int], name: str) -> tuple[str, ...]:
    found = Counter[str]()
    for cell, number in counts.items():
        if value := getattr(cell, name):
            found[value] += number
    return tuple(sorted(found, key=lambda value: (-found[value], value)))


def _is_known(name: str, value: str) -> bool:
    """Whether a value is a word of the vocabulary and not one of the author's own."""
    return value in vocabulary().phrases[name]


def _with_the_guides(guides: Iterable[str], found: tuple[str, ...]) -> tuple[str, ...]:
    """The guide's values and the set's; the set's alone if it has other words for all of them."""
    return tuple(dict.fromkeys((*guides, *found))) if not found or {*guides} & {*found} else found
