"""Real photographs, described as their owners would: what is found is what is to be seen.

The folder of pictures is named by CHARSPEC_PHOTOS (subfolders bear_plushie, cat2, dog6, duck_toy of the
DreamBooth dataset, Ruiz et al. 2023, CC BY 4.0); they are no part of this repository.
"""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from charspec.lint import LintConfig, lint_spec

PHOTOS = Path(os.environ.get("CHARSPEC_PHOTOS", "no such folder"))


@dataclass(frozen=True)
class Described:
    """Captions in the order of the files, and the codes of all errors and warnings."""

    head: str
    captions: tuple[str, ...]
    found: frozenset[str]


BEAR = "Bromblebear, a brown teddy bear with a blue cap and a cream snout"
CAT = "Zephyrine, a grey cat with green eyes and short fur"
DOG = "Pakkoda, a corgi puppy with huge ears and a white chest"
DUCK = "Quaxelot, a yellow rubber duck with an orange beak"

SETS = {
    # One pose from two sides: by the guide too little for five pictures.
    "bear_plushie": Described(
        "trigger: Bromblebear\nidentity: a brown teddy bear with a blue cap and a cream snout\n",
        (
            f"{BEAR}, three-quarter view, sitting on a boulder in a park, a hedge behind it, soft daylight",
            f"{BEAR}, front view, sitting on a stone ledge by the river, overcast",
            f"{BEAR}, three-quarter view, sitting in the middle of an asphalt road, one paw at its ear",
            f"{BEAR}, front view, close to the camera, sitting in bright green grass",
            f"{BEAR}, front view, sitting on the pavement in front of a brick wall",
        ),
        frozenset({"D104"}),
    ),
    # Three were pasted into a black square.
    "cat2": Described(
        "trigger: Zephyrine\nidentity: a grey cat with green eyes and short fur\n",
        (
            f"{CAT}, sitting on a wooden floor, looking up at the camera, bright indoor light",
            f"{CAT}, lying on the floor of a kitchen beside a bundle of twigs, front view",
            f"{CAT}, lying on a bed with patterned sheets, three-quarter view, dim room",
            f"{CAT}, sitting upright on a white table next to a vase of tulips, turned to the left",
            f"{CAT}, lying on a dark blanket by the window, in profile, daylight from the side",
        ),
        frozenset({"I111"}),
    ),
    # Four of five before one orange backdrop, all sitting.
    "dog6": Described(
        "trigger: Pakkoda\nidentity: a corgi puppy with huge ears and a white chest\n",
        (
            f"{DOG}, front view, licking its nose with closed eyes, orange backdrop",
            f"{DOG}, front view, sitting, head held high, orange backdrop",
            f"{DOG}, three-quarter view, sitting, orange backdrop",
            f"{DOG}, leaning to one side, tongue out, orange backdrop",
            f"{DOG}, three-quarter view, close-up, yellow backdrop",
        ),
        frozenset({"D109"}),
    ),
    "duck_toy": Described(
        "trigger: Quaxelot\nidentity: a yellow rubber duck with an orange beak\n",
        (
            f"{DUCK}, three-quarter view, on dark rubber flooring, sunlight and a hard shadow",
            f"{DUCK}, front view, close-up, on a blue carpet",
            f"{DUCK}, seen from above, on a grey leather seat",
            f"{DUCK}, in profile, on a rock by the sea, clear sky",
        ),
        frozenset({"D102"}),
    ),
}


@pytest.mark.skipif(not PHOTOS.is_dir(), reason="CHARSPEC_PHOTOS names no folder of photographs")
@pytest.mark.parametrize("scanned", [True, False])
@pytest.mark.parametrize("name", SETS)
def test_of_real_photographs_is_said_what_is_to_be_seen(name: str, scanned: bool, tmp_path: Path) -> None:
    described = SETS[name]
    folder = tmp_path / name
    shutil.copytree(PHOTOS / name, folder / "images")
    files = sorted((folder / "images").glob("*.jpg"))
    for file, caption in zip(files, described.captions, strict=True):
        file.with_suffix(".txt").write_text(caption + "\n", "utf-8")
    images = "images/" if scanned else "".join(f"\n  images/{file.name}:" for file in files)
    spec = folder / "character.yaml"
    spec.write_text(f"schema: charspec/1\n{described.head}images: {images}\n", "utf-8")
    found = [one for one in lint_spec(spec, config=LintConfig()).findings if one.severity != "info"]
    assert {one.code for one in found} == described.found, "\n".join(
        f"{one.location}: {one.code} {one.message}" for one in found
    )


def mixed(tmp_path: Path, many: list[Path], odd: Path) -> list[str]:
    """The files that D114 names in a set of eight of the one and one of the other."""
    (tmp_path / "images").mkdir()
    for number, file in enumerate([*many[:8], odd]):
        shutil.copy(file, tmp_path / "images" / f"{number}{file.suffix}")
    spec = tmp_path / "character.yaml"
    spec.write_text("schema: charspec/1\ntrigger: Vendalixia\nidentity: a toy\nimages: images/\n", "utf-8")
    found = lint_spec(spec, config=LintConfig(select=("D114",))).findings
    return [str(one.path[1]) for one in found]


@pytest.mark.skipif(not PHOTOS.is_dir(), reason="CHARSPEC_PHOTOS names no folder of photographs")
@pytest.mark.parametrize("photo", ["bear_plushie/00.jpg", "cat2/01.jpg", "dog6/00.jpg", "duck_toy/03.jpg"])
def test_a_photograph_and_drawings_are_told_apart(photo: str, vendalixia: Path, tmp_path: Path) -> None:
    drawings = sorted((vendalixia / "images").glob("*.png"))
    photographs = [file for file in sorted(PHOTOS.rglob("*.jpg")) if file.parent.name != "duck_toy"]
    (tmp_path / "one").mkdir()
    (tmp_path / "other").mkdir()
    assert mixed(tmp_path / "one", drawings, PHOTOS / photo) == ["images/8.jpg"]
    assert mixed(tmp_path / "other", photographs, drawings[0]) == ["images/8.png"]
