"""The card's text: what a spec says stays words in it, whatever they are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from charspec.release.card import code, plain

HOSTILE = "<script>alert(1)</script> | **bold** `code`\n# heading [a](javascript:x) ![b](c) _d_"


def test_words_cannot_become_markup() -> None:
    said = plain(HOSTILE)
    assert "\n" not in said
    for letter in "`*_[]<>|#":
        assert said.count(letter) == said.count(f"\\{letter}") == HOSTILE.count(letter)


@given(st.text("ab`| \n", min_size=1).filter(str.strip))
def test_a_prompt_stays_one_cell_of_code(text: str) -> None:
    said = code(text)
    fence = "`" * (len(said) - len(said.lstrip("`")))
    inside = said.removeprefix(fence).removesuffix(fence)
    assert said == f"{fence}{inside}{fence}"
    assert fence not in inside.strip(" ")
    assert "\n" not in said
    assert said.count("|") == said.count("\\|") == text.count("|")
