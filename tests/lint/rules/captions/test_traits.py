"""C104 and C109: a trait or garment said exactly, otherwise, with another colour, or not at all."""

from collections.abc import Callable
from pathlib import Path

import pytest

from charspec.lint import Finding, LintConfig, lint_spec

REST = "a red scarf"


def found(example: Callable[..., Path], caption: str, code: str = "C104", head: str = "") -> list[Finding]:
    path = example(f'{head}images:\n  images/a.png:\n    caption: "{caption}"\n')
    return list(lint_spec(path, config=LintConfig(select=(code,))).findings)


@pytest.mark.parametrize(
    "caption",
    [
        "Vendalixia, a young woman with silver hair and a red scarf",
        "Vendalixia with Silver  Hair, wearing the red scarf",
        "{trigger}, {identity}",
    ],
)
def test_a_trait_in_its_own_words_is_enough(caption: str, example: Callable[..., Path]) -> None:
    assert found(example, caption) == []


@pytest.mark.parametrize("words", ["silver-haired", "silvery hair", "hair of silver", "silver and long hair"])
def test_a_paraphrase_is_a_warning_with_the_exact_words(words: str, example: Callable[..., Path]) -> None:
    (finding,) = found(example, f"Vendalixia, {words}, {REST}")
    assert finding.severity == "warning"
    assert words in finding.message
    assert "'silver hair'" in finding.hint
    assert finding.fix is None


@pytest.mark.parametrize("words", ["golden hair", "blonde hair", "short red hair"])
def test_another_colour_is_an_error_that_nobody_mends(words: str, example: Callable[..., Path]) -> None:
    (finding,) = found(example, f"Vendalixia, {words}, {REST}")
    assert (finding.severity, finding.fix) == ("error", None)
    assert words.split()[-2] in finding.message


def test_a_trait_that_is_denied_is_not_written_in(example: Callable[..., Path]) -> None:
    (finding,) = found(example, "Vendalixia, silver hair, without her red scarf, standing")
    assert (finding.severity, finding.fix) == ("error", None)
    assert "'without her red scarf'" in finding.message
    (both,) = found(example, "Vendalixia with silver hair and a red scarf, no scarf, standing")
    assert (both.severity, both.fix) == ("warning", None)


def test_words_of_two_parts_are_no_paraphrase(example: Callable[..., Path]) -> None:
    (finding,) = found(example, f"Vendalixia, a silver ring, long hair, {REST}")
    assert finding.severity == "error"
    assert "lacks the trait 'silver hair'" in finding.message


def test_a_script_without_blanks_needs_no_word_boundaries(example: Callable[..., Path]) -> None:
    head = "identity: {is: 一个少女, with: [银发, 红围巾]}\n"
    assert found(example, "Vendalixia，银发少女戴着红围巾站在森林里", head=head) == []
    (finding,) = found(example, "Vendalixia，银发少女站在森林里", head=head)
    assert "'红围巾'" in finding.message


def test_all_missing_traits_are_one_finding(example: Callable[..., Path]) -> None:
    (finding,) = found(example, "Vendalixia, standing")
    assert "'silver hair' and 'a red scarf'" in finding.message


OUTFIT = "outfit:\n  policy: signature\n  wears: [a dark leather coat]\n"


@pytest.mark.parametrize(
    ("words", "severity"),
    [
        ("a dark leather coat", []),
        ("her dark leather coat", []),
        ("a coat of dark leather", ["warning"]),
        ("a white dress", ["error"]),
        ("standing", ["error"]),
    ],
)
def test_a_signature_outfit(words: str, severity: list[str], example: Callable[..., Path]) -> None:
    findings = found(example, f"Vendalixia, {words}", "C109", OUTFIT)
    assert [one.severity for one in findings] == severity


def test_a_swapped_garment_is_named(example: Callable[..., Path]) -> None:
    (finding,) = found(example, "Vendalixia, a white dress, standing", "C109", OUTFIT)
    assert "says 'a white dress'" in finding.message


def test_a_template_without_the_outfit_is_said_once(example: Callable[..., Path]) -> None:
    template = 'caption_template: "{trigger}, {identity}, {pose}"\n'
    findings = lint_spec(example(OUTFIT + template), config=LintConfig(select=("C109",))).findings
    assert [(one.code, one.path, one.hint) for one in findings] == [
        ("C109", ("caption_template",), "Put `{outfit}` into the template.")
    ]


VARIABLE = "outfit:\n  policy: variable\n"


@pytest.mark.parametrize(
    ("caption", "fires"),
    [
        ("Vendalixia, full-body, standing in a forest", True),
        ("Vendalixia, a blue dress, standing in a forest", False),
        ("Vendalixia, close-up, smiling", False),
        ("Vendalixia, une jeune femme aux cheveux argentés", False),
        ("Vendalixia站在森林里", False),
    ],
)
def test_a_variable_outfit_is_asked_only_where_the_caption_can_be_read(
    caption: str, fires: bool, example: Callable[..., Path]
) -> None:
    assert bool(found(example, caption, "C110", VARIABLE)) == fires


def test_a_label_names_the_garment(example: Callable[..., Path]) -> None:
    spec = f"{VARIABLE}images:\n  images/a.png: {{pose: standing, outfit: a blue dress}}\n"
    spec += "  images/b.png: {pose: running}\n"
    findings = lint_spec(example(spec), config=LintConfig(select=("C110",))).findings
    assert [one.path for one in findings] == [("images", "images/b.png")]


@pytest.mark.parametrize(
    ("rest", "severity"),
    [
        ("in a cave", "error"),
        ("close-up, grinning", "info"),
        ("close-up, in a white dress", "error"),
        ("without her dark leather coat", "error"),
    ],
)
def test_a_garment_that_is_left_out(rest: str, severity: str, example: Callable[..., Path]) -> None:
    (finding,) = found(
        example, f"Vendalixia, a young woman with silver hair and {REST}, {rest}", "C109", OUTFIT
    )
    assert finding.severity == severity
