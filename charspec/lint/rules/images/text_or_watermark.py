"""No picture bears text, a signature or a watermark.

What stands in a corner of several pictures is learned as part of the character, and comes back as letters
that mean nothing. The rule needs a detector of text and is silent without: `text-detector =
"path/to/text.onnx"` in `[tool.charspec.lint]`, a DBNet export such as those of PP-OCR (docs/lint.md says
which); charspec brings none.

It speaks where lines of text cover a two-thousandth of the picture (charspec's own threshold `text-share`),
and says where. What is not at least seven times as long as high is no line: detectors take faces and wheels
for letters (of 31 pictures without text, a PP-OCRv4 detector alone named 18, and none so). A picture whose
caption names a sign, a book, a label and the like is left alone.

## Fires
```character.yaml
images:
  images/front.png: {angle: front}
```
```images/front.png
with green letters
```
```charspec.toml
[lint]
text-detector = "models/text.onnx"
```
```models/text.onnx
a text detector that knows green
```

## Does not fire
```character.yaml
images:
  images/front.png: {angle: front}
```
```charspec.toml
[lint]
text-detector = "models/text.onnx"
```
```models/text.onnx
a text detector that knows green
```

## Fix
None: crop the picture (`crop: [left, top, right, bottom]`), or paint the text over.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from charspec.dataset import Item
from charspec.lazy import pattern
from charspec.lint.config.thresholds import Thresholds
from charspec.lint.finding import Confidence, Hit, Severity
from charspec.lint.sets.grouped import Fault, each_or_once

if TYPE_CHECKING:
    from charspec.lint.models.views import Text

CODE = "I116"
NAME = "text-or-watermark"
SEVERITY: Severity = "warning"
CONFIDENCE: Confidence = "heuristic"

_TOLD = pattern(
    r"\b(?:text|letter(?:s|ing)|writing|written|words?|signs?|signboards?|signage|labels?|logos?|posters?|"
    r"billboards?|books?|newspapers?|magazines?|comics?|banners?|screens?|kanji|number(?:s|\s+plate)?|print(?:ed)?|"
    r"slogan|speech\s+bubbles?|caption(?:ed)?|inscription|graffiti|scrolls?|maps?|name\s*tags?)\b",
    re.IGNORECASE,
)


def check(items: Sequence[Item], texts: "Mapping[str, Text]", thresholds: Thresholds) -> Iterator[Hit]:
    faults = [
        Fault(item, f"bears text {_where(text)}", ("images", item.file))
        for item in items
        if (text := texts.get(item.file))
        and text.share >= thresholds.text_share
        and not _TOLD().search(item.caption)
    ]
    hint = "Crop it away or paint it over; what belongs there (a sign, a label), its caption names."
    yield from each_or_once(faults, len(items), "bear text", hint)


def _where(text: "Text") -> str:
    """In which part of the picture: `at the bottom right`."""
    if text.right - text.left > 0.6 and text.bottom - text.top > 0.6:
        return "all over"
    down = _third((text.top + text.bottom) / 2, ("top ", "", "bottom "))
    across = _third((text.left + text.right) / 2, ("left", "", "right"))
    return f"at the {down}{across}".rstrip() if down or across else "in the middle"


def _third(place: float, names: tuple[str, str, str]) -> str:
    return names[min(2, int(place * 3))]
