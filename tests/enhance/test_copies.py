"""Copies are made once, known by their pixels, and made again as they were; who makes them is said."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from charspec.cache import cache_dir
from charspec.enhance import LANCZOS, Copy, ensure, ensure_locked, find, find_locked, method_of, with_weights
from charspec.enhance.copies import pixels_sha256
from charspec.errors import CharspecError
from charspec.images import sha256
from tests.enhance.miniatures import write_onnx


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHARSPEC_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "a.png"
    pixels = np.random.default_rng(7).integers(0, 256, (40, 60, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(path)
    return path


def files() -> list[Path]:
    return sorted(path for path in cache_dir().rglob("*") if path.is_file())


def test_without_weights_a_copy_is_lanczos_at_twice_the_size(picture: Path) -> None:
    before = picture.read_bytes()
    copy = ensure(picture, sha256(picture), LANCZOS)
    wanted = Image.open(picture).resize((120, 80), Image.Resampling.LANCZOS)
    assert np.array_equal(np.asarray(copy.open()), np.asarray(wanted))
    assert copy.sha256 == pixels_sha256(wanted)
    assert picture.read_bytes() == before
    assert files() == [copy.path]
    assert "plain resizing" in LANCZOS.name


def test_a_copy_is_upright_and_flat(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGBA", (40, 20), (255, 0, 0, 0)).save(tmp_path / "a.png", exif=exif)
    copy = ensure(tmp_path / "a.png", sha256(tmp_path / "a.png"), LANCZOS).open()
    assert copy is not None
    assert (copy.mode, copy.size, copy.getpixel((0, 0))) == ("RGB", (40, 80), (255, 255, 255))


def test_each_original_and_each_weights_have_their_own_copy(picture: Path, tmp_path: Path) -> None:
    first = with_weights(write_onnx(tmp_path / "first.onnx", 2))
    same = with_weights((tmp_path / "first.onnx").rename(tmp_path / "renamed.onnx"))
    other = with_weights(write_onnx(tmp_path / "other.onnx", 4))
    made = ensure(picture, sha256(picture), same)
    assert first.weights != same.weights
    assert find(sha256(picture), same) == made
    assert find(sha256(picture), other) is None
    assert find(sha256(picture), LANCZOS) is None
    assert ensure(picture, sha256(picture), LANCZOS).sha256 != made.sha256
    assert find("0" * 64, same) is None


def test_a_copy_is_found_by_its_pixels_whoever_made_it(picture: Path) -> None:
    made = ensure(picture, sha256(picture), LANCZOS)

    def never() -> None:
        raise AssertionError("weights are asked for though the copy is there")

    image = ensure_locked(picture, sha256(picture), made.sha256, never)  # type: ignore[arg-type]
    assert pixels_sha256(image) == made.sha256
    assert find_locked(sha256(picture), "0" * 64) is None


@pytest.mark.parametrize("harm", ["gone", "cut short", "another"])
def test_a_copy_that_is_gone_or_damaged_is_made_again(picture: Path, harm: str) -> None:
    made = ensure(picture, sha256(picture), LANCZOS)
    whole = made.path.read_bytes()
    if harm == "gone":
        made.path.unlink()
    elif harm == "cut short":
        made.path.write_bytes(whole[: len(whole) // 2])
    else:
        Image.new("RGB", (120, 80)).save(made.path)
    image = ensure_locked(picture, sha256(picture), made.sha256, lambda: LANCZOS)
    assert pixels_sha256(image) == made.sha256
    assert made.path.read_bytes() == whole


def test_another_copy_than_the_locked_one_is_refused_by_name(picture: Path, tmp_path: Path) -> None:
    locked = ensure(picture, sha256(picture), with_weights(write_onnx(tmp_path / "net.onnx")))
    locked.path.unlink()
    with pytest.raises(CharspecError, match="plain resizing makes another") as caught:
        ensure_locked(picture, sha256(picture), locked.sha256, lambda: LANCZOS)
    assert caught.value.exit_code == 1
    assert "weights" in (caught.value.hint or "")


def test_a_changed_original_gives_no_copy_under_the_old_name(picture: Path) -> None:
    old = sha256(picture)
    Image.new("RGB", (60, 40)).save(picture)
    with pytest.raises(CharspecError, match="not the one"):
        ensure(picture, old, LANCZOS)
    assert files() == []


def test_what_needs_no_copy_is_not_enlarged(tmp_path: Path) -> None:
    Image.new("1", (4000, 3200)).save(tmp_path / "large.png")
    with pytest.raises(CharspecError, match="8000×6400 px, more than 50 million"):
        ensure(tmp_path / "large.png", sha256(tmp_path / "large.png"), LANCZOS)
    (tmp_path / "none.png").write_bytes(b"no picture")
    with pytest.raises(CharspecError, match="cannot be decoded"):
        ensure(tmp_path / "none.png", sha256(tmp_path / "none.png"), LANCZOS)


def test_a_stray_file_in_the_cache_is_no_copy(picture: Path) -> None:
    made = ensure(picture, sha256(picture), LANCZOS)
    made.path.with_name(made.path.name[:17] + "notes.png").write_bytes(b"")
    assert find(sha256(picture), LANCZOS) == Copy(made.path, made.sha256)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("charspec.toml", '[enhance]\nweights = "net.onnx"\n'),
        ("charspec.toml", '[tool.charspec.enhance]\nweights = "net.onnx"\n'),
        ("pyproject.toml", '[tool.charspec.enhance]\nweights = "net.onnx"\n'),
    ],
)
def test_the_project_names_the_weights(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / "set").mkdir()
    (tmp_path / name).write_text(text)
    net = write_onnx(tmp_path / "net.onnx")
    (tmp_path / "set" / "charspec.toml").write_text("[lint]\n")
    assert method_of(tmp_path / "set").weights == net
    (tmp_path / "set" / "charspec.toml").write_text("[enhance]\n")
    assert method_of(tmp_path / "set") == LANCZOS


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[enhance]\nweight = 'a.onnx'\n", "unknown key 'weight'"),
        ("[enhance]\nweights = 4\n", "must be the path of a file"),
        ("enhance = true\n", "enhance must be a table"),
        ("[enhance]\nweights = 'gone.onnx'\n", "there is no file"),
        ("[enhance]\nweights = 'net.zip'\n", "holds no weights"),
        ("[enhance]\nweights = '4x_foolhardy.pth'\n", "is a pickle"),
        ("[enhance\n", "cannot be read as TOML"),
    ],
)
def test_a_table_that_cannot_be_is_refused(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "charspec.toml").write_text(text)
    with pytest.raises(CharspecError, match=said) as caught:
        method_of(tmp_path)
    assert "charspec.toml" in (caught.value.where or "")


def test_a_pickle_is_refused_before_it_is_looked_at(tmp_path: Path) -> None:
    with pytest.raises(CharspecError, match="pickle") as caught:
        with_weights(tmp_path / "RealESRGAN_x4plus.pth")
    assert "safetensors" in (caught.value.hint or "")
