"""Test prompts from a language model, each held to what a test prompt has to be."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from charspec.captions import contains_trigger, is_english, unresolved, without_identity
from charspec.prepare.backends import MOST_ANSWER, Backend
from charspec.prompting import Proposal, Shown
from charspec.spec import CharacterSpec
from charspec.vocabulary import vocabulary

_CAPTIONS = 12
_LONGEST_CAPTION = 300
_MOST_WORDS = 40
_MOST_OBJECTS = 20
_ATTRIBUTE = {"new_pose": "pose", "new_place": "environment"}
_MARKS = re.compile(r"\(\(|:\d|<\w+:|--\w|[{}\[\]<>]|\bBREAK\b")
_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL | re.IGNORECASE)


def suggest(
    spec: CharacterSpec, shown: Shown, proposals: Sequence[Proposal], backend: Backend
) -> tuple[Proposal, ...]:
    """The prompts that a model writes; one that is no use as a test prompt is replaced by the proposal
    for its slot, with the reason.

    Raises BackendError if there is no answer at all.
    """
    answer = backend.ask(_question(spec, shown, proposals))
    said = _read(answer)
    return tuple(_chosen(one, said.get(one.slot), spec, shown, backend.name) for one in proposals)


def _question(spec: CharacterSpec, shown: Shown, proposals: Sequence[Proposal]) -> str:
    captions = "\n".join(f"- {caption[:_LONGEST_CAPTION]}" for caption in shown.captions[:_CAPTIONS])
    examples = json.dumps({one.slot: one.text for one in proposals}, ensure_ascii=False)
    seen = "; ".join(
        f"{name}: {', '.join(sorted(terms))}"
        for name, terms in shown.terms.items()
        if terms and name in ("angle", "framing", "pose", "environment", "style")
    )
    return (
        f"A LoRA of one character, {spec.trigger} ({spec.identity.worded()}), was trained on pictures with "
        f"these captions:\n{captions or '(no captions)'}\n"
        f"They show: {seen or 'nothing that is known'}.\n"
        "Write test prompts that show whether it holds the character where no training picture helps: "
        "`baseline` stands, neutral; `new_pose` has a pose and `new_place` a place that no caption has; "
        "`new_framing` another framing or art style. Build them like the captions, in their language, each "
        f"with the word {spec.trigger}, at most 20 words, without weights or brackets. Answer with one JSON "
        f"object and nothing else, such as:\n{examples}"
    )


def _read(answer: str) -> Mapping[str, object]:
    """The first JSON object of an answer that has one of the slots."""
    text = _THOUGHT.sub(" ", answer[:MOST_ANSWER])
    decoder = json.JSONDecoder(strict=False)
    place = -1
    for _ in range(_MOST_OBJECTS):
        place = text.find("{", place + 1)
        if place < 0:
            break
        try:
            value, _ = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict) and any(key in value for key in ("baseline", *_ATTRIBUTE, "new_framing")):
            return value
    return {}


def _chosen(proposal: Proposal, said: object, spec: CharacterSpec, shown: Shown, backend: str) -> Proposal:
    text = " ".join(said.split()) if isinstance(said, str) else ""
    fault = _fault(proposal.slot, text, spec, shown)
    if fault is None:
        return Proposal(proposal.slot, text, f"written by {backend}")
    return proposal._replace(reason=f"{proposal.reason} (the model's {fault})")


def _fault(slot: str, text: str, spec: CharacterSpec, shown: Shown) -> str | None:
    """Why a text is no test prompt for a slot, in words that follow "the model's"."""
    if not text:
        return "answer has none"
    if not text.isprintable() or _MARKS.search(text) or unresolved(text):
        return "has marks that no text encoder reads"
    if len(text.split()) > _MOST_WORDS or len(text) > _LONGEST_CAPTION:
        return "is too long"
    if not contains_trigger(text, spec.trigger):
        return f"lacks the trigger {spec.trigger}"
    if _words(text) in {_words(caption) for caption in shown.captions}:
        return "is the caption of a picture"
    if shown.manner != "chinese" and shown.captions and not is_english(without_identity(text, spec)):
        return "is in another language than the captions"
    attribute = _ATTRIBUTE.get(slot)
    if attribute:
        asked = {one.term for one in vocabulary().find(text) if one.attribute == attribute} - {"standing"}
        if asked and asked <= shown.terms.get(attribute, frozenset()):
            return f"asks for what the set shows: {', '.join(sorted(asked))}"
    return None


def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", text.casefold()))
