"""I101 to I104: one fault, one finding, and none for a picture that is as it should be."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from charspec.lint import Finding, LintConfig, lint_spec


def lint(path: Path) -> list[Finding]:
    return list(lint_spec(path, config=LintConfig(select=("I",))).findings)


def one(example: Callable[..., Path], picture: str, labels: str = "pose: standing") -> list[Finding]:
    return lint(example(f"images:\n  images/a.png: {{{labels}}}\n", {"images/a.png": picture}))


@pytest.mark.parametrize(
    ("picture", "labels", "found"),
    [
        ("1024×1024", "pose: standing", []),
        ("1023×2000", "pose: standing", [("I104", "warning")]),
        ("512×600", "pose: standing", [("I104", "warning")]),
        ("511×600", "pose: standing", [("I104", "error")]),
        ("512×600", "enhance: 2x", [("I114", "info")]),
        ("300×600", "enhance: 2x", [("I104", "warning"), ("I114", "info")]),
        ("200×400", "enhance: 2x", [("I104", "error"), ("I114", "info")]),
        ("2048×2048", "crop: [0, 0, 800, 1600]", [("I104", "warning")]),
        ("1024×1024", "crop: [0, 0, 600, 600], enhance: 2x", [("I114", "info")]),
        ("missing", "pose: standing", [("I101", "error")]),
        ("truncated", "pose: standing", [("I102", "error")]),
        ("header of 9000×9000", "pose: standing", [("I103", "error")]),
    ],
)
def test_each_picture_has_its_one_finding(
    picture: str, labels: str, found: list[tuple[str, str]], example: Callable[..., Path]
) -> None:
    assert [(finding.code, finding.severity) for finding in one(example, picture, labels)] == found


def test_the_hint_names_what_helps(example: Callable[..., Path]) -> None:
    assert "2x is enough" in one(example, "800×800")[0].hint
    assert "2x" not in one(example, "500×500")[0].hint


def test_a_missing_picture_suggests_its_neighbour(example: Callable[..., Path]) -> None:
    spec = "images:\n  images/frnt.png: {pose: standing}\n"
    path = example(spec, {"images/frnt.png": "missing", "images/front.png": "1024×1024"})
    assert "Did you mean 'images/front.png'?" in lint(path)[0].hint


def test_the_rotation_counts(example: Callable[..., Path]) -> None:
    path = example("images:\n  images/a.jpg: {crop: [0, 0, 1024, 1100]}\n", {"images/a.png": "1024×1024"})
    file = BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("L", (1200, 1024)).save(file, "JPEG", exif=exif)
    (path.parent / "images" / "a.jpg").write_bytes(file.getvalue())
    assert [one.code for one in lint(path)] == ["I108"]


def test_an_animation_and_a_text_named_png_cannot_be_used(example: Callable[..., Path]) -> None:
    path = example("images:\n  images/a.gif: {pose: standing}\n  images/b.png: {pose: running}\n")
    frames = [Image.new("L", (1024, 1024), shade) for shade in (0, 99, 200)]
    frames[0].save(path.parent / "images" / "a.gif", save_all=True, append_images=frames[1:])
    (path.parent / "images" / "b.png").write_text("no picture")
    assert [(one.code, one.path[1]) for one in lint(path)] == [
        ("I102", "images/a.gif"),
        ("I102", "images/b.png"),
    ]
