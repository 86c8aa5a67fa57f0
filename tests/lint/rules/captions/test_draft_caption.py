"""C116: captions that a model wrote and nobody has reviewed."""

from collections.abc import Callable
from pathlib import Path

from charspec.lint import LintConfig, lint_spec

WHOLE = "Vendalixia, a young woman with silver hair and a red scarf"


def found(path: Path) -> list[tuple[str, tuple[str | int, ...]]]:
    findings = lint_spec(path, config=LintConfig(select=("C116",))).findings
    return [(one.severity, one.path) for one in findings]


def test_a_draft_is_said_at_its_mark_wherever_the_caption_is(example: Callable[..., Path]) -> None:
    spec = "images:\n  images/a.png: {draft: true}\n  images/b.png: {draft: true, pose: standing}\n"
    spec += "  images/c.png: {draft: false, pose: sitting}\n  images/d.png: {pose: running}\n"
    path = example(spec, {"images/a.txt": f"{WHOLE}, standing"})
    assert found(path) == [
        ("warning", ("images", "images/a.png", "draft")),
        ("warning", ("images", "images/b.png", "draft")),
    ]


def test_a_draft_that_is_not_written_yet_is_no_draft(example: Callable[..., Path]) -> None:
    assert found(example("images:\n  images/a.png: {draft: true}\n")) == []


def test_a_set_of_drafts_is_said_once(example: Callable[..., Path]) -> None:
    rows = "".join(f"  images/{one}.png: {{draft: true, pose: standing}}\n" for one in "abcde")
    assert found(example(f"images:\n{rows}")) == [("warning", ("images",))]
