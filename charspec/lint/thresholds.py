"""The numbers that are charspec's own, not the guide's; set in `[tool.charspec.lint.thresholds]`."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Thresholds:
    """Thresholds of rules, with the reason for each default."""

    max_megapixels: float = 50.0
    """I103: decoded, 50 megapixels take 150 MB; a training picture needs one."""

    min_short_side: int = 512
    """I104: below this many pixels even a 2x enlargement stays under the guide's 1024."""

    background_share: float = 0.85
    """D109: this share of the pictures in one place makes the place part of the character (measured on
    synthetic sets: sets of varied places stay well below)."""

    caption_words: int = 75
    """C112: beyond about 75 words, text encoders attend little to what stands last."""

    min_steps: int = 1000
    """R104: fewer steps leave most characters unlearnt at the guide's learning rates."""

    max_steps: int = 5000
    """R104: more steps mostly memorise the pictures."""
