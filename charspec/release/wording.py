"""The two real prompts of the guide's step 10: a short description and a detailed one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from charspec.plan import PromptPlan

COMMON = 0.8
"""A part that this share of the captions has is the character's, not one picture's."""


def class_phrase(trigger: str, prompts: Mapping[str, PromptPlan], control: str) -> str:
    """What stands in the control prompt where a test prompt has the trigger: `a young woman`.

    The whole control prompt where no prompt explains it.
    """
    for plan in prompts.values():
        before, found, after = plan.prompt.partition(trigger)
        longer = len(control) > len(before) + len(after)
        if found and longer and control.startswith(before) and control.endswith(after):
            return control[len(before) : len(control) - len(after)]
    return control


def short_prompt(trigger: str, kind: str) -> str:
    """`Vendalixia, a young woman`: what someone in a hurry types."""
    return f"{trigger}, {kind}"


def detailed_prompt(captions: Sequence[str]) -> str:
    """A prompt like the captions, of parts that the model knows and has not seen together.

    The longest caption, with the latter half of what varies in it taken from the caption that shares least
    with it: `…, three-quarter view, smiling` of the one, `standing in a city, blue hour` of the other. Where
    captions are not made of parts, or no two have as many, it is the longest itself.
    """
    split = [tuple(part.strip() for part in caption.split(",")) for caption in captions]
    count = Counter(part for parts in split for part in set(parts))
    common = {part for part, n in count.items() if n >= COMMON * len(split)}
    longest = max(split, key=lambda parts: (len(parts), parts))
    places = _varying(longest, common)
    others = [parts for parts in split if parts != longest and _varying(parts, common) == places]
    if len(places) < 2 or not others:
        return ", ".join(longest)
    other = min(others, key=lambda parts: (len(set(parts) & set(longest)), parts))
    taken = set(places[len(places) // 2 :])
    return ", ".join(other[i] if i in taken else part for i, part in enumerate(longest))


def _varying(parts: Sequence[str], common: set[str]) -> list[int]:
    """The places of what is not in nearly every caption."""
    return [place for place, part in enumerate(parts) if part not in common]
