"""Captions as people write them by hand, set by set, from corpus.yaml: with each of them nothing is wrong."""

from pathlib import Path
from typing import NamedTuple

import yaml


class Written(NamedTuple):
    """A sound set: its trigger, the rest of its spec, and its captions."""

    trigger: str
    head: str
    captions: tuple[str, ...]


_SETS = yaml.safe_load(Path(__file__).with_name("corpus.yaml").read_text("utf-8"))
CLEAN = {name: Written(one["trigger"], one["head"], tuple(one["captions"])) for name, one in _SETS.items()}
