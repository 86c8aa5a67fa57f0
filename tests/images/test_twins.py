"""Copies are found however they were made; other pictures, poses and backdrops are left alone."""

import dataclasses
import itertools
from collections.abc import Callable
from functools import cache
from random import Random

import pytest
from PIL import Image, ImageEnhance, ImageOps

from charspec.images.phash import BITS, Hashes, distance, perceptual_hashes
from charspec.images.signals import Signals
from charspec.images.twins import Twins, find_twins
from tests.images.scenes import figure, photograph, shapes, signals_of

MAKERS: dict[str, Callable[[str], Image.Image]] = {"drawn": shapes, "photographed": photograph}


RE_ENCODED = {("copy", False), ("same", False)}
"""Signals may be the same where pixels are not: the rule compares those."""


def cropped(picture: Image.Image, share: float, x: float = 0.5, y: float = 0.5) -> Image.Image:
    width, height = (round(side * (1 - share)) for side in picture.size)
    left, top = round((picture.width - width) * x), round((picture.height - height) * y)
    return picture.crop((left, top, left + width, top + height))


@cache
def original(kind: str, name: str) -> Signals:
    return signals_of(MAKERS[kind](name))


@pytest.mark.parametrize("kind", MAKERS)
@pytest.mark.parametrize(
    ("change", "options", "found"),
    [
        (lambda picture: picture, {}, {("same", False)}),
        (ImageOps.mirror, {}, {("same", True)}),
        (lambda picture: picture, {"kind": "JPEG", "quality": 60}, RE_ENCODED),
        (ImageOps.mirror, {"kind": "JPEG", "quality": 80}, {("copy", True), ("same", True)}),
        (lambda picture: picture.resize((700, 700)), {}, {("copy", False)}),
        (lambda picture: picture.resize((1800, 1800)), {"kind": "JPEG"}, {("copy", False)}),
        (lambda picture: ImageEnhance.Brightness(picture).enhance(0.75), {}, {("copy", False)}),
        (
            lambda picture: ImageEnhance.Brightness(picture).enhance(1.2),
            {},
            {("copy", False), ("region", False)},
        ),
        (lambda picture: cropped(picture, 0.03), {}, {("cropped", False), ("copy", False)}),
        (lambda picture: cropped(picture, 0.05), {}, {("cropped", False)}),
        (lambda picture: cropped(picture, 0.03, 0.0, 0.0), {}, {("cropped", False)}),
    ],
)
def test_a_copy_is_found_and_said_to_be_what_it_is(
    kind: str, change: Callable[[Image.Image], Image.Image], options: dict[str, object], found: set[object]
) -> None:
    for name in ("one", "two"):
        copy = signals_of(change(MAKERS[kind](name)), **options)
        others = [original(kind, other) for other in ("three", "four")]
        twins = find_twins([original(kind, name), *others, copy])
        assert [(one.first, one.second) for one in twins] == [(0, 3)]
        assert {(one.likeness, one.mirrored) for one in twins} <= found


@pytest.mark.parametrize("kind", MAKERS)
def test_different_pictures_are_no_copies(kind: str) -> None:
    assert find_twins([original(kind, f"{number}") for number in range(12)]) == []


@pytest.mark.parametrize("ground", [(255, 255, 255), (0, 0, 0), (90, 160, 220)])
def test_poses_before_one_plain_ground_are_no_copies(ground: tuple[int, int, int]) -> None:
    assert find_twins([signals_of(figure(step / 5, ground=ground)) for step in range(6)]) == []


def test_the_next_shot_of_a_burst_differs_in_a_region() -> None:
    shots = [signals_of(figure(0.4, smiling=smiling)) for smiling in (True, False)]
    assert find_twins(shots) == [Twins(0, 1, "region", False)]


def test_the_same_pose_before_another_backdrop_is_no_copy() -> None:
    grounds = [(240, 220, 120), (150, 220, 250), (250, 180, 220)]
    assert find_twins([signals_of(figure(0.4, ground=ground)) for ground in grounds]) == []


def test_each_of_many_copies_is_named_once() -> None:
    copies = [signals_of(shapes("one"), "JPEG", quality=quality) for quality in (60, 70, 80, 90)]
    assert [one.second for one in find_twins(copies)] == [1, 2, 3]


def test_pictures_of_one_colour_are_told_apart_by_it() -> None:
    plain = [signals_of(Image.new("RGB", (600, 600), colour)) for colour in ("red", "blue", "red")]
    assert find_twins(plain) == [Twins(0, 2, "same", False)]


def test_in_a_large_set_the_same_copies_are_found_by_bands() -> None:
    """The signals of other pictures stand in between, with hashes far from each other."""
    lot = Random(1)
    base = original("drawn", "0")
    others = [
        dataclasses.replace(base, hashes=Hashes(lot.getrandbits(BITS), lot.getrandbits(BITS)))
        for _ in range(600)
    ]
    one, copy = original("drawn", "one"), signals_of(shapes("one"), "JPEG", quality=50)
    mirrored = signals_of(ImageOps.mirror(shapes("two")), "JPEG", quality=50)
    twins = find_twins([one, *others, copy, original("drawn", "two"), mirrored])
    assert [(twin.first, twin.second, twin.mirrored) for twin in twins] == [(0, 601, False), (602, 603, True)]


def test_hashes_of_the_mirror_image_are_those_that_were_foretold() -> None:
    for name in ("one", "two", "three"):
        small = shapes(name).convert("L").resize((32, 32))
        here, there = (perceptual_hashes(one.tobytes()) for one in (small, ImageOps.mirror(small)))
        assert distance(here.mirrored, there.upright) <= 2
        assert distance(here.upright, there.mirrored) <= 2


def test_hashes_of_different_pictures_are_far_apart() -> None:
    hashes = [original("drawn", f"{number}").hashes for number in range(12)]
    pairs = itertools.combinations([one for one in hashes if one], 2)
    assert min(distance(one.upright, other.upright) for one, other in pairs) > 29
