"""The prompts whose pictures show, epoch by epoch, what the model has learned."""

import re

from charspec.captions.compose import expand, tidy
from charspec.captions.phrases import find_phrase, find_trigger
from charspec.captions.reading import without_article
from charspec.lazy import pattern
from charspec.spec import GUIDE_PROMPTS, CharacterSpec, join_words


def prompts(spec: CharacterSpec) -> dict[str, str]:
    """The test prompts by slot: the spec's, or the guide's four (step 6) with this trigger."""
    written = GUIDE_PROMPTS if spec.tests is None else spec.tests
    return {slot: expand(text, spec) for slot, text in written.items()}


def without_trigger(prompt: str, spec: CharacterSpec) -> str:
    """A prompt that asks for anyone of the character's kind: the class phrase in place of the trigger."""
    for start, end in reversed(find_trigger(prompt, spec.trigger)):
        prompt = prompt[:start] + spec.identity.class_phrase + prompt[end:]
    return prompt


def class_caption(caption: str, spec: CharacterSpec) -> str:
    """A caption of anyone of the character's kind in the same scene: without trigger, traits and signature
    outfit.

    `Vendalixia, a young woman with silver hair, in a forest` becomes `a young woman, in a forest`.
    """
    identity, outfit = spec.identity, spec.outfit
    worn = (join_words(outfit.wears), *outfit.wears) if outfit and outfit.policy == "signature" else ()
    text = caption
    for phrase in (*identity.traits, *worn):
        text = _without(text, phrase)
    return _named_by_class(text, spec)


def nameless_caption(caption: str, spec: CharacterSpec) -> str:
    """A caption of someone who looks like the character and is not called by the trigger.

    `Vendalixia, a young woman with silver hair, in a forest` becomes `a young woman with silver hair, in a
    forest`.
    """
    return _named_by_class(caption, spec)


def _named_by_class(text: str, spec: CharacterSpec) -> str:
    """The class phrase once, in the place of the trigger unless it stands elsewhere, or first."""
    kind = spec.identity.class_phrase
    named = find_trigger(text, spec.trigger)
    once = find_phrase(text, kind) is None
    for number, (start, end) in reversed(list(enumerate(named))):
        text = text[:start] + (kind if once and number == 0 else "") + text[end:]
    return tidy(text if find_phrase(text, kind) else f"{kind}, {text}")


_JOINED = pattern(
    r"\s*\b(?:(?:with|and|has|having|wearing|in)\s+)?(?:(?:an?|the|her|his|its|their)\s+)?$", re.I
)


def _without(text: str, phrase: str) -> str:
    """A text without a phrase and the words that join it to what stands before: “with a red scarf”."""
    words = without_article(phrase)
    while words and (place := find_phrase(text, words)):
        text = f"{_JOINED().sub('', text[: place[0]])} {text[place[1] :].lstrip()}"
    return text


def control_prompt(spec: CharacterSpec) -> str:
    """The first test prompt without the trigger, or the class phrase alone if there is none.

    What it draws should stay what the base draws: if it turns into the character, the words of the identity
    have been overwritten.
    """
    first = next(iter(prompts(spec).values()), spec.trigger)
    changed = without_trigger(first, spec)
    return changed if changed != first else spec.identity.class_phrase
