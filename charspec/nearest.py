"""What was probably meant by a name that nothing has."""

from __future__ import annotations

from collections.abc import Sequence


def nearest(word: str, known: Sequence[str], cutoff: float = 0.6) -> str | None:
    """The known name most like `word`; None if none is: `cutoff` is difflib's, 1 for equal words.

    >>> nearest("trigered", ("trigger", "train")), nearest("wings", ("trigger", "train"))
    ('trigger', None)
    """
    from difflib import get_close_matches  # a millisecond, which only who mistypes has to pay

    near = get_close_matches(word, known, n=1, cutoff=cutoff)
    return near[0] if near else None
