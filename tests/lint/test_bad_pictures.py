"""Pictures that are broken, strange, enormous or made to be slow: a finding each, and in no time."""

import pathlib
import struct
import zlib
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from charspec.lint import LintConfig, lint_text
from tests.lint.bad_input import FRAMES, HEAD, KINDS, QUICK, RED, Ran, lint, saved
from tests.lint.conftest import header_only


def broken_pictures() -> Iterator[tuple[str, bytes]]:
    for suffix, kind in KINDS.items():
        whole = saved(RED, kind)
        yield f"cut.{suffix}", whole[: len(whole) // 2]
        yield f"header.{suffix}", whole[:20]
        yield f"empty.{suffix}", b""
        yield f"zeros.{suffix}", whole[:12] + bytes(5000)
    for suffix in ("gif", "png", "webp"):
        yield f"moving.{suffix}", saved(FRAMES[0], KINDS[suffix], save_all=True, append_images=FRAMES[1:])
    yield "eps.png", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9999 9999\n%%EndComments\nshowpage\n"
    yield "pdf.png", b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"
    yield "svg.png", b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"
    yield "text.jpg", b"not a picture\n"
    yield "none.png", header_only(0, 5)


@pytest.mark.parametrize(
    ("name", "data"), [pytest.param(name, data, id=name) for name, data in broken_pictures()]
)
def test_a_broken_picture_is_a_finding(
    name: str, data: bytes, folder: pathlib.Path, run: Callable[..., Ran]
) -> None:
    (folder / "images" / name).write_bytes(data)
    ran = run("--select", "I", folder)
    assert ran.code == 1
    assert f"images/{name}:1:1: error I102" in ran.out


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("cmyk.jpg", saved(RED.convert("CMYK"), "JPEG")),
        ("deep.png", saved(Image.new("I;16", (1024, 1024), 9000), "PNG")),
        ("palette.png", saved(RED.convert("P"), "PNG")),
        ("bits.png", saved(Image.new("1", (1024, 1024)), "PNG")),
        ("grey.tif", saved(Image.new("L", (1024, 1024)), "TIFF")),
        ("float.tif", saved(Image.new("F", (1024, 1024), 0.5), "TIFF")),
        ("lab.tif", saved(Image.new("LAB", (1024, 1024)), "TIFF")),
        ("frame.gif", saved(RED, "GIF")),
        ("progressive.jpg", saved(RED, "JPEG", progressive=True)),
    ],
)
def test_an_unusual_picture_is_none(
    name: str, data: bytes, folder: pathlib.Path, run: Callable[..., Ran]
) -> None:
    (folder / "images" / name).write_bytes(data)
    assert " error I" not in run("--select", "I", folder).out


@pytest.mark.parametrize("size", [(20_000, 20_000), (2**31 - 1, 2**31 - 1), (50_001, 1000)])
def test_a_picture_that_says_it_is_enormous_is_never_decoded(
    size: tuple[int, int], folder: pathlib.Path
) -> None:
    (folder / "images" / "big.png").write_bytes(header_only(*size))
    assert "I103" in lint("--select", "I", folder).codes


def chunk(kind: bytes, data: bytes = b"") -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def slow_pictures() -> Iterator[tuple[str, bytes]]:
    """Pictures that were made to keep a reader busy."""
    png, jpeg = saved(RED, "PNG"), saved(Image.new("L", (4096, 4096)), "JPEG", progressive=True)
    last = jpeg.rindex(b"\xff\xda")
    yield "chunks.png", png[:33] + chunk(b"teXt") * 2_000_000
    yield "zeros.jpg", b"\xff\xd8\xff" + bytes(40_000_000)
    yield "fill.jpg", b"\xff\xd8" + b"\xff" * 40_000_000
    yield "scans.jpg", jpeg[:last] + jpeg[last:-2] * 2000 + jpeg[-2:]
    yield "blocks.gif", saved(FRAMES[0], "GIF")[:-1] + b"\x21\xfe" + (b"\1x" * 3_000_000)
    yield "text.png", png[:33] + chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(200_000_000))) + png[33:]


def test_pictures_made_to_be_slow_are_not(folder: pathlib.Path) -> None:
    names = []
    for name, data in slow_pictures():
        (folder / "images" / name).write_bytes(data)
        names.append(name)
    out = lint("--no-cache", "--select", "I102", folder).out
    assert [name for name in names if f"images/{name}:1:1: error I102" not in out] == []


def test_a_picture_larger_than_any_disk_is_not_read(folder: pathlib.Path) -> None:
    for name, start in (("a.png", b""), ("b.png", saved(RED, "PNG")), ("c.txt", b"")):
        with (folder / "images" / name).open("wb") as stream:
            stream.write(start)
            stream.truncate(1 << 34)
    (folder / "images" / "c.png").write_bytes(saved(RED, "PNG"))
    ran = lint("--select", "I,C", folder)
    assert {"I102", "C119"} <= ran.codes


@QUICK
@given(
    st.sampled_from(list(KINDS.values())),
    st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 255)), min_size=1),
)
def test_a_picture_changed_at_random_gives_findings(
    tmp_path: pathlib.Path, kind: str, changes: list[tuple[int, int]]
) -> None:
    data = bytearray(PICTURES[kind])
    for place, value in changes:
        data[place % len(data)] = value
    (tmp_path / "a.png").write_bytes(data)
    lint_text(f"{HEAD}images:\n  a.png: {{pose: standing}}\n", tmp_path, config=LintConfig(select=("I", "D")))


PICTURES = {
    kind: saved(Image.radial_gradient("L").resize((40, 40)).convert("RGB"), kind) for kind in KINDS.values()
}
