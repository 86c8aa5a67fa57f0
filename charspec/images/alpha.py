"""How much of a picture is transparent: the header only says that it could be."""

import pathlib
import warnings

from charspec.images.facts import MAX_PIXELS, ImageFacts

_CLEAR = 128
"""Below half opaque, a pixel shows more of what lies behind it than of itself."""


def transparent_share(path: pathlib.Path, facts: ImageFacts) -> float | None:
    """The share of pixels (0 to 1) that are less than half opaque; None if the picture cannot be decoded.

    Decodes only a picture whose header has an alpha channel or a transparent colour: most such pictures, as
    saved by drawing programs and screenshots, are opaque all over.
    """
    if not facts.alpha:
        return 0.0
    if facts.pixels > MAX_PIXELS or facts.animated:
        return None
    # Pillow costs 32 ms to import: only a set with such pictures pays for it.
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(path, formats=(facts.format,)) as image:
                direct = image.mode in ("RGBA", "LA")
                alpha = (image if direct else image.convert("RGBA")).getchannel("A")
    except Exception:  # a decoder raises whatever it stumbles over; I102 says that it is broken
        return None
    return sum(alpha.histogram()[:_CLEAR]) / facts.pixels
