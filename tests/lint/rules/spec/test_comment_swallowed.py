"""S112: a value that lost its tail as a comment is told and mended; comments are left alone."""

from collections.abc import Callable
from pathlib import Path

import pytest

from charspec.lint import Finding, LintConfig, lint_spec, mend

ONLY = LintConfig(select=("S112",))


def found(path: Path) -> list[Finding]:
    return [one for one in lint_spec(path, "character.yaml", ONLY).findings if one.code == "S112"]


@pytest.mark.parametrize(
    ("line", "after"),
    [
        ("style: flat #c0c0c0", 'style: "flat #c0c0c0"'),
        ("style: flat #FFF", 'style: "flat #FFF"'),
        ("style: flat #c0c0c080, cel-shaded", 'style: "flat #c0c0c080, cel-shaded"'),
        ("style: flat   #ffeedd  ", 'style: "flat   #ffeedd"'),
        ("style: print #12", None),
        ("style: flat #c0c0c0  # her grey", None),
    ],
)
def test_a_code_behind_a_value_is_lost(line: str, after: str | None, example: Callable[..., Path]) -> None:
    path = example(f"{line}\n")
    (finding,) = found(path)
    assert finding.path == ("style",)
    assert finding.location.span.column == line.index("#") + 1
    changes = mend(path, config=ONLY)
    assert len(changes) == (after is not None)
    for change in changes:
        change.write()
        assert f"\n{after}\n" in path.read_text()
        assert found(path) == []
        assert mend(path, config=ONLY) == []


@pytest.mark.parametrize(
    "identity",
    [
        "{is: a fox, with: [silver hair #c0c0c0, a red scarf]}\n",
        "\n  is: a fox\n  with: [\n    silver hair #c0c0c0,\n    a red scarf\n  ]\n",
    ],
)
def test_between_brackets_a_comma_may_end_the_value(identity: str, example: Callable[..., Path]) -> None:
    path = example(f"identity: {identity}")
    (finding,) = found(path)
    assert finding.hint == 'Quote the whole value: "silver hair #c0c0c0"'
    assert mend(path, config=ONLY) == []


def test_a_value_that_was_lost_whole(example: Callable[..., Path]) -> None:
    (finding,) = found(example("images:\n  images/a.png:\n    lighting: #ffe0c0\n    pose: standing\n"))
    assert finding.path == ("images", "images/a.png", "lighting")


@pytest.mark.parametrize(
    "line",
    [
        "style: flat # c0c0c0",
        "style: flat #todo",
        "style: flat #facade",
        "style: flat #decade ago",
        "style: flat #bad",
        "style: flat  # 2nd try",
        "style: flat#c0c0c0",
        'style: "flat #c0c0c0"',
        "style: 'flat #c0c0c0'",
        "style: flat #123-fixes",
        "style: >-\n  flat #c0c0c0",
        "# style: flat #c0c0c0",
        "x-ticket: {a: b}  #4711",
        "style: flat #2024-11 retake",
    ],
)
def test_a_comment_is_a_comment(line: str, example: Callable[..., Path]) -> None:
    assert found(example(f"{line}\n")) == []
