"""D112: a second character by the words of the caption, and all that only sounds like one."""

from collections.abc import Callable

import pytest

from charspec.lint import Finding
from charspec.lint.words.company import company_in

COMPANY = """
two women sitting in a park
with her friend
holding hands with her friend on a beach
standing next to a man in a suit
laughing with her little sister
and her mother
and a young man walking down a street
another woman beside her
hugging her brother
carrying a baby
holding a small child
2girls, forest
1girl, 1boy, city
multiple girls, outdoors
a couple embracing under a tree
a pair of girls
three friends around a campfire
smiling, with friends
with two friends in a cafe
dancing with a man in a ballroom
with his wife and dog
arm in arm with Kael
a group of friends at a table
talking with an old man
in a red jacket with her friend
reading a book and a boy beside her
and Kaelith, a tall man in armour
in the arms of a child
held by a little girl
standing next to Kael, her younger brother
"""
ALONE = """
in a cafe and London, a city of men, outside
between statues of Kaelith and Brann, a tall man
with Mount Fuji, a mountain, behind her
a crowd in the background
standing beside a statue of a woman
a statue of a man
a poster of two girls on the wall
a portrait of her mother on the wall
in front of a mural of three women
a painting of two women
with a man bun
with a baby face
with her friend's hat
with a boyish grin
with a girl scout uniform
with kid gloves
with women's boots
wearing a man's coat
holding a baby doll
holding a child's drawing
holding her sister's letter
holding hands behind her back
with her hands folded
with the other hand raised
with a red scarf and a friendly smile
both hands on the table
a couple of lanterns
two trees, two lanterns
two men in the background
people walking in the distance
busy street with people
a person's silhouette
talking to a man on the phone
reading a story about a boy
without her friend
beside a snowman
with her dog
a cat and her kittens
in a shop with a mannequin and a statue of a woman
1girl, solo, forest
wearing a shirt with a girl on it
holding a mug with two women on it
reading a comic with three boys in it
a scroll with two kanji characters
with her mother-of-pearl comb
next to a man-made lake
"""


@pytest.mark.parametrize("caption", COMPANY.strip().splitlines())
def test_company_is_noticed(caption: str) -> None:
    assert company_in(caption)


@pytest.mark.parametrize("caption", ALONE.strip().splitlines())
def test_what_is_no_second_character_is_left_alone(caption: str) -> None:
    assert company_in(caption) is None


@pytest.mark.parametrize(
    ("identity", "caption", "words"),
    [
        ("a small rusty robot", "two robots in a factory", "two robots"),
        ("a red fox", "another fox beside it", "another fox"),
        ("a red fox", "another red fox sniffs it", "another red fox"),
        ("a red fox", "another red fox in the background", None),
        ("a knight of the realm", "facing another tall knight", "another tall knight"),
        ("a red fox", "with a fox fur hat", None),
        ("a red car", "two cars on the street", None),
        # A pair is one character if it is described as one.
        ("two twin sisters in blue dresses", "two sisters sitting on a bench", None),
        ("a couple of old wizards", "with their friend", None),
    ],
)
def test_a_second_one_of_the_same_kind(
    identity: str, caption: str, words: str | None, captioned: Callable[..., list[Finding]]
) -> None:
    found = captioned("D112", [f"=Vendalixia, {identity}, {caption}"], f"identity: {identity}\n")
    assert [one.message.endswith(f"names a second character: '{words}'") for one in found] == [True] * bool(
        words
    )


def test_it_points_at_the_words_and_is_only_a_warning(captioned: Callable[..., list[Finding]]) -> None:
    (found,) = captioned("D112", ["smiling with her friend, in a forest"])
    assert found.severity == "warning"
    assert found.location.file.endswith("images/00.txt")
    assert (
        found.location.span.column
        == len("Vendalixia, a young woman with silver hair and a red scarf, smiling ") + 1
    )


def test_the_identity_is_no_company(captioned: Callable[..., list[Finding]]) -> None:
    head = "identity:\n  is: a young woman\n  with: [a friendly smile, hair like her mother]\n"
    caption = "=Vendalixia, a young woman with a friendly smile and hair like her mother, in a forest"
    assert captioned("D112", [caption], head) == []
