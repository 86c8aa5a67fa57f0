"""A picture reaches the VAE upright, whole, flat and at its bucket's size, or not at all."""

import hashlib
from pathlib import Path

import pytest
import torch
from PIL import Image

from charspec.errors import CharspecError
from charspec.plan import ItemPlan
from charspec.train.pictures import check_pictures, fit, open_picture, to_pixels


def item(file: Path, bucket: tuple[int, int] = (64, 64), **changes: object) -> ItemPlan:
    facts: dict[str, object] = {
        "file": file.name,
        "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
        "size": (128, 128),
        "derived_sha256": None,
        "caption": "x",
        "crop": None,
        "bucket": bucket,
        "repeats": 1,
    }
    return ItemPlan.model_validate(facts | changes)


def halves(width: int = 128, height: int = 128) -> Image.Image:
    """Red above, blue below."""
    picture = Image.new("RGB", (width, height), (255, 0, 0))
    picture.paste((0, 0, 255), (0, height // 2, width, height))
    return picture


def test_a_picture_is_turned_as_its_exif_says(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # stored lying, to be turned clockwise
    halves().save(tmp_path / "a.png", exif=exif)
    opened = open_picture(tmp_path, item(tmp_path / "a.png"))
    assert opened.getpixel((4, 32)) == (0, 0, 255)
    assert opened.getpixel((60, 32)) == (255, 0, 0)


def test_what_was_transparent_is_white(tmp_path: Path) -> None:
    Image.new("RGBA", (128, 128), (0, 0, 0, 0)).save(tmp_path / "a.png")
    opened = open_picture(tmp_path, item(tmp_path / "a.png"))
    assert opened.mode == "RGB"
    assert opened.getcolors() == [(64 * 64, (255, 255, 255))]


def test_a_crop_is_what_is_trained() -> None:
    assert fit(halves(), (0, 0, 128, 64), (64, 32)).getcolors() == [(64 * 32, (255, 0, 0))]


def test_the_middle_is_kept_where_the_bucket_has_another_aspect() -> None:
    wide = Image.new("RGB", (300, 100), "white")
    wide.paste("black", (100, 0, 200, 100))
    middle = fit(wide, None, (64, 64))
    assert middle.crop((4, 0, 60, 64)).getcolors() == [(56 * 64, (0, 0, 0))]
    assert max(middle.tobytes()) < 16, "the filter reaches a little over the edge, no more"
    assert fit(wide, None, (96, 32)).size == (96, 32)


def test_pixels_are_in_minus_one_to_one_channels_first() -> None:
    pixels = to_pixels(halves(64, 64))
    assert pixels.shape == (1, 3, 64, 64)
    assert pixels.dtype == torch.float32
    assert pixels[0, :, 0, 0].tolist() == [1, -1, -1]
    assert pixels[0, :, 63, 0].tolist() == [-1, -1, 1]


def test_a_picture_that_changed_vanished_or_is_no_picture_is_named(tmp_path: Path) -> None:
    file = tmp_path / "a.png"
    halves().save(file)
    planned = item(file)
    check_pictures(tmp_path, [planned])
    Image.new("RGB", (128, 128)).save(file)
    faults = {"this picture changed since the plan was made": planned}
    file.write_bytes(b"no picture")
    faults["cannot be decoded"] = item(file)
    gone = tmp_path / "gone.png"
    faults["cannot be read"] = item(file).model_copy(update={"file": "gone.png"})
    for message, wanted in faults.items():
        with pytest.raises(CharspecError, match=message) as caught:
            open_picture(tmp_path, wanted)
        assert caught.value.where == str(gone if wanted.file == "gone.png" else file)
        assert caught.value.exit_code == 1
        assert caught.value.hint
