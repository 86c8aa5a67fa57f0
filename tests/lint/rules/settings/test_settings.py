"""R101 and R104 judge the resolved settings, B101 the base they come from."""

from collections.abc import Callable
from pathlib import Path

import pytest

from charspec.lint import LintConfig, lint_spec
from charspec.settings import base_names


def found(path: Path, *codes: str) -> list[tuple[str, object]]:
    findings = lint_spec(path, config=LintConfig(select=codes)).findings
    return [(one.code, one.path[-1]) for one in findings]


def spec(pictures: int, train: str = "auto", base: str = "flux2-klein-4b") -> str:
    listed = "".join(f"  images/{number:02}.png: {{pose: standing}}\n" for number in range(pictures))
    return f"base: {base}\nimages:\n{listed}train: {train}\n"


@pytest.mark.parametrize("base", base_names())
@pytest.mark.parametrize("pictures", [3, 5, 6, 7, 8, 9, 12, 20])
def test_auto_is_never_judged(base: str, pictures: int, example: Callable[..., Path]) -> None:
    assert found(example(spec(pictures, base=base)), "R", "B") == []


@pytest.mark.parametrize(
    ("pictures", "train", "wanted"),
    [
        (6, "{epochs: 14}", ["epochs"]),
        (6, "{epochs: 15, repeats: 25, learning_rate: 5e-5}", []),
        (6, "{epochs: 20, repeats: 30}", []),
        (6, "{repeats: 31}", ["repeats"]),
        (6, "{learning_rate: 1e-4}", ["learning_rate"]),
        (6, "{preset: guide}", ["preset"]),
        (9, "{epochs: 14}", []),
    ],
)
def test_a_small_set_outside_the_guides_ranges(
    pictures: int, train: str, wanted: list[str], example: Callable[..., Path]
) -> None:
    assert [key for _, key in found(example(spec(pictures, train)), "R101")] == wanted


@pytest.mark.parametrize(
    ("pictures", "train", "wanted"),
    [
        (10, "{epochs: 4}", ["epochs"]),
        (10, "{epochs: 5}", []),
        (10, "{repeats: 50}", []),
        (10, "{repeats: 51}", ["repeats"]),
        (10, "{batch_size: 4}", ["batch_size"]),
        (26, "auto", ["images"]),
    ],
)
def test_steps_outside_the_usual(
    pictures: int, train: str, wanted: list[str], example: Callable[..., Path]
) -> None:
    assert [key for _, key in found(example(spec(pictures, train)), "R104")] == wanted


@pytest.mark.parametrize(
    ("pictures", "train", "severity"),
    [(26, "auto", "info"), (1, "auto", "info"), (26, "{epochs: 10}", "warning")],
)
def test_what_nobody_wrote_is_said_for_information(
    pictures: int, train: str, severity: str, example: Callable[..., Path]
) -> None:
    findings = lint_spec(example(spec(pictures, train)), config=LintConfig(select=("R104",))).findings
    assert [finding.severity for finding in findings] == [severity]


def test_a_pictures_own_repeats_count(example: Callable[..., Path]) -> None:
    text = spec(10, "{epochs: 4}").replace("{pose: standing}", "{pose: standing, repeats: 25}")
    assert found(example(text), "R104") == []


def test_an_unknown_base_is_one_finding_and_lists_the_bases(example: Callable[..., Path]) -> None:
    path = example(spec(6, "{epochs: 1}", "flux2-klein-4"))
    assert found(path, "R", "B") == [("B101", "base")]
    hint = lint_spec(path, config=LintConfig(select=("B101",))).findings[0].hint
    assert "Did you mean 'flux2-klein-4b'?" in hint
    assert all(name in hint for name in base_names())


def test_a_preset_that_does_not_suit_is_one_finding_with_all_of_it(example: Callable[..., Path]) -> None:
    (finding,) = lint_spec(example(spec(6, "{preset: guide}")), config=LintConfig(select=("R101",))).findings
    assert "epochs is 10, repeats is 20, learning_rate is 1e-4 for 6 pictures" in finding.message
    assert "15 to 20, 25 to 30, 5e-5" in finding.message
    fixed = example(spec(6, "{preset: small_set}"))
    assert lint_spec(fixed, config=LintConfig(select=("R101",))).findings == ()
