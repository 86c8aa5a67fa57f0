"""C113: captions that say the same, however they are spelt; and those that only look alike."""

from collections.abc import Callable
from pathlib import Path

import pytest

from charspec.lint import Finding, LintConfig, lint_spec

ONE = "Vendalixia, a young woman with silver hair and a red scarf, standing in a café"
SPEC = "images:\n  images/a.png:\n  images/b.png:\n"


def found(path: Path) -> list[Finding]:
    return list(lint_spec(path, "character.yaml", LintConfig(select=("C113",))).findings)


@pytest.mark.parametrize(
    "other",
    [ONE, f"{ONE}.", ONE.lower(), ONE.replace(", ", " ,  "), ONE.replace("é", "e\u0301"), f"  {ONE}\n"],
)
def test_the_same_in_another_spelling(other: str, example: Callable[..., Path]) -> None:
    (finding,) = found(example(SPEC, {"images/a.txt": ONE, "images/b.txt": other}))
    assert finding.message == "images/b.png has the same caption as images/a.png"
    assert finding.location.file == "images/b.txt"
    assert finding.related[0].location.file == "images/a.txt"


@pytest.mark.parametrize("other", [f"{ONE}, smiling", ONE.replace("café", "cafe"), "", ONE + "站"])
def test_another_caption(other: str, example: Callable[..., Path]) -> None:
    assert found(example(SPEC, {"images/a.txt": ONE, "images/b.txt": other})) == []


def test_a_whole_set_with_one_caption_is_one_finding(example: Callable[..., Path]) -> None:
    names = [f"images/{number}" for number in range(9)]
    spec = "images:\n" + "".join(f"  {name}.png:\n" for name in names)
    (finding,) = found(example(spec, {f"{name}.txt": ONE for name in names}))
    assert finding.message.startswith("9 pictures have the same caption: images/0.png, images/1.png")


@pytest.mark.parametrize(
    ("labels", "count"),
    [
        ("angle: front", 0),
        ("angle: front, framing: close-up, pose: standing", 0),
        ("angle: front, framing: close-up, pose: standing, environment: in a forest", 1),
    ],
)
def test_composed_captions_count_where_the_labels_are_complete(
    labels: str, count: int, example: Callable[..., Path]
) -> None:
    path = example(f"images:\n  images/a.png: {{{labels}}}\n  images/b.png: {{{labels}}}\n")
    assert len(found(path)) == count
