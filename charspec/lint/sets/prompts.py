"""Test prompts as rules see them."""

from typing import NamedTuple

from charspec.captions import prompts as worded
from charspec.errors import Path
from charspec.spec import CharacterSpec


class Prompt(NamedTuple):
    """One test prompt with its placeholders filled in."""

    slot: str
    text: str

    @property
    def path(self) -> Path:
        return ("tests", self.slot)


def prompts_of(spec: CharacterSpec) -> tuple[Prompt, ...]:
    """The prompts of a spec: its own, or the guide's four."""
    return tuple(Prompt(slot, text) for slot, text in worded(spec).items())
