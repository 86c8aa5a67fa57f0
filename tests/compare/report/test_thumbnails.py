import base64
import io
from pathlib import Path

import pytest
from PIL import Image

from charspec.compare.report.links import beside
from charspec.compare.report.thumbnails import LIMIT, Picture, inline


def decoded(picture: Picture) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(picture.source.partition(",")[2])))


def test_a_small_picture_is_taken_byte_for_byte(tmp_path: Path) -> None:
    file = tmp_path / "small.png"
    Image.new("RGB", (64, 48), "red").save(file)
    picture = inline(file, beside(tmp_path))
    assert picture is not None
    assert picture.source == "data:image/png;base64," + base64.b64encode(file.read_bytes()).decode()
    assert (picture.width, picture.height, picture.original) == (64, 48, None)


@pytest.mark.parametrize("suffix", ["png", "jpg", "webp"])
def test_a_large_picture_becomes_a_thumbnail_with_a_link(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / "set one" / f"large é.{suffix}"
    file.parent.mkdir()
    Image.new("RGB", (1600, 800), (200, 40, 40)).save(file)
    picture = inline(file, beside(tmp_path / "runs"))
    assert picture is not None
    assert (picture.width, picture.height) == (LIMIT, LIMIT // 2)
    assert picture.original == f"../set%20one/large%20%C3%A9.{suffix}"
    with decoded(picture) as thumbnail:
        red, green, blue = thumbnail.convert("RGB").getpixel((LIMIT // 2, LIMIT // 4))
    assert abs(red - 200) < 12
    assert abs(green - 40) < 12
    assert abs(blue - 40) < 12


def test_a_picture_lying_on_its_side_is_turned_upright(tmp_path: Path) -> None:
    file = tmp_path / "phone.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by 90 degrees
    Image.new("RGB", (80, 40)).save(file, exif=exif)
    picture = inline(file, beside(tmp_path))
    assert picture is not None
    assert (picture.width, picture.height) == (40, 80)


def test_transparency_survives(tmp_path: Path) -> None:
    file = tmp_path / "cut-out.png"
    Image.new("RGBA", (1024, 1024), (0, 0, 0, 0)).save(file)
    picture = inline(file, beside(tmp_path))
    assert picture is not None
    with decoded(picture) as thumbnail:
        assert thumbnail.getpixel((9, 9))[3] == 0


@pytest.mark.parametrize("content", [b"", b"no picture at all", None])
def test_what_cannot_be_decoded_is_none(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "broken.png"
    if content is not None:
        file.write_bytes(content)
    assert inline(file, beside(tmp_path)) is None


def test_a_truncated_picture_is_none(tmp_path: Path) -> None:
    whole = io.BytesIO()
    Image.effect_noise((64, 64), 80).save(whole, "PNG")
    file = tmp_path / "truncated.png"
    file.write_bytes(whole.getvalue()[:1500])
    assert inline(file, beside(tmp_path)) is None


def test_a_picture_drawn_again_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "sample.png"
    Image.new("RGB", (8, 8), "red").save(file)
    first = inline(file, beside(tmp_path))
    Image.new("RGB", (16, 16), "blue").save(file)
    second = inline(file, beside(tmp_path))
    assert first is not None
    assert second is not None
    assert first.source != second.source
