"""R102 to R106 and R108: single values of `train`, at their bounds, and who may set them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from charspec.lint import Finding, LintConfig, lint_spec
from charspec.lint.wording import rate


def found(path: Path, code: str) -> list[Finding]:
    return list(lint_spec(path, config=LintConfig(select=(code,))).findings)


def spec(train: str, pictures: int = 9, base: str = "flux2-klein-4b") -> str:
    listed = "".join(f"  images/{number:02}.png: {{pose: standing}}\n" for number in range(pictures))
    return f"base: {base}\nimages:\n{listed}train: {train}\n"


@pytest.mark.parametrize(
    ("code", "train", "pictures", "fires"),
    [
        ("R102", "{text_encoder_learning_rate: 1e-5}", 9, True),
        ("R102", "{text_encoder_learning_rate: 1e-5, text_encoder: false}", 9, True),
        ("R102", "{text_encoder_learning_rate: 1e-5, text_encoder: true}", 9, False),
        ("R102", "{text_encoder: true}", 9, False),
        ("R102", "auto", 9, False),
        ("R103", "{learning_rate: 1e-3}", 9, True),
        ("R103", "{learning_rate: 5.1e-4}", 9, True),
        ("R103", "{learning_rate: 5e-4}", 9, False),
        ("R103", "{learning_rate: 1e-5}", 9, False),
        ("R103", "{learning_rate: 9e-6}", 9, True),
        ("R103", "{learning_rate: 1.0, optimizer: prodigy}", 9, False),
        ("R103", "{optimizer: prodigy}", 9, False),
        ("R101", "{optimizer: prodigy}", 6, False),
        ("R101", "{optimizer: adamw8bit}", 6, False),
        ("R101", "{learning_rate: 1e-4, optimizer: adamw8bit}", 6, True),
        ("R105", "{rank: 65}", 14, True),
        ("R105", "{rank: 64}", 14, False),
        ("R105", "{rank: 128}", 15, False),
        ("R106", "{caption_dropout: 0.11}", 9, True),
        ("R106", "{caption_dropout: 0.1}", 9, False),
        ("R108", "{resolution: 1000}", 9, True),
        ("R108", "{resolution: 1024}", 9, False),
        ("R108", "{resolution: 768}", 9, False),
    ],
)
def test_a_value_of_train(
    code: str, train: str, pictures: int, fires: bool, example: Callable[..., Path]
) -> None:
    findings = found(example(spec(train, pictures)), code)
    assert len(findings) == fires
    assert all(finding.path[0] == "train" and finding.path[1] in train for finding in findings)


@pytest.mark.parametrize(
    ("code", "train", "pictures", "line"),
    [
        ("R103", "{learning_rate: 1e-3}", 9, "`learning_rate: 1e-4`"),
        ("R103", "{learning_rate: 1e-3}", 6, "`learning_rate: 5e-5`"),
        ("R105", "{rank: 128}", 9, "`rank: 16`"),
        ("R106", "{caption_dropout: 0.5}", 9, "`caption_dropout: 0.1`"),
        ("R108", "{resolution: 1000}", 9, "`resolution: 992` or `resolution: 1008`"),
    ],
)
def test_the_hint_is_a_line_to_write(
    code: str, train: str, pictures: int, line: str, example: Callable[..., Path]
) -> None:
    assert line in found(example(spec(train, pictures)), code)[0].hint


def test_what_a_hint_says_to_write_is_silent(example: Callable[..., Path]) -> None:
    """The nearest multiples that R108 offers, and the rate of R103, are not reported again."""
    for train in ("{resolution: 992}", "{resolution: 1008}", "{learning_rate: 1e-4}", "{rank: 32}"):
        assert found(example(spec(train)), "R1") == []


def test_the_embedded_base_may_have_its_own_rate_and_multiple(example: Callable[..., Path]) -> None:
    assert found(example(spec("{resolution: 72}", base="tiny")), "R108") == []
    assert found(example(spec("auto", base="tiny")), "R") == []


@pytest.mark.parametrize(
    ("value", "written"), [(1e-4, "1e-4"), (5e-5, "5e-5"), (2.5e-5, "2.5e-5"), (0.01, "0.01"), (1.0, "1")]
)
def test_rates_are_written_as_people_write_them(value: float, written: str) -> None:
    assert rate(value) == written
