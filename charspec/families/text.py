"""What the text encoders of all families have in common: a stack of `layers.N`, each with a `self_attn`."""

from __future__ import annotations

import re
from typing import Any

from torch import nn

_ATTENTION = re.compile(r"(?:^|\.)layers\.(\d+)\.self_attn\.[qkvo]_proj$")
_SEES = ("visual", "vision")
"""Parts of an encoder that reads pictures as well: no prompt passes through them."""


def attention_targets(encoder: Any, layers: int) -> list[str]:
    """The attention's four Linear layers of the first `layers` layers of text, sorted by name.

    `hidden_states[n]` is what n layers made: read from the n-th one, no later layer can learn.
    """
    found = []
    for name, module in encoder.named_modules():
        match = _ATTENTION.search(name)
        seeing = any(part.startswith(_SEES) for part in name.split("."))
        if match and not seeing and int(match[1]) < layers and isinstance(module, nn.Linear):
            found.append(name)
    return sorted(found)
