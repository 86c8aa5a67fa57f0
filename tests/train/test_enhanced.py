"""An enhanced copy is what trains: found, made again when it is gone, and refused when it is another."""

import hashlib
from pathlib import Path

import pytest
import torch
from PIL import Image

from charspec.cache import cache_dir
from charspec.enhance import LANCZOS, ensure
from charspec.errors import CharspecError
from charspec.images import sha256
from charspec.plan import ItemPlan
from charspec.train.pictures import check_pictures, open_picture
from tests.enhance.miniatures import write_onnx
from tests.train.conftest import MakeLock


@pytest.fixture
def item(spec_folder: Path) -> ItemPlan:
    """A picture whose upper half is red, at half the size it trains in."""
    file = spec_folder / "images" / "small.png"
    picture = Image.new("RGB", (64, 64), (0, 0, 255))
    picture.paste((255, 0, 0), (0, 0, 64, 32))
    picture.save(file)
    return ItemPlan(
        file="images/small.png",
        sha256=sha256(file),
        size=(64, 64),
        derived_sha256=ensure(file, sha256(file), LANCZOS).sha256,
        caption="x",
        crop=None,
        bucket=(128, 128),
        repeats=1,
    )


def test_the_copy_is_trained_and_a_crop_counts_in_pixels_of_the_original(
    spec_folder: Path, item: ItemPlan
) -> None:
    whole = open_picture(spec_folder, item)
    assert whole.size == (128, 128)
    wanted = Image.open(spec_folder / item.file).resize((128, 128), Image.Resampling.LANCZOS)
    assert whole.tobytes() == wanted.tobytes()
    upper = open_picture(spec_folder, item.model_copy(update={"crop": (0, 0, 64, 30), "bucket": (128, 56)}))
    assert upper.getpixel((64, 40)) == (255, 0, 0)
    assert min(colour[0] for _, colour in upper.getcolors(10**4) or ()) > 200


def test_a_copy_that_is_gone_is_made_again_before_the_run(spec_folder: Path, item: ItemPlan) -> None:
    (kept,) = cache_dir().rglob("enhanced/**/*.png")
    before = kept.read_bytes()
    kept.unlink()
    check_pictures(spec_folder, [item])
    assert kept.read_bytes() == before


def test_other_weights_than_those_locked_are_an_error_in_words(spec_folder: Path, item: ItemPlan) -> None:
    for kept in cache_dir().rglob("enhanced/**/*.png"):
        kept.unlink()
    write_onnx(spec_folder / "net.onnx")
    (spec_folder / "charspec.toml").write_text('[enhance]\nweights = "net.onnx"\n')
    with pytest.raises(CharspecError, match=r"net\.onnx makes another") as caught:
        check_pictures(spec_folder, [item])
    assert caught.value.exit_code == 1
    (spec_folder / "charspec.toml").unlink()
    check_pictures(spec_folder, [item])


def test_the_original_is_still_checked(spec_folder: Path, item: ItemPlan) -> None:
    (spec_folder / item.file).write_bytes(b"another")
    with pytest.raises(CharspecError, match="changed since the plan was made"):
        check_pictures(spec_folder, [item])


def test_latents_of_a_copy_are_kept_apart_from_those_of_its_original(
    spec_folder: Path, item: ItemPlan, random_base: Path, make_lock: MakeLock
) -> None:
    from charspec.families import load_family
    from charspec.families.loading import Hardware
    from charspec.train.cache import encode_pictures

    family = load_family(make_lock().plan.train.base, Hardware(torch.device("cpu")), random_base)
    small = item.model_copy(update={"bucket": (64, 64)})
    plain = small.model_copy(update={"derived_sha256": None})
    ((first,),) = encode_pictures(family, spec_folder, [small], flip=False)
    ((second,),) = encode_pictures(family, spec_folder, [plain], flip=False)
    assert first.shape == second.shape
    assert (
        hashlib.sha256(first.numpy().tobytes()).digest() != hashlib.sha256(second.numpy().tobytes()).digest()
    )
