"""Sets for the tests of rules: a sound one in small, and the examples of the rules' pages on top of it."""

import io
import struct
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from random import Random

import pytest
import yaml
from onnx import ModelProto
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from charspec.cli import main
from examples.faulty.models import encoder, person_detector, text_detector
from tests.images.scenes import LETTERS, SIGN, marked
from tests.lint.bad_input import SCANNED, Ran, checked

STOCK = {
    "schema": "schema: charspec/1",
    "trigger": "trigger: Vendalixia",
    "identity": "identity: a young woman with silver hair and a red scarf",
    "images": """\
images:
  images/01.png: {angle: front, framing: full-body, pose: standing, environment: in a forest}
  images/02.png: {angle: profile, framing: half-body, pose: sitting, environment: in a tavern}
  images/03.png: {angle: back, framing: full-body, pose: walking, environment: down a snowy street}
  images/04.png: {angle: three-quarter, framing: close-up, pose: standing, environment: on a beach}
  images/05.png: {angle: front, framing: half-body, pose: waving, environment: in a library}
  images/06.png: {angle: profile, framing: full-body, pose: running, environment: across a bridge}
  images/07.png: {angle: back, framing: half-body, pose: jumping, environment: in a desert}
  images/08.png: {angle: three-quarter, framing: close-up, pose: standing, environment: in a kitchen}
  images/09.png: {angle: front, framing: full-body, pose: kneeling, environment: in a garden}""",
}
"""What an example leaves out: a set of nine with which nothing is wrong."""


@cache
def image(width: int, height: int, name: str) -> Image.Image:
    """Shapes on a ground, others for every name: sharp, without bars, unlike each other."""
    lot = Random(name)
    drawn = Image.new("L", (width, height), lot.randrange(256))
    pen = ImageDraw.Draw(drawn)
    for _ in range(40):
        x, y = lot.uniform(-0.1, 1) * width, lot.uniform(-0.1, 1) * height
        box = (x, y, x + lot.uniform(0.05, 0.4) * width, y + lot.uniform(0.05, 0.4) * height)
        (pen.ellipse if lot.random() < 0.5 else pen.rectangle)(box, lot.randrange(256))
    return drawn


@cache
def picture(width: int, height: int, name: str = "a picture") -> bytes:
    file = io.BytesIO()
    image(width, height, name).save(file, "PNG", compress_level=1)
    return file.getvalue()


def header_only(width: int, height: int) -> bytes:
    """The start of a PNG that says it is that large."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"")


def described(words: str, name: str = "a picture") -> bytes | None:
    """A picture as the page of a rule describes it; None if it is missing."""
    if words == "missing":
        return None
    if words == "truncated":
        whole = picture(1024, 1024)
        return whole[: len(whole) // 2]
    if words.startswith("header of "):
        width, height = map(int, words.removeprefix("header of ").split("×"))
        return header_only(width, height)
    if words.startswith("a JPEG"):
        return jpeg(int(words.partition("EXIF ")[2] or 1))
    if words in MADE:
        return MADE[words](image(1024, 1024, name))
    if words.startswith("the picture of "):
        other, _, how = words.removeprefix("the picture of ").partition(", ")
        return MADE[how or "as it is"](image(1024, 1024, other))
    size, _, surround = words.partition(",")
    width, height = map(int, size.split("×"))
    return with_alpha(width, height, surround) if surround else picture(width, height, name)


def _saved(made: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    file = io.BytesIO()
    made.save(file, kind, **options)
    return file.getvalue()


def _with_bars(made: Image.Image) -> Image.Image:
    framed = Image.new("L", made.size, 0)
    framed.paste(made.resize((1024, 768)), (0, 128))
    return framed


def _grain(size: tuple[int, int]) -> Image.Image:
    """Noise that is the same every time."""
    return Image.frombytes("L", size, Random("grain").randbytes(size[0] * size[1]))


MODELS: Mapping[str, Callable[[], ModelProto]] = {
    "an encoder that knows magenta": encoder,
    "a text detector that knows green": text_detector,
    "a person detector that knows cyan": person_detector,
}
"""Miniature models that a page describes in words."""


MADE: Mapping[str, Callable[[Image.Image], bytes]] = {
    "as it is": _saved,
    "mirrored": lambda made: _saved(ImageOps.mirror(made)),
    "saved again as JPEG": lambda made: _saved(made.resize((1100, 1100)), "JPEG", quality=80),
    "with black bars": lambda made: _saved(_with_bars(made)),
    "out of focus": lambda made: _saved(made.filter(ImageFilter.GaussianBlur(8))),
    "a photograph": lambda made: _saved(Image.blend(made, _grain(made.size), 0.2)),
    "with a magenta sign": lambda made: _saved(marked(made, "magenta", SIGN)),
    "with green letters": lambda made: _saved(marked(made, "lime", LETTERS)),
    "enlarged from 512×512": lambda made: _saved(made.resize((512, 512)).resize((1024, 1024))),
    "JPEG quality 40": lambda made: _saved(made, "JPEG", quality=40),
    "JPEG quality 90": lambda made: _saved(made, "JPEG", quality=90),
}
"""Pictures that a page describes in words."""


def jpeg(orientation: int = 1) -> bytes:
    """A JPEG of 1024×1024 that asks to be turned."""
    file = io.BytesIO()
    exif = Image.Exif()
    if orientation != 1:
        exif[0x0112] = orientation
    Image.new("L", (1024, 1024), 128).save(file, "JPEG", exif=exif)
    return file.getvalue()


def with_alpha(width: int, height: int, surround: str) -> bytes:
    """A PNG with an alpha channel: opaque all over, or its left half transparent."""
    image = Image.new("RGBA", (width, height), (128, 128, 128, 255))
    if "opaque" not in surround:
        image.paste((0, 0, 0, 0), (0, 0, width // 2, height))
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def complete(spec: str) -> str:
    """An example's spec with what it leaves out; one that begins with its schema is taken as it is."""
    if spec.startswith("schema:"):
        return spec
    written = {line.split(":")[0] for line in spec.splitlines()}
    missing = [text for key, text in STOCK.items() if key not in written]
    return "\n".join([*missing[:3], spec.rstrip("\n"), *missing[3:]]) + "\n"


def build(folder: Path, files: Mapping[str, str]) -> Path:
    """Write an example: its spec, its texts, its pictures, and 1024×1024 for every other picture it lists."""
    spec = complete(files["character.yaml"])
    path = folder / "character.yaml"
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(spec, "utf-8")
    contents: dict[str, bytes | None] = {name: picture(1024, 1024, name) for name in _listed(spec)}
    for name, text in files.items():
        if name.endswith((".png", ".jpg", ".jpeg")):
            contents[name] = described(text.strip(), name)
        elif name.endswith(".onnx"):
            contents[name] = MODELS[text.strip()]().SerializeToString()
        elif name != "character.yaml":
            contents[name] = b"caf\xe9" if text == "not UTF-8\n" else text.encode()
    for name, content in contents.items():
        if content is not None:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
    return path


def _listed(spec: str) -> list[str]:
    try:
        data = yaml.safe_load(spec)
    except yaml.YAMLError:
        return []
    images = data.get("images") if isinstance(data, dict) else None
    if isinstance(images, str):
        return [] if ".." in images or "$" in images else [f"{images.rstrip('/')}/front.png"]
    return list(images or {})


@pytest.fixture
def example(tmp_path: Path) -> Callable[..., Path]:
    """Builds a set in a folder of its own: `example(spec, {"images/a.txt": …})` → the path of its spec."""

    def make(spec: str, files: Mapping[str, str] | None = None) -> Path:
        return build(tmp_path / "set", {"character.yaml": spec, **(files or {})})

    return make


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A set that scans `images/`, where nothing lies yet."""
    (tmp_path / "images").mkdir()
    (tmp_path / "character.yaml").write_text(SCANNED)
    return tmp_path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """`charspec lint` in this process: quick, for what cannot hang."""

    def call(*arguments: str | Path) -> Ran:
        code = main(["lint", "-f", "concise", *map(str, arguments)])
        captured = capsys.readouterr()
        return checked(Ran(code, captured.out, captured.err))

    return call
