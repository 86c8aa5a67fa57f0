"""`charspec generate --again PICTURE`: drawn once more, as the picture says it was."""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from charspec.drawn import Drawn, read_drawn
from charspec.errors import CharspecError

if TYPE_CHECKING:
    from charspec.train.generate import Source

_SAID = ("strength", "seed", "size", "negative", "steps", "guidance")


def apply(options: argparse.Namespace) -> Drawn:
    """Set the flags to what the picture says, and the epoch of a run to the one that drew it. CharspecError
    where a flag says it too, or the picture is none of ours."""
    flags = [name for name in _SAID if getattr(options, name) is not None]
    if options.prompts or options.short_and_detailed or flags:
        flag = f"--{flags[0]}" if flags else "--prompt"
        raise CharspecError("the picture says this already", flag, f"Leave {flag} away, or --again.")
    if not options.again.is_file():
        raise CharspecError("no such picture", str(options.again))
    drawn = read_drawn(options.again)
    options.prompts = [drawn.prompt]
    options.seed, options.strength = str(drawn.seed), repr(drawn.strength)
    options.size, options.negative = f"{drawn.width}x{drawn.height}", drawn.negative
    options.steps, options.guidance = drawn.steps, drawn.guidance_scale
    if options.epoch is None:
        options.epoch = _epoch(options.source, drawn)
    return drawn


def _epoch(source: Path, drawn: Drawn) -> int | None:
    """The epoch of a run whose file drew it; None if there is none."""
    from charspec.records import read_epochs

    if not (source / "epochs.jsonl").is_file():
        return None
    for epoch in read_epochs(source):
        if (epoch.weights.sha256 if epoch.weights else None) == drawn.lora:
            return epoch.epoch
    return None


def check(drawn: Drawn, source: Source, picture: Path) -> None:
    """Raise CharspecError unless the picture was drawn with this LoRA, on this base."""
    lora = hashlib.sha256(source.weights.read_bytes()).hexdigest() if source.weights else None
    if lora != drawn.lora:
        wanted = f"{drawn.name} (sha256 {drawn.lora[:12]}…)" if drawn.lora else "the base alone (--epoch 0)"
        raise CharspecError(f"this picture was drawn with {wanted}", str(picture), "Name that one.")
    if (drawn.base, drawn.repository) != (source.base.name, source.base.repository):
        hint = "Add --deploy, or take it away." if drawn.base == source.base.name else "Add --base NAME."
        raise CharspecError(f"this picture was drawn on {drawn.repository}", str(picture), hint)
