"""Captions as people write them by hand (corpus.yaml), and faults written into them (faults.yaml)."""

from pathlib import Path
from typing import NamedTuple

import yaml


class Written(NamedTuple):
    """A sound set: its trigger, the rest of its spec, and its captions."""

    trigger: str
    head: str
    captions: tuple[str, ...]


class Fault(NamedTuple):
    """A fault in one set: what takes the place of the caption at `at`, or is added to the first ones, or to
    all; and the code and severity of what must be said."""

    set: str
    found: tuple[str, str]
    at: int = 0
    caption: str = ""
    first: tuple[str, ...] = ()
    more: str = ""

    def planted(self, captions: tuple[str, ...]) -> tuple[str, ...]:
        """The captions with the fault in them."""
        added = [*self.first, *[self.more] * (len(captions) - len(self.first))]
        changed = [caption + words for caption, words in zip(captions, added, strict=True)]
        if self.caption:
            changed[self.at] = self.caption
        return tuple(changed)


_SETS = yaml.safe_load(Path(__file__).with_name("corpus.yaml").read_text("utf-8"))
CLEAN = {name: Written(one["trigger"], one["head"], tuple(one["captions"])) for name, one in _SETS.items()}
_FAULTS = yaml.safe_load(Path(__file__).with_name("faults.yaml").read_text("utf-8"))
FAULTS = [
    Fault(**{**one, "found": tuple(one["found"]), "first": tuple(one.get("first", ()))}) for one in _FAULTS
]
