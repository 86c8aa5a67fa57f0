"""What is wrong with single pictures, said per picture; what is a habit of the whole set, said once."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from charspec.dataset import Item
from charspec.errors import Path
from charspec.images import ImageFacts, UnreadableImageError
from charspec.lint.finding import Also, Hit

HABIT = 4
"""Pictures from which on a fault that most of the set has is a way of working, not a slip."""
_SHOWN = 5


class Fault(NamedTuple):
    """A picture and what is wrong with it, as words that follow its name. `path` is where it is mended."""

    item: Item
    words: str
    path: Path


def each_or_once(faults: Sequence[Fault], total: int, habit: str, hint: str) -> Iterator[Hit]:
    """A hit for each fault; one at `images` if most of the `total` pictures have it: forty sprites without a
    background are one decision.

    `habit` follows the number in the one hit: "9 of 12 pictures" + " have a transparent background".
    """
    if len(faults) >= HABIT and 2 * len(faults) > total:
        also = tuple(Also(fault.path, fault.words) for fault in faults[:_SHOWN])
        files = listed([fault.item.file for fault in faults])
        yield Hit(("images",), f"{len(faults)} of {total} pictures {habit}: {files}", hint, also=also)
        return
    for fault in faults:
        yield Hit(fault.path, f"{fault.item.file} {fault.words}", hint)


def with_facts(items: Iterable[Item]) -> Iterator[tuple[Item, ImageFacts]]:
    """The pictures whose header can be read, with what it says; of the others I101 and I102 speak."""
    for item in items:
        try:
            yield item, item.facts
        except UnreadableImageError:
            continue


def listed(names: Sequence[str], shown: int = _SHOWN) -> str:
    """`a.png, b.png and c.png`; of many the first few, and how many more there are.

    >>> listed(["a.png", "b.png", "c.png"]), listed(["a.png", "b.png", "c.png"], 2)
    ('a.png, b.png and c.png', 'a.png, b.png and 1 more')
    """
    if len(names) > shown:
        return f"{', '.join(names[:shown])} and {len(names) - shown:,} more"
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
