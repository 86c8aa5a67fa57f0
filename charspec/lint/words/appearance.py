"""What words of looks mean: a ponytail is hair, silvery is silver, spectacles are glasses.

For judging whether a caption says a trait in other words, and nothing else: a word that is not here means
itself.
"""

import functools
import re

from charspec.vocabulary import vocabulary

_NARROWER = {
    "hair": """haired bob ponytail ponytails braid braids braided pigtails twintails twin bun buns locks lock
        tresses tress curls mane maned bangs fringe strands hairdo hairstyle haircut dreadlocks afro
        mohawk updo ringlets waves plait plaits""",
    "eye": "eyed iris irises gaze",
    "skin": "skinned complexion",
    "fur": "furred furry coat pelt",
    "ear": "eared",
    "tail": "tailed",
    "wing": "winged",
    "horn": "horned antler antlered",
    "beard": "bearded goatee",
    "scar": "scarred",
    "tattoo": "tattooed",
    "freckle": "freckled freckly",
    "fang": "fanged",
    "glass": "glasses spectacles eyeglasses bespectacled",
    "feather": "feathered plumage",
    "nose": "nosed snout muzzle",
    "face": "faced facial",
    "arm": "armed",
    "scale": "scaled scaly",
}
"""General word of a region of the body → the words that say it in particular, or as an adjective."""

_NEAR = (frozenset(("silver", "grey")), frozenset(("gold", "blond", "yellow")), frozenset(("red", "auburn")))
"""Colours that people take for each other, of hair and fur."""

_EXCLUSIVE = (
    {"long": "long", "waist-length": "long", "short": "short", "cropped": "short", "shaved": "short"},
    {"straight": "straight", "curly": "curly", "curled": "curly", "frizzy": "curly", "curls": "curly"},
)
"""Shapes of which a thing has one at a time."""

_SHAPES = """
long short straight curly wavy messy tousled unkempt flowing loose thick thin fine silky shiny glossy
sleek fluffy soft smooth wild spiky braided tied cropped shaved layered windswept wind-blown windblown
damp wet shoulder-length waist-length chin-length knee-length length shoulder waist chin large big small
little tiny huge round oval narrow wide sharp pointed pointy floppy bushy sparkling bright deep pale
light dark vivid striking piercing glowing gleaming shining shimmering metallic old worn tattered torn
knitted knit woollen wool leather cotton silk woven patched plain striped checked plaid lovely beautiful
pretty gorgeous elegant natural dyed rich warm cool
"""
_ADVERBS = "very rather quite slightly somewhat really extremely almost nearly mostly so too more"

ADJECTIVES = frozenset(f"{_SHAPES} {_ADVERBS}".split())
"""Words that may stand between a colour and its noun, or follow a noun: "silver, softly flowing hair"."""

_LINKS = """
is are was were of in the a an that which whose like as colour color coloured colored dyed shade tone
hue shines gleams glows falls flows turned worn kept and pure polished
"""
LINKS = frozenset(_LINKS.split())
"""Words between a noun and what is said of it afterwards: "hair that shines like silver"."""

_WEAK = "left right both two one single pair small large big little long short dark light"
WEAK = frozenset(_WEAK.split())
"""Words of a trait that alone do not tell it: a left arm is no cybernetic left arm."""

_ENDINGS = ("s", "es", "d", "ed", "y", "ish", "en", "ly", "like")


@functools.lru_cache(maxsize=8192)
def senses(word: str) -> frozenset[str]:
    """A word and what it may be another form of; colours and garments also by their names in the vocabulary.

    >>> "silver" in senses("silvery"), "outfit:scarf" in senses("shawl")
    (True, True)
    """
    low = word.lower()
    bare = {low.removesuffix(ending) for ending in _ENDINGS}
    if low.endswith("ves"):
        bare |= {f"{low[:-3]}f", f"{low[:-3]}fe"}
    if low.endswith(("rred", "gged", "pped", "tted")):
        bare.add(low[:-3])
    known = {match for match in vocabulary().find(low) if match.attribute in ("colour", "outfit")}
    terms = {match.term if match.attribute == "colour" else f"outfit:{match.term}" for match in known}
    return frozenset({form for form in bare if len(form) >= 3} | {low} | terms)


@functools.lru_cache(maxsize=4096)
def wanted(word: str) -> frozenset[str]:
    """What may stand for a word of a trait: itself, its forms, and narrower words of the same region.

    >>> "ponytail" in wanted("hair"), "hair" in wanted("ponytail")
    (True, False)
    """
    own = senses(word)
    return own | {narrower for general in own & set(_NARROWER) for narrower in _NARROWER[general].split()}


def region(word: str) -> str | None:
    """The region of the body that a word names in general: `hair`, `eye`; None if it names none."""
    return next((form for form in sorted(senses(word)) if form in _NARROWER), None)


def is_region(word: str) -> bool:
    """Whether a word names a region of the body, in general or in particular."""
    return region(word) is not None or bool(senses(word) & _PARTICULAR)


def is_garment(word: str) -> bool:
    """Whether a word names something that is worn."""
    return any(sense.startswith("outfit:") for sense in senses(word))


@functools.lru_cache(maxsize=8192)
def colours(word: str) -> frozenset[str]:
    """The colours a word names: `{"silver"}` for silvery."""
    stem = re.sub(r"(?:ed|y|ish)$", "", word.lower())
    found = [match for text in (word, stem) for match in vocabulary().find(text)]
    return frozenset(match.term for match in found if match.attribute == "colour")


def near(colour: str) -> frozenset[str]:
    """A colour of hair or fur and those it is taken for."""
    return frozenset({colour}).union(*(group for group in _NEAR if colour in group))


def excludes(one: str, other: str) -> bool:
    """Whether two shapes cannot both be true of one thing: long and short."""
    return any(one in group and other in group and group[one] != group[other] for group in _EXCLUSIVE)


_PARTICULAR = frozenset(word for words in _NARROWER.values() for word in words.split())
