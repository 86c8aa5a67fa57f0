"""The tokenizer of a base, tried before it is used: without its words or its template it would give the same
tokens for every prompt, and a LoRA would learn from prompts that say nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from charspec.errors import CharspecError
from charspec.families.loading.checks import refused

_WORDS = ("tokenizer.json", "vocab.json", "tokenizer.model", "tekken.json")
"""One of these holds the vocabulary."""

_SHORT, _LONG = "a fox", "a fox jumps over a river"


def load_tokenizer(kind: Any, folder: Path, name: str, count: Callable[[Any, str], int]) -> Any:
    """The tokenizer in a pipeline folder by `kind.from_pretrained`; `count` says how many tokens it makes of
    a prompt, template included, and `name` is the base's.

    Raises CharspecError if a file of it is missing or damaged, or if a prompt's words do not reach its
    tokens.
    """
    place = folder / "tokenizer"
    if not any((place / file).is_file() for file in _WORDS):
        raise refused(f"the tokenizer of {name} has no vocabulary here: no {_WORDS[0]}", place, name)
    try:
        tokenizer = kind.from_pretrained(place)
        counts = [count(tokenizer, prompt) for prompt in (_SHORT, _LONG)]
    except CharspecError:
        raise
    except Exception as error:  # of json, jinja2, tokenizers and transformers, each with its own
        reason = str(error).partition("\n")[0] or type(error).__name__
        raise refused(f"the tokenizer of {name} cannot be used: {reason}", place, name) from error
    if counts[0] >= counts[1]:
        raise refused(f"the tokenizer of {name} does not read prompts: its template is damaged", place, name)
    if tokenizer.pad_token is None:
        lost = f"the tokenizer of {name} has no padding token: tokenizer_config.json is missing or damaged"
        raise refused(lost, place, name)
    return tokenizer
