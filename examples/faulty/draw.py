"""Draw the pictures of the faulty examples, sound and broken: `python examples/faulty/draw.py`.

The same bytes every time. What is broken is broken on purpose: each picture here is one finding of the golden
`findings.json` beside its spec.
"""

import io
import struct
import zlib
from pathlib import Path
from random import Random

from PIL import Image, ImageDraw, ImageFilter, ImageOps

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
NOOR = Character(kind="woman", hair_style="bun", hair_colour="black", garment="coat", garment_colour="red")
OREN = Character(kind="woman", hair_style="bun", hair_colour="red", garment="dress", garment_colour="green")
ILSE = Character(kind="woman", hair_style="short", hair_colour="green", garment="coat", garment_colour="red")
MEI = Character(kind="woman", hair_style="bun", hair_colour="blue", garment="dress", garment_colour="yellow")
LENI = Character(kind="woman", hair_style="long", hair_colour="blue", garment="coat", garment_colour="yellow")
AMY = Character(
    kind="woman",
    hair_style="short",
    hair_colour="brown",
    garment="shirt",
    garment_colour="orange",
    accessory="badge",
    accessory_colour="green",
)
FRIEND = Character(
    kind="man", hair_style="short", hair_colour="black", garment="coat", garment_colour="purple"
)
RUNA = Character(kind="woman", hair_colour="blonde", garment="coat", garment_colour="red")

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

SETTINGS = {
    "front": Scene("front", "half-body", "standing", "neutral", "beach", seed=6),
    "side": Scene("profile", "full-body", "sitting", "smiling", "forest", seed=7),
    "back": Scene("back", "full-body", "waving", "neutral", "city", seed=8),
    "close": Scene("three-quarter", "close-up", "standing", "surprised", "room", seed=9),
    "snow": Scene("front", "half-body", "arms crossed", "angry", "snow", seed=10),
}
RELEASE = {
    "front": Scene("front", "half-body", "standing", "smiling", "forest", seed=11),
    "side": Scene("profile", "full-body", "waving", "neutral", "beach", seed=12),
    "back": Scene("back", "full-body", "sitting", "neutral", "snow", seed=13),
}
SELFIES = {
    "forest": Scene("front", "close-up", "standing", "smiling", "forest", seed=14),
    "beach": Scene("three-quarter", "close-up", "standing", "smiling", "beach", seed=15, dx=2),
    "city": Scene("profile", "close-up", "standing", "smiling", "city", seed=16),
    "snow": Scene("front", "close-up", "standing", "smiling", "snow", "night", seed=17, dx=-3),
    "room": Scene("profile", "close-up", "standing", "smiling", "room", seed=18, dx=3),
    "meadow": Scene("three-quarter", "close-up", "standing", "smiling", "meadow", "sunset", seed=19, dx=-2),
}
CAPTIONS = {
    "forest": Scene("front", "half-body", "standing", "smiling", "forest", seed=20),
    "beach": Scene("profile", "full-body", "waving", "neutral", "beach", seed=21),
    "city": Scene("back", "full-body", "standing", "neutral", "city", "night", seed=22),
    "snow": Scene("three-quarter", "half-body", "arms crossed", "angry", "snow", seed=23),
    "room": Scene("front", "full-body", "sitting", "surprised", "room", seed=24),
    "meadow": Scene("profile", "half-body", "standing", "sad", "meadow", "sunset", seed=25),
}

SNAPSHOTS = {
    "forest": Scene("front", "half-body", "standing", "smiling", "forest", seed=26),
    "beach": Scene("profile", "full-body", "waving", "neutral", "beach", seed=27),
    "city": Scene("back", "full-body", "standing", "neutral", "city", seed=28),
    "snow": Scene("three-quarter", "half-body", "arms crossed", "angry", "snow", seed=29),
    "room": Scene("front", "full-body", "sitting", "surprised", "room", seed=30),
    "meadow": Scene("three-quarter", "close-up", "standing", "sad", "meadow", "sunset", seed=31),
    "night": Scene("profile", "half-body", "standing", "smiling", "city", "night", seed=32),
}
ATTIC = {
    "front": Scene("front", "half-body", "standing", "smiling", "forest", seed=26),
    "side": Scene("profile", "full-body", "waving", "neutral", "beach", seed=27),
    "back": Scene("back", "full-body", "sitting", "neutral", "snow", seed=28),
    "cutout": Scene("three-quarter", "half-body", "arms crossed", "angry", "studio", studio_colour="white"),
    "wide": Scene("front", "full-body", "jumping", "neutral", "meadow", seed=29),
    "close": Scene("profile", "close-up", "standing", "sad", "city", seed=30),
    "left": Scene("profile", "half-body", "standing", "neutral", "room", seed=31),
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


def squeezed(picture: Image.Image, quality: int) -> bytes:
    """A JPEG of that quality."""
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=quality)
    return file.getvalue()


def draw_snapshots(images: Path) -> None:
    """Pictures as they come from a phone, a film, a messenger: each spoilt in its own way."""
    drawn = {name: draw(NOOR, scene, 1024) for name, scene in SNAPSHOTS.items()}
    framed = Image.new("RGB", (1024, 1024), "black")
    framed.paste(drawn["beach"].resize((1024, 1024)).crop((0, 128, 1024, 896)), (0, 128))
    written = {
        "forest.png": png(drawn["forest"]),
        "forest-again.png": png(ImageOps.mirror(drawn["forest"])),
        "bars.png": png(framed),
        "blurred.jpg": squeezed(drawn["city"].filter(ImageFilter.GaussianBlur(7)), 85),
        "messenger.jpg": squeezed(drawn["snow"], 30),
        "enlarged.jpg": squeezed(drawn["room"].resize((256, 256)).resize((1024, 1024)), 85),
        "meadow.png": png(drawn["meadow"]),
        "meadow-small.jpg": squeezed(drawn["meadow"].resize((1100, 1100)), 80),
        "night.png": png(drawn["night"]),
    }
    for name, data in written.items():
        (images / name).write_bytes(data)


def turned(picture: Image.Image) -> bytes:
    """A JPEG that is stored on its side, and set upright by its EXIF data."""
    file = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    picture.transpose(Image.Transpose.ROTATE_90).save(file, "JPEG", quality=85, exif=exif)
    return file.getvalue()


def without_background(picture: Image.Image) -> bytes:
    """A PNG whose white is transparent."""
    flat = picture.quantize(COLOURS, dither=Image.Dither.NONE)
    colours = flat.getpalette() or []
    lightest = max(range(len(colours) // 3), key=lambda index: sum(colours[3 * index : 3 * index + 3]))
    file = io.BytesIO()
    flat.save(file, "PNG", optimize=True, transparency=lightest)
    return file.getvalue()


def draw_attic() -> None:
    """Pictures that are not what they are called, lie on their side, stand on nothing or are a strip."""
    folder = HERE / "attic" / "images"
    drawn = {name: draw(RUNA, scene, 1024) for name, scene in ATTIC.items()}
    for name in ("front", "close", "left"):
        (folder / f"{name}.png").write_bytes(png(drawn[name]))
    (folder / "side.png").write_bytes(squeezed(drawn["side"], 85))
    (folder / "back.jpg").write_bytes(turned(drawn["back"]))
    (folder / "cutout.png").write_bytes(without_background(drawn["cutout"]))
    (folder / "wide.png").write_bytes(png(drawn["wide"].resize((2304, 1024))))


def draw_party(images: Path) -> None:
    """A snapshot among drawings: grain as of a phone, a friend beside her, the date stamped on it.

    The name tags, the sign and the ribbon of the date have the colours that the miniature models know.
    """
    pair = Image.new("RGB", (1024, 1024))
    for left, who in ((0, AMY), (512, FRIEND)):
        alone = draw(who, Scene("front", "close-up", "standing", "smiling", "room", seed=33), 1024)
        pair.paste(alone.crop((256, 0, 768, 1024)), (left, 0))
    pen = ImageDraw.Draw(pair)
    pen.rectangle((0, 40, 220, 130), "magenta")
    for left in (150, 660):
        pen.rectangle((left, 820, left + 220, 900), "cyan")
    pen.rectangle((480, 940, 1000, 1000), "lime")
    pen.text((560, 945), "31 12 2025", "black", font_size=40)
    noise = Image.frombytes("L", (128, 128), Random("grain").randbytes(128 * 128)).convert("RGB")
    grain = noise.resize(pair.size, Image.Resampling.BICUBIC)
    (images / "party.jpg").write_bytes(squeezed(Image.blend(pair, grain, 0.22), 76))


def main() -> None:
    courier = HERE / "courier" / "images"
    sets = {"courier": (TAMSIN, COURIER), "studio": (OREN, STUDIO), "settings": (ILSE, SETTINGS)}
    sets |= {"release": (MEI, RELEASE), "selfies": (AMY, SELFIES), "captions": (LENI, CAPTIONS)}
    for folder, (character, scenes) in sets.items():
        for name, scene in scenes.items():
            (HERE / folder / "images" / f"{name}.png").write_bytes(png(draw(character, scene, 1024)))
    draw_snapshots(HERE / "snapshots" / "images")
    draw_attic()
    draw_party(HERE / "selfies" / "images")
    small = Scene("front", "full-body", "running", "smiling", "beach", seed=1)
    (courier / "small.png").write_bytes(png(draw(TAMSIN, small, 800)))
    (courier / "tiny.png").write_bytes(png(draw(TAMSIN, small, 400)))
    whole = (courier / "front-forest.png").read_bytes()
    (courier / "cut-off.png").write_bytes(whole[: len(whole) // 3])
    (courier / "huge.png").write_bytes(claims(40_000, 30_000))


if __name__ == "__main__":
    main()
