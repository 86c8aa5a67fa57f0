"""C112: the estimate of tokens, the limit of the base, and the threshold of words."""

from collections.abc import Callable
from pathlib import Path

import pytest

from charspec.lint import LintConfig, lint_spec
from charspec.lint.config.thresholds import Thresholds
from charspec.lint.rules.captions.caption_too_long import estimated_tokens

GUIDE = (
    "Vendalixia, a young woman with silver hair and a red scarf, three-quarter view, smiling, standing in a "
    "forest at dusk, soft warm light"
)


def messages(path: Path, **thresholds: int) -> list[str]:
    config = LintConfig(select=("C112",), thresholds=Thresholds(**thresholds))
    return [finding.message for finding in lint_spec(path, config=config).findings]


@pytest.mark.parametrize("base", ["tiny", "flux2-klein-4b"])
def test_the_guides_caption_fits_every_base(base: str, example: Callable[..., Path]) -> None:
    path = example(f"base: {base}\nimages:\n  images/a.png:\n    caption: {GUIDE}\n")
    assert messages(path) == []
    assert messages(path, caption_words=20) == [
        f"the caption of images/a.png has {len(GUIDE.split())} words, more than 20"
    ]


def test_the_limit_is_the_bases_own(example: Callable[..., Path]) -> None:
    caption = " ".join(["word"] * 70)
    assert (
        messages(example(f"base: flux2-klein-4b\nimages:\n  images/a.png:\n    caption: {caption}\n")) == []
    )
    (message,) = messages(example(f"base: tiny\nimages:\n  images/a.png:\n    caption: {caption}\n"))
    assert message == "the caption of images/a.png has about 75 tokens; tiny reads 64"


def test_ideographs_marks_and_digits_count_each(example: Callable[..., Path]) -> None:
    template = estimated_tokens("", "Vendalixia")
    assert estimated_tokens("站在森林里", "Vendalixia") == template + 5
    assert estimated_tokens("a, b", "Vendalixia") == template + 3
    assert estimated_tokens("extraordinarily", "Vendalixia") == template + 2
    assert estimated_tokens("Vendalixia", "Vendalixia") == template + 5
