"""The flags of verbs that draw, and their values in words where they are wrong."""

from __future__ import annotations

import argparse
import math
import re
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from charspec.cli.amounts import clock
from charspec.errors import CharspecError

if TYPE_CHECKING:
    from charspec.train.generate import Source

SMALLEST, LARGEST = 16, 8192
"""px of a side: below it no base draws anything, above it no machine does."""

_LONGEST_NAME = 60


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What decides a picture besides its prompt and its LoRA."""
    group = parser.add_argument_group(
        "how it is drawn (default: as the run's samples, or as its base likes it)"
    )
    group.add_argument("--seed", "--seeds", metavar="S,…", help="of the noise; several draw several pictures")
    group.add_argument("--size", metavar="WxH", help="in px, multiples of what the base needs")
    group.add_argument("--negative", metavar="WORDS", help="what shall not be there; needs guidance above 1")
    group.add_argument("--steps", type=int, metavar="N", help="of denoising")
    group.add_argument("--guidance", type=float, metavar="G", help="how closely it keeps to the prompt")


def seeds(text: str | None) -> list[int]:
    """`1,2,3`; 0 if nothing is said."""
    words = _words(text, "0", "--seed")
    wrong = [word for word in words if not word.isdecimal() or int(word) >= 2**63]
    if wrong:
        raise CharspecError(f"a seed is a whole number, 0 or more, not '{wrong[0]}'", "--seed", "Say 1,2,3.")
    return [int(word) for word in words]


def strengths(text: str | None, flag: str = "--strength") -> list[float]:
    """`0.5,0.75,1`; 1 if nothing is said. Less than 0 turns a LoRA into its opposite."""
    return [number(word, flag) for word in _words(text, "1", flag)]


def number(word: str, flag: str) -> float:
    """A finite number; CharspecError with the word that is none."""
    try:
        value = float(word)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise CharspecError(
            f"'{word}' is no number", flag, "1 is the LoRA as it was trained, 0.5 half of it."
        )
    return value


def with_settings(source: Source, options: argparse.Namespace) -> Source:
    """The source drawn as the flags say. Raises CharspecError for what cannot be, with what could."""
    from charspec.train.generate import has_no_guidance, hears_negative, resized

    changed = {}
    if options.steps is not None:
        if options.steps < 1:
            raise CharspecError("a picture takes one step at least", "--steps")
        changed["steps"] = options.steps
    if options.guidance is not None:
        if not (math.isfinite(options.guidance) and options.guidance >= 0):
            raise CharspecError("guidance is 0 or more", "--guidance", "1 is none; leave it away if unsure.")
        changed["guidance_scale"] = options.guidance
    source = replace(source, samples=source.samples.model_copy(update=changed))
    if options.size:
        source = resized(source, *_size(options.size))
    if options.negative and not hears_negative(source):
        never = has_no_guidance(source)
        why = "as it is drawn here: its guidance is built in" if never else "without guidance"
        hint = "Say it in the prompt: what shall be there instead."
        raise CharspecError(
            f"a negative prompt changes nothing on {source.base.name} {why}",
            "--negative",
            hint if never else f"{hint} Or draw with --guidance 4.",
        )
    return source


def _size(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"\s*(\d{1,6})\s*[x×*]\s*(\d{1,6})\s*", text, re.IGNORECASE)
    if not match:
        raise CharspecError(f"'{text}' is no size", "--size", "Width x height in px: --size 1024x768.")
    width, height = int(match[1]), int(match[2])
    if not all(SMALLEST <= side <= LARGEST for side in (width, height)):
        raise CharspecError(f"sides are {SMALLEST} to {LARGEST} px, not {width}x{height}", "--size")
    return width, height


def _words(text: str | None, default: str, flag: str) -> list[str]:
    words = [word.strip() for word in (default if text is None else text).split(",")]
    if not all(words):
        raise CharspecError(f"'{text}' has an empty place", flag, "Values stand between commas: 1,2,3.")
    twice = next((word for word in words if words.count(word) > 1), None)
    if twice:
        raise CharspecError(f"{twice} stands there twice", flag, "The same would be drawn twice.")
    return words


def next_number(out: Path) -> int:
    """One more than the highest number that a picture there begins with."""
    heads = (file.name.partition("-")[0] for file in out.glob("*-*.png"))
    return max((int(head) for head in heads if head.isdecimal()), default=0) + 1


def file_name(number: int, words: str, *more: str) -> str:
    """`03-vendalixia-at-sea-seed7.png`: no longer than file systems bear."""
    from charspec.plan import slug

    name = slug(words)[:_LONGEST_NAME].rstrip("-")
    return f"{'-'.join([f'{number:02d}', name, *more])}.png"


class Counter:
    """How many pictures are drawn and for how long it goes on, on a terminal's stderr; elsewhere silent,
    since the path of each picture is printed when it is there."""

    def __init__(self, total: int) -> None:
        self._total, self._done = total, 0
        self._live = sys.stderr.isatty()
        self._first = 0.0
        self._show("loading the base …")

    def drawn(self) -> None:
        """One more is there. The time left comes from the second on: the first waits for the base."""
        self._done += 1
        now = time.monotonic()
        if self._done == 1:
            self._first = now
        left = self._total - self._done
        each = (now - self._first) / (self._done - 1) if self._done > 1 else 0.0
        words = f"  {clock(each * left)} left" if each and left else ""
        self._show(f"{self._done} of {self._total} pictures{words}" if left else "")

    def clear(self) -> None:
        """Wipe the line, so that what is printed stands alone."""
        self._show("")

    def _show(self, text: str) -> None:
        if self._live:
            sys.stderr.write(f"\r\x1b[K{text}")
            sys.stderr.flush()
