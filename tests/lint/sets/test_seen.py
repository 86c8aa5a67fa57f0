"""What counts as known of a picture, and when two pictures are alike."""

from collections.abc import Callable
from pathlib import Path

import pytest

from charspec.lint.config.thresholds import Thresholds
from charspec.lint.context import Context
from charspec.lint.sets.seen import Seen, alike, all_seen, read_from, seen, shows_no_face, zooms
from charspec.spec import load_spec

HEAD = "Vendalixia, a young woman with silver hair and a red scarf"


def known(text: str, attribute: str) -> tuple[set[str], set[str]] | None:
    found = read_from(text, attribute)
    return (set(found.terms), set(found.rest)) if found else None


@pytest.mark.parametrize(
    ("text", "attribute", "wanted"),
    [
        ("standing beside a mossy well", "pose", ({"standing"}, set())),
        ("standing with a torch", "pose", ({"standing"}, {"torch"})),
        ("stands in a park feeding the ducks", "pose", ({"standing"}, {"feeding", "ducks"})),
        ("standing, in a tavern, mugs on the table", "pose", ({"standing"}, set())),
        ("standing, left paw out", "pose", ({"standing"}, {"left", "paw", "out"})),
        ("smiling softly at us", "expression", ({"smiling"}, set())),
        ("smiling slyly", "expression", ({"smiling"}, {"slyly"})),
        ("from_behind, red_scarf", "angle", ({"back"}, set())),
        ("eye level, in a forest", "angle", None),
        ("a portrait of her", "framing", None),
        ("in a forest", "pose", None),
        ("站在森林里", "pose", None),
    ],
)
def test_what_a_text_says(text: str, attribute: str, wanted: tuple[set[str], set[str]] | None) -> None:
    assert known(text, attribute) == wanted


def test_reading_is_sure_only_if_every_word_is_known() -> None:
    assert read_from("front view, standing in a forest", "pose") == Seen(
        frozenset({"standing"}), frozenset(), True
    )
    unsure = read_from("front view, standing by a mossy well", "pose")
    assert unsure is not None
    assert not unsure.sure


def test_labels_are_sure_and_keep_their_own_words(example: Callable[..., Path]) -> None:
    spec = (
        "images:\n"
        "  images/a.png: {angle: back, pose: standing on her toes}\n"
        "  images/b.png: {angle: 正面, framing: eye level}\n"
        f"  images/c.png: {{angle: eye level, caption: '{HEAD}, smiling'}}\n"
    )
    context = Context(load_spec(example(spec)), Thresholds())
    assert context.items is not None
    assert context.spec is not None
    first, second, third = context.items
    pose = seen(first, "pose", context.spec)
    assert pose == Seen(frozenset({"standing"}), frozenset({"toes"}), True)
    angle = seen(second, "angle", context.spec)
    assert (str(angle), angle.terms if angle else None) == ("正面", frozenset())
    assert seen(third, "angle", context.spec) is None, "the height of the eyes is no side"
    assert all_seen(context.items, "angle", context.spec) is None
    assert [shows_no_face(item, context.spec) for item in context.items] == [True, False, False]


def test_alike_is_in_everything_said() -> None:
    plain = Seen(frozenset({"standing"}), frozenset(), True)
    read = Seen(frozenset({"standing"}), frozenset(), False)
    torch = Seen(frozenset({"standing"}), frozenset({"torch"}), True)
    assert alike([plain, read])
    assert not alike([plain, torch])


def test_zoom_levels() -> None:
    assert zooms(Seen(frozenset({"cowboy shot"}), frozenset(), True)) == {"half-body"}
    assert zooms(Seen(frozenset(), frozenset({"全身"}), True)) == frozenset()
