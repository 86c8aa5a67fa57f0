"""Pictures of sets, drawn once for all tests: a character, a toy, a robot or a dog at one of seven places.

People and places are those of the embedded base's world; toys, robots and dogs are flat shapes before the
same places. A file is drawn once a session and linked into every set that shows it.
"""

import hashlib
import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

from PIL import Image, ImageDraw, ImageFilter

from charspec.tiny.character import Character, Scene
from charspec.tiny.drawing import draw
from charspec.tiny.places import draw_place

SIDE = 1024

HEIGHTS = {"close-up": 1.7, "half-body": 1.0, "full-body": 0.62}
"""How large a thing that is no person is drawn, by framing."""


@dataclass(frozen=True)
class Art:
    """What a picture shows. `kind` is `person` (then `who` counts), `plush`, `robot` or `dog`.

    `white` leaves the place out; `grain` is noise as of a photograph; `size` are width and height in pixels.
    """

    scene: Scene
    kind: str = "person"
    who: Character = field(default_factory=Character)
    white: bool = False
    grain: bool = False
    size: tuple[int, int] = (SIDE, SIDE)

    def image(self) -> Image.Image:
        drawn = draw(self.who, self._scene(), SIDE) if self.kind == "person" else self._thing()
        if self.grain:
            noise = Image.frombytes("L", drawn.size, Random(repr(self.scene)).randbytes(SIDE * SIDE))
            drawn = Image.blend(drawn, noise.convert("RGB"), 0.06)
        return drawn if self.size == drawn.size else drawn.resize(self.size, Image.Resampling.LANCZOS)

    def _scene(self) -> Scene:
        if not self.white:
            return self.scene
        return replace(self.scene, place="studio", studio_rgb=(255, 255, 255))

    def _thing(self) -> Image.Image:
        image = Image.new("RGB", (SIDE, SIDE), "white")
        pen = ImageDraw.Draw(image)
        draw_place(pen, self._scene(), SIDE)
        shapes = THINGS[self.kind](self.scene)
        unit = 0.27 * SIDE * HEIGHTS[self.scene.framing]
        x0, y0 = SIDE * (0.5 + self.scene.dx / 64), SIDE * (0.52 + self.scene.dy / 64)
        for shape, (x, y, w, h), colour in shapes:
            box = [x0 + (x - w) * unit, y0 + (y - h) * unit, x0 + (x + w) * unit, y0 + (y + h) * unit]
            (pen.ellipse if shape == "o" else pen.rectangle)(box, fill=colour)
        if self.scene.light != "day":
            image = Image.blend(image, Image.new("RGB", image.size, (30, 24, 80)), 0.35)
        return image


Shape = tuple[str, tuple[float, float, float, float], str]


def _turned(scene: Scene) -> float:
    return {"front": 0.0, "three-quarter": 0.22, "profile": 0.45, "back": 0.0}[scene.angle]


def plush(scene: Scene) -> list[Shape]:
    """A brown bear with round ears and a blue ribbon."""
    down = 0.35 if scene.pose == "sitting" else 0.0
    turn = _turned(scene)
    body: list[Shape] = [
        ("o", (-0.62, 1.5 + down, 0.3, 0.42), "#7a4a26"),
        ("o", (0.62, 1.5 + down, 0.3, 0.42), "#7a4a26"),
        ("o", (0, 0.95, 0.85, 0.9), "#8f5a30"),
        ("o", (-0.62 + turn, -0.85, 0.3, 0.3), "#7a4a26"),
        ("o", (0.62 + turn, -0.85, 0.3, 0.3), "#7a4a26"),
        ("o", (0, -0.3, 0.8, 0.72), "#9c6535"),
        ("r", (0, 0.36, 0.6, 0.1), "#2c5fd0"),
    ]
    if scene.angle != "back":
        body += [
            ("o", (turn, -0.12, 0.36, 0.28), "#d8b184"),
            ("o", (-0.28 + turn, -0.45, 0.09, 0.09), "#161210"),
            ("o", (0.28 + turn, -0.45, 0.09, 0.09), "#161210"),
            ("o", (turn, -0.22, 0.12, 0.09), "#161210"),
        ]
    return body


def robot(scene: Scene) -> list[Shape]:
    """A box of grey steel with one orange eye and an antenna."""
    turn = _turned(scene)
    arm = -0.35 if scene.pose == "waving" else 0.45
    body: list[Shape] = [
        ("r", (-0.35, 1.7, 0.16, 0.5), "#565c64"),
        ("r", (0.35, 1.7, 0.16, 0.5), "#565c64"),
        ("r", (0, 0.7, 0.75, 0.7), "#8d959e"),
        ("r", (-0.95, 0.55, 0.13, 0.5), "#6d747c"),
        ("r", (0.95, arm, 0.13, 0.5), "#6d747c"),
        ("r", (0, -0.55, 0.55, 0.45), "#a8b0b8"),
        ("r", (0.1, -1.2, 0.04, 0.25), "#565c64"),
        ("o", (0.1, -1.5, 0.1, 0.1), "#e07a1f"),
    ]
    if scene.angle != "back":
        body += [("o", (turn, -0.55, 0.24, 0.24), "#e07a1f"), ("o", (turn, -0.55, 0.1, 0.1), "#1c1c20")]
    return body


def dog(scene: Scene) -> list[Shape]:
    """A white dog with brown ears, lengthwise in profile."""
    turn = _turned(scene)
    long = 0.7 + turn
    down = 0.3 if scene.pose in ("sitting", "lying") else 0.0
    body: list[Shape] = [
        ("r", (-long * 0.7, 1.35, 0.14, 0.55 - down), "#e6e0d6"),
        ("r", (long * 0.7, 1.35, 0.14, 0.55 - down), "#e6e0d6"),
        ("o", (0, 0.75 + down, long, 0.6), "#f4efe6"),
        ("o", (turn * 1.6, -0.2, 0.6, 0.55), "#fbf7ef"),
        ("o", (turn * 1.6 - 0.55, -0.2, 0.2, 0.45), "#7c4a22"),
        ("o", (turn * 1.6 + 0.55, -0.2, 0.2, 0.45), "#7c4a22"),
    ]
    if scene.angle != "back":
        x = turn * 2.1
        body += [
            ("o", (x - 0.2, -0.32, 0.08, 0.08), "#101010"),
            ("o", (x + 0.2, -0.32, 0.08, 0.08), "#101010"),
            ("o", (x, 0.05, 0.14, 0.1), "#101010"),
        ]
    return body


THINGS = {"plush": plush, "robot": robot, "dog": dog}


class Studio:
    """Draws each picture once, into `folder`, and links it wherever it is wanted."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, art: Art, target: Path) -> None:
        """The picture of `art` as `target`: PNG or JPEG by its name."""
        kind = target.suffix.lower()
        source = self.folder / (hashlib.sha256(repr(art).encode()).hexdigest()[:20] + kind)
        if not source.exists():
            if kind == ".png":
                art.image().save(source, compress_level=1)
            else:
                art.image().save(source, quality=92)
        target.parent.mkdir(parents=True, exist_ok=True)
        os.link(source, target)


def burst(art: Art, expression: str) -> Art:
    """The next picture of a burst: all the same, but for the face and a small step."""
    return replace(art, scene=replace(art.scene, expression=expression, dx=art.scene.dx + 0.3))


def blurred(image: Image.Image) -> Image.Image:
    return image.filter(ImageFilter.GaussianBlur(8))
