"""What init guesses from captions, and what it leaves open."""

from __future__ import annotations

from pathlib import Path

import pytest

from charspec.prepare.importing import Found, Imported, Told
from charspec.prepare.initial import Guess, guess_character, guess_trigger

HEAD = "Vendalixia, a young woman with silver hair and a red scarf"
ROOT = Path("/sets/raven_queen/images")


def imported(*captions: str, trigger: Told | None = None, kind: Told | None = None) -> Imported:
    found = tuple(Found(f"{number}.png", caption) for number, caption in enumerate(captions))
    return Imported("folder", ("images",), found, trigger, kind)


TOLD = Told("nyx07", "the folder '5_nyx07 fox'")


@pytest.mark.parametrize(
    ("captions", "told", "trigger"),
    [
        # What captions begin with.
        ([f"{HEAD}, standing", f"{HEAD}, sitting"], None, "Vendalixia"),
        (["KAEL 07, a man, standing", "KAEL 07, a man, sitting"], None, "KAEL 07"),
        (["维达莉娅，站在森林里", "维达莉娅，坐着"], None, "维达莉娅"),
        # A name somewhere in a sentence; one caption forgets it.
        (
            ["a photo of Kael07 in a forest", "Kael07 sits", "here is Kael07", "Kael07", "a man"],
            None,
            "Kael07",
        ),
        (["ohwx woman, smiling", "ohwx woman, close-up"], None, "ohwx"),
        (["nyxa fox, smiling", "nyxa fox, sitting"], None, "nyxa"),
        (["photo of sks dog", "photo of sks dog in the snow"], None, "sks"),
        (["a mechanical thing with Nyx07", "mechanical, made by Nyx07"], None, "Nyx07"),
        # What begins captions and is no name.
        (["Hello there", "a mechanical thing"], None, "raven_queen"),
        (["a tall sorceress beside an obelisk"], None, "raven_queen"),
        (["young woman, smiling", "young woman, close-up"], None, "raven_queen"),
        (["a young woman, standing", "a young woman, sitting"], None, "raven_queen"),
        (["1girl, solo, silver hair", "1girl, solo, standing"], None, "raven_queen"),
        (["masterpiece, nyxara, 1girl", "masterpiece, nyxara, smile"], None, "nyxara"),
        (["smiling, in a forest", "smiling, on a beach"], None, "raven_queen"),
        # What the layout says, if captions do not say something else.
        (["nyx07 running", "nyx07 sitting"], TOLD, "nyx07"),
        ([], TOLD, "nyx07"),
        ([f"{HEAD}, standing", f"{HEAD}, sitting"], TOLD, "Vendalixia"),
        (["{trigger} running", "{trigger} sitting"], None, "raven_queen"),
        ([], None, "raven_queen"),
    ],
)
def test_the_trigger(captions: list[str], told: Told | None, trigger: str) -> None:
    guess = guess_trigger(imported(*captions, trigger=told), [ROOT])
    assert guess is not None
    assert guess.value == trigger


def test_the_trigger_says_what_it_rests_on() -> None:
    captions = [f"{HEAD}, standing", f"{HEAD}, sitting", "someone"]
    assert guess_trigger(imported(*captions), [ROOT]) == Guess("Vendalixia", "guessed: in 2 of 3 captions")
    told = guess_trigger(imported("nyx07, x", trigger=TOLD), [ROOT])
    assert told == Guess("nyx07", "from the folder '5_nyx07 fox'; in 1 of 1 captions")
    assert guess_trigger(imported(), [Path("/data/images/512")]) is None


@pytest.mark.parametrize(
    ("captions", "kind", "traits", "wears"),
    [
        ([f"T7, {one}" for one in ("a fox, standing", "a fox, sitting")], "a fox", [], []),
        (
            [f"{HEAD}, a dark leather coat, {one}" for one in ("standing", "front view, sitting")],
            "a young woman",
            ["silver hair", "a red scarf"],
            ["a dark leather coat"],
        ),
        (
            [f"T7, a man with grey hair, blue eyes and a scar, {one}" for one in ("standing", "sitting")],
            "a man",
            ["grey hair", "blue eyes", "a scar"],
            [],
        ),
        (
            ["T7, 1girl, silver hair, solo, forest", "T7, silver hair, 1girl, sitting, solo, close-up"],
            "1girl",
            ["silver hair"],
            [],
        ),
        (
            [
                "T7 is an old man with a grey beard who stands.",
                "The old man T7 has an old man with a grey beard.",
            ],
            "an old man",
            ["a grey beard"],
            [],
        ),
        (
            ["T7，一位年轻女子，银色头发，微笑", "T7，一位年轻女子，银色头发，站着"],
            "一位年轻女子",
            ["银色头发"],
            [],
        ),
        (
            [
                "T7, eine junge Frau mit Hut, steht",
                "T7, eine junge Frau mit Hut",
                "T7, eine junge Frau mit Hut",
            ],
            "eine junge Frau mit Hut",
            [],
            [],
        ),
        (
            [
                "Here T7, a tall woman with red hair in a hat, runs.",
                "T7 has red hair.",
                "T7 is a tall woman in red",
            ],
            "a tall woman",
            [],
            [],
        ),
        (["photo of T7 dog", "photo of T7 dog in the snow"], "dog", [], []),
        # One wears something else.
        (
            [f"T7, a man with grey hair, {one}, standing" for one in ("a hat", "a coat", "a coat", "a coat")],
            "a man",
            ["grey hair"],
            ["a coat"],
        ),
        # Some forget the trait, and some of the rest wear something else.
        (
            ["T7, a man, x"] * 2
            + ["T7, a man with grey hair, a hat, x"] * 3
            + ["T7, a man with grey hair, a coat, x"] * 5,
            "a man",
            ["grey hair"],
            ["a coat"],
        ),
        # What all have in common and changes in other pictures is no trait.
        (["T7, in a forest, smiling", "T7, in a forest, smiling"], "a character", [], []),
        ([], "a character", [], []),
    ],
)
def test_the_identity(captions: list[str], kind: str, traits: list[str], wears: list[str]) -> None:
    trigger = Guess("Vendalixia" if captions and captions[0].startswith("Vend") else "T7")
    found = guess_character(imported(*captions), trigger)
    assert found.kind.value == kind
    assert [one.value for one in found.traits] == traits
    assert [one.value for one in found.wears] == wears
    assert found.policy == ("signature" if wears else None)


def test_a_class_from_the_layout_stands_where_captions_say_none() -> None:
    kind = Told("woman", "the folder '5_T7 woman'")
    assert guess_character(imported("T7, standing", kind=kind), Guess("T7")).kind.value == "woman"


def test_different_garments_are_a_variable_outfit() -> None:
    captions = [f"{HEAD}, in a {one}" for one in ("blue coat, standing", "white dress, sitting", "robe")]
    found = guess_character(imported(*captions), Guess("Vendalixia"))
    assert (found.policy, found.wears) == ("variable", ())


def test_a_style_that_every_caption_ends_with_is_locked() -> None:
    captions = [f"{HEAD}, {one}, anime style" for one in ("standing", "sitting")]
    found = guess_character(imported(*captions), Guess("Vendalixia"))
    assert found.style is not None
    assert found.style.value == "anime style"
    assert guess_character(imported(captions[0], f"{HEAD}, x"), Guess("Vendalixia")).style is None
