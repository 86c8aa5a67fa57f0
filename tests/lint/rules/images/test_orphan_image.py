"""I105: forgotten pictures are told, and what lies beside the set on purpose is not."""

from collections.abc import Callable
from pathlib import Path

import pytest

from charspec.lint import Finding, LintConfig, lint_spec

LISTED = "images:\n  images/front.png: {pose: standing}\n  images/back.png: {pose: running}\n"
PICTURE = "64×64"


def found(path: Path) -> list[Finding]:
    return list(lint_spec(path, config=LintConfig(select=("I105",))).findings)


def test_a_forgotten_picture_is_named_at_the_list(example: Callable[..., Path]) -> None:
    (finding,) = found(example(LISTED, {"images/left.png": PICTURE, "images/top.png": PICTURE}))
    assert finding.severity == "warning"
    assert finding.path == ("images",)
    assert "2 pictures in images/ are not in the spec: images/left.png and images/top.png" in finding.message


def test_more_left_out_than_listed_is_a_selection(example: Callable[..., Path]) -> None:
    (finding,) = found(example(LISTED, {f"images/{number}.png": PICTURE for number in range(30)}))
    assert finding.severity == "info"
    assert "30 pictures" in finding.message
    assert "and 25 more" in finding.message


@pytest.mark.parametrize(
    "name",
    [
        "images/front-mask.png",
        "images/front_mask.png",
        "images/front.mask.png",
        "images/front@2x.png",
        "images/front_original.png",
        "images/front.jpg",
        "images/contact-sheet.png",
        "images/cover.png",
        "images/README.png",
        "images/old/left.png",
        "other/left.png",
        "left.png",
        "images/.left.png",
    ],
)
def test_companions_covers_and_other_folders_are_left_alone(name: str, example: Callable[..., Path]) -> None:
    assert found(example(LISTED, {name: PICTURE})) == []


def test_masks_in_a_folder_of_their_own_are_none(example: Callable[..., Path]) -> None:
    spec = LISTED.replace("pose: standing", "pose: standing, mask: masks/front.png")
    assert found(example(spec, {"masks/front.png": PICTURE, "masks/back.png": PICTURE})) == []


def test_a_picture_named_in_a_comment_is_out_on_purpose(example: Callable[..., Path]) -> None:
    files = {"images/left.png": PICTURE, "images/very-left.png": PICTURE}
    (finding,) = found(example(f"{LISTED}# left.png is too dark\n", files))
    assert "1 picture in images/ is not in the spec: images/very-left.png" in finding.message


@pytest.mark.parametrize("images", ["images: images/", "images: ./images", "images: {images/left.png: }"])
def test_a_spec_beside_it_may_use_the_same_folder(images: str, example: Callable[..., Path]) -> None:
    path = example(LISTED, {"images/left.png": PICTURE})
    assert len(found(path)) == 1
    other = f"schema: charspec/1\ntrigger: Tamsin\nidentity: a fox\n{images}\n"
    (path.parent / "tamsin.yaml").write_text(other)
    assert found(path) == []


def test_of_a_scanned_folder_nothing_is_forgotten(example: Callable[..., Path]) -> None:
    assert found(example("images: images/\n", {"images/left.png": PICTURE})) == []


def test_a_misspelt_entry_is_not_said_twice(example: Callable[..., Path]) -> None:
    spec = "images:\n  images/frnt.png: {pose: standing}\n"
    path = example(spec, {"images/frnt.png": "missing", "images/front.png": PICTURE})
    assert found(path) == []
    finding = lint_spec(path, config=LintConfig(select=("I101",))).findings[0]
    assert "Did you mean 'images/front.png'?" in finding.hint


def test_a_wrong_ending_is_recognised_in_a_large_set(example: Callable[..., Path]) -> None:
    names = [f"images/picture-{number}" for number in range(150)]
    spec = "images:\n" + "".join(f"  {name}.png:\n" for name in names)
    path = example(spec, dict.fromkeys((f"{name}.png" for name in names), "missing"))
    (path.parent / "images").mkdir(exist_ok=True)
    for name in names:
        (path.parent / f"{name}.jpg").touch()
    findings = lint_spec(path, config=LintConfig(select=("I101", "I105"))).findings
    assert {one.code for one in findings} == {"I101"}
    assert all(f"Did you mean '{one.path[1]}".removesuffix(".png") in one.hint for one in findings)
