"""Whether a caption is English, which is what the vocabulary reads.

Judged by the words themselves: short words that only one of the languages has, and the everyday words of
captions. A caption without such words, or in which those of other languages are as many, is not taken for
English: what reads captions by the vocabulary then stays silent, and only exact phrases count.
"""

import functools
import re
import unicodedata

from charspec.vocabulary import languages, vocabulary

_LATIN = "A-Za-z\u00c0-\u024f\u1e00-\u1eff"
_WORD = re.compile(rf"[{_LATIN}]+(?:['\u2019][{_LATIN}]+)?|[^\W\d_{_LATIN}]+")
_NAME_BESIDE = re.compile(r"[(\uff08][^()\uff08\uff09A-Za-z]*[)\uff09]")
_POSSESSIVE = re.compile(r"['\u2019]s$")

_FEWEST = 0.12
"""Share of a caption's words that must be known English ones: a tag list has few of them, prose has many."""

_WORD_OF_IDEOGRAPHS = 2
"""Ideographs and the like that make a word, on average: their sentences have no blanks."""


def is_english(caption: str) -> bool:
    """Whether the vocabulary may read a caption.

    >>> is_english("1girl, solo, silver hair, looking back"), is_english("steht im Wald, rote Haare")
    (True, False)
    """
    return _is_english(unicodedata.normalize("NFC", caption))


@functools.lru_cache(maxsize=65536)
def _is_english(caption: str) -> bool:
    english, foreign, loans = _known()
    # "Vendalixia (ヴェンダリクシア)": a name in its own script says nothing of the sentence.
    caption = _NAME_BESIDE.sub(" ", caption)
    words = [_POSSESSIVE.sub("", word) for word in _WORD.findall(caption.lower().replace("_", " "))]
    latin = [word for word in words if re.match(f"[{_LATIN}]", word)]
    other = [word for word in words if not re.match(f"[{_LATIN}]", word)]
    ours = sum(word in english for word in latin)
    marked = sum(not word.isascii() and not {word} & (loans | english | foreign) for word in latin)
    theirs = sum(word in foreign for word in latin) + marked
    theirs += sum(max(1, len(word) // _WORD_OF_IDEOGRAPHS) for word in other)
    return ours > theirs and ours >= _FEWEST * len(latin)


@functools.cache
def _known() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """English words, words of other languages, and English words with marks."""
    told = languages()
    phrases = vocabulary().phrases.values()
    every = " ".join(phrase for terms in phrases for term, more in terms.items() for phrase in (term, *more))
    read = {word for word in re.findall(rf"[{_LATIN}]+", every) if len(word) > 1}
    return (told.english | read) - told.shared, told.foreign - told.english, told.loans
