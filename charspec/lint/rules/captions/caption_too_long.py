"""A caption fits what the base reads, and is no essay.

Text encoders cut what goes over their limit, so that the light or the place at the end is never learned, and
training refuses a caption that would be cut. The tokens are estimated; a word of everyday English is one to
one and a half. Beyond about 75 words (threshold `caption-words`) little of the end is attended to.

## Fires
```character.yaml
images:
  images/front.png:
    caption: >-
      Vendalixia, a young woman with silver hair and a red scarf, three-quarter view, full-body,
      smiling softly as if she remembered something from long ago, standing in a forest at dusk
      beside an old and crooked oak whose leaves have begun to turn, while far behind her, between
      the trunks, the lights of a small village can just be made out, and a thin mist rises from the
      brook that runs along the path, soft warm light from the left, a cool rim of blue on the
      shoulders, gentle shadows, a quiet and hopeful mood
```

## Does not fire
```character.yaml
images:
  images/front.png:
    caption: Vendalixia, a young woman with silver hair and a red scarf, three-quarter view,
      smiling, standing in a forest at dusk, soft warm light
```

## Fix
None: what to leave out is the author's choice.
"""

import math
import re
from collections.abc import Iterator, Sequence

from charspec.captions import find_trigger
from charspec.dataset import Item
from charspec.lint.config.thresholds import Thresholds
from charspec.lint.finding import Confidence, Hit, Severity
from charspec.lint.words.captioned import caption_name, caption_path, hits_or_one
from charspec.settings import Base
from charspec.spec import CharacterSpec

CODE = "C112"
NAME = "caption-too-long"
SEVERITY: Severity = "warning"
CONFIDENCE: Confidence = "heuristic"

_TEMPLATE = 5
"""What the chat template adds around a caption."""
_PIECE = re.compile(r"[A-Za-z]+|[0-9]|[^\W\d_]|[^\w\s]")
_LETTERS_PER_TOKEN = 9
"""Byte-pair vocabularies hold most everyday words whole; longer ones are split about here."""

_LETTERS_PER_TOKEN_OF_A_TRIGGER = 3
"""A made-up word falls into short pieces (measured on the embedded base: its captions within 3 tokens)."""


def check(items: Sequence[Item], spec: CharacterSpec, base: Base, thresholds: Thresholds) -> Iterator[Hit]:
    wordy: list[tuple[Item, Hit]] = []
    for item in items:
        words = len(item.caption.split())
        tokens = estimated_tokens(item.caption, spec.trigger)
        path, name = caption_path(item, spec), caption_name(item, spec)
        hint = "Keep trigger, identity and what varies; leave out moods and what nobody will ask for."
        if tokens > base.token_limit:
            yield Hit(path, f"{name} has about {tokens} tokens; {base.name} reads {base.token_limit}", hint)
        elif words > thresholds.caption_words:
            message = f"{name} has {words} words, more than {thresholds.caption_words}"
            wordy.append((item, Hit(path, message, hint)))
    yield from hits_or_one(wordy, len(items), f"captions have more than {thresholds.caption_words} words")


def estimated_tokens(text: str, trigger: str) -> int:
    """About how many tokens a text has: one per word (long ones: more), digit, mark or ideograph."""
    pieces = _PIECE.findall(text)
    words = sum(max(1, math.ceil(len(piece) / _LETTERS_PER_TOKEN)) for piece in pieces)
    times = len(find_trigger(text, trigger))
    return _TEMPLATE + words + times * len(trigger) // _LETTERS_PER_TOKEN_OF_A_TRIGGER
