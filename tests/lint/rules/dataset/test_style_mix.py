"""D114: one photograph among drawings and the reverse, and all that is left alone."""

import io
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from PIL import Image

from charspec.lint import Finding, LintConfig, lint_spec
from tests.images.scenes import figure, saved, shapes

Written = Callable[..., list[Finding]]


def drawn(number: int) -> Image.Image:
    return shapes(f"drawn {number}", (700, 700))


def taken(number: int) -> Image.Image:
    """Shapes under the grain of a camera."""
    grain = Image.frombytes("RGB", (700, 700), Random(number).randbytes(700 * 700 * 3))
    return Image.blend(shapes(f"taken {number}", (700, 700)), grain, 0.15)


def squeezed(picture: Image.Image, quality: int) -> Image.Image:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=quality)
    return Image.open(io.BytesIO(file.getvalue()))


@pytest.fixture
def written(tmp_path: Path) -> Written:
    def lint(pictures: list[Image.Image], captions: dict[int, str] | None = None) -> list[Finding]:
        (tmp_path / "images").mkdir()
        for number, picture in enumerate(pictures):
            saved(picture, tmp_path / "images" / f"{number}.png")
            said = (captions or {}).get(number, "standing")
            (tmp_path / "images" / f"{number}.txt").write_text(f"Vendalixia, a fox, {said}")
        spec = tmp_path / "character.yaml"
        spec.write_text("schema: charspec/1\ntrigger: Vendalixia\nidentity: a fox\nimages: images/\n")
        return list(lint_spec(spec, config=LintConfig(select=("D114",))).findings)

    return lint


def test_one_photograph_among_drawings_is_named(written: Written) -> None:
    (found,) = written([*map(drawn, range(7)), taken(1)])
    assert found.path == ("images", "images/7.png")
    assert found.severity == "warning"
    assert "images/7.png is a photograph, or painted, by its pixels; 7 of 8" in found.message


def test_one_drawing_among_photographs_is_named(written: Written) -> None:
    (found,) = written([*map(taken, range(7)), drawn(1)])
    assert "images/7.png is a flat drawing, by its pixels; 7 of 8 pictures are photographs" in found.message


@pytest.mark.parametrize("quality", [60, 85])
def test_compression_does_not_hide_it(quality: int, written: Written) -> None:
    pictures = [*map(drawn, range(7)), taken(1)]
    assert len(written([squeezed(picture, quality) for picture in pictures])) == 1


def test_grey_does_not_hide_it(written: Written) -> None:
    assert len(written([picture.convert("L") for picture in [*map(drawn, range(7)), taken(1)]])) == 1


@pytest.mark.parametrize("make", [drawn, taken])
def test_one_medium_is_left_alone(make: Callable[[int], Image.Image], written: Written) -> None:
    assert written([make(number) for number in range(8)]) == []


def test_few_pictures_are_left_alone(written: Written) -> None:
    assert written([*map(drawn, range(4)), taken(1)]) == []


def test_half_a_set_of_each_is_a_decision(written: Written) -> None:
    assert written([*map(drawn, range(4)), *map(taken, range(4))]) == []


def test_a_photograph_before_an_empty_wall_is_no_drawing(written: Written) -> None:
    grain = Image.frombytes("RGB", (700, 700), Random(3).randbytes(700 * 700 * 3))
    lifted = Image.blend(figure(0.3, 700), grain, 0.1)
    wall = Image.new("RGB", (700, 700), "white")
    wall.paste(lifted.crop((200, 200, 500, 700)), (200, 200))
    assert written([*map(taken, range(7)), wall]) == []


def soft(number: int) -> Image.Image:
    """Neither flat nor grainy: a drawing under faint paper."""
    paper = Image.frombytes("RGB", (700, 700), Random(number).randbytes(700 * 700 * 3))
    return Image.blend(drawn(number), paper, 0.06)


def test_words_decide_what_the_pixels_leave_open(written: Written) -> None:
    pictures = [*map(drawn, range(7)), soft(8)]
    (found,) = written(pictures, {7: "a photo of it standing"})
    assert "by its caption ('photo') and its pixels" in found.message


def test_without_words_what_is_open_stays_open(written: Written) -> None:
    assert written([*map(drawn, range(7)), soft(8)]) == []


def test_words_against_the_pixels_make_it_silent(written: Written) -> None:
    assert written([*map(drawn, range(7)), taken(1)], {7: "watercolour"}) == []


def test_words_alone_are_not_enough(written: Written) -> None:
    assert written([drawn(number) for number in range(8)], {7: "a photo of it standing"}) == []
