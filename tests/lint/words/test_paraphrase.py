"""A trait in other words: what is read as the trait, as a part of it, as something else, and not at all."""

import pytest

from charspec.lint.words.paraphrase import read_trait

SILVER_HAIR = [
    "silver-haired",
    "silvery hair",
    "hair of silver",
    "her hair is silver",
    "silver locks",
    "a silver ponytail",
    "long, silver, flowing hair",
    "hair dyed silver",
    "her hair, silver and long",
    "hair the colour of silver",
    "hair that gleams like polished silver",
    "platinum hair",
]

OTHERWISE = [
    *(("silver hair", words) for words in SILVER_HAIR),
    ("silver hair", "silverhaired girl"),
    ("silver hair", "silver_twintails"),
    ("silver hair", "a mane of silver"),
    ("silver hair", "silver and rather long hair"),
    ("silver hair", "silver gossamer hair"),
    ("silver hair", "silver eyes and hair"),
    ("silver hair", "grey hair"),
    ("a red scarf", "a crimson shawl"),
    ("a red scarf", "a scarf of red wool"),
    ("a cybernetic left arm", "left cybernetic arm"),
    ("a scar across her nose", "a scar on the nose"),
    ("a scar across her nose", "a scarred nose"),
    ("freckles", "a freckled face"),
    ("green eyes", "green-eyed"),
    ("green eyes", "emerald eyes"),
    ("round wire glasses", "round wire-rimmed glasses"),
    ("antlers", "antlered"),
    ("blue-green eyes", "blue green eyes"),
    ("silberne Haare", "mit silbernem Haar steht sie im Wald"),
    ("einer runden Brille", "mit runder Brille sitzt sie im Wald"),
    ("银发", "银色的长发"),
]

PARTLY = [
    ("long silver hair", "silver hair"),
    ("a cybernetic left arm", "her cybernetic arm"),
    ("a dark leather coat", "a leather coat"),
    ("a notched left ear", "a notched ear"),
    ("glowing blue eyes", "blue eyes"),
]

OTHER = [
    ("silver hair", "golden hair"),
    ("silver hair", "short red hair"),
    ("silver hair", "blonde hair and silver eyes"),
    ("long hair", "short hair"),
    ("long silver hair", "short silver hair"),
    ("a red scarf", "a blue scarf"),
    ("a scar across the left cheek", "a scar across the right cheek"),
    ("a cybernetic left arm", "her cybernetic right arm"),
]

UNSAID = [
    ("silver hair", "a silver ring, long hair"),
    ("silver hair", "a silver ring and long hair"),
    ("silver hair", "hair pinned with a silver clip"),
    ("silver hair", "silver thread in her hair"),
    ("silver hair", "hair and silver eyes"),
    ("silver hair", "a silver crown on her hair"),
    ("silver hair", "hair blowing, silver moonlight"),
    ("silver hair", "long hair"),
    ("a red scarf", "red leaves, a scarf"),
    ("a red scarf", "a scarf"),
    ("a cybernetic left arm", "left arm raised"),
    ("white wings", "winged"),
    ("silberne Haare", "steht im Wald bei Nacht"),
    ("银发", "发光的银色眼睛"),
]


def kind(trait: str, words: str) -> str | None:
    found = read_trait(f"Vendalixia, {words}, standing", trait)
    assert found is None or found.words in words
    return found.kind if found else None


@pytest.mark.parametrize(("trait", "words"), OTHERWISE)
def test_the_same_in_other_words(trait: str, words: str) -> None:
    assert kind(trait, words) == "whole"


@pytest.mark.parametrize(("trait", "words"), PARTLY)
def test_a_part_of_it(trait: str, words: str) -> None:
    assert kind(trait, words) == "part"


@pytest.mark.parametrize(("trait", "words"), OTHER)
def test_something_else_of_the_same_thing(trait: str, words: str) -> None:
    assert kind(trait, words) == "other"


@pytest.mark.parametrize(("trait", "words"), UNSAID)
def test_not_at_all(trait: str, words: str) -> None:
    assert kind(trait, words) is None
