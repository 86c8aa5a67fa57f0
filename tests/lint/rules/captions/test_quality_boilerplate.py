"""C118: praise in captions, and taking it out."""

from collections.abc import Callable
from pathlib import Path

import pytest

from charspec.lint import LintConfig, lint_spec
from charspec.lint.rules.captions.quality_boilerplate import is_boilerplate, without_boilerplate

WHOLE = "Vendalixia, a young woman with silver hair and a red scarf"


@pytest.mark.parametrize(
    "part",
    [
        "masterpiece",
        " best quality",
        "best_quality",
        "(masterpiece:1.2)",
        "Masterpiece.",
        "score_9",
        "score_8_up",
        "rating_safe",
        "8K",
        "ultra-detailed",
        "trending on ArtStation",
    ],
)
def test_praise_is_known(part: str) -> None:
    assert is_boilerplate(part)


@pytest.mark.parametrize(
    "part",
    [
        "a highly detailed map",
        "a masterpiece on the wall",
        "high collar",
        "detailed leather straps",
        "",
        "8-bit",
    ],
)
def test_descriptions_are_none(part: str) -> None:
    assert not is_boilerplate(part)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"masterpiece, best quality, {WHOLE}, standing", f"{WHOLE}, standing"),
        (f"{WHOLE}, standing, masterpiece", f"{WHOLE}, standing"),
        (f"{WHOLE}, 8k, standing", f"{WHOLE}, standing"),
        (f"{WHOLE}, standing", f"{WHOLE}, standing"),
        ("masterpiece, 8k", "masterpiece, 8k"),
    ],
)
def test_taking_it_out_leaves_the_rest_as_it_is(before: str, after: str) -> None:
    assert without_boilerplate(before) == after
    assert without_boilerplate(after) == after


def test_each_caption_has_its_finding_and_a_set_of_them_one(example: Callable[..., Path]) -> None:
    config = LintConfig(select=("C118",))
    rows = [f"  images/{one}.png: {{caption: 'masterpiece, {WHOLE}, standing'}}\n" for one in "abcde"]
    few = "".join(rows[:2]) + "  images/c.png: {pose: standing}\n"
    findings = lint_spec(example(f"images:\n{few}"), config=config).findings
    assert [(one.severity, one.fix is not None and one.fix.safe) for one in findings] == [
        ("warning", False),
        ("warning", False),
    ]
    (finding,) = lint_spec(example(f"images:\n{''.join(rows)}"), config=config).findings
    assert finding.path == ("images",)
    assert finding.fix is not None
    assert len(finding.fix.edits) == 5
