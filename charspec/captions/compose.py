"""Attributes → caption, by the template; placeholders → words."""

import re
from collections.abc import Mapping

from charspec.spec import STANDARD_VARIES, CharacterSpec, join_words

DEFAULT_TEMPLATE = ", ".join(
    (
        "{trigger}, {identity}, {outfit}, {angle}, {framing}",
        "{expression}, {pose} {environment}, {lighting}, {style}",
    )
)
"""The order of the guide's example caption (step 5)."""

PLACEHOLDERS = ("trigger", "identity")
"""What captions and prompts may name in braces; the template may name the attributes, outfit and style as
well."""

_PREPOSITIONS = """
aboard about above across against along alongside amid among around aside at atop before behind
below beneath beside between beyond by down from in inside into near next off on onto opposite
outside over past round through throughout toward towards under underneath up upon with within
"""
PREPOSITIONS = frozenset(_PREPOSITIONS.split())
"""Words an environment may begin with; without one it is set apart by a comma."""

_NAME = re.compile(r"\{([^{}]*)\}")
_WORDED_ANGLES = frozenset(("front", "three-quarter", "profile", "back", "three-quarter back"))


def default_template(varies: tuple[str, ...]) -> str:
    """The template with the attributes of one's own, which stand before the lighting."""
    own = "".join(f"{{{name}}}, " for name in varies if name not in STANDARD_VARIES)
    return DEFAULT_TEMPLATE.replace("{lighting}", f"{own}{{lighting}}")


def compose(spec: CharacterSpec, attributes: Mapping[str, str]) -> str:
    """The caption of a picture with these attributes; parts without a value drop out with their comma.

    `{"angle": "three-quarter", "pose": "standing", "environment": "in a forest"}` becomes
    `Vendalixia, a young woman with silver hair and a red scarf, three-quarter view, standing in a forest`.
    """
    values = _values(spec, attributes)
    template = spec.caption_template or default_template(spec.varies)
    return tidy(", ".join(_segment(part, values) for part in template.split(",")))


def expand(text: str, spec: CharacterSpec) -> str:
    """Replace `{trigger}` and `{identity}` in a caption or prompt; other braces stay as they are."""
    return text.replace("{identity}", spec.identity.worded()).replace("{trigger}", spec.trigger)


def unresolved(text: str) -> list[str]:
    """The placeholders in a text that nothing will replace, such as `{foo}` or `[trigger]`."""
    braces = [found[0] for found in _NAME.finditer(text) if found[1] not in PLACEHOLDERS]
    return braces + re.findall(r"\[(?:trigger|name|token)\]", text, re.IGNORECASE)


def tidy(text: str) -> str:
    """One blank between words, one comma between parts, none at the ends."""
    parts = (" ".join(part.split()) for part in text.split(","))
    return ", ".join(part for part in parts if part)


def _values(spec: CharacterSpec, attributes: Mapping[str, str]) -> dict[str, str]:
    outfit = attributes.get("outfit", "")
    if spec.outfit and spec.outfit.policy == "signature":
        outfit = join_words(spec.outfit.wears)
    values = {**attributes, "trigger": spec.trigger, "identity": spec.identity.worded(), "outfit": outfit}
    values["style"] = "" if spec.style == "any" else spec.style
    if "angle" in values and values["angle"].lower() in _WORDED_ANGLES:
        values["angle"] += " view"
    return {name: tidy(value) for name, value in values.items()}


def _segment(part: str, values: Mapping[str, str]) -> str:
    """One part of the template; empty if it has placeholders and none of them has a value."""
    names = _NAME.findall(part)
    if names and not any(name in values and values[name] for name in names):
        return ""
    text = ""
    end = 0
    for found in _NAME.finditer(part):
        text += part[end : found.start()]
        value = values.get(found[1], "")
        if found[1] == "environment" and text.strip() and value and not begins_with_preposition(value):
            text = f"{text.rstrip()}, "
        text += value
        end = found.end()
    return text + part[end:]


def begins_with_preposition(environment: str) -> bool:
    """Whether an environment can follow the pose without a comma: "in a forest", "down a street".

    >>> begins_with_preposition("in a forest"), begins_with_preposition("forest")
    (True, False)
    """
    return environment.split()[0].lower() in PREPOSITIONS if environment.split() else False
