"""The pictures are all photographs, or all drawn.

One photograph among drawings, or one drawing among photographs, differs in everything at once: line, light,
proportions. Seen as often as the others, it is learned as one of the character's looks. The guide has no word
on it; the reason is charspec's own.

The rule looks at the pixels. Drawings hold still between their lines, while photographs have grain and
texture even there. It speaks only where up to a quarter of six or more pictures are clearly the one, and
nearly all others clearly the other. What lies between the two, such as soft shading or a photograph before an
empty sky, counts for nothing. A painting or a hatched sketch looks like a photograph to it. A caption that
calls its picture a photo, an anime illustration and the like is heard too: it makes half of a sign enough,
and against the sign there is silence.

## Fires
```character.yaml
images:
  images/1.png: {angle: front}
  images/2.png: {angle: profile}
  images/3.png: {angle: back}
  images/4.png: {angle: three-quarter}
  images/5.png: {angle: front}
  images/6.png: {angle: profile}
```
```images/6.png
a photograph
```

## Does not fire
```character.yaml
images:
  images/1.png: {angle: front}
  images/2.png: {angle: profile}
  images/3.png: {angle: back}
  images/4.png: {angle: three-quarter}
  images/5.png: {angle: front}
  images/6.png: {angle: profile}
```

## Fix
None: only the author has the character in the other manner.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from charspec.dataset import Item
from charspec.lint.finding import Confidence, Hit, Severity
from charspec.lint.words.styles import medium_named
from charspec.spec import CharacterSpec

if TYPE_CHECKING:
    from charspec.images.medium import Medium
    from charspec.images.signals import Signals

CODE = "D114"
NAME = "style-mix"
SEVERITY: Severity = "warning"
CONFIDENCE: Confidence = "heuristic"

_FEWEST = 6
_MOST_ODD = 0.25
_LEAST_ALIKE = 0.7

_LOOKS = {"photograph": "a photograph, or painted", "drawing": "a flat drawing"}
_OTHERS = {"photograph": "photographs", "drawing": "flat drawings"}


def check(
    items: Sequence[Item], spec: CharacterSpec, signals_by_file: "Mapping[str, Signals]"
) -> Iterator[Hit]:
    if len(items) < _FEWEST:
        return
    named = {item.file: medium_named(item, spec) for item in items}
    by_medium = _sorted(signals_by_file, {file: said[0] if said else None for file, said in named.items()})
    odd, others = sorted(by_medium, key=lambda medium: len(by_medium[medium]))
    most, least = _MOST_ODD * len(items), _LEAST_ALIKE * len(items)
    if not 0 < len(by_medium[odd]) <= most or len(by_medium[others]) < least:
        return
    for file in by_medium[odd]:
        said = named[file]
        by = f"its caption ('{said[1]}') and its pixels" if said else "its pixels"
        yield Hit(
            ("images", file),
            f"{file} is {_LOOKS[odd]}, by {by}; {len(by_medium[others])} of {len(items)} pictures are "
            f"{_OTHERS[others]}",
            "Draw it like the others or take it out; what is meant to stay, an ignore with a reason says.",
        )


def _sorted(
    signals: "Mapping[str, Signals]", said: "Mapping[str, Medium | None]"
) -> "dict[Medium, list[str]]":
    """The pictures that clearly are photographs, and those that clearly are drawings."""
    # Imported where pixels are asked for: a run with nothing new does without Pillow.
    from charspec.images.medium import medium_of

    found: dict[Medium, list[str]] = {"photograph": [], "drawing": []}
    for file, one in signals.items():
        if one.flat and (medium := medium_of(one.flat, said[file])):
            found[medium].append(file)
    return found
