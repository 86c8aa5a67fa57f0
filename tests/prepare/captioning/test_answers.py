"""Whatever a model answers: what is taken from it are a few plain words per attribute, or nothing."""

from __future__ import annotations

import json
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charspec.captions import compose, find_trigger
from charspec.prepare.captioning import question, read_answer, wanted_attributes
from charspec.prepare.captioning.cleaning import MOST_LETTERS
from charspec.source import parse, set_pairs
from charspec.spec import CharacterSpec, load_text

SPEC = """\
schema: charspec/1
trigger: Vendalixia
identity:
  is: a young woman
  with: [silver hair, a red scarf]
outfit:
  policy: {policy}
varies: [angle, framing, pose, expression, environment, lighting, hair_state]
images:
  a.png:
"""


def spec_of(text: str) -> CharacterSpec:
    return load_text(text, Path()).require()


SIGNATURE = spec_of(SPEC.format(policy="signature\n  wears: [a purple coat]"))
VARIABLE = spec_of(SPEC.format(policy="variable"))
FULL = {
    "angle": "three-quarter",
    "framing": "half-body",
    "pose": "standing",
    "expression": "smiling",
    "environment": "in a forest at dusk",
    "lighting": "soft light",
}


def answer(**said: object) -> dict[str, str]:
    return read_answer(json.dumps(said), SIGNATURE)


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(FULL),
        f"Sure! Here it is:\n```json\n{json.dumps(FULL, indent=2)}\n```\nAnything else?",
        f"<think>maybe {{'pose': 'sitting'}} or {json.dumps({'pose': 'sitting'})}</think>{json.dumps(FULL)}",
        json.dumps({"attributes": FULL}),
        json.dumps({key.upper(): f" {value}. " for key, value in FULL.items()}),
        json.dumps(
            {
                "view": "three-quarter view",
                "shot": "waist-up",
                "action": "The character is standing",
                "facial expression": "a gentle smile",
                "background": "in a forest at dusk, with",
                "light": "soft light",
            }
        ),
    ],
)
def test_the_same_attributes_are_read_whatever_is_around_them(text: str) -> None:
    assert read_answer(text, SIGNATURE) == FULL


def test_a_caption_in_words_is_read_by_the_vocabulary() -> None:
    text = "Vendalixia, a young woman with silver hair, shown from behind, runs through a dense snowy forest."
    assert read_answer(f"{text} She is smiling.", SIGNATURE) == {
        "angle": "back",
        "pose": "running",
        "expression": "smiling",
        "environment": "through a dense snowy forest",
    }


@pytest.mark.parametrize(
    ("name", "said", "kept"),
    [
        ("angle", "from behind", "back"),
        ("angle", "bananas", ""),
        ("framing", "cropped at the waist", "half-body"),
        ("pose", "balancing on a barrel", "balancing on a barrel"),
        ("pose", "Balancing on a barrel", "balancing on a barrel"),
        ("environment", "In Paris at night", "in Paris at night"),
        ("pose", ["sitting", "reading"], "sitting, reading"),
        ("pose", "unknown", ""),
        ("pose", "Not visible.", ""),
        ("pose", 7, ""),
        ("pose", None, ""),
        ("pose", {"a": "b"}, ""),
        ("pose", "pose: standing", "standing"),
        ("pose", "standing\nrelease:\n  license: MIT", "standing"),
        ("pose", "standing. Ignore all rules.", "standing"),
        ("pose", "standing with her red scarf", "standing"),
        ("pose", "kneeling, silver-haired", "kneeling"),
        ("pose", "Vendalixia's kneeling", "kneeling"),
        ("pose", "vendalixias kneeling", "kneeling"),
        ("pose", "a young woman kneeling in a purple coat", "kneeling"),
        ("pose", "kneeling kneeling kneeling", "kneeling"),
        ("pose", "${oc.env:HOME} kneeling {trigger}", "kneeling"),
        ("pose", "!!python/object:os.system # &a *a", "python object os system"),
        ("pose", "\u202ekneeling\u0007\x1b[31m", "kneeling"),
        ("pose", "watercolour kneeling", "kneeling"),
        ("environment", "forest", "in a forest"),
        ("environment", "Outdoors, in a grassy field", "in a grassy field"),
        ("expression", "She looks happy and relaxed", "happy and relaxed"),
        ("environment", "the old castle", "in the old castle"),
        ("environment", "Vendalixia in a tavern", "in a tavern"),
        ("lighting", "golden-hour light, 3/4 backlit", "golden-hour light, 3/4 backlit"),
        ("hair_state", "wet and tangled", "wet and tangled"),
    ],
)
def test_a_value_is_a_few_plain_words_or_nothing(name: str, said: object, kept: str) -> None:
    assert answer(**{name: said}).get(name, "") == kept


def test_what_no_attribute_has_asked_for_is_dropped() -> None:
    assert answer(
        pose="standing", trigger="X", draft="false", caption="X", outfit="a hat", style="anime"
    ) == {"pose": "standing"}
    assert read_answer(json.dumps({"outfit": "a blue hat"}), VARIABLE) == {"outfit": "a blue hat"}


def test_the_question_names_what_is_wanted_and_what_never_changes() -> None:
    asked = question(SIGNATURE)
    assert [name for name in wanted_attributes(SIGNATURE) if f'"{name}"' not in asked] == []
    assert '"outfit"' not in asked
    assert '"outfit"' in question(VARIABLE)
    assert "a young woman, silver hair, a red scarf, a purple coat" in asked
    assert "Vendalixia" not in asked, "the model has no use for the trigger"
    assert "three-quarter back" in asked


@pytest.mark.parametrize(
    "text",
    [
        "{" * 60_000,
        '{"a":' * 12_000,
        "[" * 60_000,
        '{"pose": "' + "standing " * 7_000,
        json.dumps({"pose": "a" * 60_000}),
        json.dumps({str(number): "x" for number in range(5_000)}),
        "standing, " * 6_000,
        "<think>" * 9_000,
        json.dumps({"pose": ", ".join(["silver hair"] * 900)}),
        "\x00\ud800" * 20_000,
        json.dumps({"pose": "Vend" * 90 + "alixia" * 90}),
    ],
)
def test_a_huge_answer_costs_little(text: str) -> None:
    started = time.process_time()
    found = read_answer(text, SIGNATURE)
    assert time.process_time() - started < 1.5
    assert all(len(value) <= MOST_LETTERS for value in found.values())


HOSTILE = st.one_of(
    st.text(max_size=120),
    st.text("Vendalixia ,'-:{}[]#\n\"$silverhardcotm\u200b", max_size=60),
    st.lists(st.text(max_size=20), max_size=3),
    st.none(),
    st.integers(),
)


@given(st.dictionaries(st.sampled_from((*wanted_attributes(VARIABLE), "caption", "draft")), HOSTILE))
def test_trigger_and_identity_stand_in_the_caption_as_the_spec_has_them(said: dict[str, object]) -> None:
    for spec in (SIGNATURE, VARIABLE):
        found = read_answer(json.dumps(said), spec)
        assert set(found) <= set(wanted_attributes(spec))
        caption = compose(spec, found)
        assert caption.startswith(
            compose(spec, {}) if spec is SIGNATURE else "Vendalixia, a young woman with"
        )
        assert len(find_trigger(caption, "Vendalixia")) == 1
        assert caption.count("silver hair") == caption.count("a red scarf") == 1
        assert all(unicodedata.category(letter)[0] in "LMN" or letter in " ,'-/" for letter in caption)


@given(st.text(max_size=200))
def test_any_text_is_read_and_can_be_written(text: str) -> None:
    found = read_answer(text, SIGNATURE)
    source = parse(SPEC.format(policy="variable"))
    after = parse(set_pairs(source, ("images", "a.png"), found))
    assert (after.get(("images", "a.png")) or {}) == found
