"""Attributes read back out of captions: those that compose the same bytes, or none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charspec.captions import compose
from charspec.prepare.initial import Character, Guess, preliminary
from charspec.prepare.initial.character import Policy
from charspec.prepare.initial.reading import read_back
from charspec.spec import CharacterSpec

HEAD = "Vendalixia, a young woman with silver hair and a red scarf"


def spec(policy: Policy | None = None, style: str | None = None) -> CharacterSpec:
    character = Character(
        Guess("Vendalixia"),
        Guess("a young woman"),
        (Guess("silver hair"), Guess("a red scarf")),
        policy,
        (Guess("a dark coat"),) if policy == "signature" else (),
        Guess(style) if style else None,
    )
    return preliminary(character, "tiny")


@pytest.mark.parametrize(
    ("rest", "attributes"),
    [
        (
            "three-quarter view, smiling, standing in a forest at dusk, soft warm light",
            {
                "angle": "three-quarter",
                "pose": "standing",
                "expression": "smiling",
                "environment": "in a forest at dusk",
                "lighting": "soft warm light",
            },
        ),
        ("from above, close-up", {"angle": "from above", "framing": "close-up"}),
        ("arms crossed, looking away", {"pose": "arms crossed, looking away"}),
        ("standing, forest", {"pose": "standing", "environment": "forest"}),
        ("on a rooftop at night", {"environment": "on a rooftop at night"}),
        ("holding a lamp in a cave", {"pose": "holding a lamp", "environment": "in a cave"}),
        # Not in the template's order, not known, or not the same bytes.
        ("standing, front view", None),
        ("standing, in a forest", None),
        ("standing, xyzzy", None),
        ("front, standing", None),
        ("standing in a forest.", None),
        ("Standing", {"pose": "Standing"}),
    ],
)
def test_of_the_rest_of_a_caption(rest: str, attributes: dict[str, str] | None) -> None:
    assert read_back(f"{HEAD}, {rest}", spec()) == attributes


@pytest.mark.parametrize("caption", [HEAD, "standing", f"{HEAD} standing", HEAD.lower() + ", standing", ""])
def test_a_caption_without_attributes_or_with_another_head_has_none(caption: str) -> None:
    assert read_back(caption, spec()) is None


def test_outfit_and_style() -> None:
    worn = f"{HEAD}, a dark coat, standing"
    assert read_back(worn, spec("signature")) == {"pose": "standing"}
    assert read_back(f"{HEAD}, standing", spec("signature")) is None
    varied = read_back(f"{HEAD}, white dress, standing", spec("variable"))
    assert varied == {"outfit": "white dress", "pose": "standing"}
    assert read_back(f"{HEAD}, standing, anime style", spec(style="anime style")) == {"pose": "standing"}
    assert read_back(f"{HEAD}, standing", spec(style="anime style")) is None


values = {
    "angle": ["front", "three-quarter", "profile", "back", "from above", "low angle"],
    "framing": ["close-up", "half-body", "full-body", "wide shot"],
    "expression": ["smiling", "neutral", "laughing", "sad"],
    "pose": ["standing", "sitting", "arms crossed", "running", "waving, jumping"],
    "environment": ["in a forest at dusk", "on a beach", "forest", "down a snowy street"],
    "lighting": ["soft light", "golden hour", "firelight"],
}


@given(st.fixed_dictionaries({}, optional={name: st.sampled_from(known) for name, known in values.items()}))
def test_what_the_template_composed_is_read_back_so_that_it_composes_again(
    attributes: dict[str, str],
) -> None:
    caption = compose(spec(), attributes)
    read = read_back(caption, spec())
    if attributes:
        assert read is not None
        assert compose(spec(), read) == caption
        assert read.keys() <= attributes.keys() | {"environment", "pose", "lighting"}
    else:
        assert read is None
