"""Picture files: headers agree with Pillow, broken and dangerous files are named before they hurt."""

import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from charspec.images import (
    MAX_PIXELS,
    TooManyPixelsError,
    UnreadableImageError,
    check_readable,
    expected_format,
    is_picture_name,
    read_facts,
    sha256,
)

STARTS = [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF....WEBPVP8X", b"GIF89a", b"BM", b"II*\0"]
FORMATS = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp", "GIF": "gif", "BMP": "bmp", "TIFF": "tif"}


def picture(path: Path, size: tuple[int, int] = (40, 24), mode: str = "RGB", **options: object) -> Path:
    Image.linear_gradient("L").resize(size).convert(mode).save(path, **options)
    return path


@pytest.mark.parametrize("kind", FORMATS)
def test_the_header_says_what_pillow_says(tmp_path: Path, kind: str) -> None:
    path = picture(tmp_path / f"a.{FORMATS[kind]}")
    facts = read_facts(path)
    assert (facts.format, facts.width, facts.height) == (kind, 40, 24)
    assert (facts.orientation, facts.animated, facts.alpha) == (1, False, False)
    assert check_readable(path) == facts
    assert expected_format(path) == kind


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_exif_rotation_turns_the_size(tmp_path: Path, kind: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = picture(tmp_path / f"a.{FORMATS[kind]}", exif=exif)
    facts = read_facts(path)
    assert facts.orientation == orientation
    assert facts.size == ((24, 40) if orientation >= 5 else (40, 24))


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
@pytest.mark.parametrize(
    "options", [{"format": "PNG"}, {"format": "WEBP"}, {"format": "WEBP", "lossless": True}]
)
def test_transparency_is_seen(tmp_path: Path, mode: str, options: dict[str, object]) -> None:
    image = Image.new(mode, (8, 8))
    path = tmp_path / "a.bin"
    image.save(path, **options)
    assert read_facts(path).alpha


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF"])
def test_moving_pictures_are_seen_and_refused(tmp_path: Path, kind: str) -> None:
    frames = [Image.new("RGB", (9, 9), colour) for colour in ("red", "blue", "green")]
    path = tmp_path / f"a.{FORMATS[kind]}"
    frames[0].save(path, format=kind, save_all=True, append_images=frames[1:], duration=100)
    assert read_facts(path).animated
    with pytest.raises(UnreadableImageError, match="animated"):
        check_readable(path)


@pytest.mark.parametrize("kind", FORMATS)
def test_a_truncated_picture_is_unreadable(tmp_path: Path, kind: str) -> None:
    path = picture(tmp_path / f"a.{FORMATS[kind]}", (400, 300))
    whole = path.read_bytes()
    for share in (0.02, 0.3, 0.7):
        path.write_bytes(whole[: int(len(whole) * share)])
        with pytest.raises(UnreadableImageError) as caught:
            check_readable(path, "images/a")
        assert caught.value.where == "images/a"
        assert caught.value.hint
        assert caught.value.exit_code == 1


def test_a_decompression_bomb_is_judged_by_its_header(tmp_path: Path) -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    path = tmp_path / "bomb.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")))
    assert read_facts(path).pixels > MAX_PIXELS
    with pytest.raises(TooManyPixelsError, match="900 million pixels"):
        check_readable(path)


@pytest.mark.parametrize(
    "content", [b"", b"no picture", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"BM", b"GIF89a"]
)
def test_what_is_no_picture_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(content)
    with pytest.raises(UnreadableImageError):
        read_facts(path)


def test_a_missing_picture_and_a_folder_are_unreadable(tmp_path: Path) -> None:
    for path in (tmp_path / "none.png", tmp_path):
        with pytest.raises(UnreadableImageError):
            read_facts(path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=st.sampled_from(
        [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF....WEBPVP8X", b"GIF89a", b"BM", b"II*\0"]
    ),
    rest=st.binary(max_size=80),
)
def test_no_bytes_raise_anything_else(tmp_path: Path, start: bytes, rest: bytes) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(start + rest)
    try:
        facts = check_readable(path)
    except UnreadableImageError:
        return
    assert facts.pixels > 0


def test_headers_are_read_without_pillow(tmp_path: Path) -> None:
    path = picture(tmp_path / "a.jpg")
    code = (
        "import sys, pathlib; from charspec.images import read_facts; "
        f"read_facts(pathlib.Path({str(path)!r})); assert 'PIL' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parent.parent)


def test_a_file_is_known_by_its_bytes_and_its_name(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"abc")
    assert sha256(path).startswith("ba7816bf8f01cfea")
    assert is_picture_name("x/A.JPG")
    assert not is_picture_name("a.txt")
    assert expected_format(Path("a.txt")) is None
