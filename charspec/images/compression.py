"""How hard a picture was compressed: by the tables of a JPEG, or by its blocks if it is one saved as PNG."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL import Image

_STANDARD = 3688
"""The sum of the luminance table at quality 50 (ITU-T T.81, annex K.1)."""

_BLOCK = 8
_STRIP = 96
_CAP = 3
_STEP = 80
_DAMPING = 8.0
_NONE = 0.1
_LUT = [min(value, _CAP) * _STEP for value in range(256)]


def jpeg_quality(image: Image.Image) -> int | None:
    """The quality (1 to 100) at which an encoder of libjpeg's scale makes such luminance tables.

    Exact for such encoders; cameras and other programs have tables of their own, of which this is the mean.
    """
    tables: Any = getattr(image, "quantization", None)
    if not tables or len(tables.get(0, ())) != _BLOCK * _BLOCK:
        return None
    percent = 100 * sum(tables[0]) / _STANDARD
    quality = (200 - percent) / 2 if percent <= 100 else 5000 / percent
    return max(1, min(100, round(float(quality))))


def blockiness(image: Image.Image) -> float:
    """How much stronger every eighth step between neighbouring pixels is than the others: 0 is not at all.

    Taken from a strip of the picture in each direction, in full resolution; what does not show in both is no
    grid of blocks. Measured on photographs and drawings saved as PNG: up to 0.19 (the photographs had once
    been JPEGs), and 0.23 to 1.5 after JPEG at quality 40.
    """
    width, height = image.size
    if min(width, height) < _BLOCK * _BLOCK:
        return 0.0
    lying = image.crop((0, top := max(0, (height - _STRIP) // 2), width, min(height, top + _STRIP)))
    across = _excess(_mean_steps(lying.convert("L"), 1, 0))
    if across < _NONE:
        return across
    upright = image.crop((left := max(0, (width - _STRIP) // 2), 0, min(width, left + _STRIP), height))
    return min(across, _excess(_mean_steps(upright.convert("L"), 0, 1)))


def _mean_steps(grey: Image.Image, right: int, down: int) -> bytes:
    """The mean step from each column to the next (`right` 1), or from each row to the next (`down` 1)."""
    from PIL import Image, ImageChops

    width, height = grey.width - right, grey.height - down
    moved = grey.crop((right, down, right + width, down + height))
    steps = ImageChops.difference(moved, grey.crop((0, 0, width, height))).point(_LUT)
    return steps.resize((width if right else 1, height if down else 1), Image.Resampling.BOX).tobytes()


def _excess(line: bytes) -> float:
    """By how much one of the eight phases of a line of steps stands out."""
    count = len(line) // _BLOCK
    phases = sorted(sum(line[phase : count * _BLOCK : _BLOCK]) / count for phase in range(_BLOCK))
    middle = (phases[3] + phases[4]) / 2
    # In pixel art, enlarged eightfold, all other steps are exactly none.
    return (phases[-1] - phases[-2]) / (middle + _DAMPING) if middle > 1 else 0.0
