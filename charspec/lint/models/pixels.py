"""Pictures as models take them: (1, 3, H, W), float32, RGB."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

    from charspec.lint.models.session import Array

_MEAN = (0.485, 0.456, 0.406)
_DEVIATION = (0.229, 0.224, 0.225)
_STEP = 32
_LONGEST = 960
_MARGIN = (114, 114, 114)


def centre(image: Image.Image, size: tuple[int, int]) -> Array:
    """The middle of a picture in the proportions of `size` (height, width), scaled to it, as ImageNet."""
    from PIL import Image, ImageOps

    fitted = ImageOps.fit(image.convert("RGB"), (size[1], size[0]), Image.Resampling.BICUBIC)
    return _as_imagenet(_unit(fitted))


def in_steps(image: Image.Image, size: tuple[int | None, int | None]) -> Array:
    """A whole picture with sides that are multiples of 32, at most 960, or of `size`; as ImageNet."""
    scale = min(1.0, _LONGEST / max(image.size))
    height, width = (max(_STEP, round(side * scale / _STEP) * _STEP) for side in (image.height, image.width))
    return _as_imagenet(_unit(image.convert("RGB").resize((size[1] or width, size[0] or height))))


def in_margins(image: Image.Image, size: tuple[int, int]) -> tuple[Array, tuple[float, float, float]]:
    """A whole picture amid grey margins, 0 to 1; and its scale, and where its left and its top now lie."""
    from PIL import Image

    scale = min(size[0] / image.height, size[1] / image.width)
    width, height = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    left, top = (size[1] - width) // 2, (size[0] - height) // 2
    whole = Image.new("RGB", (size[1], size[0]), _MARGIN)
    whole.paste(image.convert("RGB").resize((width, height), Image.Resampling.BILINEAR), (left, top))
    return _unit(whole), (scale, left, top)


def _unit(image: Image.Image) -> Array:
    import numpy as np

    pixels = np.asarray(image, dtype=np.float32) / np.float32(255)
    return np.ascontiguousarray(pixels.transpose(2, 0, 1)[None])


def _as_imagenet(pixels: Array) -> Array:
    import numpy as np

    mean, deviation = (np.array(one, np.float32).reshape(1, 3, 1, 1) for one in (_MEAN, _DEVIATION))
    return (pixels - mean) / deviation
