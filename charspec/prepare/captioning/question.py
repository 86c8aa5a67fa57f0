"""What a model is asked about a picture."""

from __future__ import annotations

from charspec.prepare.captioning.wanted import known_terms, wanted_attributes
from charspec.spec import CharacterSpec

CLOSED = ("angle", "framing")
"""Attributes whose terms are few and cover all there is: no other word is taken."""

_EXAMPLES = 14
MEANING = {
    "angle": "from where the character is seen",
    "framing": "how much of the character is in the picture",
    "pose": "what the body does",
    "expression": "what the face does",
    "environment": "the place, beginning with a preposition",
    "lighting": "the light",
    "outfit": "what is worn, with its colour",
}
_PLACES = ("in a forest", "on a beach", "in a white studio", "down a snowy street at night")


def question(spec: CharacterSpec) -> str:
    """The question: a JSON object with the attributes that vary, and nothing of what never does."""
    lines = "\n".join(_line(name) for name in wanted_attributes(spec))
    identity = spec.identity
    worn = spec.outfit.wears if spec.outfit else ()
    constant = ", ".join((identity.class_phrase, *identity.traits, *worn))
    return (
        f"This picture shows one character: {identity.class_phrase}. Describe only what is special about "
        "this picture. Answer with one JSON object and nothing else. Its keys are:\n"
        f"{lines}\n"
        "Each value is a short English phrase of one to eight words. Leave a key out if the picture does not "
        f"show it. Do not mention what is always the same: {constant}. Name no person, no art style and no "
        "picture quality."
    )


def _line(name: str) -> str:
    terms = known_terms(name)
    meaning = MEANING.get(name, name.replace("_", " ").replace("-", " "))
    if name in CLOSED:
        return f'- "{name}": {meaning}; one of: {", ".join(terms)}'
    examples = _PLACES if name == "environment" else terms[:_EXAMPLES]
    return f'- "{name}": {meaning}' + (f", such as: {', '.join(examples)}" if examples else "")
