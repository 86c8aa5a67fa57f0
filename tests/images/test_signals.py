"""What the signals of single pictures say, and that they see a picture as it trains."""

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image, ImageFilter, ImageOps

from charspec.images import TooManyPixelsError, UnreadableImageError, read_facts
from charspec.images.signals import Signals, from_json, take_signals, to_json
from charspec.images.surround import largest_cluster, likeness
from tests.images.scenes import WHITE, as_bytes, figure, photograph, saved, shapes, signals_of

MAKERS = pytest.mark.parametrize("make", [shapes, photograph])
NAMES = ("one", "two", "three", "four")


def of(path: Path, crop: tuple[int, int, int, int] | None = None) -> Signals:
    return take_signals(path, read_facts(path), path.name, crop)


@MAKERS
def test_sharp_pictures_are_sharp_and_detailed(make: object) -> None:
    for name in NAMES:
        for signals in (signals_of(make(name)), signals_of(make(name), "JPEG", quality=90)):
            assert signals.edge_width is not None
            assert signals.edge_width > 2
            assert signals.detail is not None
            assert signals.detail > 0.5


@MAKERS
@pytest.mark.parametrize("sigma", [5, 8, 14])
def test_a_blurred_picture_has_no_sharp_edge(make: object, sigma: int) -> None:
    for name in NAMES:
        width = signals_of(make(name).filter(ImageFilter.GaussianBlur(sigma))).edge_width
        assert width is None or width < 1.35
        softer = signals_of(make(name).filter(ImageFilter.GaussianBlur(sigma)), "JPEG", quality=90).edge_width
        assert softer is None or softer < 1.5


def test_what_is_sharp_somewhere_is_sharp() -> None:
    sharp, soft = shapes("one"), shapes("one").filter(ImageFilter.GaussianBlur(10))
    soft.paste(sharp.crop((400, 400, 700, 700)), (400, 400))
    assert (signals_of(soft).edge_width or 0) > 2


@MAKERS
@pytest.mark.parametrize(("resample", "most"), [("BILINEAR", 0.55), ("BICUBIC", 0.55), ("LANCZOS", 0.6)])
def test_an_enlarged_picture_lacks_detail(make: object, resample: str, most: float) -> None:
    for name in NAMES:
        large = make(name, (512, 512)).resize((1024, 1024), Image.Resampling[resample])
        assert (signals_of(large).detail or 1) < most


@MAKERS
def test_an_enlargement_to_four_times_lacks_detail_as_well(make: object) -> None:
    for kind, options in (("PNG", {}), ("JPEG", {"quality": 90})):
        large = make("one", (256, 256)).resize((1024, 1024), Image.Resampling.BICUBIC)
        assert (signals_of(large, kind, **options).detail or 1) < 0.45


@pytest.mark.parametrize("quality", [20, 40, 60, 75, 90, 95])
def test_the_quality_of_a_jpeg_is_read_from_its_tables(quality: int) -> None:
    assert abs((signals_of(shapes("one"), "JPEG", quality=quality).quality or 0) - quality) <= 1
    assert signals_of(shapes("one")).quality is None


@MAKERS
def test_a_jpeg_saved_as_png_keeps_its_blocks(make: object) -> None:
    for name in NAMES:
        strong = Image.open(io.BytesIO(as_bytes(make(name), "JPEG", quality=10)))
        assert signals_of(make(name)).blocks < 0.1
        assert signals_of(strong).blocks > 0.15
        weak = Image.open(io.BytesIO(as_bytes(make(name), "JPEG", quality=90)))
        assert signals_of(weak).blocks < 0.15


def test_pixel_art_has_no_blocks_of_compression() -> None:
    art = shapes("one", (128, 128)).resize((1024, 1024), Image.Resampling.NEAREST)
    assert signals_of(art).blocks == 0


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
@pytest.mark.parametrize("colour", ["black", "white", (40, 60, 90)])
def test_bars_are_measured(kind: str, colour: object) -> None:
    wide = Image.new("RGB", (1024, 1024), colour)
    wide.paste(photograph("one", (1024, 704)), (0, 160))
    tall = ImageOps.expand(photograph("two", (800, 1024)), (120, 0), colour)
    for picture, wanted in ((wide, (0, 160, 0, 160)), (tall, (120, 0, 120, 0))):
        bars = signals_of(picture, kind).bars
        assert bars is not None
        assert all(abs(found - bar) <= 2 for found, bar in zip(bars, wanted, strict=True))


@pytest.mark.parametrize("ground", [WHITE, (0, 0, 0), (120, 180, 90)])
def test_a_figure_before_a_plain_ground_has_no_bars(ground: tuple[int, int, int]) -> None:
    for step in range(5):
        assert signals_of(figure(step / 4, ground=ground)).bars is None


@MAKERS
def test_no_bars_where_there_are_none(make: object) -> None:
    assert all(signals_of(make(name)).bars is None for name in NAMES)
    one_sided = make("one").copy()
    one_sided.paste("black", (0, 0, 1024, 100))
    assert signals_of(one_sided).bars is None


def test_one_backdrop_is_alike_and_different_ones_are_not() -> None:
    one = [signals_of(figure(step / 4, ground=(220, 120, 40))).surround for step in range(5)]
    cluster = largest_cluster(one)
    assert cluster is not None
    assert len(cluster.members) == 5
    many = [signals_of(shapes(f"{number}")).surround for number in range(12)]
    found = largest_cluster(many)
    assert found is None or len(found.members) <= 3
    assert largest_cluster([*many, *one]) is not None
    assert set(largest_cluster([*many, *one]).members) >= set(range(12, 17))


def test_rings_without_colour_tell_nothing_unless_they_are_plain() -> None:
    slopes = [Image.linear_gradient("L").resize((700, 700)).rotate(angle) for angle in (0, 90, 180)]
    assert [signals_of(slope).surround for slope in slopes] == [{}] * 3
    assert largest_cluster([{}] * 3) is None
    plain = [signals_of(figure(step / 4).convert("L")).surround for step in range(3)]
    assert likeness(plain[0], plain[1]) > 0.9


def test_bars_are_no_surround() -> None:
    pictures = [ImageOps.expand(shapes(f"{number}", (1024, 700)), (0, 162), "black") for number in range(8)]
    cluster = largest_cluster([signals_of(picture).surround for picture in pictures])
    assert cluster is None or len(cluster.members) < 4


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.tif"])
def test_a_picture_is_seen_upright(tmp_path: Path, orientation: int, name: str) -> None:
    picture = shapes("one", (1100, 600))
    exif = Image.Exif()
    exif[0x0112] = orientation
    turned = saved(picture, tmp_path / name, exif=exif)
    upright = saved(ImageOps.exif_transpose(Image.open(turned)), tmp_path / "upright.png", exif=Image.Exif())
    one, other = of(turned), of(upright)
    assert one.size == other.size
    assert max(abs(a - b) for a, b in zip(one.grey, other.grey, strict=True)) <= 12


def test_a_picture_is_seen_as_it_is_cropped(tmp_path: Path) -> None:
    picture = shapes("one", (1600, 1200))
    box = (200, 100, 1500, 1140)
    for name in ("a.png", "a.jpg"):
        whole = saved(picture, tmp_path / name)
        part = of(saved(picture.crop(box), tmp_path / f"part-{name}"))
        seen = of(whole, box)
        assert seen.size == (1300, 1040) == part.size
        assert sum(abs(a - b) for a, b in zip(seen.grey, part.grey, strict=True)) / 4096 < 3
    assert of(tmp_path / "a.png", (3000, 3000, 4000, 4000)).size == (1600, 1200)


def test_what_is_transparent_counts_as_white(tmp_path: Path) -> None:
    mask = Image.new("L", (800, 800), 0)
    mask.paste(255, (0, 0, 400, 800))
    clear = shapes("one", (800, 800))
    white = Image.composite(clear, Image.new("RGB", clear.size, "white"), mask)
    clear.putalpha(mask)
    one, other = of(saved(clear, tmp_path / "a.png")), of(saved(white, tmp_path / "b.png"))
    assert one.transparent == pytest.approx(0.5)
    assert other.transparent == 0
    assert one.grey == other.grey


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16", "I"])
@pytest.mark.parametrize("size", [(1, 1), (3, 700), (64, 64), (65, 130), (700, 3)])
def test_every_mode_and_size_can_be_measured(tmp_path: Path, mode: str, size: tuple[int, int]) -> None:
    picture = Image.linear_gradient("L").resize(size)
    picture = picture.convert("RGB").convert("P") if mode == "P" else picture.convert(mode)
    path = tmp_path / ("a.tif" if mode in ("CMYK", "I") else "a.png")
    signals = of(saved(picture, path))
    assert signals.size == size
    assert len(signals.grey) == 4096
    assert from_json(to_json(signals)).grey == signals.grey


def test_too_many_pixels_are_refused_before_decoding(tmp_path: Path) -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 20_000, 20_000, 8, 2, 0, 0, 0))
    path = tmp_path / "a.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", b""))
    with pytest.raises(TooManyPixelsError, match="400 million"):
        of(path)


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.webp", "a.bmp", "a.gif", "a.tif"])
def test_a_truncated_picture_gives_no_signals(tmp_path: Path, name: str) -> None:
    path = saved(shapes("one", (600, 600)), tmp_path / name)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(UnreadableImageError):
        of(path)


def test_drawings_are_flat_even_where_they_are_sharpest() -> None:
    for name in NAMES:
        for signals in (signals_of(shapes(name)), signals_of(shapes(name), "JPEG", quality=75)):
            assert signals.flat is not None
            assert signals.flat.sharpest > 0.8
        grainy = Image.blend(shapes(name), Image.effect_noise((1024, 1024), 60).convert("RGB"), 0.3)
        flat = signals_of(grainy).flat
        assert flat is not None
        assert flat.sharpest < 0.1
