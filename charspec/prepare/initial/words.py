"""The parts of captions, and what the vocabulary says of one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from charspec.captions import read_attributes
from charspec.spec import STANDARD_VARIES
from charspec.vocabulary import vocabulary

VARYING = frozenset((*STANDARD_VARIES, "style"))

_BETWEEN = re.compile(r"\s*(?:[,，、;；。]|[.!?](?=\s|\Z))\s*")
_KINDS = """
woman man girl boy person child lady gentleman lad teenager teen kid baby toddler elder knight wizard witch
warrior princess prince queen king elf dwarf orc goblin fairy angel demon vampire ghost robot android cyborg
mecha creature monster mascot character figure doll puppet plush plushie toy cat kitten dog puppy fox wolf
bear rabbit bunny horse pony dragon bird owl raven lion tiger panda mouse frog fish dinosaur unicorn male
female guy soldier pirate ninja samurai mage sorceress sorcerer archer hunter ranger detective scientist
astronaut mermaid alien golem skeleton zombie courier
"""
_KIND_NOUNS = frozenset(_KINDS.split())
_CHINESE_KINDS = re.compile(
    r"[女男][子孩人性生]|少[女年]|老[人妇]|姑娘|青年|公主|王子|骑士|战士|法师|精灵|机器人|动物|猫|狗|狐狸|熊|兔|龙|娃娃"
)
_COUNTED = re.compile(r"\d\+?(?:girl|boy|other)s?\Z", re.IGNORECASE)
_BODY = """
hair haired eyes eyed eye ears ear tail skin fur horns horn wings wing beard moustache mustache freckles scar
braid braids ponytail pigtails twintails bun bangs fringe curls scales feathers mane antlers tattoo tattoos
fangs whiskers halo arm prosthetic eyepatch necklace earrings pendant amulet
"""
_BODY_WORDS = frozenset(_BODY.split())
_BOILERPLATE = re.compile(
    r"solo|masterpiece|(?:best|high|amazing|great) quality|highly detailed|absurdres|highres|"
    r"looking at (?:the )?(?:viewer|camera)|(?:simple|white|grey|gray|black|plain) background|no humans|"
    r"rating:\S+|score_\S+|source_\S+|\d{4}|8k|4k|uhd|newest|very aesthetic",
    re.IGNORECASE,
)


def parts(caption: str) -> list[str]:
    """What stands between the commas and full stops of a caption, also Chinese ones.

    >>> parts("Vendalixia，银色头发, standing. Dusk.")
    ['Vendalixia', '银色头发', 'standing', 'Dusk']
    """
    return [part for part in _BETWEEN.split(caption.strip()) if part]


def are_tags(captions: Sequence[str]) -> bool:
    """Whether captions are lists of tags: many parts of a word or two."""
    every = [parts(caption) for caption in captions]
    number = sum(map(len, every))
    words = sum(len(part.split()) for found in every for part in found)
    return bool(every) and number >= 4 * len(every) and words <= 2.5 * number


def says_something(part: str) -> bool:
    """Whether a part can be a trait: words, in no brackets or braces of another program."""
    return sum(char.isalpha() for char in part) > 1 and not set(part) & set('{}[]<>|()\\"`*#=')


def shared_by(items: Iterable[Iterable[str]]) -> Counter[str]:
    """How many of the lists hold each string."""
    return Counter(one for found in items for one in set(found))


def attributes_of(part: str) -> set[str]:
    """What the vocabulary takes a part of a caption for."""
    return set(read_attributes(part, vocabulary()))


def varies(part: str) -> bool:
    """Whether a part says something of one picture: an angle, a pose, a place …"""
    return bool(attributes_of(part) & VARYING)


def is_kind(part: str) -> bool:
    """Whether a part says what a character is: `a young woman`, `1girl`."""
    words = part.replace("_", " ").lower().split()
    if _COUNTED.match(part) or _CHINESE_KINDS.search(part):
        return True
    return bool(words and words[-1] in _KIND_NOUNS)


def kind_within(part: str) -> str | None:
    """The phrase up to the first noun for a kind, with its article: `a young woman standing` → `a young
    woman`."""
    words = part.split()
    for number, word in enumerate(words):
        if word.lower().strip("'\"") in _KIND_NOUNS:
            return " ".join(words[: number + 1])
    return None


def is_trait(phrase: str) -> bool:
    """Whether a phrase names a part of the body, a colour or a garment."""
    words = {word.lower() for word in re.findall(r"[^\W_]+", phrase)}
    known = {match.attribute for match in vocabulary().find(phrase)}
    return bool(words & _BODY_WORDS) or "outfit" in known


def is_garment(part: str) -> bool:
    """Whether a part names something worn and nothing of the body."""
    words = {word.lower() for word in re.findall(r"[^\W_]+", part)}
    return not words & _BODY_WORDS and "outfit" in {one.attribute for one in vocabulary().find(part)}


def is_boilerplate(part: str) -> bool:
    """Whether a part is about the file, not the character: `masterpiece`, `solo`."""
    return bool(_BOILERPLATE.fullmatch(part.replace("_", " ")))
