"""D107: all close-ups, all half-body or all full-body; silent where one framing is unknown."""

from collections.abc import Callable

import pytest

from charspec.lint import Finding


@pytest.mark.parametrize(
    ("framings", "fires"),
    [
        (["close-up", "extreme close-up", "headshot"], True),
        (["waist up", "half-body", "cowboy shot"], True),
        (["full-body", "head to toe", "wide shot"], True),
        (["close-up", "half-body", "close-up"], False),
        (["close-up", "close-up"], False),
        (["close-up", "close-up", ""], False),
        (["全身", "全身", "全身"], True),
        (["全身", "半身", "全身"], False),
        (["close-up", "特写", "close-up"], False),
    ],
)
def test_the_framings_of_a_set(
    framings: list[str], fires: bool, labelled: Callable[..., list[Finding]]
) -> None:
    pictures = [{"angle": "front", **({"framing": framing} if framing else {})} for framing in framings]
    assert bool(labelled("D107", pictures)) == fires


def test_a_portrait_of_someone_says_nothing_of_the_zoom(captioned: Callable[..., list[Finding]]) -> None:
    assert captioned("D107", ["portrait, in a forest", "portrait, on a beach", "portrait, sitting"]) == []
    assert captioned("D107", ["close-up portrait, in a forest", "close-up, sad", "headshot, on a beach"])


def test_a_caption_with_two_framings_is_of_either(captioned: Callable[..., list[Finding]]) -> None:
    assert captioned("D107", ["close-up, upper body, smiling", "close-up, sad", "close-up, on a beach"]) == []
