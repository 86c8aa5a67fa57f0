"""The shapes that pictures train in."""

import functools
from fractions import Fraction


@functools.lru_cache(maxsize=1024)
def bucket(size: tuple[int, int], resolution: int, multiple: int) -> tuple[int, int] | None:
    """The width and height (px) that a picture is scaled and cropped to; None if a side is below `multiple`.

    Sides are multiples of the base's; the area is at most `resolution`² and as near to it as they allow; of
    those the nearest aspect. Neither side exceeds the picture's: nothing is ever scaled up, a small picture
    trains small. Aspects are compared as fractions, so that no machine rounds a tie the other way.

    >>> bucket((1344, 768), 1024, 16), bucket((1536, 1024), 1024, 16), bucket((500, 500), 1024, 16)
    ((1344, 768), (1248, 832), (496, 496))
    """
    width, height = size
    best: tuple[Fraction, int, tuple[int, int]] | None = None
    for wide in range(multiple, min(width, resolution * resolution // multiple) + 1, multiple):
        high = min(resolution * resolution // wide, height) // multiple * multiple
        if high == 0:
            continue
        one, other = wide * height, high * width
        candidate = (Fraction(max(one, other), min(one, other)), -wide * high, (wide, high))
        best = candidate if best is None else min(best, candidate)
    return best[2] if best else None
