"""Networks of the user's: what they make is known to the pixel, at any size of picture and tile."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from onnx import TensorProto
from PIL import Image

from charspec.enhance import ensure, with_weights
from charspec.enhance import tiles as tiling
from charspec.errors import CharspecError
from charspec.images import sha256
from tests.enhance.miniatures import write_compact, write_onnx, write_rrdb

APART = Path(sys.prefix) / "share" / "enhance"


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHARSPEC_CACHE", str(tmp_path / "cache"))


def noise(path: Path, width: int, height: int) -> Path:
    pixels = np.random.default_rng(width * height).integers(0, 256, (height, width, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(path)
    return path


def enhanced(picture: Path, weights: Path) -> Image.Image:
    copy = ensure(picture, sha256(picture), with_weights(weights)).open()
    assert copy is not None
    return copy


def blurred_and_repeated(picture: Path) -> np.ndarray:
    """What `write_onnx` makes of a picture whose border is mirrored, computed on the whole picture."""
    pixels = np.asarray(Image.open(picture), np.float32) / 255
    wide = np.pad(pixels, ((1, 1), (1, 1), (0, 0)), mode="symmetric")
    height, width = pixels.shape[:2]
    mean = sum(wide[y : y + height, x : x + width] for y in range(3) for x in range(3)) / 9
    return np.rint(mean * 255).repeat(2, axis=0).repeat(2, axis=1)


@pytest.mark.parametrize("size", [(700, 300), (256, 257), (40, 90), (1, 5)])
@pytest.mark.parametrize("side", [None, 128])
def test_tiles_make_the_same_as_the_whole_picture(
    tmp_path: Path, size: tuple[int, int], side: int | None
) -> None:
    picture = noise(tmp_path / "a.png", *size)
    large = enhanced(picture, write_onnx(tmp_path / "net.onnx", 2, side))
    assert large.size == (size[0] * 2, size[1] * 2)
    assert np.abs(np.asarray(large, np.float32) - blurred_and_repeated(picture)).max() <= 1


def test_a_network_of_a_larger_scale_is_reduced_to_twice_the_size(tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    image = Image.new("RGB", (300, 200), (10, 20, 200))
    image.paste((250, 240, 20), (100, 50, 200, 150))
    image.save(picture)
    two = enhanced(picture, write_onnx(tmp_path / "2x.onnx", 2))
    four = enhanced(picture, write_onnx(tmp_path / "4x.onnx", 4))
    assert two.size == four.size == (600, 400)
    assert two.getpixel((300, 200)) == four.getpixel((300, 200)) == (250, 240, 20)
    assert np.abs(np.asarray(two, np.float32) - np.asarray(four, np.float32)).mean() < 1


def test_half_precision_is_run_too(tmp_path: Path) -> None:
    picture = noise(tmp_path / "a.png", 80, 60)
    large = enhanced(picture, write_onnx(tmp_path / "net.onnx", kind=TensorProto.FLOAT16))
    assert np.abs(np.asarray(large, np.float32) - blurred_and_repeated(picture)).max() <= 2


def test_no_tile_is_larger_than_what_memory_is_reckoned_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from charspec.enhance.by_onnx import OnnxNetwork

    seen: list[tuple[int, ...]] = []
    run = OnnxNetwork.run
    monkeypatch.setattr(OnnxNetwork, "run", lambda self, x: seen.append(x.shape) or run(self, x))
    enhanced(noise(tmp_path / "a.png", 900, 500), write_onnx(tmp_path / "net.onnx"))
    most = tiling.TILE + 2 * tiling.OVERLAP
    assert len(seen) == 4 * 2
    assert set(seen) == {(1, 3, most, most)}


@pytest.mark.parametrize(
    ("write", "said"),
    [
        (lambda path: path.write_bytes(b"nothing of the kind"), "cannot be opened"),
        (lambda path: write_onnx(path, 1), "enlarges RGB pictures 2 times or more"),
        (lambda path: write_onnx(path, 2, 64), "takes tiles of 64 px"),
    ],
)
def test_what_does_not_enlarge_is_refused_in_words(tmp_path: Path, write: object, said: str) -> None:
    assert callable(write)
    write(tmp_path / "net.onnx")
    with pytest.raises(CharspecError, match=said) as caught:
        enhanced(noise(tmp_path / "a.png", 70, 70), tmp_path / "net.onnx")
    assert caught.value.hint


SPANDREL = """
import sys
from pathlib import Path
import numpy as np
from PIL import Image
from charspec.enhance import ensure, with_weights
from charspec.errors import CharspecError
from charspec.images import sha256
folder = Path(sys.argv[1])
picture = folder / "a.png"
for scale in (2, 4):
    copy = ensure(picture, sha256(picture), with_weights(folder / f"{scale}x.safetensors")).open()
    small = np.asarray(Image.open(picture).convert("RGB"), np.float32)
    large = np.asarray(copy, np.float32)
    assert large.shape == (300, 400, 3), large.shape
    inner = np.abs(large - small.repeat(2, axis=0).repeat(2, axis=1))
    assert (inner.max() == 0) if scale == 2 else (inner.mean() < 12), inner.mean()
grey = ensure(picture, sha256(picture), with_weights(folder / "esrgan.safetensors")).open()
assert grey.getcolors() == [(400 * 300, (128, 128, 128))], grey.getcolors(4)
try:
    ensure(picture, sha256(picture), with_weights(folder / "other.safetensors"))
except CharspecError as error:
    print(error)
"""


def test_safetensors_are_run_by_spandrel(tmp_path: Path) -> None:
    """In a process of its own: torchvision must not be in sight of what else is tested."""
    from safetensors.numpy import save_file

    for scale in (2, 4):
        write_compact(tmp_path / f"{scale}x.safetensors", scale)
    write_rrdb(tmp_path / "esrgan.safetensors")
    save_file({"some.weight": np.zeros((2, 2), np.float32)}, str(tmp_path / "other.safetensors"))
    noise(tmp_path / "a.png", 200, 150)
    done = subprocess.run(
        [sys.executable, "-c", SPANDREL, str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(APART)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "spandrel cannot open it" in done.stdout


def test_without_spandrel_the_error_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(CharspecError, match="need spandrel, torchvision, einops") as caught:
        enhanced(noise(tmp_path / "a.png", 70, 70), write_compact(tmp_path / "net.safetensors"))
    assert "enhance-torch" in (caught.value.hint or "")
