"""Where a drawn character's hair and scarf are, and how much of their colour is there: eyes for the tests."""

from collections.abc import Iterable

from PIL.Image import Image

from charspec.tiny.character import Scene
from charspec.tiny.drawing import head_centre
from charspec.tiny.palette import COLOURS, RGB

# in head radii around the head's centre, of a picture framed half-body: the crown of the head, and the neck
CROWN = (-0.8, -1.15, 0.8, -0.45)
NECK = (-0.8, 0.85, 0.8, 1.45)


def share(picture: Image, region: tuple[float, float, float, float], colour: RGB, near: int = 45) -> float:
    """Share (0 to 1) of a region's pixels whose every channel is within `near` of `colour`."""
    x, y, radius = head_centre(Scene(framing="half-body"))
    box = [centre + edge * radius for centre, edge in zip((x, y, x, y), region, strict=True)]
    scale = picture.width / 64
    pixels = list(picture.convert("RGB").crop(tuple(round(v * scale) for v in box)).get_flattened_data())
    close = sum(all(abs(a - b) <= near for a, b in zip(pixel, colour, strict=True)) for pixel in pixels)
    return close / len(pixels)


def silver_hair(pictures: Iterable[Image]) -> float:
    """Mean share of silver in the crowns of pictures framed half-body."""
    shares = [share(picture, CROWN, COLOURS["silver"]) for picture in pictures]
    return sum(shares) / len(shares)


def red_scarf(pictures: Iterable[Image]) -> float:
    """Mean share of the scarf's red at the necks of pictures framed half-body."""
    shares = [share(picture, NECK, COLOURS["red"]) for picture in pictures]
    return sum(shares) / len(shares)
