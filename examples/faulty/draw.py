"""Draw the pictures of the faulty examples, sound and broken: `python examples/faulty/draw.py`.

The same bytes every time. What is broken is broken on purpose: each picture here is one finding of the golden
`findings.json` beside its spec.
"""

import io
import struct
import zlib
from pathlib import Path

from PIL import Image

from charspec.tiny.character import Character, Scene
from charspec.tiny.drawing import draw

HERE = Path(__file__).parent
COLOURS = 24
TAMSIN = Character(
    kind="man",
    skin="tan",
    hair_style="short",
    hair_colour="green",
    garment="coat",
    garment_colour="blue",
    accessory="hat",
    accessory_colour="yellow",
)
OREN = Character(kind="woman", hair_style="bun", hair_colour="red", garment="dress", garment_colour="green")

COURIER = {
    "front-forest": Scene("front", "half-body", "standing", "smiling", "forest", seed=1),
    "front-city": Scene("front", "full-body", "waving", "neutral", "city", "night", seed=2),
    "front-room": Scene("front", "close-up", "standing", "surprised", "room"),
    "front-meadow": Scene("front", "full-body", "sitting", "smiling", "meadow", seed=3),
    "side-snow": Scene("profile", "full-body", "standing", "neutral", "snow", seed=1),
    "side-beach": Scene("profile", "half-body", "standing", "sad", "beach", "sunset", seed=2),
    "side-city": Scene("profile", "close-up", "standing", "neutral", "city"),
    "back-forest": Scene("back", "half-body", "standing", "neutral", "forest", seed=4),
    "back-snow": Scene("back", "full-body", "jumping", "neutral", "snow", "night", seed=3),
    "quarter-meadow": Scene("three-quarter", "half-body", "arms crossed", "angry", "meadow", seed=5),
    "quarter-studio": Scene("three-quarter", "close-up", "standing", "smiling", "studio"),
}
STUDIO = {
    "one": Scene("front", "half-body", "standing", "neutral", "studio", studio_colour="white"),
    "two": Scene("front", "full-body", "standing", "smiling", "studio", studio_colour="white", dx=1.5),
    "three": Scene("front", "close-up", "standing", "smiling", "studio", studio_colour="white"),
    "four": Scene("front", "half-body", "standing", "sad", "studio", studio_colour="white", dx=-1.5),
}


def png(picture: Image.Image) -> bytes:
    """A PNG of few colours: drawings need no more, and the repository stays small."""
    file = io.BytesIO()
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


def claims(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header says it is that large."""
    parts = [(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)), (b"IDAT", b""), (b"IEND", b"")]
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def main() -> None:
    courier, studio = HERE / "courier" / "images", HERE / "studio" / "images"
    for name, scene in COURIER.items():
        (courier / f"{name}.png").write_bytes(png(draw(TAMSIN, scene, 1024)))
    for name, scene in STUDIO.items():
        (studio / f"{name}.png").write_bytes(png(draw(OREN, scene, 1024)))
    small = Scene("front", "full-body", "running", "smiling", "beach", seed=1)
    (courier / "small.png").write_bytes(png(draw(TAMSIN, small, 800)))
    (courier / "tiny.png").write_bytes(png(draw(TAMSIN, small, 400)))
    whole = (courier / "front-forest.png").read_bytes()
    (courier / "cut-off.png").write_bytes(whole[: len(whole) // 3])
    (courier / "huge.png").write_bytes(claims(40_000, 30_000))


if __name__ == "__main__":
    main()
