"""R107: what a mirror shows wrong, and the many things that it does not."""

from collections.abc import Callable
from pathlib import Path

import pytest

from charspec.lint import LintConfig, lint_spec
from charspec.lint.rules.settings.flip_asymmetric import sided


@pytest.mark.parametrize(
    ("trait", "sign"),
    [
        ("a cybernetic left arm", "a side"),
        ("a left cybernetic arm", "a side"),
        ("a feather behind her right ear", "a side"),
        ("a patch over one eye", "a side"),
        ("an eyepatch", "a side"),
        ("hair shaved on one side", "a side"),
        ("a mole on his left cheek", "a side"),
        ("a flower on her left", "a side"),
        ("a single glove on the right hand", "a side"),
        ("heterochromia", "eyes of two colours"),
        ("a blue left eye and a red right eye", "a side"),
        ("a scar across the nose", "a scar"),
        ("a scarred face", "a scar"),
        ("a dragon tattoo", "a tattoo"),
        ("a jersey with the number 7", "lettering"),
        ("a cap that says GO", "lettering"),
        ("a shirt with a logo", "lettering"),
        ("左眼下有一颗痣", "a side"),
        ("脸上有伤疤", "a scar"),
        ("手臂上的纹身", "a tattoo"),
    ],
)
def test_a_trait_that_a_mirror_spoils(trait: str, sign: str) -> None:
    assert sided(trait) == sign


@pytest.mark.parametrize(
    "trait",
    [
        "a red scarf",
        "silver hair",
        "a bright smile",
        "upright ears",
        "a coat left open",
        "hair left loose",
        "bracelets on the left and right wrist",
        "gloves on both hands",
        "one horn",
        "one big eye",
        "reading glasses",
        "a striped sweater",
        "a messenger bag",
        "leftover paint on the apron",
        "righteous eyes",
        "pointed ears",
        "no tattoos",
        "a face without scars",
        "a tattoo artist",
        "a logo designer",
        "a name",
        "左右对称的角",
        "银色头发",
    ],
)
def test_a_trait_that_a_mirror_does_not_spoil(trait: str) -> None:
    assert sided(trait) is None


SPEC = """\
identity:
  is: a courier
  with:
    - silver hair
outfit:
  policy: signature
  wears:
    - a jacket with a tattoo print
train:
  flip: {flip}
"""


@pytest.mark.parametrize(("flip", "places"), [("true", [("train", "flip")]), ("false", [])])
def test_the_outfit_counts_and_only_while_flip_is_on(
    flip: str, places: list[tuple[str, str]], example: Callable[..., Path]
) -> None:
    findings = lint_spec(example(SPEC.format(flip=flip)), config=LintConfig(select=("R107",))).findings
    assert [finding.path for finding in findings] == places
    assert all("'a jacket with a tattoo print'" in finding.message for finding in findings)


@pytest.mark.parametrize(
    "identity",
    [
        "identity: a fox with red fur and a torn left ear\n",
        "identity:\n  is: a fox\n  with:\n    - red fur\n    - a torn left ear\n",
    ],
)
def test_the_trait_is_shown_too(identity: str, example: Callable[..., Path]) -> None:
    path = example(f"{identity}train: {{flip: true}}\n")
    (finding,) = lint_spec(path, config=LintConfig(select=("R107",))).findings
    span = finding.related[0].location.span
    line = path.read_text("utf-8").splitlines()[span.line - 1]
    assert line[span.column - 1 : span.end_column - 1] == "a torn left ear"


def test_a_set_that_is_not_mirrored_may_have_sides(example: Callable[..., Path]) -> None:
    path = example("identity: a woman with a scar on her left cheek\n")
    assert lint_spec(path, config=LintConfig(select=("R107",))).findings == ()
