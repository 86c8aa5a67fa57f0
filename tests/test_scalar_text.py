"""Text as YAML: whatever it says, every reader gets it back."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from charspec.source import parse
from charspec.source.scalar_text import quoted, scalar

TRAPS = [
    "on",
    "No",
    "y",
    "~",
    "null",
    "1e-4",
    "007",
    "1:30",
    "0x1f",
    ".5",
    "2020-01-01",
    "<<",
    "=",
    "- x",
    "a: b",
]
TRAPS += [
    "a #b",
    "{trigger}, x",
    "[x]",
    "'",
    '"',
    "\\",
    "x\x85y",
    "x\u2028y",
    "\ufeffx",
    "%",
    "@",
    "`",
    "!x",
    "&a",
]
TRAPS += [
    "a\nb",
    "a:",
    ": a",
    "?",
    "? a",
    "-",
    "...",
    "---",
    "x\ty",
    "银色，",
    "é",
    "true",
    "a,b",
    "it's",
    "x" * 300,
]

characters = st.characters(exclude_categories=["Cs", "Cc"])
texts = st.one_of(
    st.text(characters, min_size=1),
    st.text("abn: #-,'\"{}[]&*!|>%@`~?\t0159e.+_", min_size=1, max_size=12),
    st.sampled_from(TRAPS),
)


@given(texts)
def test_a_value_and_a_key_read_back_here_and_elsewhere(text: str) -> None:
    written = f"{scalar(text)}: {scalar(text)}\n"
    ours = parse(written)
    assert (ours.problems, ours.data) == ((), {text: text})
    assert yaml.safe_load(written) == {text: text}


@pytest.mark.parametrize(
    "text", ["a young woman", "images/front 01.png", "it's her", "soft light, dusk", "银色的头发"]
)
def test_plain_words_stay_plain(text: str) -> None:
    assert scalar(text) == text


def test_what_json_leaves_alone_is_escaped_too() -> None:
    assert quoted("a\x85\u2028\ufeff\x7f") == '"a\\u0085\\u2028\\ufeff\\u007f"'
