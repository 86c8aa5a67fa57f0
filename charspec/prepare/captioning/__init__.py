"""Drafting the captions that are missing: a model names attributes, charspec composes the caption.

The model never writes the trigger or the identity: those come from the spec, byte for byte, through
`charspec.captions.compose`. What it answers is text from a stranger; `cleaning` takes from it a few plain
words per attribute and nothing else.
"""

from charspec.prepare.captioning.answer import read_answer
from charspec.prepare.captioning.drafting import Drafted, Failed, draft_all
from charspec.prepare.captioning.keeping import keep
from charspec.prepare.captioning.question import question
from charspec.prepare.captioning.targets import Targets, targets
from charspec.prepare.captioning.wanted import wanted_attributes

__all__ = [
    "Drafted",
    "Failed",
    "Targets",
    "draft_all",
    "keep",
    "question",
    "read_answer",
    "targets",
    "wanted_attributes",
]
