"""S111: an ignore that does nothing is known, and one that cannot be judged is left alone."""

from collections.abc import Callable
from pathlib import Path

import pytest

from charspec.errors import CharspecError
from charspec.lint import Finding, LintConfig, lint_spec, load_config
from charspec.lint.context import Context
from charspec.lint.sets.neighbours import Neighbour
from charspec.spec import load_spec

ALL = LintConfig()


def found(path: Path, config: LintConfig = ALL) -> list[Finding]:
    return [one for one in lint_spec(path, "character.yaml", config).findings if one.code == "S111"]


def test_an_ignore_that_hits_is_fine(example: Callable[..., Path]) -> None:
    path = example("images:  # charspec: ignore[D102] more to come\n  images/a.png: {pose: standing}\n")
    assert found(path) == []


@pytest.mark.parametrize(
    ("comment", "message", "hint"),
    [
        ("ignore[D901]", "no rule is called 'D901'", "codes"),
        ("ignore[d102]", "no rule is called 'd102'", "Did you mean 'D102'?"),
        ("ignore[few-image]", "no rule is called 'few-image'", "Did you mean 'few-images'?"),
        ("ignore[]", "this ignore names no rule", "ignore[CODE]"),
        ("ignore D102", "this comment ignores nothing", "ignore[CODE]"),
        ("noqa: D102", "this comment ignores nothing", "ignore[CODE]"),
        ("ignore[D102, C101] x", "this ignore of C101 keeps no finding quiet", "move it"),
        ("ignore[D102, S102] x", "S102 is an error of the spec itself", "Mend"),
    ],
)
def test_what_an_ignore_gets_wrong(
    comment: str, message: str, hint: str, example: Callable[..., Path]
) -> None:
    path = example(f"images:  # charspec: {comment}\n  images/a.png: {{pose: standing}}\n")
    (finding,) = found(path)
    assert message in finding.message
    assert hint in finding.hint
    assert finding.location.span.line == 4


def test_the_place_is_the_name_within_the_bracket(example: Callable[..., Path]) -> None:
    path = example("images:  # charspec: ignore[D102,C999] x\n  images/a.png: {pose: standing}\n")
    (finding,) = found(path)
    line = path.read_text().splitlines()[finding.location.span.line - 1]
    assert line[finding.location.span.column - 1 : finding.location.span.end_column - 1] == "C999"


@pytest.mark.parametrize(
    "comment",
    ["# ignore the next one", "# charspec: the format of this file", "# charspec/1, see the guide", "# noqa"],
)
def test_another_comment_is_none(comment: str, example: Callable[..., Path]) -> None:
    assert found(example(f"{comment}\nname: x\n")) == []


def test_rules_that_did_not_run_are_not_held_against_it(example: Callable[..., Path]) -> None:
    path = example("name: x  # charspec: ignore[C101, D] x\n")
    assert len(found(path)) == 2
    assert found(path, LintConfig(select=("I", "S"))) == []
    assert len(found(path, LintConfig(select=("C", "S")))) == 1


def test_a_rule_about_other_specs_is_judged_only_beside_them(example: Callable[..., Path]) -> None:
    loaded = load_spec(example("name: x\n"))
    others = (Neighbour("other/character.yaml", "Vendalixia", "a fox"),)
    wants = ("spec", "neighbours")
    assert not Context(loaded, ALL.thresholds).can_judge(wants)
    assert Context(loaded, ALL.thresholds, others).can_judge(wants)


def test_an_unreadable_spec_tells_nothing_about_its_ignores(example: Callable[..., Path]) -> None:
    path = example("schema: charspec/1  # charspec: ignore[C101]\ntrigger: {\n")
    assert found(path) == []


def test_it_can_be_kept_quiet_itself(example: Callable[..., Path]) -> None:
    assert found(example("name: x  # charspec: ignore[C101, S111] comes and goes\n")) == []


def test_an_ignore_in_the_configuration_that_names_no_rule_stops_the_run(tmp_path: Path) -> None:
    (tmp_path / "charspec.toml").write_text('[tool.charspec.lint]\nignore = ["D901"]\n')
    with pytest.raises(CharspecError, match="no rule is called 'D901'"):
        load_config(tmp_path)
