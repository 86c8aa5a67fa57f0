"""Which attributes a picture of a character has."""

from __future__ import annotations

from charspec.spec import CharacterSpec
from charspec.vocabulary import vocabulary


def wanted_attributes(spec: CharacterSpec) -> tuple[str, ...]:
    """What the spec says varies, in its order, and the outfit if it is another in each picture."""
    variable = spec.outfit is not None and spec.outfit.policy == "variable"
    return (*spec.varies, "outfit") if variable and "outfit" not in spec.varies else spec.varies


def known_terms(attribute: str) -> tuple[str, ...]:
    """The vocabulary's terms of an attribute; none for one of the spec's own."""
    known = vocabulary()
    return known.terms(attribute) if attribute in known.phrases else ()
