"""The caption rules on whole sets in many hands and languages.

Held here: of the sound sets, no error and no warning; of each planted fault, its rule and no other.
"""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from charspec.lint import LintConfig, lint_text
from charspec.spec import CharacterSpec, load_text
from tests.lint.rules.captions.corpus import CLEAN, FAULTS, Fault, Written

NOT_ENGLISH = {
    "Chinese",
    "Japanese",
    "German",
    "French",
    "romaji",
    "English and Chinese",
    "spanish",
    "russian",
    "polish",
}


def text_of(written: Written, captions: tuple[str, ...]) -> str:
    rows = "".join(
        f"  images/{number:02d}.png:\n    caption: {json.dumps(caption, ensure_ascii=False)}\n"
        for number, caption in enumerate(captions)
    )
    trigger = json.dumps(written.trigger, ensure_ascii=False)
    return f"schema: charspec/1\ntrigger: {trigger}\n{written.head}\nimages:\n{rows}"


def spec_of(written: Written) -> CharacterSpec:
    return load_text(text_of(written, written.captions), Path()).require()


def codes(written: Written, captions: tuple[str, ...], folder: Path) -> list[tuple[str, str]]:
    """The codes and severities of the captions' findings, without notes."""
    config = LintConfig(select=("C",))
    findings = lint_text(text_of(written, captions), folder, config=config).findings
    return sorted({(one.code, one.severity) for one in findings if one.severity != "info"})


@pytest.mark.parametrize("name", CLEAN)
def test_a_sound_set_has_no_finding(name: str, tmp_path: Path) -> None:
    assert codes(CLEAN[name], CLEAN[name].captions, tmp_path) == []


class Planted(NamedTuple):
    """A fault in the first caption of a set (`every`: in all), and what has to be said of it."""

    name: str
    change: Callable[[str, Written, CharacterSpec], str]
    found: tuple[str, str]
    every: bool = False


def _without(caption: str, phrase: str) -> str:
    bare = re.sub(r"^(?:an?|the|her|his)\s+", "", phrase)
    article = r"(?:(?:an?|the|her|his)\s+)?" if bare.isascii() else ""
    joint = r"(?:,\s*|，|、)?(?:\b(?:and|with|wearing)\s+)?"
    words = re.escape(bare).replace(r"\ ", "[ _]")
    return re.sub(joint + article + words, "", caption)


def _a_letter_less(word: str) -> str:
    middle = len(word) // 2
    return word[:middle] + word[middle + 1 :]


PLANTED = [
    Planted("no trigger", lambda text, one, _: text.replace(one.trigger, "someone"), ("C101", "error")),
    Planted(
        "trigger in another case",
        lambda text, one, _: text.replace(one.trigger, one.trigger.swapcase()),
        ("C102", "error"),
    ),
    Planted(
        "trigger in the plural",
        lambda text, one, _: text.replace(one.trigger, f"{one.trigger}s"),
        ("C102", "error"),
    ),
    Planted(
        "a letter too few",
        lambda text, one, _: text.replace(one.trigger, _a_letter_less(one.trigger)),
        ("C102", "error"),
    ),
    Planted("[trigger]", lambda text, one, _: text.replace(one.trigger, "[trigger]"), ("C117", "error")),
    Planted("{pose}", lambda text, *_: f"{text}, {{pose}}", ("C117", "error")),
    Planted("praise", lambda text, *_: f"masterpiece, best quality, {text}", ("C118", "warning")),
    Planted(
        "a trait left out",
        lambda text, _, spec: _without(text, spec.identity.traits[-1]),
        ("C104", "error"),
    ),
    Planted(
        "nothing varies",
        lambda _, one, spec: ", ".join(
            filter(
                None,
                (
                    one.trigger,
                    spec.identity.worded(),
                    " and ".join(spec.outfit.wears if spec.outfit else ()),
                    "" if spec.style == "any" else spec.style,
                ),
            )
        ),
        ("C106", "warning"),
    ),
]

PLANTED_IN_ENGLISH = [
    Planted("a style", lambda text, *_: f"{text}, anime style", ("C108", "warning")),
    Planted("a manner", lambda text, *_: f"{text}, cel-shaded", ("C108", "warning")),
    Planted(
        "a thing throughout", lambda text, *_: f"{text}, with a brass key", ("C111", "warning"), every=True
    ),
    Planted("a light throughout", lambda text, *_: f"{text}, moonlit", ("C111", "warning"), every=True),
]


def cases() -> Iterator[tuple[str, Planted]]:
    for name, written in CLEAN.items():
        for planted in PLANTED if name in NOT_ENGLISH else PLANTED + PLANTED_IN_ENGLISH:
            # Scripts without case or plural have no such slips, and in four letters any word is one.
            slips = written.trigger.isascii() and len(written.trigger) > 4
            has_traits = bool(spec_of(written).identity.traits)
            if (slips or planted.found[0] != "C102") and (has_traits or planted.found[0] != "C104"):
                yield name, planted


CASES = list(cases())


@pytest.mark.parametrize(("name", "planted"), CASES, ids=[f"{name}: {one.name}" for name, one in CASES])
def test_a_planted_fault_is_found_and_nothing_else(name: str, planted: Planted, tmp_path: Path) -> None:
    written = CLEAN[name]
    spec = spec_of(written)
    changed = [planted.change(caption, written, spec) for caption in written.captions]
    captions = tuple(changed) if planted.every else (changed[0], *written.captions[1:])
    assert changed[0] != written.captions[0]
    assert codes(written, captions, tmp_path) == [planted.found]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.set}: {fault.found[0]}")
def test_a_fault_written_by_hand_is_found_and_nothing_else(fault: Fault, tmp_path: Path) -> None:
    written = CLEAN[fault.set]
    assert codes(written, fault.planted(written.captions), tmp_path) == [fault.found]
