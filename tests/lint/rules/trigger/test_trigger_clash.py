"""T104: with the class phrase, and with the other characters of the run."""

from collections.abc import Callable
from pathlib import Path

import pytest

from charspec.lint import Finding, LintConfig
from charspec.lint.running.engine import check
from charspec.lint.sets.neighbours import Neighbour, clashing, neighbour_of
from charspec.spec import load_spec

WOMAN = "a young woman with silver hair and a red scarf"


@pytest.mark.parametrize(
    ("trigger", "identity", "fires"),
    [
        ("woman", "a young woman with silver hair", True),
        ("Fox", "a red fox", True),
        ("young woman", "a young woman", True),
        ("wo", "a young woman", False),
        ("silver", "a young woman with silver hair", False),
        ("Foxx", "a red fox", False),
    ],
)
def test_words_of_the_class_phrase(
    trigger: str, identity: str, fires: bool, with_trigger: Callable[..., list[Finding]]
) -> None:
    assert bool(with_trigger("T104", trigger, identity)) == fires


@pytest.mark.parametrize(
    ("other", "wanted"),
    [
        (Neighbour("kael/character.yaml", "Vendalixia", "a man"), [("warning", "is also that of kael/")]),
        (Neighbour("kael/character.yaml", "VENDALIXIA", "a man"), [("warning", "case 'VENDALIXIA', that")]),
        (Neighbour("kael/character.yaml", "Vendalixia_2", "a man"), [("warning", "inside 'Vendalixia_2'")]),
        (Neighbour("kael/character.yaml", "Lady_Vendalixia", WOMAN), [("warning", "inside 'Lady_")]),
        (Neighbour("kael/character.yaml", "Vendal", "a man"), []),
        (Neighbour("kael/character.yaml", "Kael", "a man"), []),
        # A copy elsewhere may be the same character, or one to be edited.
        (Neighbour("kael/character.yaml", "Vendalixia", WOMAN), [("info", "is also that of kael/")]),
    ],
)
def test_other_characters_of_the_run(
    other: Neighbour, wanted: list[tuple[str, str]], example: Callable[..., Path]
) -> None:
    found = check(load_spec(example(""), "v/character.yaml"), LintConfig(select=("T104",)), [other])[
        0
    ].findings
    assert [one.severity for one in found] == [severity for severity, _ in wanted]
    assert all(text in one.message for one, (_, text) in zip(found, wanted, strict=True))


def test_one_character_for_two_bases_keeps_its_trigger(example: Callable[..., Path]) -> None:
    loaded = load_spec(example(""), "v/character.yaml")
    beside = Neighbour("v/character-qwen.yaml", "Vendalixia", WOMAN)
    assert check(loaded, LintConfig(select=("T104",)), [beside])[0].findings == ()
    other = beside._replace(identity="a young man with black hair")
    assert len(check(loaded, LintConfig(select=("T104",)), [beside, other])[0].findings) == 1


def test_a_spec_is_no_neighbour_of_itself(example: Callable[..., Path]) -> None:
    loaded = load_spec(example(""), "v/character.yaml")
    itself = neighbour_of(loaded)
    assert itself == Neighbour("v/character.yaml", "Vendalixia", WOMAN)
    assert check(loaded, LintConfig(select=("T104",)), [itself])[0].findings == ()


def test_only_what_clashes_has_to_be_passed_on() -> None:
    one = Neighbour("a.yaml", "Kael", "a man")
    others = [one, *(Neighbour(f"{name}.yaml", name, "a man") for name in ("KAEL", "Kael_07", "Vex", "Kae"))]
    assert [other.trigger for other in clashing(one, others)] == ["KAEL", "Kael_07"]
    assert clashing(Neighbour("b.yaml", "ka", "a man"), others) == ()


def test_an_unreadable_spec_is_no_neighbour(tmp_path: Path) -> None:
    path = tmp_path / "character.yaml"
    path.write_text("trigger: [\n")
    assert neighbour_of(load_spec(path)) is None
