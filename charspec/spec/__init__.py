"""`character.yaml` as a typed value: models, loading, and the problems of a file that is not one."""

from charspec.spec.fields import MAX_CHARACTERS
from charspec.spec.identity import join_words, split_identity
from charspec.spec.load import LoadedSpec, load_spec, load_text
from charspec.spec.models import (
    GUIDE_PROMPTS,
    RESERVED,
    STANDARD_VARIES,
    CharacterSpec,
    Identity,
    Outfit,
    Picture,
    Release,
    Train,
)
from charspec.spec.paths import why_outside

__all__ = [
    "GUIDE_PROMPTS",
    "MAX_CHARACTERS",
    "RESERVED",
    "STANDARD_VARIES",
    "CharacterSpec",
    "Identity",
    "LoadedSpec",
    "Outfit",
    "Picture",
    "Release",
    "Train",
    "join_words",
    "load_spec",
    "load_text",
    "split_identity",
    "why_outside",
]
