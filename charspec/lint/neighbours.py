"""The other specs of one run, as far as a rule about one spec needs them."""

import pathlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from charspec.spec import LoadedSpec


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
