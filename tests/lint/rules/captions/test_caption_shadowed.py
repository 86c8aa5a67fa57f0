"""C115: a caption that loses against another one is told, gently where both say the same."""

from collections.abc import Callable
from pathlib import Path

from charspec.lint import Finding, LintConfig, lint_spec

WHO = "Vendalixia, a young woman with silver hair and a red scarf"
ROW = '{"file_name": "a.png", "text": "someone else"}\n'


def found(path: Path) -> list[Finding]:
    return list(lint_spec(path, "character.yaml", LintConfig(select=("C115",))).findings)


def test_every_loser_is_shown_where_it_stands(example: Callable[..., Path]) -> None:
    files = {"images/a.txt": f"{WHO}, running", "images/metadata.jsonl": ROW}
    findings = found(example("images:\n  images/a.png: {pose: standing}\n", files))
    assert [(str(one.location), one.severity) for one in findings] == [
        ("images/a.txt:1:1", "warning"),
        ("images/metadata.jsonl:1:33", "warning"),
    ]
    assert all("its labels in the spec wins" in one.message for one in findings)


def test_of_two_rows_the_first_counts(example: Callable[..., Path]) -> None:
    rows = ROW + ROW.replace("someone else", "another")
    files = {"images/metadata.jsonl": rows, "images/metadata.csv": "file_name,text\na.png,a third\n"}
    findings = found(example("images:\n  images/a.png:\n", files))
    places = [str(one.location) for one in findings]
    assert places == ["images/metadata.csv:2:7", "images/metadata.jsonl:2:33"]
    assert all("an earlier row wins" in one.message for one in findings)


def test_the_same_words_are_information(example: Callable[..., Path]) -> None:
    spec = f"images:\n  images/a.png:\n    caption: {WHO}, standing\n"
    (finding,) = found(example(spec, {"images/a.txt": "{trigger}, {identity},  standing.\n"}))
    assert finding.severity == "info"


def test_labels_beside_a_caption_shadow_nothing(example: Callable[..., Path]) -> None:
    spec = f"images:\n  images/a.png:\n    pose: standing\n    caption: {WHO}, standing\n  images/b.png:\n"
    assert found(example(spec, {"images/b.txt": f"{WHO}, running"})) == []


def test_a_set_that_was_labelled_beside_its_old_captions_is_one_finding(
    example: Callable[..., Path],
) -> None:
    names = [f"images/{number}" for number in range(6)]
    spec = "images:\n" + "".join(f"  {name}.png: {{pose: standing}}\n" for name in names)
    (finding,) = found(example(spec, {f"{name}.txt": f"{WHO}, in {name}" for name in names}))
    assert finding.message.startswith(
        "6 of 6 pictures have a second caption that is never read: images/0.txt"
    )
    assert finding.path == ("images",)


def test_an_ignore_in_the_spec_counts(example: Callable[..., Path]) -> None:
    spec = "images:\n  images/a.png: {pose: standing}  # charspec: ignore[C115] kept for another trainer\n"
    assert found(example(spec, {"images/a.txt": "another"})) == []
