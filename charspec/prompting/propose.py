"""Four test prompts, one for each side of a character that the guide asks to try (step 6)."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from charspec.prompting.choices import FRAMINGS, PLACES, POSES, STYLES, Choice
from charspec.prompting.showing import Shown
from charspec.spec import CharacterSpec, join_words

SLOTS = ("baseline", "new_pose", "new_place", "new_framing")

_WITH_A_FACE = ("front", "three-quarter", "profile")
_MANY = 4


class Proposal(NamedTuple):
    """A prompt for a slot, and why this one."""

    slot: str
    text: str
    reason: str


def propose(spec: CharacterSpec, shown: Shown, seed: int = 0) -> tuple[Proposal, ...]:
    """Four prompts that try what the set lacks, built like its captions.

    The same spec, set and seed give the same prompts. With seed 0 what comes first in the lists is taken,
    the guide's own examples among it; another seed shuffles them.
    """
    lot = random.Random(f"{seed} {spec.trigger}") if seed else None
    makers: tuple[Callable[[], Proposal], ...] = (
        lambda: _baseline(spec, shown),
        lambda: _new_pose(spec, shown, lot),
        lambda: _new_place(spec, shown, lot),
        lambda: _new_framing(spec, shown, lot),
    )
    return tuple(make() for make in makers)


def lacking(attribute: str, shown: Shown, lot: random.Random | None = None) -> list[Choice]:
    """What could be tried and no picture is known to show, in the order of the lists or shuffled."""
    every = {"pose": POSES, "environment": PLACES, "framing": FRAMINGS, "style": STYLES}[attribute]
    found = [choice for choice in every if shown.lacks(attribute, choice)]
    if lot:
        lot.shuffle(found)
    return found


def _baseline(spec: CharacterSpec, shown: Shown) -> Proposal:
    text = _worded(spec, shown, {"pose": "standing", "expression": "neutral expression"}, "站立，表情平静")
    if _words(text) in {_words(caption) for caption in shown.captions}:
        text = _worded(spec, shown, {"pose": "standing", "expression": "calm expression"}, "站着，神情放松")
    return Proposal("baseline", text, "what every epoch should get right")


def _new_pose(spec: CharacterSpec, shown: Shown, lot: random.Random | None) -> Proposal:
    found = lacking("pose", shown, lot)
    choice = found[0] if found else POSES[0]
    why = _because("pose", shown, "no picture shows it", bool(found))
    framing = {"framing": "full-body"} if _says(shown, "framing", "full-body") else {"framing": ""}
    return Proposal("new_pose", _worded(spec, shown, {"pose": choice.words, **framing}, choice.chinese), why)


def _new_place(spec: CharacterSpec, shown: Shown, lot: random.Random | None) -> Proposal:
    found = lacking("environment", shown, lot)
    choice = found[0] if found else PLACES[0]
    why = _because("environment", shown, "no picture is there", bool(found))
    words = choice.term if shown.manner == "tags" else choice.words
    asked = {"environment": words}
    if "pose" in shown.usual and shown.manner != "prose":
        asked["pose"] = "standing"
    return Proposal("new_place", _worded(spec, shown, asked, choice.chinese), why)


def _new_framing(spec: CharacterSpec, shown: Shown, lot: random.Random | None) -> Proposal:
    """A zoom level that the set lacks, where framings are known at all; else a style."""
    known = shown.terms.get("framing", frozenset())
    framings = lacking("framing", shown, None) if known else []
    if framings:
        first = framings[0]
        why = f"no picture is a {first.words}" if first.term == "close-up" else f"no picture is {first.words}"
        asked = {"framing": first.words}
        return Proposal("new_framing", _worded(spec, shown, asked, first.chinese), why)
    styles = lacking("style", shown, lot)
    style = styles[0] if styles else STYLES[0]
    why = "no picture is drawn so" if styles else "every style charspec would try is in the set"
    if shown.manner == "prose":
        text = f"close-up portrait of {spec.trigger}, {style.words}"
    else:
        asked = {"framing": "close-up portrait", "style": style.words}
        text = _worded(spec, shown, asked, f"特写，{style.chinese}")
    return Proposal("new_framing", text, why)


def _worded(spec: CharacterSpec, shown: Shown, asked: Mapping[str, str], chinese: str) -> str:
    """A prompt in the manner of the captions: with the trigger first, and with the angle and framing that
    they usually name, so that one thing differs at a time."""
    if shown.manner == "chinese":
        comma = "，" if any("，" in caption for caption in shown.captions) else ", "
        return f"{spec.trigger}{comma}{chinese.replace('，', comma)}"
    if shown.manner == "prose":
        return _sentence(spec, asked)
    usual = _usual(shown)
    said = {**usual, **asked}
    order: tuple[str, ...] = ("angle", "framing", "expression", "pose", "style")
    if not usual:  # as the guide's own prompts have it
        order = ("framing", "pose", "expression", "style")
    between = ", " if shown.manner == "tags" else " "
    scene = between.join(said[name] for name in ("pose", "environment") if said.get(name))
    parts = [scene if name == "pose" else said.get(name, "") for name in order]
    text = ", ".join(part for part in parts if part)
    if shown.manner == "tags":
        text = re.sub(r"(?<!,) ", "_", text)
    return f"{spec.trigger}, {text}"


def _usual(shown: Shown) -> dict[str, str]:
    """The angle and framing that captions usually name, in the words for them. A face is to be seen: of a set
    of back views the front is asked for."""
    found = {name: shown.usual[name] for name in ("angle", "framing") if name in shown.usual}
    if "angle" in found:
        seen = shown.terms.get("angle", frozenset())
        side = next((side for side in _WITH_A_FACE if side in seen), _WITH_A_FACE[0])
        found["angle"] = f"{side} view"
    return found


def _sentence(spec: CharacterSpec, asked: Mapping[str, str]) -> str:
    """`Vendalixia running`, `Vendalixia standing, neutral expression`, `close-up of Vendalixia`."""
    framing = asked.get("framing")
    shot = f"{framing} of " if framing == "close-up" else f"{framing} shot of " if framing else ""
    after = [asked[name] for name in ("pose", "environment") if asked.get(name)]
    text = " ".join([f"{shot}{spec.trigger}", *after])
    return ", ".join([text, *(asked[name] for name in ("expression",) if asked.get(name))])


def _says(shown: Shown, attribute: str, term: str) -> bool:
    return attribute in shown.usual and term in shown.terms.get(attribute, frozenset())


def _because(attribute: str, shown: Shown, new: str, is_new: bool) -> str:
    known = sorted(shown.terms.get(attribute, frozenset()))
    if not is_new:
        return "the set shows everything charspec would try"
    if not known:
        return f"{new}, as far as captions say"
    more = f" and {len(known) - _MANY + 1} more" if len(known) > _MANY else ""
    listed = ", ".join(known[: _MANY - 1]) + more if more else join_words(known)
    return f"{new}; they show {listed}"


def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", text.casefold()))


def as_tests(proposals: Sequence[Proposal]) -> dict[str, str]:
    """The prompts by slot."""
    return {one.slot: one.text for one in proposals}
