"""Words of a caption that put a second character into the picture: "two women", "with her friend".

What is far off, on a wall or in a crowd is no second character: "a crowd in the background", "beside a statue
of a man", "a poster of two girls" are left alone.
"""

import functools
import re
from collections.abc import Iterable

from charspec.captions import without_article

_ONE = """
woman man girl boy child kid baby toddler lady gentleman guy person friend companion stranger
sister brother mother father mom mum dad daughter son twin grandmother grandfather aunt uncle cousin
husband wife boyfriend girlfriend lover fiance fiancee partner colleague classmate teammate character
"""
_MANY = """
women men girls boys children kids babies toddlers ladies gentlemen guys people persons friends companions
strangers sisters brothers parents daughters sons twins grandparents cousins lovers partners colleagues
classmates teammates characters
"""
_KIN = (
    "friends sisters brothers parents children kids daughters sons companions classmates teammates colleagues"
)
_PERSONS = frozenset(f"{_ONE} {_MANY} {_KIN}".split())

_COUNT = r"(?:two|three|four|five|[2-5]|both|a\s+pair\s+of|a\s+group\s+of)"
_OWN = r"(?:her|his|their|its|my)"
_ONES = rf"(?:{_OWN}|an?|another|the\s+other|some)"
_ADJECTIVES = r"(?:(?!(?:of|and|or|with|in|on|at|by|from|for|to|near|like|who)\b)[^\W\d_][\w'’-]*\s+){0,2}"
_COMPANY = (
    r"(?:with|and|alongside|beside|next\s+to|together\s+with|facing|hugging|embracing|kissing|holding|carrying|"
    r"feeding|comforting|leading|greeting|cuddling|helping|in\s+the\s+arms\s+of|held\s+by|hugged\s+by|carried\s+by)"
)
_TOUCH = r"(?:(?:holding\s+hands|arm\s+in\s+arm|hand\s+in\s+hand|back\s+to\s+back)\s+)"
# What follows the person: nothing, or a word that goes on about them; "a man bun" and "a friend's hat" are no
# persons.
_END = (
    r"(?=\s*(?:$|[,.;:!?)\"”])|\s+(?:and|in|on|at|by|near|who|while|beside|under|along|through|down|with|as|are|"
    r"is|from|across|around|inside|outside|over|up|both|each|next|together|that|walk|stand|sit|\w{3,}ing)\b)"
)
_ART = (
    r"(?:statues?|sculptures?|busts?|paintings?|posters?|portraits?|photos?|photographs?|pictures?|drawings?|"
    r"images?|murals?|billboards?|figurines?|dolls?|mannequins?|tattoos?|prints?|reliefs?|carvings?|monuments?|"
    r"puppets?|shadows?|silhouettes?|reflections?|cut-?outs?|masks?|embroidery|dreams?|memor(?:y|ies)|stor(?:y|ies)|"
    r"tales?|songs?|ghosts?|costumes?|outfits?)"
)
_AWAY = (
    r"\b(?:background|backdrop|distance|distant|far|crowds?|crowded|passers?-?by|onlookers?|bystanders?|audience|"
    r"spectators?|pedestrians?|extras|blurred|blurry|out\s+of\s+focus|behind|bokeh|tiny|silhouettes?|silhouetted|"
    r"screen|television|tv|phone|poster|painting|mural|billboard|mirror|statues?|mannequins?|without|no|not|"
    r"imaginary|unseen|kanji|inscri\w+|written|engraved|printed|off-?screen|out\s+of\s+frame|cropped)\b"
)
_ART_OF = rf"\b{_ART}\s+(?:of|showing|depicting|with)\s+(?:{_ONES}\s+)?$"
# "A mug with two women", "a shirt with a girl on it".
_PRINTED = (
    r"\b(?:mugs?|cups?|books?|covers?|magazines?|newspapers?|comics?|cards?|postcards?|banners?|coins?|stamps?|"
    r"badges?|stickers?|labels?|pages?|scrolls?|signs?|lockets?|posters?|paintings?|murals?|billboards?)\s+$"
)
_ON_IT = r"\s+(?:on|in|across)\s+(?:it|them|the\s+(?:front|back|cover|chest|page|label))\b"
_TAGS = r"(?<![\w-])(?:[2-6]\+?|multiple\s+)(?:girls|boys)(?![\w-])"
_BOTH_TAGS = r"(?<![\w-])1(?:girl|boy)(?![\w-])"
# "And Kaelith, a tall man": capitals tell a name, so this one is read as it is written.
_INTRODUCED = (
    r"\b(?:and|with|beside|alongside|next to) [A-Z][\w'’-]+, "
    r"(?:an?|her|his|their) (?:[a-z][\w'’-]+ ){0,3}?"
)
_PART = re.compile(r"[^,.;:!?]+")
_WORDS = re.compile(r"[^\W_]+")
_LEADING = """
two three four five 2 3 4 5 both pair group another with and alongside beside next together facing hugging
embracing kissing holding carrying feeding comforting leading greeting cuddling helping held hugged
carried arms
"""
_LEADS = frozenset(_LEADING.split())
_TOUCHES = ("holding hands", "arm in arm", "hand in hand", "back to back")
"""Every way to name a second character has one of the leads and a person, or a touch, or is a couple. Looking
for them first spares most captions the pattern, and most runs its making, which takes 5 ms."""


def company_in(caption: str, kinds: Iterable[tuple[str, str]] = ()) -> str | None:
    """The words that say a second character is there; None if none do.

    `kinds` are singular and plural of what the character is ("robot", "robots"), of which a second one counts
    like a person. The caption comes without trigger and identity.

    >>> company_in("holding hands with her friend on a beach")
    'holding hands with her friend'
    >>> company_in("a crowd in the background") is None
    True
    """
    if tags := re.search(_TAGS, caption, re.IGNORECASE):
        return tags[0]
    both = {found[0].lower(): found for found in re.finditer(_BOTH_TAGS, caption, re.IGNORECASE)}
    if len(both) > 1:
        return " … ".join(found[0] for found in both.values())
    kinds = tuple(kinds)
    if introduced := _introduced(caption):
        return introduced
    if not _may_name(caption, kinds):
        return None
    pattern = _pattern(kinds)
    for part in _PART.finditer(caption):
        if re.search(_AWAY, part[0], re.IGNORECASE):
            continue
        for found in pattern.finditer(part[0]):
            if not _is_depicted(found, part[0]):
                return " ".join(found[0].split())
    return None


def second_of(caption: str, phrase: str) -> str | None:
    """The words of a caption that name a second one of what the character is, by its class phrase: "another
    corgi puppy"."""
    kind = re.escape(without_article(phrase))
    for part in _PART.finditer(caption):
        found = re.search(rf"\b(?:another|a second|a third|one more) {kind}\b", part[0], re.IGNORECASE)
        if found and not re.search(_AWAY, part[0], re.IGNORECASE):
            return found[0]
    return None


def _introduced(caption: str) -> str | None:
    """The words that name somebody and say who that is: "and Kaelith, a tall man in armour"."""
    found = re.search(rf"{_INTRODUCED}{_any_of(_ONE.split())}\b", caption)
    if not found or re.search(_AWAY, caption[: found.end()].rpartition(".")[2], re.IGNORECASE):
        return None
    return found[0]


def _may_name(caption: str, kinds: tuple[tuple[str, str], ...]) -> bool:
    """Whether the words of a caption can name a second character at all."""
    low = " ".join(caption.lower().split())
    words = set(_WORDS.findall(low))
    if "couple" in words or any(touch in low for touch in _TOUCHES):
        return True
    of_kinds = {word for pair in kinds for kind in pair for word in _WORDS.findall(kind.lower())}
    return bool(words & _LEADS and words & (_PERSONS | of_kinds))


def tells_of_others(caption: str) -> bool:
    """Whether a caption knows of people that are no second character: a crowd far off, a poster, a mirror.

    >>> tells_of_others("a crowd in the background"), tells_of_others("beside a statue of a man")
    (True, True)
    """
    return re.search(rf"{_AWAY}|\b{_ART}\b|\breflection\b", caption, re.IGNORECASE) is not None


def _is_depicted(found: re.Match[str], part: str) -> bool:
    """Whether the words are about a picture of someone."""
    before = part[: found.start()]
    if found[0].lower().startswith("with ") and re.search(_PRINTED, before, re.IGNORECASE):
        return True
    if re.match(_ON_IT, part[found.end() :], re.IGNORECASE):
        return True
    return re.search(_ART_OF, before, re.IGNORECASE) is not None


@functools.lru_cache(maxsize=8)
def _pattern(kinds: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    one = _any_of([*_ONE.split(), *(singular for singular, _ in kinds)])
    many = _any_of([*_MANY.split(), *(several for _, several in kinds)])
    persons = _any_of(_ONE.split())
    ways = (
        rf"{_COUNT}\s+{_ADJECTIVES}{many}",
        rf"another\s+{_ADJECTIVES}{one}",
        rf"{_TOUCH}?{_COMPANY}\s+{_ONES}\s+{_ADJECTIVES}{persons}",
        rf"with\s+(?:{_OWN}\s+)?{_ADJECTIVES}{_any_of(_KIN.split())}",
        rf"{_TOUCH}with\s+{_OWN}?\s*\w+",
        r"(?:a|the)\s+(?:\w+\s+)?couple(?!\s+of\b)",
    )
    return re.compile(rf"(?<![\w-])(?:{'|'.join(ways)})(?![\w'’-]){_END}", re.IGNORECASE)


def _any_of(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(map(re.escape, words))})"
