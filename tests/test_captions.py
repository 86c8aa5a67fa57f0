"""Captions: the guide's example to the byte, no stray commas ever, and triggers found as people mean them."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charspec.captions import (
    begins_with_trigger,
    class_caption,
    compose,
    contains_phrase,
    contains_trigger,
    control_prompt,
    edit_distance,
    expand,
    find_trigger,
    find_variants,
    nameless_caption,
    prompts,
    read_attributes,
    unresolved,
    without_identity,
    without_trigger,
)
from charspec.spec import CharacterSpec, load_spec, load_text
from charspec.vocabulary import vocabulary

GUIDE = (
    "Vendalixia, a young woman with silver hair and a red scarf, three-quarter view, smiling, "
    "standing in a forest at dusk, soft warm light"
)
SMALLEST = (
    "schema: charspec/1\ntrigger: Vendalixia\nimages: images/\n"
    "identity: a young woman with silver hair and a red scarf\n"
)
GOLDEN = Path(__file__).parent / "golden" / "spec" / "character.yaml"


def spec(more: str = "") -> CharacterSpec:
    return load_text(SMALLEST + more, Path()).require()


def test_the_guides_example_is_composed_byte_for_byte() -> None:
    attributes = {
        "angle": "three-quarter",
        "expression": "smiling",
        "pose": "standing",
        "environment": "in a forest at dusk",
        "lighting": "soft warm light",
    }
    assert compose(spec(), attributes) == GUIDE


def test_the_pictures_of_the_complete_example_are_captioned_in_the_templates_order() -> None:
    golden = load_spec(GOLDEN).require()
    captions = {file: compose(golden, picture.attributes) for file, picture in golden.pictures.items()}
    start = "Vendalixia, a young woman with silver hair and a red scarf, a dark leather coat"
    assert captions["images/front.png"] == (
        f"{start}, front view, full-body, neutral, standing in a white studio, flat light"
    )
    assert captions["images/back.png"] == (
        f"{start}, back view, full-body, walking down a snowy street, blue hour"
    )
    assert captions["images/camp.png"] == start


@pytest.mark.parametrize(
    ("more", "attributes", "end"),
    [
        ("", {"environment": "snowy street", "pose": "standing"}, "standing, snowy street"),
        ("", {"environment": "snowy street"}, "snowy street"),
        ("", {"environment": "in a cave"}, "in a cave"),
        ("", {"angle": "Profile"}, "Profile view"),
        ("", {"angle": "low angle"}, "low angle"),
        ("", {"outfit": "a blue coat", "angle": "front"}, "a blue coat, front view"),
        ("outfit: {policy: variable}\n", {"outfit": "a blue coat"}, "a blue coat"),
        ("outfit: {policy: signature, wears: [a hat, boots]}\n", {"outfit": "a cap"}, "a hat and boots"),
        ("style: cel-shaded anime\n", {"lighting": "dusk"}, "dusk, cel-shaded anime"),
        ("varies: [weather, lighting]\n", {"weather": "rain", "lighting": "dusk"}, "rain, dusk"),
        ("", {"pose": "running, , fast ,", "lighting": " soft  light"}, "running, fast, soft light"),
    ],
)
def test_parts_are_worded_and_empty_ones_drop_out(more: str, attributes: dict[str, str], end: str) -> None:
    start = "Vendalixia, a young woman with silver hair and a red scarf"
    assert compose(spec(more), attributes) == f"{start}, {end}"


def test_a_template_of_ones_own_is_followed_and_its_words_go_with_their_values() -> None:
    own = spec("caption_template: 'a picture of {trigger}, seen from {angle}, lit by {lighting}'\n")
    assert compose(own, {"lighting": "fire"}) == "a picture of Vendalixia, lit by fire"


_VALUE = st.text(alphabet="ab, \t{}é-", max_size=12)


@given(
    st.dictionaries(
        st.sampled_from(
            ["angle", "framing", "pose", "expression", "environment", "lighting", "outfit", "weather"]
        ),
        _VALUE,
    ),
    st.sampled_from(
        ["", "style: anime\n", "outfit: {policy: variable}\n", "varies: [weather]\n", "identity: a fox"]
    ),
)
def test_no_caption_has_stray_commas_or_blanks_and_all_begin_with_the_trigger(
    attributes: dict[str, str], more: str
) -> None:
    text = SMALLEST if not more.startswith("identity") else SMALLEST[: SMALLEST.index("identity")]
    caption = compose(load_text(text + more, Path()).require(), attributes)
    assert caption.startswith("Vendalixia, a ")
    assert "  " not in caption
    assert ",," not in caption
    assert ", ," not in caption
    assert " ," not in caption
    assert caption == caption.strip(" ,")


def test_placeholders_are_replaced_and_unknown_ones_reported() -> None:
    assert expand("{trigger}, {identity}, {foo}", spec()) == (
        "Vendalixia, a young woman with silver hair and a red scarf, {foo}"
    )
    assert unresolved("{trigger} {foo} [Trigger] [other]") == ["{foo}", "[Trigger]"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Vendalixia, smiling", True),
        ("portrait of Vendalixia", True),
        ("Vendalixia's coat", True),
        ("Vendalixia’s coat", True),
        ("Vendalixia站在", True),
        ("站Vendalixia", True),
        ("(Vendalixia)", True),
        ("a Vendalixia-like woman", True),
        ("Vendalixias", False),
        ("MyVendalixia", False),
        ("Vendalixia2", False),
        ("Vendalixia_b", False),
        ("vendalixia", False),
        ("Vendalixiá", False),
        ("", False),
    ],
)
def test_a_trigger_is_a_whole_word_to_the_byte(text: str, found: bool) -> None:
    assert contains_trigger(text, "Vendalixia") is found


def test_a_trigger_in_a_script_without_blanks_ends_where_it_ends() -> None:
    assert contains_trigger("一幅小明站在雪地里的画", "小明")
    assert contains_trigger("소미가 웃는다", "소미")


def test_a_trigger_knows_its_place() -> None:
    assert find_trigger("a KAEL_07 and KAEL_07", "KAEL_07") == [(2, 9), (14, 21)]
    assert begins_with_trigger(" Vendalixia, x", "Vendalixia")
    assert not begins_with_trigger("portrait of Vendalixia", "Vendalixia")


@pytest.mark.parametrize(
    ("text", "trigger", "variants"),
    [
        ("vendalixia, smiling", "Vendalixia", [("vendalixia", "case")]),
        ("VENDALIXIA's hat", "Vendalixia", [("VENDALIXIA", "case")]),
        ("two Vendalixias", "Vendalixia", [("Vendalixias", "plural")]),
        ("Vendalxia runs", "Vendalixia", [("Vendalxia", "spelling")]),
        ("Vendailxia runs", "Vendalixia", [("Vendailxia", "spelling")]),
        ("Venda lixia runs", "Vendalixia", [("Venda lixia", "spelling")]),
        ("Vendalixia, vendalixia", "Vendalixia", [("vendalixia", "case")]),
        ("Vendalixia, a young woman", "Vendalixia", []),
        ("kael 07 and KAEL07", "KAEL_07", [("kael 07", "spelling"), ("KAEL07", "spelling")]),
        ("red fox", "Red Fox", [("red fox", "case")]),
        ("Redfox", "Red Fox", [("Redfox", "spelling")]),
        ("the Karl of old", "Kael", []),
        ("Zoe-9 runs", "Zoë-9", [("Zoe-9", "spelling")]),
        ("Zoë\u20119 runs", "Zoë-9", [("Zoë\u20119", "spelling")]),
        ("Renee and Rene", "Renée", [("Renee", "spelling"), ("Rene", "spelling")]),
        ("カエ", "ガエ", []),
        ("", "Vendalixia", []),
    ],
)
def test_what_looks_like_the_trigger_is_named(
    text: str, trigger: str, variants: list[tuple[str, str]]
) -> None:
    assert [(found.text, found.kind) for found in find_variants(text, trigger)] == variants
    for found in find_variants(text, trigger):
        assert text[found.start : found.end] == found.text


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [("abc", "abc", 0), ("abc", "acb", 1), ("abc", "xyz", 3), ("a", "abcdef", 3)],
)
def test_edits_between_words_are_counted_up_to_a_limit(one: str, other: str, distance: int) -> None:
    assert edit_distance(one, other, 2) == distance


def test_a_phrase_is_found_in_any_case_as_whole_words() -> None:
    assert contains_phrase("with Silver  hair", "silver hair")
    assert contains_phrase("a red scarf.", "a red scarf")
    assert not contains_phrase("silver-haired", "silver hair")
    assert not contains_phrase("a red scarface", "a red scarf")
    assert not contains_phrase("anything", " ")


def test_the_guides_caption_is_read_back_into_its_attributes() -> None:
    assert read_attributes(without_identity(GUIDE, spec()), vocabulary()) == {
        "angle": ("three-quarter",),
        "expression": ("smiling",),
        "pose": ("standing",),
        "environment": ("forest",),
        "lighting": ("dusk", "soft light"),
    }


def test_common_words_inside_a_sentence_are_not_taken_for_attributes() -> None:
    assert read_attributes("a sword on her back, dark coat", vocabulary()) == {"outfit": ("coat",)}
    assert read_attributes("back, neutral", vocabulary()) == {"angle": ("back",), "expression": ("neutral",)}


@pytest.mark.parametrize(
    ("caption", "expression"),
    [
        ("in a cave, and her expression is calm.", ("calm",)),
        ("she looks very serious as she waits in the rain", ("serious",)),
        ("with a calm and proud face", ()),
        ("the sea looks dark, the calm water of a lake", ()),
        ("the lake is calm", ()),
    ],
)
def test_a_common_word_behind_the_face_is_its_expression(caption: str, expression: tuple[str, ...]) -> None:
    assert read_attributes(caption, vocabulary()).get("expression", ()) == expression


def test_the_default_prompts_are_the_guides_four() -> None:
    assert prompts(spec()) == {
        "baseline": "Vendalixia, standing, neutral expression",
        "new_pose": "Vendalixia running",
        "new_place": "Vendalixia on a beach at sunset",
        "new_framing": "close-up portrait of Vendalixia, anime style",
    }
    assert prompts(spec('tests: {a: "{trigger} sleeping"}\n')) == {"a": "Vendalixia sleeping"}
    assert prompts(spec("tests: {}\n")) == {}


def test_the_control_prompt_asks_for_anyone_of_the_kind() -> None:
    assert control_prompt(spec()) == "a young woman, standing, neutral expression"
    assert control_prompt(spec("tests: {a: someone else}\n")) == "a young woman"
    assert without_trigger("close-up of Vendalixia's face", spec()) == "close-up of a young woman's face"


@pytest.mark.parametrize(
    ("caption", "anyone"),
    [
        (
            "Vendalixia, a young woman with silver hair and a red scarf, front view, in a forest",
            "a young woman, front view, in a forest",
        ),
        ("Vendalixia with silver hair waving on a beach", "a young woman waving on a beach"),
        ("close-up of Vendalixia, smiling", "close-up of a young woman, smiling"),
        ("portrait, a red scarf, rain", "a young woman, portrait, rain"),
        ("Vendalixia", "a young woman"),
    ],
)
def test_a_class_caption_keeps_the_scene_and_names_nothing_of_hers(caption: str, anyone: str) -> None:
    assert class_caption(caption, spec()) == anyone


def test_a_nameless_caption_keeps_the_looks_and_not_the_name() -> None:
    caption = "Vendalixia, a young woman with silver hair and a red scarf, in a forest"
    looks = "a young woman with silver hair and a red scarf, in a forest"
    assert nameless_caption(caption, spec()) == looks
    assert nameless_caption("close-up of Vendalixia, smiling", spec()) == "close-up of a young woman, smiling"
