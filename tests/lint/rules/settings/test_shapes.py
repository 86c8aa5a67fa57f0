"""R109 and R110 judge by the sizes of the pictures, from their headers alone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from charspec.lint import Finding, LintConfig, lint_spec

FILES = [f"images/{number:02}.png" for number in range(1, 10)]


def found(path: Path, code: str) -> list[Finding]:
    return list(lint_spec(path, config=LintConfig(select=(code,))).findings)


def sizes(*given: str) -> dict[str, str]:
    """The first pictures of the set with these sizes; the others are 1024×1024."""
    return {file: size + "\n" for file, size in zip(FILES, given, strict=False)}


@pytest.mark.parametrize(
    ("train", "files", "fires"),
    [
        ("{batch_size: 1, repeats: 1}", sizes("1536×1024"), False),
        ("{batch_size: 4, repeats: 3}", sizes("1536×1024"), True),
        ("{batch_size: 4, repeats: 2}", sizes("1536×1024", "1536×1024"), False),
        ("{batch_size: 4, repeats: 3}", sizes(), False),
        ("{batch_size: 4}", sizes("1536×1024"), False),
        ("{batch_size: 4, repeats: 3}", sizes("1536×1024", "missing"), True),
    ],
)
def test_short_batches(train: str, files: dict[str, str], fires: bool, example: Callable[..., Path]) -> None:
    findings = found(example(f"train: {train}\n", files), "R109")
    assert [finding.path for finding in findings] == [("train", "batch_size")] * fires
    assert all("1248×832 has 3" in finding.message for finding in findings)
    assert all("`batch_size: 3`" in finding.hint for finding in findings)


def test_a_pictures_own_repeats_fill_its_batch(example: Callable[..., Path]) -> None:
    text = "images:\n  images/a.png: {repeats: 8}\n  images/b.png:\ntrain: {batch_size: 8, repeats: 8}\n"
    assert found(example(text, {"images/a.png": "1536×1024"}), "R109") == []


@pytest.mark.parametrize(
    ("resolution", "given", "hint"),
    [
        (1024, ["800×800"] * 9, None),
        (1280, ["1280×1280"] * 9, None),
        (1280, ["1024×1600"] * 9, None),
        (1280, ["1280×1280"] * 6, None),
        (1280, ["1280×1280"] * 4, "Leave the line out: 1024"),
        (1536, ["1300×1300"] * 9, "`resolution: 1296`"),
        (1536, ["1300×1300"] * 7 + ["missing"], "`resolution: 1296`"),
        (1536, ["missing"] * 9, None),
    ],
)
def test_a_resolution_that_most_pictures_do_not_hold(
    resolution: int, given: list[str], hint: str | None, example: Callable[..., Path]
) -> None:
    findings = found(example(f"train: {{resolution: {resolution}}}\n", sizes(*given)), "R110")
    assert [finding.path for finding in findings] == [("train", "resolution")] * (hint is not None)
    assert all(str(hint) in finding.hint for finding in findings)


def test_the_crop_and_the_enlargement_count(example: Callable[..., Path]) -> None:
    text = "images:\n  images/a.png: {{{}}}\ntrain: {{resolution: 1536}}\n"
    big = {"images/a.png": "2000×2000"}
    assert found(example(text.format("pose: standing"), big), "R110") == []
    assert len(found(example(text.format("crop: [0, 0, 1024, 1024]"), big), "R110")) == 1
    assert found(example(text.format("crop: [0, 0, 1024, 1024], enhance: 2x"), big), "R110") == []


def test_no_picture_is_decoded(example: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a picture was opened")

    path = example("train: {resolution: 1536, batch_size: 64, repeats: 1}\n")
    monkeypatch.setattr(Image, "open", refuse)
    assert {
        finding.code for finding in lint_spec(path, config=LintConfig(select=("R109", "R110"))).findings
    } == {
        "R109",
        "R110",
    }
