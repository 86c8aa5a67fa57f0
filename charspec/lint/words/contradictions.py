"""When a label and a caption cannot both be true."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from charspec.captions import read_attributes
from charspec.lint.sets.seen import ZOOMS
from charspec.vocabulary import Match, vocabulary

_SIDES = {
    "front": "front",
    "three-quarter": "three-quarter",
    "profile": "profile",
    "back": "back",
    "three-quarter back": "back",
}
_POSTURES = {
    "standing": "upright",
    "sitting": "seated",
    "riding": "seated",
    "kneeling": "low",
    "crouching": "low",
    "lying": "lying",
    "sleeping": "lying",
    "walking": "walking",
    "running": "running",
}
_MOODS = {
    "smiling": "glad",
    "grinning": "glad",
    "laughing": "glad",
    "excited": "glad",
    "sad": "sad",
    "crying": "sad",
    "angry": "angry",
    "afraid": "afraid",
    "neutral": "plain",
    "serious": "plain",
    "surprised": "surprised",
}
_INDOORS = """
bedroom,bathroom,living room,dining room,kitchen,office,library,school,hospital,museum,laboratory,gym,
supermarket,tavern,corridor,cellar,attic,throne room
"""
_WILDS = "forest,jungle,beach,ocean,mountain,hill,cliff,desert,meadow,field,snow,swamp,glacier,canyon"
_STREETS = "street,alley,rooftop,parking lot"
_PLACES = {
    **dict.fromkeys((name.strip() for name in _INDOORS.split(",")), "indoors"),
    **dict.fromkeys(_WILDS.split(","), "wilds"),
    **dict.fromkeys(_STREETS.split(","), "streets"),
    "studio": "studio",
    "plain background": "studio",
}
_HOURS = {
    **dict.fromkeys(("night", "moonlight", "starlight"), "night"),
    **dict.fromkeys(("daylight", "sunlight", "golden hour"), "day"),
}


class _Sorting(NamedTuple):
    """The kinds that the terms of an attribute fall into, and the pairs of kinds that may both be true."""

    kinds: dict[str, str]
    compatible: frozenset[frozenset[str]]


def _sorting(kinds: dict[str, str], *compatible: tuple[str, str]) -> _Sorting:
    return _Sorting(kinds, frozenset(map(frozenset, compatible)))


_SORTINGS = {
    "angle": _sorting(_SIDES),
    "framing": _sorting(dict(ZOOMS)),
    "pose": _sorting(_POSTURES, ("seated", "low"), ("seated", "lying"), ("walking", "running")),
    "expression": _sorting(
        _MOODS, ("sad", "angry"), ("afraid", "sad"), ("afraid", "surprised"), ("glad", "surprised")
    ),
    "environment": _sorting(_PLACES, ("indoors", "studio"), ("wilds", "streets")),
    "lighting": _sorting(_HOURS),
}

# Ways of saying it that leave room: who faces left need not be in profile, a bust is nearly a close-up.
_VAGUE = (
    r"facing (?:left|right|forward)|(?:facing|towards?|face to) (?:us|(?:the )?(?:camera|viewer|lens))|"
    r"shoulder|turned slightly|head.on|straight.on|portrait|bust|chest|torso|medium|mid.?shot|knee|thigh|"
    r"three-quarter.length|cowboy|american|wide|tight|far|distant"
)
_DENIED = r"\b(?:not|no|without|never|almost|nearly|about to|isn['’]t|instead of)\b"
_SHOWN = (
    r"\b(?:windows?|views?|painted|painting|poster|mural|backdrop|screen|wallpaper|outside|overlooking|photo|"
    r"picture|sign|print|patterned|themed)\b"
)


def contradiction(attribute: str, label: Sequence[str], caption: str) -> str | None:
    """The words of a caption that deny a label, given by its terms; None if both may be true.

    >>> contradiction("angle", ("front",), "back view, in a forest")
    'back view'
    """
    if attribute not in _SORTINGS:
        return None
    kinds, compatible = _SORTINGS[attribute]
    labelled = {kinds[term] for term in label if term in kinds}
    said = {
        kinds[term] for term in read_attributes(caption, vocabulary()).get(attribute, ()) if term in kinds
    }
    if not labelled or not said or labelled & said:
        return None
    if any(frozenset((one, other)) in compatible for one in labelled for other in said):
        return None
    matches = [
        found for found in vocabulary().find(caption) if found.attribute == attribute and found.term in kinds
    ]
    if any(not _is_plain(attribute, found, caption) for found in matches):
        return None
    return caption[matches[0].start : matches[0].end] if matches else None


def _is_plain(attribute: str, found: Match, caption: str) -> bool:
    """Whether a phrase says without reserve that it is so."""
    before = re.split(r"[,.;:]", caption[: found.start])[-1]
    if _says(_DENIED, before) or _says(_VAGUE, caption[found.start : found.end]):
        return False
    if attribute in ("pose", "expression"):
        # Further on in a sentence it may be the river that runs.
        return len(before.split()) <= 1
    return attribute != "environment" or not _says(_SHOWN, caption)


def _says(pattern: str, text: str) -> bool:
    # Compiled when first needed: most sets have no labels beside captions of their own.
    return re.search(pattern, text, re.IGNORECASE) is not None
