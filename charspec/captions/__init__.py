"""Captions: composing them from attributes, reading them back, and finding the trigger in them."""

from charspec.captions.compose import (
    DEFAULT_TEMPLATE,
    PLACEHOLDERS,
    begins_with_preposition,
    compose,
    default_template,
    expand,
    tidy,
    unresolved,
)
from charspec.captions.language import is_english
from charspec.captions.phrases import (
    Variant,
    begins_with_trigger,
    contains_phrase,
    contains_trigger,
    edit_distance,
    find_phrase,
    find_trigger,
    find_variants,
)
from charspec.captions.prompts import (
    class_caption,
    control_prompt,
    nameless_caption,
    prompts,
    without_trigger,
)
from charspec.captions.reading import read_attributes, without_article, without_identity, without_phrases

__all__ = [
    "DEFAULT_TEMPLATE",
    "PLACEHOLDERS",
    "Variant",
    "begins_with_preposition",
    "begins_with_trigger",
    "class_caption",
    "compose",
    "contains_phrase",
    "contains_trigger",
    "control_prompt",
    "default_template",
    "edit_distance",
    "expand",
    "find_phrase",
    "find_trigger",
    "find_variants",
    "is_english",
    "nameless_caption",
    "prompts",
    "read_attributes",
    "tidy",
    "unresolved",
    "without_article",
    "without_identity",
    "without_phrases",
    "without_trigger",
]
