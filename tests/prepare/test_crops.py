"""The subject is found on plain and busy grounds; a crop holds it, fits the picture and gains something."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFilter

from charspec.images.decode import Crop
from charspec.prepare.crops import Subject, find_subject, propose
from charspec.prepare.crops.propose import LEAST_GAIN, MOST_CUT
from charspec.settings import bucket

SIDES = st.integers(64, 3000)


def scene(size: tuple[int, int], box: Crop, ground: str) -> Image.Image:
    """A figure (head, coat, scarf) that fills `box`, on a plain, graded or busy ground."""
    if ground == "plain":
        image = Image.new("RGB", size, (90, 140, 200))
    elif ground == "graded":
        image = Image.linear_gradient("L").resize(size).convert("RGB")
        image = Image.blend(image, Image.new("RGB", size, (40, 120, 60)), 0.7)
    else:
        noise = Image.effect_noise((size[0] // 8, size[1] // 8), 40).resize(size)
        image = Image.merge("RGB", (noise.point(lambda v: v // 2), noise, noise.point(lambda v: v // 3)))
        image = image.filter(ImageFilter.GaussianBlur(2))
    left, top, right, bottom = box
    width, height = right - left, bottom - top
    pen = ImageDraw.Draw(image)
    pen.rectangle((left, top + height * 0.3, right - 1, bottom - 1), fill=(110, 20, 110))
    pen.ellipse((left + width * 0.2, top, right - width * 0.2, top + height * 0.4), fill=(250, 215, 190))
    pen.rectangle(
        (left + width * 0.2, top + height * 0.35, right - width * 0.2, top + height * 0.45), fill="red"
    )
    return image


def shared(one: Crop, other: Crop) -> float:
    """Intersection over union."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    both = max(0, width) * max(0, height)
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)]
    return both / (sum(areas) - both)


@pytest.mark.parametrize("ground", ["plain", "graded", "busy"])
@pytest.mark.parametrize(
    ("size", "box"),
    [
        ((900, 900), (300, 300, 600, 800)),
        ((1600, 900), (1000, 200, 1300, 800)),
        ((700, 1400), (100, 500, 500, 1200)),
        ((400, 300), (40, 60, 160, 260)),
    ],
)
def test_a_figure_is_found(ground: str, size: tuple[int, int], box: Crop) -> None:
    found = find_subject(scene(size, box, ground))
    assert shared(found.box, box) > 0.7
    assert found.sure


def test_nothing_is_cut_out_of_a_picture_without_a_subject() -> None:
    plain = find_subject(Image.new("RGB", (2000, 1500), "grey"))
    assert plain == Subject((0, 0, 2000, 1500), sure=False)
    assert propose((2000, 1500), plain, "smart", 1024, 16).crop is None


def test_a_tiny_picture_is_looked_at_too() -> None:
    assert find_subject(Image.new("RGB", (1, 1))).box == (0, 0, 1, 1)


@st.composite
def subjects(draw: st.DrawFn) -> tuple[tuple[int, int], Subject]:
    width, height = draw(SIDES), draw(SIDES)
    left, top = draw(st.integers(0, width - 2)), draw(st.integers(0, height - 2))
    right, bottom = draw(st.integers(left + 1, width)), draw(st.integers(top + 1, height))
    return (width, height), Subject((left, top, right, bottom), sure=True)


@settings(max_examples=150)
@given(subjects(), st.sampled_from(["smart", "square", "bucket"]), st.sampled_from([64, 512, 1024]))
def test_a_crop_lies_in_the_picture_and_holds_what_it_can(
    given_: tuple[tuple[int, int], Subject], shape: str, resolution: int
) -> None:
    size, subject = given_
    found = propose(size, subject, shape, resolution, 16)  # type: ignore[arg-type]
    assert found.why
    if found.crop is None:
        return
    left, top, right, bottom = found.crop
    assert 0 <= left < right <= size[0]
    assert 0 <= top < bottom <= size[1]
    assert found.crop != (0, 0, *size)
    box = subject.box
    if "cuts" in found.why:
        # What is cut is never the upper end, where the head is.
        assert top <= box[1]
    else:
        assert (left <= box[0], top <= box[1], right >= box[2], bottom >= box[3]) == (True,) * 4
    pixels = (right - left) * (bottom - top)
    if shape == "square":
        assert right - left == bottom - top == min(size)
    elif shape == "smart":
        assert pixels >= 0.99 * resolution * resolution
        assert pixels >= 0.99 * (1 - MOST_CUT) * size[0] * size[1]
        assert size[0] * size[1] >= 0.99 * LEAST_GAIN * pixels
    else:
        chosen = bucket(size, resolution, 16)
        assert chosen is not None
        aspect = Fraction(right - left, bottom - top) / Fraction(*chosen)
        assert abs(float(aspect) - 1) < 2 / min(right - left, bottom - top) + 0.01


def test_the_head_stays_where_a_square_cannot_hold_all() -> None:
    found = propose((600, 1500), Subject((100, 200, 500, 1400), sure=True), "square", 1024, 16)
    assert found.crop == (0, 80, 600, 680)
    assert "cuts the subject's lower end" in found.why


def test_a_bucket_moves_only_where_the_middle_would_lose_the_subject() -> None:
    size = (1000, 400)
    assert bucket(size, 64, 32) == (96, 32), "of which the middle 333 rows would train"
    high = propose(size, Subject((450, 0, 550, 100), sure=True), "bucket", 64, 32)
    assert high.crop == (0, 0, 1000, 333)
    middle = propose(size, Subject((450, 150, 550, 250), sure=True), "bucket", 64, 32)
    assert middle == (None, "the middle, which trains anyway, holds the subject")
    even = propose((1024, 1024), Subject((0, 0, 100, 100), sure=True), "bucket", 1024, 16)
    assert even == (None, "has this shape already")


def test_smart_gains_pixels_or_leaves_the_picture() -> None:
    far = Subject((900, 900, 1100, 1200), sure=True)
    found = propose((3000, 3000), far, "smart", 1024, 16)
    assert found.crop is not None
    assert "2.0 times" in found.why
    assert propose((1024, 1024), far, "smart", 1024, 16).why == "no pixels to spare"
    enlarged = propose((1024, 1024), Subject((400, 400, 500, 500), True), "smart", 1024, 16, factor=2)
    assert enlarged.why == "no pixels to spare"
    assert propose((3000, 3000), Subject((0, 0, 2900, 3000), True), "smart", 1024, 16).crop is None
    assert "not clear" in propose((3000, 3000), Subject(far.box, False), "smart", 1024, 16).why
