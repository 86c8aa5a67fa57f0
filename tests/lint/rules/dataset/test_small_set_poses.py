"""D104 on captions: an error only where every word of them is known."""

from collections.abc import Callable

import pytest

from charspec.lint import Finding

Captioned = Callable[..., list[Finding]]


@pytest.mark.parametrize(
    ("captions", "severity"),
    [
        (["front view, standing in a forest", "front view, stands on a beach, soft light"] * 3, ["error"]),
        # Words that nobody knows may say what else differs.
        (["front view, standing by a mossy well", "front view, standing in a forest"] * 3, ["warning"]),
        # No angle is said, as in most captions: there may be six.
        (["standing in a forest", "standing on a beach"] * 3, ["info"]),
        # Three ways of standing are three poses.
        (
            [
                "front view, standing with a torch",
                "front view, standing with one leg up",
                "front view, standing in a forest",
            ],
            [],
        ),
        (
            [
                "front view, stands in a park feeding the ducks",
                "front view, stands on a bridge playing the violin",
                "front view, stands on a beach",
            ],
            [],
        ),
        (["front view, standing", "front view, arms crossed", "front view, standing, waving"], []),
    ],
)
def test_captions_are_taken_at_their_word(
    captions: list[str], severity: list[str], captioned: Captioned
) -> None:
    assert [one.severity for one in captioned("D104", captions)] == severity


def test_captions_in_another_language_prove_nothing(captioned: Captioned) -> None:
    captions = ["=Vendalixia,一位银发红围巾的年轻女子,站在森林里"] * 5
    assert captioned("D104", captions) == []
