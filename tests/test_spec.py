"""The spec: the golden contract, its defaults, and every refusal with its code, place and next step."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charspec.errors import CharspecError
from charspec.source import Span
from charspec.spec import (
    CharacterSpec,
    LoadedSpec,
    join_words,
    load_spec,
    load_text,
    split_identity,
    why_outside,
)

GOLDEN = Path(__file__).parent / "golden" / "spec"
IMAGES = "images: images/"
LONG = "x" * 300
FOLDER = "images: i\n"
SMALLEST = """\
schema: charspec/1
trigger: Vendalixia
identity: a young woman with silver hair and a red scarf
images: images/
"""


def load(text: str, folder: Path = Path("somewhere")) -> LoadedSpec:
    return load_text(text, folder)


def only_problem(text: str) -> tuple[str, tuple[str | int, ...], str]:
    loaded = load(text)
    assert loaded.spec is None
    assert len(loaded.problems) == 1, loaded.problems
    problem = loaded.problems[0]
    assert problem.span
    assert problem.hint
    return problem.code, problem.path, f"{problem.message} | {problem.hint}"


def test_the_complete_example_is_the_golden_document() -> None:
    spec = load_spec(GOLDEN / "character.yaml").require()
    golden = json.loads((GOLDEN / "character.json").read_text("utf-8"))
    assert spec.model_dump(mode="json", by_alias=True, exclude_none=True) == golden
    assert list(spec.model_dump(mode="json", by_alias=True, exclude_none=True)) == list(golden)


def test_the_golden_document_is_itself_a_spec() -> None:
    golden = json.loads((GOLDEN / "character.json").read_text("utf-8"))
    assert CharacterSpec.model_validate(golden) == load_spec(GOLDEN / "character.yaml").require()


def test_the_smallest_spec_has_the_documented_defaults() -> None:
    spec = load(SMALLEST).require()
    assert (spec.name, spec.base, spec.style, spec.tests) == ("Vendalixia", "flux2-klein-4b", "any", None)
    assert spec.train.preset == "auto"
    assert spec.identity.class_phrase == "a young woman"
    assert spec.identity.traits == ("silver hair", "a red scarf")
    assert spec.varies == ("angle", "framing", "pose", "expression", "environment", "lighting")
    assert "varies" not in spec.model_fields_set
    assert spec.images == "images/"
    assert spec.pictures == {}


@pytest.mark.parametrize(
    ("text", "phrase", "traits"),
    [
        ("a fox", "a fox", ()),
        ("a man with a scar", "a man", ("a scar",)),
        ("a man with a scar, one eye, and a limp", "a man", ("a scar", "one eye", "a limp")),
        ("a robot with sand-coloured paint", "a robot", ("sand-coloured paint",)),
        ("a girl with a doll with red hair", "a girl", ("a doll with red hair",)),
    ],
)
def test_an_identity_in_one_line_is_class_phrase_and_traits(
    text: str, phrase: str, traits: tuple[str, ...]
) -> None:
    assert split_identity(text) == (phrase, traits)


def test_traits_are_joined_as_people_join_them() -> None:
    assert [join_words(["a", "b", "c"][:count]) for count in range(4)] == ["", "a", "a and b", "a, b and c"]


def test_text_fields_keep_what_was_written_and_number_fields_read_yaml_1_2() -> None:
    text = (
        SMALLEST.replace("trigger: Vendalixia", "trigger: 007\nname: no")
        + "train: {learning_rate: 1e-4, seed: 7}\n"
    )
    spec = load(text).require()
    assert (spec.trigger, spec.name) == ("007", "no")
    assert (spec.train.learning_rate, spec.train.seed) == (1e-4, 7)


def test_more_prompts_than_four_and_an_unknown_base_are_for_the_linter_to_judge() -> None:
    tests = "tests:\n" + "".join(f"  slot{n}: Vendalixia {n}\n" for n in range(6))
    spec = load(SMALLEST + "base: sdxl\n" + tests).require()
    assert spec.base == "sdxl"
    assert spec.tests is not None
    assert len(spec.tests) == 6


def test_an_empty_list_of_pictures_is_a_spec_without_pictures() -> None:
    assert load(SMALLEST.replace("images: images/", "images:")).require().pictures == {}


def test_attributes_of_ones_own_are_kept_if_varies_names_them() -> None:
    text = SMALLEST.replace(
        "images: images/", "varies: [angle, weather]\nimages:\n  a.png: {angle: front, weather: rain}"
    )
    assert load(text).require().pictures["a.png"].attributes == {"angle": "front", "weather": "rain"}


@pytest.mark.parametrize(
    ("old", "new", "code", "path", "words"),
    [
        ("trigger:", "triger:", "S103", ("triger",), "Did you mean 'trigger'?"),
        (IMAGES, "images:\n  a.png: {angel: front}", "S103", ("images", "a.png", "angel"), "'angle'?"),
        (IMAGES, "images:\n  a.png: {wind: soft}", "S103", ("images", "a.png", "wind"), "`varies`"),
        (IMAGES, "images: images/\ntrain: {epoch: 3}", "S103", ("train", "epoch"), "'epochs'"),
        ("identity: a ", "identity: {is: x, wit: [a]} #", "S103", ("identity", "wit"), "'with'"),
        ("trigger: Vendalixia", "trigger: [a]", "S104", ("trigger",), "must be text, found a list"),
        ("trigger: Vendalixia", "trigger:", "S104", ("trigger",), "found nothing"),
        ("trigger: Vendalixia", "trigger: ' '", "S104", ("trigger",), "must not be empty"),
        (IMAGES, "images: [a.png]", "S104", ("images",), "mapping"),
        (IMAGES, "images: {a.png: x}", "S104", ("images", "a.png"), "mapping"),
        (IMAGES, "images: {a.png: {crop: [0, 0, 9]}}", "S105", ("images", "a.png", "crop", 3), "missing"),
        (IMAGES, "images: {a.png: {crop: [9, 0, 9, 9]}}", "S104", ("images", "a.png", "crop"), "left <"),
        (IMAGES, "images: {a.png: {enhance: 4x}}", "S104", ("images", "a.png", "enhance"), "'2x'"),
        (IMAGES, "images: {a.png: {draft: yes}}", "S104", ("images", "a.png", "draft"), "true or false"),
        (IMAGES, FOLDER + "varies: [caption]", "S104", ("varies", 0), "meaning of its own"),
        (IMAGES, FOLDER + "varies: []", "S104", ("varies",), "name what varies"),
        (IMAGES, FOLDER + "varies: [No Blanks]", "S104", ("varies", 0), "a-z, 0-9"),
        (IMAGES, FOLDER + "tests: {Bad Slot: x}", "S104", ("tests", "Bad Slot"), "a-z, 0-9"),
        (IMAGES, FOLDER + "tests: [x]", "S104", ("tests",), "mapping"),
        (IMAGES, FOLDER + "train: fast", "S104", ("train",), "'auto'"),
        (IMAGES, FOLDER + "train: {preset: fast}", "S104", ("train", "preset"), "small_set"),
        (IMAGES, FOLDER + "train: {epochs: 0}", "S104", ("train", "epochs"), "at least 1"),
        (IMAGES, FOLDER + "train: {epochs: many}", "S104", ("train", "epochs"), "whole number, found 'many'"),
        (IMAGES, FOLDER + "train: {epochs: 1.5}", "S104", ("train", "epochs"), "whole number"),
        (IMAGES, FOLDER + "train: {learning_rate: .nan}", "S104", ("train", "learning_rate"), "number"),
        (IMAGES, FOLDER + "release: {thumbnail: nope}", "S104", ("release", "thumbnail"), "baseline"),
        (IMAGES, FOLDER + "release: {pins: [baseline, nope]}", "S104", ("release", "pins", 1), "is no test"),
        (IMAGES, FOLDER + "outfit: {policy: variable, wears: [x]}", "S104", ("outfit", "wears"), "signature"),
        (IMAGES, FOLDER + "outfit: {policy: signature, wears: x}", "S104", ("outfit", "wears"), "list"),
        (IMAGES, FOLDER + "caption_template: '{trigger} {foo}'", "S104", ("caption_template",), "{foo}"),
        ("trigger: Vendalixia\n", "", "S105", ("trigger",), "'trigger' is missing"),
        ("charspec/1", "charspec/9", "S106", ("schema",), "charspec/1"),
        (IMAGES, "images: {.: }", "S104", ("images", "."), "no picture"),
        (IMAGES, "images: {" + "x" * 300 + ": }", "S108", ("images", "x" * 300), "longer"),
        (IMAGES, "images: ../elsewhere", "S108", ("images",), "'..'"),
        (IMAGES, "images: /abs", "S108", ("images",), "absolute"),
        (IMAGES, "images: {'C:/a.png': }", "S108", ("images", "C:/a.png"), "absolute"),
        (IMAGES, "images: {'a\\b.png': }", "S108", ("images", "a\\b.png"), "backslash"),
        (IMAGES, "images: {a.png: {mask: ../m.png}}", "S108", ("images", "a.png", "mask"), "'..'"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_code_path_and_next_step(
    old: str, new: str, code: str, path: tuple[str | int, ...], words: str
) -> None:
    found = load(SMALLEST.replace(old, new))
    problem = found.problems[0] if code != "S103" or path != ("triger",) else found.problems[-1]
    assert found.spec is None
    assert (problem.code, problem.path) == (code, path)
    assert words in f"{problem.message} | {problem.hint}"
    assert problem.span


def test_a_problem_points_at_the_value_or_at_the_key_that_is_wrong() -> None:
    wrong = load(SMALLEST + "train:\n  epochs: many\n  rnak: 3\n").problems
    assert [problem.span for problem in wrong] == [Span(6, 11, 6, 15), Span(7, 3, 7, 7)]


def test_all_problems_are_told_at_once_in_the_order_of_the_file() -> None:
    codes = [problem.code for problem in load("schema: x\nidentity: {}\nextra: 1\nimages: 3\n").problems]
    assert codes == ["S105", "S106", "S105", "S103"]


@pytest.mark.parametrize(
    ("text", "code"), [("", "S105"), ("- a\n", "S104"), ("text", "S104"), ("a: [", "S101")]
)
def test_a_file_that_is_no_mapping_is_one_problem(text: str, code: str) -> None:
    assert only_problem(text)[0] == code


def test_the_studios_own_keys_are_ignored() -> None:
    assert load(SMALLEST + "x-studio: {ticket: [1, {a: b}]}\n").problems == ()


def test_a_symbolic_link_that_leaves_the_folder_is_refused(tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "spec"
    outside.mkdir()
    folder.mkdir()
    (folder / "images").symlink_to(outside)
    (folder / "own").mkdir()
    (folder / "near").symlink_to(folder / "own")
    assert [problem.code for problem in load(SMALLEST, folder).problems] == ["S108"]
    assert why_outside(folder, "near/a.png") is None


def test_a_verb_that_needs_the_spec_gets_its_first_problem_as_an_error() -> None:
    with pytest.raises(CharspecError, match=r"character\.yaml:2:1: unknown key 'triger'") as caught:
        load(SMALLEST.replace("trigger", "triger") + "trigger: x\n").require()
    assert caught.value.exit_code == 1


@given(st.data())
def test_no_change_to_a_spec_makes_the_loader_raise(data: st.DataObject) -> None:
    text = (GOLDEN / "character.yaml").read_text("utf-8")
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        length = data.draw(st.integers(0, 30))
        text = (
            text[:start]
            + data.draw(st.text(alphabet="{}[]:,-#&*!|>'\"%@? \n\tab1~$/.", max_size=8))
            + text[start + length :]
        )
    loaded = load(text)
    assert (loaded.spec is None) == bool(loaded.problems)
    assert all(problem.span and problem.message for problem in loaded.problems)
