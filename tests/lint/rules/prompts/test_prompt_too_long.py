"""P109: by words and by the base's tokens."""

from collections.abc import Callable

import pytest

from charspec.lint import Finding


@pytest.mark.parametrize(
    ("words", "base", "wanted"),
    [
        (74, "flux2-klein-4b", None),
        (76, "flux2-klein-4b", "has 77 words, more than 75"),
        (30, "tiny", None),
        (70, "tiny", "tiny reads 64"),
    ],
)
def test_the_length_of_a_prompt(
    words: int, base: str, wanted: str | None, prompted: Callable[..., list[Finding]]
) -> None:
    found = prompted("P109", {"one": "Vendalixia" + " tree" * words}, head=f"base: {base}\n")
    assert [one.message.endswith(wanted or "") for one in found] == ([True] if wanted else [])
