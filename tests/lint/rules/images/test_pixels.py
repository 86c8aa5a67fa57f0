"""I111 to I114: one spoilt picture, one finding; a habit of the whole set is said once; a crop counts."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageFilter, ImageOps

from charspec.lint import Finding, LintConfig, lint_spec
from tests.images.scenes import saved, shapes

Change = Callable[[Image.Image], Image.Image]


def lint(
    folder: Path, pictures: dict[str, Image.Image], labels: str = "", **options: object
) -> list[Finding]:
    for name, picture in pictures.items():
        saved(picture, folder / name, **options)
    listed = "".join(f"  {name}: {{pose: standing{labels}}}\n" for name in pictures)
    spec = folder / "character.yaml"
    spec.write_text(f"schema: charspec/1\ntrigger: Vendalixia\nidentity: a fox\nimages:\n{listed}")
    codes = ("I102", "I111", "I112", "I113", "I114")
    return list(lint_spec(spec, config=LintConfig(select=codes)).findings)


def with_bars(picture: Image.Image) -> Image.Image:
    return ImageOps.expand(picture.crop((0, 100, 1024, 924)), (0, 100), "black")


def out_of_focus(picture: Image.Image) -> Image.Image:
    return picture.filter(ImageFilter.GaussianBlur(6))


def enlarged(picture: Image.Image) -> Image.Image:
    return picture.resize((512, 512)).resize((1024, 1024), Image.Resampling.BILINEAR)


@pytest.mark.parametrize(
    ("change", "found"),
    [(with_bars, ("I111", "warning")), (out_of_focus, ("I112", "warning")), (enlarged, ("I114", "info"))],
)
def test_one_fault_is_one_finding(tmp_path: Path, change: Change, found: tuple[str, str]) -> None:
    pictures = {"a.png": shapes("a"), "b.png": change(shapes("one")), "c.png": shapes("c")}
    findings = lint(tmp_path, pictures)
    assert [(one.code, one.severity) for one in findings] == [found]
    assert "b.png" in findings[0].message


@pytest.mark.parametrize(("quality", "codes"), [(30, ["I113"]), (74, ["I113"]), (75, []), (95, [])])
def test_a_jpeg_is_judged_by_its_quality(tmp_path: Path, quality: int, codes: list[str]) -> None:
    assert [one.code for one in lint(tmp_path, {"a.jpg": shapes("a")}, quality=quality)] == codes


def test_what_scaling_takes_away_is_let_pass(tmp_path: Path) -> None:
    assert lint(tmp_path, {"a.jpg": shapes("a", (2100, 2100))}, quality=60) == []


def test_the_crop_that_is_offered_leaves_the_bars_out(tmp_path: Path) -> None:
    picture = {"a.png": with_bars(shapes("a"))}
    (finding,) = lint(tmp_path, picture)
    assert "[0, 100, 1024, 924]" in finding.hint
    assert lint(tmp_path, picture, ", crop: [0, 100, 1024, 924]") == []


def test_a_habit_of_the_whole_set_is_said_once(tmp_path: Path) -> None:
    pictures = {f"{number}.png": out_of_focus(shapes(f"{number}")) for number in range(5)}
    (finding,) = lint(tmp_path, pictures)
    assert finding.path == ("images",)


def test_an_unreadable_picture_is_said_to_be_that_and_nothing_else(tmp_path: Path) -> None:
    lint(tmp_path, {"a.png": shapes("a"), "b.png": shapes("b")})
    (tmp_path / "b.png").write_bytes((tmp_path / "b.png").read_bytes()[:5000])
    found = lint_spec(tmp_path / "character.yaml", config=LintConfig(select=("I", "D11"))).findings
    assert [one.code for one in found if one.path == ("images", "b.png")] == ["I102"]
