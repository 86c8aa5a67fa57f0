"""The other specs of one run, as far as a rule about one spec needs them."""

import itertools
import pathlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from charspec.spec import LoadedSpec

_LONGEST = 100
"""Letters up to which a trigger is searched for others in it: no trigger is nearly as long."""

_NAMED = 10
"""As many clashes of one trigger as a message could name."""


class Neighbour(NamedTuple):
    """What a spec of the same run says about its character; `file` is its name as shown to the user.

    Plain text, so that it can be kept in a cache and take part in its key.
    """

    file: str
    trigger: str
    identity: str

    @property
    def folder(self) -> str:
        return pathlib.PurePosixPath(self.file).parent.as_posix()


def neighbour_of(loaded: "LoadedSpec") -> Neighbour | None:
    """A spec as the other specs of the run see it; None if it cannot be read."""
    spec = loaded.spec
    return Neighbour(loaded.source.file, spec.trigger, spec.identity.worded()) if spec else None


def clashing(one: Neighbour, others: Sequence[Neighbour]) -> tuple[Neighbour, ...]:
    """Those of `others` whose trigger is this one's or holds it, whatever the case.

    Passing only these on to a spec's lint keeps its findings the same, and its cache valid, when an
    unrelated character joins the run. A trigger of one or two letters is in every other one by accident and
    clashes only with its equal.
    """
    wanted = one.trigger.casefold()
    return tuple(
        other
        for other in others
        if other.file != one.file
        and (other.trigger.casefold() == wanted or (len(wanted) > 2 and wanted in other.trigger.casefold()))
    )


def all_clashing(characters: Sequence[Neighbour | None]) -> list[tuple[Neighbour, ...]]:
    """For each character of a run what `clashing` names of the others, the first few of them.

    Looks every part of a trigger up among the triggers, so that a thousand characters take no longer than a
    thousand times one. None stands for a spec that cannot be read and clashes with nothing.
    """
    words = [one.trigger.casefold() if one else "" for one in characters]
    lengths = sorted({len(word) for word in words if 2 < len(word) <= _LONGEST})
    holders: dict[str, list[Neighbour]] = {word: [] for word in words}
    for one, word in zip(characters, words, strict=True):
        if one is not None:
            for part in {word, *_parts(word, lengths)} & holders.keys():
                holders[part].append(one)
    return [
        tuple(itertools.islice((other for other in holders[word] if other.file != one.file), _NAMED))
        if one
        else ()
        for one, word in zip(characters, words, strict=True)
    ]


def _parts(word: str, lengths: Sequence[int]) -> Iterator[str]:
    """Every stretch of a word that has one of these lengths."""
    for length in lengths if len(word) <= _LONGEST else ():
        for start in range(len(word) - length + 1):
            yield word[start : start + length]
