"""I106: a caption without its picture is told; other texts beside the pictures are not."""

from collections.abc import Callable
from pathlib import Path

import pytest

from charspec.lint import Finding, LintConfig, lint_spec

CAPTION = "Vendalixia, a young woman with silver hair and a red scarf, sitting"
SPEC = (
    "images:\n  images/05.png: {pose: standing}\n  images/front.png: {pose: standing}\n  images/side.png:\n"
)


def found(path: Path) -> list[Finding]:
    return list(lint_spec(path, "character.yaml", LintConfig(select=("I106",))).findings)


@pytest.mark.parametrize(
    ("name", "text", "step"),
    [
        ("images/left.txt", CAPTION, "Rename it to the name of its picture"),
        ("images/left.txt", "{trigger}, sitting", "Rename it"),
        ("images/left.txt", "a woman in the red scarf, sitting", "Rename it"),
        ("images/07.txt", "somebody sits", "Rename it"),
        ("images/front.png.txt", "somebody sits", "Rename it to images/front.txt"),
        ("images/Front.txt", "somebody sits", "Rename it to images/front.txt"),
        ("images/sid.txt", CAPTION, "Rename it to images/side.txt"),
    ],
)
def test_a_caption_of_no_picture(name: str, text: str, step: str, example: Callable[..., Path]) -> None:
    (finding,) = found(example(SPEC, {name: f"{text}\n"}))
    assert str(finding.location) == f"{name}:1:1"
    assert finding.hint.startswith(step)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("images/README.txt", CAPTION),
        ("images/LICENSE.txt", CAPTION),
        ("images/notes-2.txt", CAPTION),
        ("images/shots.txt", "shot on a Tuesday\nwith the old lens"),
        ("images/list.txt", CAPTION),
        ("images/everything.txt", f"{CAPTION}\n" * 4),
        ("images/left.txt", "  \n"),
        ("images/left.txt", ""),
        ("left.txt", CAPTION),
        ("other/left.txt", CAPTION),
        ("images/left.txt", "not UTF-8\n"),
    ],
)
def test_another_text_is_none(name: str, text: str, example: Callable[..., Path]) -> None:
    assert found(example(SPEC, {name: text})) == []


def test_the_caption_of_an_unlisted_picture_goes_with_it(example: Callable[..., Path]) -> None:
    assert found(example(SPEC, {"images/left.txt": CAPTION, "images/left.png": "64×64"})) == []


def test_a_scanned_folder_has_them_too(example: Callable[..., Path]) -> None:
    path = example("images: images/\n", {"images/front.txt": CAPTION, "images/left.txt": CAPTION})
    assert [one.location.file for one in found(path)] == ["images/left.txt"]


def test_a_link_out_of_the_folder_is_not_read(example: Callable[..., Path], tmp_path: Path) -> None:
    path = example(SPEC)
    (tmp_path / "secret.txt").write_text(CAPTION)
    (path.parent / "images" / "left.txt").symlink_to(tmp_path / "secret.txt")
    assert found(path) == []


ROW = '{{"file_name": "{name}", "text": "Vendalixia, a fox"}}'


@pytest.mark.parametrize(
    ("names", "message", "step"),
    [
        (("side.png", "nowhere.png"), "a row of images/metadata.jsonl names a picture", "Correct the name"),
        (
            ("side.jpg", "old.png"),
            "2 rows of images/metadata.jsonl name pictures",
            "'side.png' may be meant.",
        ),
        (("side.png", "05.png", "unlisted.png"), None, ""),
        (("side.png", "../front.png", "sub/a.png"), None, ""),
    ],
)
def test_a_row_of_no_picture(
    names: tuple[str, ...], message: str | None, step: str, example: Callable[..., Path]
) -> None:
    rows = "\n".join(ROW.format(name=name) for name in names)
    path = example(SPEC, {"images/metadata.jsonl": f"{rows}\n", "images/unlisted.png": "1024×1024"})
    findings = found(path)
    assert [one.message.startswith(message or "") for one in findings] == ([True] if message else [])
    for one in findings:
        assert one.location.file == "images/metadata.jsonl"
        assert one.location.span.line == (1 if names[0] == "side.jpg" else 2)
        assert one.hint.startswith(step)
