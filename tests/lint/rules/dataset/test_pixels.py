"""D109 to D111 by pixels: what they say of sets whose captions tell the truth, and of sets whose do not."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from charspec.lint import Finding, LintConfig, lint_spec
from tests.images.scenes import figure, saved, shapes

PLACES = ("in a forest", "on a beach", "in a tavern", "in a library", "on a bridge")
BACKDROP = (220, 120, 40)
Written = Callable[..., list[Finding]]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """Lints a set of pictures with these captions."""

    def lint(pictures: list[Image.Image], captions: list[str], codes: str, head: str = "") -> list[Finding]:
        (tmp_path / "images").mkdir()
        for number, (picture, caption) in enumerate(zip(pictures, captions, strict=True)):
            saved(picture, tmp_path / "images" / f"{number}.png")
            (tmp_path / "images" / f"{number}.txt").write_text(f"Vendalixia, a fox, {caption}")
        spec = tmp_path / "character.yaml"
        spec.write_text(f"schema: charspec/1\ntrigger: Vendalixia\nidentity: a fox\nimages: images/\n{head}")
        return list(lint_spec(spec, config=LintConfig(select=(codes,))).findings)

    return lint


def on_one_backdrop(count: int = 5) -> list[Image.Image]:
    return [figure(step / 4, 700, ground=BACKDROP) for step in range(count)]


def anywhere(count: int = 5) -> list[Image.Image]:
    return [shapes(f"{number}", (700, 700)) for number in range(count)]


def test_one_surround_without_words_is_seen_in_the_pixels(written: Written) -> None:
    (finding,) = written(on_one_backdrop(), ["standing"] * 5, "D109")
    assert "by their pixels" in finding.message
    assert "captions" not in finding.message
    assert finding.severity == "warning"


def test_captions_that_name_different_places_before_one_surround_are_contradicted(written: Written) -> None:
    (finding,) = written(on_one_backdrop(), list(PLACES), "D109")
    assert "though their captions name different places" in finding.message
    assert "It is the pictures" in finding.hint


def test_captions_that_name_one_place_of_different_pictures_are_to_blame(written: Written) -> None:
    (finding,) = written(anywhere(), ["in a tavern"] * 5, "D109")
    assert "the pictures themselves show different surroundings" in finding.message
    assert "It is the captions" in finding.hint


def test_captions_and_pixels_that_agree_are_said_to(written: Written) -> None:
    (finding,) = written(on_one_backdrop(), ["in a studio"] * 5, "D109")
    assert "by their labels and captions and by their pixels" in finding.message


@pytest.mark.parametrize("captions", [["standing"] * 5, list(PLACES)])
def test_pictures_of_different_places_are_left_alone(written: Written, captions: list[str]) -> None:
    assert written(anywhere(), captions, "D109") == []


def test_four_of_five_are_named_and_three_are_not(written: Written) -> None:
    (finding,) = written([*on_one_backdrop(4), shapes("other", (700, 700))], ["standing"] * 5, "D109")
    assert "4 of 5" in finding.message
    assert "images/4.png" not in finding.message


def test_three_of_five_are_a_coincidence(written: Written) -> None:
    assert written([*on_one_backdrop(3), *anywhere(2)], ["standing"] * 5, "D109") == []


def test_who_leaves_the_place_out_of_varies_has_decided(written: Written) -> None:
    assert written(on_one_backdrop(), ["standing"] * 5, "D109", "varies: [pose]\n") == []


def test_a_copy_is_named_at_the_later_picture_with_the_other_beside_it(written: Written) -> None:
    pictures = [*anywhere(3), shapes("1", (700, 700)).transpose(Image.Transpose.FLIP_LEFT_RIGHT)]
    (finding,) = written(pictures, ["standing"] * 4, "D11")
    assert (finding.code, finding.severity) == ("D110", "error")
    assert "images/3.png is the mirror image of images/1.png" in finding.message
    assert [one.location.file.endswith("images/1.png") for one in finding.related] == [True]


def test_signals_that_look_the_same_make_no_duplicate_of_different_pixels(written: Written) -> None:
    nearly = shapes("1", (700, 700))
    nearly.putpixel((5, 5), (1, 2, 3))
    found = written([*anywhere(3), nearly], ["standing"] * 4, "D11")
    assert [(one.code, one.severity) for one in found] == [("D111", "warning")]


def test_another_expression_is_a_note_where_captions_tell_it(written: Written) -> None:
    pair = [figure(0.4, 700, smiling=smiling) for smiling in (True, False)]
    (finding,) = written(pair, ["smiling, standing", "sad, standing"], "D111")
    assert (finding.severity, "small region" in finding.message) == ("info", True)
    assert "Keep the better" not in finding.hint


def test_a_burst_that_no_caption_tells_apart_is_a_warning_without_advice_to_delete(written: Written) -> None:
    pair = [figure(0.4, 700, smiling=smiling) for smiling in (True, False)]
    (finding,) = written(pair, ["standing", "standing"], "D111")
    assert finding.severity == "warning"
    assert "name it in both captions" in finding.hint
