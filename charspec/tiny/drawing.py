"""`draw(character, scene, size)`: one picture, drawn with Pillow, the same bytes for the same arguments."""

from __future__ import annotations

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from charspec.tiny.canvas import Canvas
from charspec.tiny.character import Character, Scene
from charspec.tiny.figure import draw_figure
from charspec.tiny.places import draw_place

# framing → (head radius, height of the head's centre), in 1/64 of the picture's side
HEAD = {"close-up": (16.5, 31.0), "half-body": (12.0, 25.0), "full-body": (8.4, 16.5)}


def head_centre(scene: Scene) -> tuple[float, float, float]:
    """(x, y, radius) of the head, in 1/64 of the picture's side; probes of regions start from here."""
    radius, y = HEAD[scene.framing]
    lift = {"sitting": 1.0, "jumping": -0.15}.get(scene.pose, 0.0)
    return 32 + scene.dx, y + scene.dy + lift * radius, radius


def draw(character: Character, scene: Scene, size: int = 64) -> Image.Image:
    """A `size`×`size` RGB picture, drawn four times as large (twice from 512 px on) and scaled down."""
    supersampling = 4 if size < 512 else 2
    side = size * supersampling
    image = Image.new("RGB", (side, side))
    pen = ImageDraw.Draw(image)
    draw_place(pen, scene, side)
    x, y, radius = (v * side / 64 for v in head_centre(scene))
    draw_figure(Canvas(pen, (x, y), radius), character, scene)
    image = image.resize((size, size), Image.Resampling.BOX)
    return _styled(_lit(image, scene.light), scene.style)


def _lit(image: Image.Image, light: str) -> Image.Image:
    if light == "night":
        dim = ImageEnhance.Brightness(image).enhance(0.62)
        return Image.blend(dim, Image.new("RGB", image.size, (20, 24, 90)), 0.2)
    if light == "sunset":
        return Image.blend(image, Image.new("RGB", image.size, (255, 120, 40)), 0.24)
    return image


def _styled(image: Image.Image, style: str) -> Image.Image:
    if style == "sketch":
        return ImageEnhance.Contrast(image.convert("L").convert("RGB")).enhance(1.2)
    if style == "watercolour":
        soft = image.filter(ImageFilter.GaussianBlur(image.width / 90))
        return Image.blend(soft, Image.new("RGB", image.size, (255, 252, 244)), 0.35)
    return image
