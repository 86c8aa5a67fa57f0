"""C119: what is not UTF-8, what begins with a mark, what is spelt in pieces; and that it is mended."""

from collections.abc import Callable
from pathlib import Path

import pytest

from charspec.lint import Finding, LintConfig, lint_spec, mend

ONLY = LintConfig(select=("C119",))
WHO = "Vendalixia, a young woman with silver hair and a red scarf"
SPEC = "images:\n  images/a.png:\n"


def found(path: Path) -> list[Finding]:
    return [one for one in lint_spec(path, "character.yaml", ONLY).findings if one.code == "C119"]


def sidecar(example: Callable[..., Path], data: bytes) -> Path:
    path = example(SPEC)
    (path.parent / "images" / "a.txt").write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (f"{WHO} in a café".encode("latin-1"), "not UTF-8 text (byte"),
        (f"{WHO} in a café".encode("utf-16"), "not UTF-8 text (byte 1)"),
        (f"{WHO} in a café".encode("shift_jisx0213"), "not UTF-8 text (byte"),
        (b"Vendalixia\0standing", "a control character (U+0000)"),
        (b"Vendalixia \x1b[31m standing", "a control character (U+001B)"),
        (b"x" * 70_000, "larger than 64 KiB"),
    ],
)
def test_what_is_no_text_is_an_error(data: bytes, words: str, example: Callable[..., Path]) -> None:
    (finding,) = found(sidecar(example, data))
    assert finding.severity == "error"
    assert words in finding.message
    assert finding.location.file == "images/a.txt"
    assert finding.fix is None


@pytest.mark.parametrize(
    "caption",
    [
        f"{WHO}, in a café",
        f"{WHO}\r\nstanding\r\n",
        f"{WHO},\tstanding",
        f"{WHO}, 站在咖啡馆里",
        f"{WHO}, בּ שׁ",
        f"{WHO}, 豈",
        f"{WHO}, ภาษาไทยกำลัง",
        f"{WHO}, 👩‍🚀🏽",
        f"{WHO}, Tiếng Việt",
        f"{WHO}, हिन्दी क़िला",
    ],
)
def test_sound_text_of_every_script(caption: str, example: Callable[..., Path]) -> None:
    assert found(sidecar(example, caption.encode())) == []


def test_a_mark_is_a_warning_and_removed(example: Callable[..., Path]) -> None:
    path = sidecar(example, f"\ufeff{WHO}\r\n".encode())
    (finding,) = found(path)
    assert (finding.severity, str(finding.location)) == ("warning", "images/a.txt:1:1")
    (change,) = mend(path, config=ONLY)
    change.write()
    assert (path.parent / "images" / "a.txt").read_bytes() == f"{WHO}\r\n".encode()
    assert mend(path, config=ONLY) == []


def test_a_mark_of_metadata_is_said_once(example: Callable[..., Path]) -> None:
    path = example("images:\n  images/a.png:\n  images/b.png:\n")
    rows = "".join(f'{{"file_name": "{name}.png", "text": "{WHO} {name}"}}\n' for name in "ab")
    (path.parent / "images" / "metadata.jsonl").write_bytes(f"\ufeff{rows}".encode())
    assert [one.location.file for one in found(path)] == ["images/metadata.jsonl"]
    (change,) = mend(path, config=ONLY)
    change.write()
    assert (path.parent / "images" / "metadata.jsonl").read_bytes() == rows.encode()


@pytest.mark.parametrize("where", ["sidecar", "spec"])
def test_split_letters_are_joined(where: str, example: Callable[..., Path]) -> None:
    split = f"{WHO} in a cafe\u0301"
    path = example(
        SPEC if where == "sidecar" else f"images:\n  images/a.png:\n    caption: {split}  # hers\n",
        {"images/a.txt": f"{split}\n"} if where == "sidecar" else {},
    )
    (finding,) = found(path)
    assert finding.severity == "warning"
    (change,) = mend(path, config=ONLY)
    change.write()
    assert f"{WHO} in a café" in change.after
    assert found(path) == []
    assert mend(path, config=ONLY) == []


def test_a_trigger_in_pieces_keeps_its_captions_as_they_are(example: Callable[..., Path]) -> None:
    path = example(
        "trigger: Zoe\u0308x\nimages:\n  images/a.png:\n", {"images/a.txt": "Zoe\u0308x, standing"}
    )
    (finding,) = found(path)
    assert finding.fix is None
    assert "the trigger too" in finding.hint
