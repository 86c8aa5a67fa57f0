"""A picture as the trainer cuts it: upright, flat, cropped, at the size of its bucket."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from charspec.images.decode import Crop

if TYPE_CHECKING:
    from pathlib import Path

    from PIL import Image

__all__ = ["Crop", "centred", "fit", "scaled", "upright"]


def upright(source: Path | IO[bytes]) -> Image.Image:
    """The picture turned as its EXIF says, RGB; what was transparent becomes white.

    Raises OSError for what cannot be decoded, or would unpack to more than Pillow lets through.
    """
    from PIL import Image, ImageOps

    try:
        with Image.open(source) as opened:
            image = ImageOps.exif_transpose(opened)
            if image.has_transparency_data:
                layer = image.convert("RGBA")
                return Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer).convert("RGB")
            return image.convert("RGB")
    except OSError:
        raise
    except Exception as error:  # a decoder raises whatever it stumbles over
        raise OSError(str(error) or type(error).__name__) from error


def scaled(crop: Crop, factor: int) -> Crop:
    """A crop in the pixels of a picture enlarged by `factor`."""
    left, top, right, bottom = crop
    return left * factor, top * factor, right * factor, bottom * factor


def fit(image: Image.Image, crop: Crop | None, bucket: tuple[int, int]) -> Image.Image:
    """The largest centred part of `crop` (all if None; px: left, top, right, bottom) with the bucket's
    aspect, at its size."""
    from PIL import Image

    # Cut first: a filter at the edge of a mere `box` would reach for what the user wanted cut away.
    part = image.crop(crop) if crop else image
    # The gap lets Pillow halve a large picture quickly first; 3 is where no difference to plain Lanczos is
    # seen.
    box = centred(part.size, bucket)
    return part.resize(bucket, Image.Resampling.LANCZOS, box=box, reducing_gap=3.0)


def centred(size: tuple[int, int], bucket: tuple[int, int]) -> tuple[float, float, float, float]:
    """The largest part at the centre of a picture (px: left, top, right, bottom) with the bucket's aspect."""
    scale = min(size[0] / bucket[0], size[1] / bucket[1])
    width, height = bucket[0] * scale, bucket[1] * scale
    x, y = (size[0] - width) / 2, (size[1] - height) / 2
    return x, y, min(x + width, size[0]), min(y + height, size[1])
