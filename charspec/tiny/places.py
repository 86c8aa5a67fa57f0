"""The seven places a character can stand in. Coordinates are fractions of the picture's side."""

from __future__ import annotations

from random import Random

from PIL import ImageDraw

from charspec.tiny.character import Scene
from charspec.tiny.palette import COLOURS, RGB, paler


class Backdrop:
    """Shapes in fractions of the picture's side, so that every size shows the same scenery."""

    def __init__(self, pen: ImageDraw.ImageDraw, side: int) -> None:
        self.pen, self.side = pen, side

    def rect(self, x0: float, y0: float, x1: float, y1: float, colour: RGB) -> None:
        self.pen.rectangle([v * self.side for v in (x0, y0, x1, y1)], fill=colour)

    def disc(self, x: float, y: float, radius: float, colour: RGB) -> None:
        self.pen.ellipse(
            [v * self.side for v in (x - radius, y - radius, x + radius, y + radius)], fill=colour
        )

    def poly(self, points: list[tuple[float, float]], colour: RGB) -> None:
        self.pen.polygon([(x * self.side, y * self.side) for x, y in points], fill=colour)


def forest(b: Backdrop, rng: Random) -> None:
    b.rect(0, 0, 1, 1, (150, 206, 160))
    b.rect(0, 0.72, 1, 1, (84, 140, 62))
    for tree in range(4):
        x = 0.02 + 0.28 * tree + rng.uniform(-0.04, 0.04)
        b.rect(x, 0.3, x + 0.05, 0.78, (96, 66, 40))
        b.poly([(x - 0.11, 0.5), (x + 0.025, -0.06), (x + 0.16, 0.5)], (34, 104, 52))


def beach(b: Backdrop, rng: Random) -> None:
    b.rect(0, 0, 1, 0.48, (130, 206, 246))
    b.rect(0, 0.48, 1, 0.7, (36, 128, 196))
    b.rect(0, 0.7, 1, 1, (242, 220, 156))
    b.disc(0.18 + 0.12 * rng.random(), 0.15, 0.085, (255, 236, 110))


def city(b: Backdrop, rng: Random) -> None:
    b.rect(0, 0, 1, 1, (186, 198, 214))
    b.rect(0, 0.8, 1, 1, (92, 92, 98))
    shift = rng.randrange(4)
    for house in range(5):
        x, top = 0.2 * house, 0.14 + 0.1 * ((house * 7 + shift) % 4)
        b.rect(x, top, x + 0.18, 0.8, (112 + 14 * (house % 3), 112 + 8 * (house % 2), 132))
        for row in range(4):
            for column in range(2):
                left, upper = x + 0.03 + 0.08 * column, top + 0.05 + 0.13 * row
                b.rect(left, upper, left + 0.045, upper + 0.06, (250, 232, 140))


def room(b: Backdrop, rng: Random) -> None:
    b.rect(0, 0, 1, 1, (232, 206, 172))
    b.rect(0, 0.78, 1, 1, (146, 94, 60))
    x = 0.04 + 0.05 * rng.random()
    b.rect(x, 0.1, x + 0.26, 0.42, (255, 255, 255))
    b.rect(x + 0.03, 0.13, x + 0.23, 0.39, (150, 210, 248))
    b.rect(0.74, 0.14, 0.95, 0.36, (170, 70, 60))


def snow(b: Backdrop, rng: Random) -> None:
    x = 0.22 + 0.06 * rng.uniform(-1, 1)
    b.rect(0, 0, 1, 1, (178, 206, 236))
    b.poly([(x - 0.32, 0.75), (x, 0.15), (x + 0.33, 0.75)], (116, 132, 164))
    b.poly([(x - 0.1, 0.34), (x, 0.15), (x + 0.1, 0.34)], (255, 255, 255))
    b.poly([(0.45, 0.75), (0.8, 0.25), (1.15, 0.75)], (136, 150, 182))
    b.rect(0, 0.7, 1, 1, (248, 250, 255))


def meadow(b: Backdrop, rng: Random) -> None:
    b.rect(0, 0, 1, 0.6, (164, 220, 255))
    b.disc(0.2, 0.78, 0.42, (122, 196, 84))
    b.disc(0.85, 0.85, 0.45, (134, 206, 92))
    b.rect(0, 0.75, 1, 1, (122, 196, 84))
    for flower in range(9):
        x, y = 0.06 + 0.11 * flower, 0.8 + 0.16 * rng.random()
        b.disc(x, y, 0.022, ((250, 90, 130), (255, 240, 120), (255, 255, 255))[flower % 3])


DRAWERS = {"forest": forest, "beach": beach, "city": city, "room": room, "snow": snow, "meadow": meadow}


def draw_place(pen: ImageDraw.ImageDraw, scene: Scene, side: int) -> None:
    """Fill a `side`×`side` picture with the scene's place."""
    backdrop = Backdrop(pen, side)
    if scene.place == "studio":
        backdrop.rect(0, 0, 1, 1, scene.studio_rgb or paler(COLOURS[scene.studio_colour]))
    else:
        DRAWERS[scene.place](backdrop, Random(scene.seed))
