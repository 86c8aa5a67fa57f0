"""Pictures for the tests of pixel signals: drawn, or with the grain and softness of a photograph."""

import io
import tempfile
from functools import cache
from pathlib import Path
from random import Random

from PIL import Image, ImageDraw, ImageFilter

from charspec.images import read_facts
from charspec.images.signals import Signals, take_signals

WHITE = (255, 255, 255)
SIGN = (0.1, 0.1, 0.4, 0.4)
LETTERS = (0.5, 0.9, 0.95, 0.94)
"""Where a picture is marked, in shares of its sides."""


def shapes(
    name: str, size: tuple[int, int] = (1024, 1024), ground: tuple[int, ...] | None = None
) -> Image.Image:
    """Coloured shapes, others for every name."""
    lot = Random(name)
    picture = Image.new("RGB", size, ground or tuple(lot.randrange(256) for _ in range(3)))
    pen = ImageDraw.Draw(picture)
    for _ in range(40):
        x, y = lot.uniform(-0.1, 1) * size[0], lot.uniform(-0.1, 1) * size[1]
        box = (x, y, x + lot.uniform(0.05, 0.4) * size[0], y + lot.uniform(0.05, 0.4) * size[1])
        (pen.ellipse if lot.random() < 0.5 else pen.rectangle)(
            box, tuple(lot.randrange(256) for _ in range(3))
        )
    return picture


@cache
def photograph(name: str, size: tuple[int, int] = (1024, 1024)) -> Image.Image:
    """Shapes behind a soft lens, a shading over them, and grain."""
    soft = shapes(name, size).filter(ImageFilter.GaussianBlur(0.7))
    shading = Image.linear_gradient("L").resize(size).convert("RGB")
    grain = Image.frombytes("RGB", size, Random(name).randbytes(size[0] * size[1] * 3))
    return Image.blend(Image.blend(soft, shading, 0.2), grain, 0.06)


def marked(made: Image.Image, colour: str, *boxes: tuple[float, float, float, float]) -> Image.Image:
    """A picture with rectangles of a colour; boxes are in shares of its sides."""
    painted = made.convert("RGB")
    pen = ImageDraw.Draw(painted)
    for left, top, right, bottom in boxes:
        across, down = painted.width - 1, painted.height - 1
        pen.rectangle((left * across, top * down, right * across, bottom * down), colour)
    return painted


def figure(
    pose: float, size: int = 1024, ground: tuple[int, ...] = WHITE, smiling: bool = True
) -> Image.Image:
    """A figure before a plain ground; `pose`, 0 to 1, moves its limbs and its place."""
    picture = Image.new("RGB", (size, size), ground)
    pen = ImageDraw.Draw(picture)

    def box(x: float, y: float, wide: float, high: float) -> list[float]:
        return [value * size for value in (x - wide, y - high, x + wide, y + high)]

    centre = 0.4 + 0.2 * pose
    pen.rectangle(box(centre, 0.65, 0.12, 0.2), (60, 70, 160))
    for side in (-1, 1):
        raised = pose if side > 0 else 0.2
        hand = (centre + side * (0.15 + 0.15 * raised), 0.75 - 0.5 * raised)
        pen.line([(centre * size, 0.5 * size), (hand[0] * size, hand[1] * size)], (60, 70, 160), size // 16)
        pen.line(
            [(centre * size, 0.8 * size), ((centre + side * 0.1 * (1 + pose)) * size, size)],
            (40, 40, 40),
            size // 12,
        )
    pen.ellipse(box(centre, 0.32, 0.13, 0.16), (230, 190, 160))
    pen.pieslice(box(centre, 0.3, 0.15, 0.18), 180, 360, (150, 40, 40))
    mouth = box(centre, 0.4, 0.06, 0.03)
    pen.chord(mouth, 0 if smiling else 180, 180 if smiling else 360, (120, 20, 30))
    for side in (-1, 1):
        pen.ellipse(box(centre + side * 0.05, 0.34, 0.02, 0.025), (20, 20, 20))
    return picture


def saved(picture: Image.Image, path: Path, **options: object) -> Path:
    """Write a picture, as PNG without much compressing unless its name says otherwise."""
    if path.suffix == ".png":
        options.setdefault("compress_level", 1)
    picture.save(path, **options)
    return path


def signals_of(picture: Image.Image, kind: str = "PNG", **options: object) -> Signals:
    """The signals of a picture as a file of that kind."""
    return signals_of_file(as_bytes(picture, kind, **options))


def as_bytes(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **({"compress_level": 1} if kind == "PNG" else {}), **options)
    return file.getvalue()


def signals_of_file(data: bytes) -> Signals:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "picture"
        path.write_bytes(data)
        return take_signals(path, read_facts(path), "picture")
