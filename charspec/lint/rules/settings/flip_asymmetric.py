"""A character with a left and a right is not mirrored.

`flip: true` mirrors half of the pictures. A trait that names a side, an eye patch, eyes of two colours, a
scar, a tattoo or lettering then stands on the wrong side, or backwards, in half of what is trained, while
every caption still says the words of the identity: the model learns that the side does not matter. The
guide asks for the same defining features in every picture (step 2). Judged are the words of the identity
and of a signature outfit; "left and right" is no side.

## Fires
```character.yaml
identity: a young woman with silver hair and a cybernetic left arm
train:
  flip: true
```

## Does not fire
```character.yaml
identity: a young woman with silver hair and a red scarf
train:
  flip: true
```

## Fix
None: a switch that was set on purpose is not turned off.
"""

import re
from collections.abc import Iterator

from charspec.errors import Path
from charspec.lazy import pattern
from charspec.lint.finding import Also, Hit, Severity
from charspec.lint.sets.setting import setting_path
from charspec.settings import Settings
from charspec.source import Source
from charspec.spec import CharacterSpec

CODE = "R107"
NAME = "flip-asymmetric"
SEVERITY: Severity = "error"

_PARTS = (
    "side|half|eye|eyebrow|brow|temple|ear|cheek|shoulder|arm|forearm|elbow|wrist|hand|finger|thumb|hip|leg|"
    "thigh|knee|ankle|foot|breast|wing|horn|antler|fang|paw|hoof|claw|sleeve|glove|gauntlet|bracer|boot|shoe|"
    "sock|stocking|earring|lens"
)
"""What a character has on the left and on the right. A coat "left open" is no side."""
_ALONE = "side|shoulder|sleeve|glove|gauntlet|cheek|ear|earring|sock|stocking|boot|shoe"
"""What stands on a side where there is one of it; one eye and one horn may be in the middle."""
_NO_TRADE = r"(?![ -](?:artist|designer|maker|shop|studio|parlou?r|gun)\b)"
_SIGNS = {
    "a side": rf"(?:left|right)[- ](?:\w+[- ])?(?:{_PARTS})|one[- ](?:{_ALONE})"
    r"|(?:left|right)-(?:handed|sided)|on (?:the|her|his|its|their) (?:left|right)|asymmetric(?:al)?"
    r"|over one eye|eye[- ]?patch|monocle|side (?:ponytail|braid|parting)",
    "eyes of two colours": r"heterochromi\w+|(?:mismatched|odd|different[- ]colou?red) eyes",
    "a scar": r"scars?|scarred|birthmark",
    "a tattoo": rf"tattoos?{_NO_TRADE}|tattooed",
    "lettering": rf"lettering|monogram|initials|slogan|inscription|name ?tag|logo{_NO_TRADE}|number \d+"
    r"|(?:that|which) (?:says|reads)",
}
_ENGLISH = {sign: pattern(rf"\b(?:{words})\b", re.IGNORECASE) for sign, words in _SIGNS.items()}
_CHINESE = {
    "a side": pattern("(?<!左)右(?!左)|(?<!右)左(?!右)|眼罩"),
    "eyes of two colours": pattern("异色瞳|異色瞳"),
    "a scar": pattern("疤|胎记|胎記"),
    "a tattoo": pattern("纹身|紋身|刺青"),
}
_NO_SIDE = pattern(r"\b(?:left|right) (?:and|or|&) (?:left|right)\b|\b(?:no|without) .*", re.IGNORECASE)


def check(settings: Settings, spec: CharacterSpec, source: Source) -> Iterator[Hit]:
    if not settings.flip:
        return
    for path, phrase in _phrases(spec):
        if sign := sided(phrase):
            yield Hit(
                setting_path(settings, "flip"),
                f"flip mirrors half of the pictures, and '{phrase}' has {sign}",
                "Write `flip: false` below `train:`, or leave the line out.",
                also=(Also(_written(path, source), f"this has {sign}", phrase),),
            )


def _written(path: Path, source: Source) -> Path:
    """The value that holds a phrase: of an identity in one line, the whole of it."""
    return path if path in source.values else path[:1]


def _phrases(spec: CharacterSpec) -> Iterator[tuple[Path, str]]:
    """What is the same in every picture, with its place."""
    yield ("identity", "is"), spec.identity.class_phrase
    for index, trait in enumerate(spec.identity.traits):
        yield ("identity", "with", index), trait
    for index, garment in enumerate(spec.outfit.wears if spec.outfit else ()):
        yield ("outfit", "wears", index), garment


def sided(phrase: str) -> str | None:
    """What in a trait a mirror would show wrong: "a side", "a scar", …; None if nothing.

    >>> sided("a cybernetic left arm"), sided("a coat left open"), sided("a red scarf")
    ('a side', None, None)
    """
    plain = _NO_SIDE().sub("", phrase)
    for signs in (_ENGLISH, _CHINESE):
        for sign, words in signs.items():
            if words().search(plain):
                return sign
    return None
