"""Which sides of a character the test prompts try: the guide's four (step 6)."""

import re
from collections.abc import Sequence
from typing import Literal, TypeAlias

from charspec.captions import is_english, read_attributes, without_identity
from charspec.captions.compose import PREPOSITIONS
from charspec.dataset import Item
from charspec.errors import Path
from charspec.lint.sets.prompts import Prompt
from charspec.lint.sets.seen import Seen, bare_caption, read_from, seen, words_about
from charspec.lint.words.content import parts_of
from charspec.spec import GUIDE_PROMPTS, CharacterSpec
from charspec.vocabulary import vocabulary

Side: TypeAlias = Literal["a baseline", "a new pose", "a new place", "another framing or style"]

EXAMPLES: dict[Side, str] = {
    "a baseline": "baseline: {trigger}, standing, neutral expression",
    "a new pose": "new_pose: {trigger} running",
    "a new place": "new_place: {trigger} on a beach at sunset",
    "another framing or style": "new_framing: close-up portrait of {trigger}, anime style",
}

_SLOT_WORDS: dict[Side, tuple[str, ...]] = {
    "a baseline": ("baseline", "neutral", "default"),
    "a new pose": ("pose", "action"),
    "a new place": ("place", "environment", "background", "scene", "location"),
    "another framing or style": ("framing", "style", "portrait", "close"),
}
_ATTRIBUTES: dict[str, Side] = {
    "pose": "a new pose",
    "environment": "a new place",
    "framing": "another framing or style",
    "style": "another framing or style",
}
_TELLING: dict[Side, frozenset[str]] = {
    "a new pose": frozenset(("pose", "expression")),
    "a new place": frozenset(("environment",)),
    "another framing or style": frozenset(("framing", "style", "angle")),
}
"""What a prompt has to say, to try a side that its slot is named for."""
_STILL = frozenset(("standing", "arms at sides"))
_RESTING = _STILL | {"sitting", "lying"}
_PLAIN = frozenset(("studio", "plain background"))
_PART = re.compile(r"[^,.;:]+")
_WORD = re.compile(r"[^\W_]+")
_WORDS_BEFORE = 2
_LITTLE = frozenset(("a", "an", "the", "and", "of", "her", "his", "its", "their", "is", "s"))


def are_the_guides(prompts: Sequence[Prompt], spec: CharacterSpec) -> bool:
    """Whether the prompts are the guide's four, left out or written out: those are not judged."""
    guides = {text.replace("{trigger}", spec.trigger) for text in GUIDE_PROMPTS.values()}
    return {" ".join(prompt.text.split()) for prompt in prompts} == guides


def named_sides(prompt: Prompt) -> set[Side]:
    """The sides that the name of a prompt's slot says it tries."""
    return {side for side, words in _SLOT_WORDS.items() if any(word in prompt.slot for word in words)}


def sides(prompt: Prompt) -> set[Side]:
    """The sides a prompt tries, by its slot's name and its words; empty if neither says."""
    found = read_attributes(prompt.text, vocabulary())
    named = {match.attribute for match in vocabulary().find(prompt.text)} if found else set[str]()
    tried = named_sides(prompt) | {side for attribute, side in _ATTRIBUTES.items() if attribute in named}
    # What a body does in words that nobody knows may well be a pose.
    if words_about("pose", prompt.text):
        tried.add("a new pose")
    # Standing, neutral, and nowhere in particular: that is what a baseline is.
    nowhere = set(found.get("environment", ())) <= _PLAIN and "style" not in found
    said = "pose" in found or "environment" in found or "neutral" in found.get("expression", ())
    if nowhere and said and set(found.get("pose", ())) <= _RESTING:
        tried.add("a baseline")
        if set(found.get("pose", ())) <= _STILL:
            tried -= {"a new pose"} - named_sides(prompt)
    return tried


def tried(prompt: Prompt, spec: CharacterSpec) -> set[Side] | None:
    """The sides a prompt tries; None if it may try any, in words that are not known.

    Not one that its slot is named for and of which its words, all of them known, say nothing: a `new_place`
    without a place.
    """
    text = without_identity(prompt.text, spec)
    parts = parts_of(text)
    foreign = any(map(str.isalpha, text)) and not is_english(text)
    if foreign or any(part.unknown for part in parts):
        return sides(prompt) or None
    named = {match.attribute for part in parts for match in part.known}
    return sides(prompt) - {side for side, attributes in _TELLING.items() if not named & attributes}


def repeating(
    side: Side, attribute: str, prompts: Sequence[Prompt], items: Sequence[Item], spec: CharacterSpec
) -> tuple[Prompt, Seen, Item] | None:
    """The prompt that should try a new pose or place and the picture that has it already; None if one is new.

    Judged are the prompts whose slot is named for the side, or else those whose words try it. A prompt whose
    words are not all known may try something new.
    """
    tries = [prompt for prompt in prompts if side in named_sides(prompt)] or [
        prompt for prompt in prompts if side in sides(prompt) and not named_sides(prompt)
    ]
    repeated = [_repeated(prompt, attribute, items, spec) for prompt in tries]
    return next(iter(repeated), None) if all(repeated) else None


def said_at(item: Item, attribute: str) -> Path:
    """Where an attribute of a picture is said: its label, or the caption."""
    labelled = item.attributes[attribute].origin == "labelled"
    return ("images", item.file, attribute if labelled else "caption")


def _repeated(
    prompt: Prompt, attribute: str, items: Sequence[Item], spec: CharacterSpec
) -> tuple[Prompt, Seen, Item] | None:
    text = without_identity(prompt.text, spec)
    asked = read_from(text, attribute)
    if asked is None or asked.rest:
        return None
    # Who waves stands: a pose is what is said besides.
    terms = asked.terms - {"standing"} or asked.terms
    details = _details_of_place(text) if attribute == "environment" else frozenset[str]()
    for item in items:
        there = seen(item, attribute, spec)
        if there is None or not terms <= there.terms:
            continue
        if attribute == "pose" and not _is_meant(item, terms, spec):
            continue
        if not details or details <= _words_of_place(item, spec):
            return prompt, asked, item
    return None


def _is_meant(item: Item, terms: frozenset[str], spec: CharacterSpec) -> bool:
    """Whether a pose is the character's: far inside a sentence it may be a river that runs."""
    if item.attributes["pose"].origin == "labelled":
        return True
    text = bare_caption(item, spec)
    early = {
        match.term
        for match in vocabulary().find(text)
        if len(re.split(r"[,.;:]", text[: match.start])[-1].split()) <= _WORDS_BEFORE
    }
    return terms <= early


def _details_of_place(text: str) -> frozenset[str]:
    """The words that tell a place from others of its kind: `neon` and `tall` in "a tall neon forest"."""
    known = vocabulary().find(text)
    places = [match for match in known if match.attribute == "environment"]
    found: set[str] = set()
    for part in _PART.finditer(text):
        here = [match for match in places if part.start() <= match.start < part.end()]
        if not here:
            continue
        # What is known and stands after the place is the light and the hour, or what someone does there.
        start = here[0].start
        said = [*here, *(match for match in known if match.start > start or match.attribute == "pose")]
        for word in _WORD.finditer(text, part.start(), part.end()):
            # A white studio and a red one are two, though "white studio" is one phrase.
            if _is_a_colour(word[0]) or not any(match.start <= word.start() < match.end for match in said):
                found.add(word[0].lower())
    return frozenset(found - _LITTLE - PREPOSITIONS)


def _is_a_colour(word: str) -> bool:
    return any(match.attribute == "colour" for match in vocabulary().find(word))


def _words_of_place(item: Item, spec: CharacterSpec) -> frozenset[str]:
    place = item.attributes["environment"]
    text = place.value if place.origin == "labelled" else bare_caption(item, spec)
    return frozenset(word[0].lower() for word in _WORD.finditer(text))
