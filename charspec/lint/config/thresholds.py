"""The numbers that are charspec's own, not the guide's; set in `[tool.charspec.lint.thresholds]`."""

from typing import NamedTuple


class Thresholds(NamedTuple):
    """Thresholds of rules, with the reason for each default."""

    max_megapixels: float = 50.0
    """I103: decoded, 50 megapixels take 150 MB; a training picture needs one."""

    min_short_side: int = 512
    """I104: below this many pixels even a 2x enlargement stays under the guide's 1024."""

    max_aspect: float = 2.0
    """I115: beyond 2:1 a picture of a base's usual area has under 724 px on its short side."""

    transparent_share: float = 0.01
    """I109: soft outlines and rounded corners stay below one pixel in a hundred; a cut-out has tens."""

    sharp_edges: float = 2.0
    """I112: the sharpest edges of good photographs and drawings have 2.5 and more, those of nearly all
    pictures blurred by three pixels and more at 1024 stay below (measured)."""

    jpeg_quality: int = 75
    """I113: the default of libjpeg, below which blocks are seen in flat areas."""

    blockiness: float = 0.15
    """I113: PNGs that never were JPEGs reach 0.1, those that once were of quality 85 0.15; of those of 50 and
    less, more than four of five lie above (measured)."""

    fine_detail: float = 0.45
    """I114: nine of ten pictures enlarged to twice to four times their size stay below or are blurred; of 56
    photographs three do in one size or another, which are soft (measured)."""

    text_share: float = 0.0005
    """I116: a line of letters that is 10 pixels high and 50 wide in a picture of 1000 by 1000."""

    outlier_spread: float = 6.0
    """D113: of what is spread normally, less than one in a hundred million lies so far off."""

    surround_share: float = 0.8
    """D109: four of five pictures before one backdrop are what makes a set of five bleed; sets of varied
    places reached half (measured on photographs and drawings)."""

    background_share: float = 0.85
    """D109: this share of the pictures in one place makes the place part of the character (measured on
    synthetic sets: sets of varied places stay well below)."""

    pose_share: float = 0.5
    """D108: more than half of the pictures in one pose, and the pose is what they have in common."""

    trigger_letters: int = 4
    """T102: what is shorter is one piece to most tokenizers, a word or a part of many; "sks", long the
    customary trigger, is a rifle to them."""

    caption_words: int = 75
    """C112: beyond about 75 words, text encoders attend little to what stands last."""

    fused_share: float = 0.8
    """C111: a word in four captions of five is in the pictures as well; props of a varied set stay below
    half."""

    min_steps: int = 1000
    """R104: fewer steps leave most characters unlearnt at the guide's learning rates."""

    max_steps: int = 5000
    """R104: more steps mostly memorise the pictures."""

    max_distilled_steps: int = 4000
    """B102: above what the guide's defaults give 20 pictures, even a training adapter loses the distillation
    (its author: for short runs, such as characters)."""

    min_learning_rate: float = 1e-5
    """R103: a tenth of the guide's rate; in some thousand steps a LoRA then hardly moves."""

    max_learning_rate: float = 5e-4
    """R103: five times the guide's rate; beyond, LoRA training with AdamW mostly memorises or diverges."""

    max_rank: int = 64
    """R105: four times the default; a higher rank serves styles and large sets."""

    rank_pictures: int = 15
    """R105: from this many pictures on, the upper end of the guide's range, any rank is let pass."""

    max_caption_dropout: float = 0.1
    """R106: what bases are trained with so that they can draw without a prompt (Ho & Salimans 2022,
    arXiv:2207.12598: 0.1 and 0.2 do equally well, 0.5 worse)."""
