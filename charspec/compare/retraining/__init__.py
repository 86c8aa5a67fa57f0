"""What to change before a character is trained again: read from a run's scores, written as edits of its spec.

`advise` is pure: numbers in, advice out. `edited` turns advice into the text of the changed spec, comments
kept. A person decides: nothing is trained, and without `--write` nothing is written.
"""

from charspec.compare.retraining.advice import Advice, Advised, Setting, advise
from charspec.compare.retraining.edits import edited, still_open
from charspec.compare.retraining.record import FILE, Retraining, SpecChange, parent_of, write_record

__all__ = [
    "FILE",
    "Advice",
    "Advised",
    "Retraining",
    "Setting",
    "SpecChange",
    "advise",
    "edited",
    "parent_of",
    "still_open",
    "write_record",
]
