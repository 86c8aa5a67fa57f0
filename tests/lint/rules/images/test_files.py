"""I107 to I110 and I115: what headers, alpha channels and crops say, each picture or the set at once."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from charspec.lint import Finding, LintConfig, lint_spec

CODES = ("I107", "I108", "I109", "I110", "I115")


def lint(path: Path, *codes: str) -> list[Finding]:
    return list(lint_spec(path, "character.yaml", LintConfig(select=codes or CODES)).findings)


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)  # type: ignore[arg-type]
    return file.getvalue()


def with_picture(
    example: Callable[..., Path], name: str, data: bytes, labels: str = "pose: standing"
) -> Path:
    path = example(f"images:\n  images/{name}: {{{labels}}}\n")
    (path.parent / "images" / name).write_bytes(data)
    return path


GREY = Image.new("L", (64, 64), 128)


@pytest.mark.parametrize(
    ("name", "kind", "right"),
    [
        ("a.png", "JPEG", "a.jpg"),
        ("a.jpg", "PNG", "a.png"),
        ("a.jpeg", "WEBP", "a.webp"),
        ("a.PNG", "BMP", "a.bmp"),
        ("a.webp", "TIFF", "a.tif"),
        ("a.b.png", "GIF", "a.b.gif"),
    ],
)
def test_a_picture_named_for_another_format(
    name: str, kind: str, right: str, example: Callable[..., Path]
) -> None:
    (finding,) = lint(with_picture(example, name, saved(GREY, kind)), "I107")
    assert finding.message == f"images/{name} is a {kind} inside; rightly named it is {right}"
    assert finding.fix is None


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.JPG", "JPEG"), ("a.jpeg", "JPEG"), ("a.tiff", "TIFF"), ("a.jfif", "JPEG"), ("a", "PNG")],
)
def test_a_picture_named_rightly_or_without_a_promise(
    name: str, kind: str, example: Callable[..., Path]
) -> None:
    assert lint(with_picture(example, name, saved(GREY, kind)), "I107") == []


@pytest.mark.parametrize(
    ("orientation", "words"),
    [(3, "turned"), (6, "turned (EXIF 6) and trains upright, as 48×64 px"), (2, "mirrored (EXIF 2)")],
)
def test_a_picture_turned_by_its_exif(orientation: int, words: str, example: Callable[..., Path]) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = saved(Image.new("L", (64, 48)), "JPEG", exif=exif)
    (finding,) = lint(with_picture(example, "a.jpg", data), "I108")
    assert finding.severity == "info"
    assert words in finding.message


def test_what_most_of_a_set_has_is_said_once(example: Callable[..., Path]) -> None:
    names = [f"images/{number}.jpg" for number in range(12)]
    spec = "images:\n" + "".join(f"  {name}: {{pose: standing}}\n" for name in names)
    (finding,) = lint(example(spec, dict.fromkeys(names, "a JPEG turned by EXIF 6")), "I108")
    assert finding.path == ("images",)
    assert finding.message.startswith("12 of 12 pictures are stored turned")
    assert len(finding.related) == 5
    few = {name: "a JPEG turned by EXIF 6" if name < "images/3" else "a JPEG" for name in names}
    assert len(lint(example(spec, few), "I108")) == sum(name < "images/3" for name in names)


def cut_out(mode: str, share: float = 0.5) -> Image.Image:
    image = Image.new("RGBA", (100, 100), (90, 90, 90, 255))
    image.paste((0, 0, 0, 0), (0, 0, 100, round(100 * share)))
    return image.convert(mode)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.png", saved(cut_out("RGBA"), "PNG")),
        ("a.png", saved(cut_out("LA"), "PNG")),
        ("a.png", saved(cut_out("RGBA").quantize(8), "PNG")),
        ("a.webp", saved(cut_out("RGBA"), "WEBP", lossless=True)),
        ("a.png", saved(cut_out("RGBA", 0.02), "PNG")),
    ],
)
def test_a_picture_without_a_background(name: str, data: bytes, example: Callable[..., Path]) -> None:
    (finding,) = lint(with_picture(example, name, data), "I109")
    assert "which trains as white" in finding.message


@pytest.mark.parametrize(
    "data",
    [
        saved(cut_out("RGBA", 0), "PNG"),
        saved(cut_out("LA", 0), "PNG"),
        saved(cut_out("RGBA", 0.005), "PNG"),
        saved(GREY.convert("P"), "PNG", transparency=3),
        saved(GREY, "PNG"),
        saved(Image.new("I;16", (64, 64)), "PNG"),
        saved(cut_out("RGBA"), "PNG")[:-40],
    ],
)
def test_an_opaque_or_broken_one_is_left_alone(data: bytes, example: Callable[..., Path]) -> None:
    assert lint(with_picture(example, "a.png", data), "I109") == []


@pytest.mark.parametrize(
    ("crop", "reaches"),
    [
        ("0, 0, 64, 48", False),
        ("0, 0, 65, 48", True),
        ("0, 0, 64, 49", True),
        ("70, 0, 80, 40", True),
        ("63, 47, 64, 48", False),
    ],
)
def test_a_crop_and_its_picture(crop: str, reaches: bool, example: Callable[..., Path]) -> None:
    path = with_picture(example, "a.png", saved(Image.new("L", (64, 48)), "PNG"), f"crop: [{crop}]")
    found = lint(path, "I110")
    assert [one.severity for one in found] == ["error"] * reaches
    assert all(one.path == ("images", "images/a.png", "crop") for one in found)


def test_the_hint_of_a_crop_knows_what_may_have_happened(example: Callable[..., Path]) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    stored = saved(Image.new("L", (64, 48)), "JPEG", exif=exif)
    (turned,) = lint(with_picture(example, "a.jpg", stored, "crop: [0, 0, 64, 48]"), "I110")
    assert "as it is stored" in turned.hint
    grey = saved(GREY, "PNG")
    (enhanced,) = lint(with_picture(example, "a.png", grey, "crop: [0, 0, 128, 99], enhance: 2x"), "I110")
    assert "enhanced copy" in enhanced.hint


@pytest.mark.parametrize(
    ("size", "crop", "extreme"),
    [
        ("1024×1536", "", False),
        ("1080×1920", "", False),
        ("1920×1080", "", False),
        ("1000×2000", "", False),
        ("1000×2003", "", False),
        ("1000×2020", "", True),
        ("1170×2532", "", True),
        ("3000×1024", "", True),
        ("1170×2532", "crop: [0, 0, 1170, 2000]", False),
        ("1024×1024", "crop: [0, 0, 1024, 300]", True),
    ],
)
def test_aspects(size: str, crop: str, extreme: bool, example: Callable[..., Path]) -> None:
    path = example(f"images:\n  images/a.png: {{{crop or 'pose: standing'}}}\n", {"images/a.png": size})
    assert bool(lint(path, "I115")) is extreme


def test_the_bounds_are_thresholds(example: Callable[..., Path]) -> None:
    path = example("images:\n  images/a.png: {pose: standing}\n", {"images/a.png": "64×160"})
    assert lint(path, "I115")
    (path.parent / "charspec.toml").write_text("[tool.charspec.lint.thresholds]\nmax-aspect = 2.5\n")
    assert "I115" not in {one.code for one in lint_spec(path).findings}
