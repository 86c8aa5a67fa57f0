"""Keys of pictures are added in every style of writing them, and nothing else changes."""

import pytest

from charspec.errors import CharspecError
from charspec.prepare.keys import with_keys
from charspec.source import parse

HEAD = "schema: charspec/1   # the format\ntrigger: Vendalixia\nidentity: a young woman\n"
CROP = {"crop": "[0, 8, 512, 520]", "enhance": "2x"}

BLOCK = """\
images:
  a.png:
    pose: standing  # well

  b.png: {pose: sitting}   # flow
  c.png:
train: auto
"""
BLOCK_EDITED = """\
images:
  a.png:
    pose: standing  # well
    crop: [0, 8, 512, 520]
    enhance: 2x

  b.png: {pose: sitting, crop: [0, 8, 512, 520], enhance: 2x}   # flow
  c.png:
    crop: [0, 8, 512, 520]
    enhance: 2x
train: auto
"""
FLOW = "images: {a.png: {}, b.png: {pose: x}, c.png: {}}"
NEW = "crop: [0, 8, 512, 520], enhance: 2x"
FLOW_EDITED = f"images: {{a.png: {{{NEW}}}, b.png: {{pose: x, {NEW}}}, c.png: {{{NEW}}}}}"
FOLDER = "images: .  # all\r\ntrain: auto\r\n"
LISTED = "".join(f"  {name}.png:\r\n    crop: [0, 8, 512, 520]\r\n    enhance: 2x\r\n" for name in "abc")
CASES = [
    (BLOCK, BLOCK_EDITED),
    (FLOW, FLOW_EDITED),
    (FOLDER, f"images:  # all\r\n{LISTED}train: auto\r\n"),
]


@pytest.mark.parametrize(("before", "after"), CASES)
def test_keys_are_added_and_all_else_stays(before: str, after: str) -> None:
    files = ["a.png", "b.png", "c.png"]
    assert with_keys(parse(HEAD + before), dict.fromkeys(files, CROP), files) == HEAD + after


def test_pictures_without_new_keys_stay_as_they_are() -> None:
    text = HEAD + "images:\n  a.png: {pose: x}\n  b.png:\n    pose: y"
    edited = with_keys(parse(text), {"b.png": {"enhance": "2x"}}, ["a.png", "b.png"])
    assert edited == text + "\n    enhance: 2x"


@pytest.mark.parametrize("images", ["images: {a.png: , b.png: {}}", "images:\n  a.png:   !!map\n"])
def test_what_cannot_be_edited_in_place_is_said(images: str) -> None:
    with pytest.raises(CharspecError, match="cannot be added in place") as caught:
        with_keys(parse(HEAD + images), {"a.png": {"enhance": "2x"}}, ["a.png", "b.png"])
    assert caught.value.exit_code == 1
    assert caught.value.hint
    assert "character.yaml:" in (caught.value.where or "")
