"""A caption cut into what it is made of, so that the page can colour it; and what is odd about a field."""

from __future__ import annotations

from collections.abc import Mapping

from charspec.captions import contains_phrase, find_phrase, find_trigger, find_variants
from charspec.captions.reading import without_article
from charspec.prepare.captioning.question import CLOSED
from charspec.spec import CharacterSpec
from charspec.vocabulary import vocabulary


def pieces(caption: str, spec: CharacterSpec) -> list[dict[str, str]]:
    """The caption as `{"text", "kind"}`, kind being `trigger`, `trait` or `free`; together they are the
    caption."""
    spans = [(start, end, "trigger") for start, end in find_trigger(caption, spec.trigger)]
    worn = spec.outfit.wears if spec.outfit else ()
    # Where the identity stands as one, it is shown as one; a caption of somebody's own may word it otherwise.
    whole = find_phrase(caption, spec.identity.worded())
    parts = (spec.identity.worded(),) if whole else (spec.identity.class_phrase, *spec.identity.traits)
    for phrase in (*parts, *worn):
        if place := find_phrase(caption, phrase):
            spans.append((*place, "trait"))
    found: list[dict[str, str]] = []
    end = 0
    for start, stop, kind in sorted(spans):
        if start >= end:
            found += [
                {"text": caption[end:start], "kind": "free"},
                {"text": caption[start:stop], "kind": kind},
            ]
            end = stop
    found.append({"text": caption[end:], "kind": "free"})
    return [piece for piece in found if piece["text"]]


def notes(values: Mapping[str, str], spec: CharacterSpec) -> list[str]:
    """What a reviewer may want to change: fields that name what every caption names already, or an angle or
    framing that nobody knows."""
    found: list[str] = []
    worn = spec.outfit.wears if spec.outfit else ()
    for name, value in values.items():
        if name == "caption":
            continue
        if find_trigger(value, spec.trigger) or find_variants(value, spec.trigger):
            found.append(f"{name} names the character: the trigger stands in the caption already")
        for trait in (*spec.identity.traits, *worn):
            if contains_phrase(value, without_article(trait)):
                found.append(f"{name} repeats “{trait}”, which every caption says")
        if name in CLOSED and vocabulary().canonical(name, value) is None:
            found.append(f"“{value}” is no {name} that the vocabulary knows; lint cannot count it")
    return found
