"""Finding phrases in captions: whole words, any case for traits, to the byte for the trigger."""

import functools
import itertools
import re
import unicodedata
from collections.abc import Iterator
from typing import Literal, NamedTuple

_WORD = re.compile(r"[^\W_]+(?:[_'’\u2010\u2011-][^\W_]+)*|_+")
_ACCENTS = re.compile("[\u0300-\u036f]")
_POSSESSIVE = re.compile(r"['’]s\Z", re.IGNORECASE)

# Written without blanks between words, or with particles joined on: there a name ends wherever it ends.
_UNSPACED = frozenset(("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "LAO", "KHMER", "MYANMAR"))

_MOST_EDITS = 2
_MOST_JOINTS = 8
"""Blanks and hyphens that a variant may have more than the trigger."""

VariantKind = Literal["case", "plural", "spelling"]


class Variant(NamedTuple):
    """Something that looks like the trigger and is not: where it stands, what it says, how it differs."""

    start: int
    end: int
    text: str
    kind: VariantKind


def find_phrase(text: str, phrase: str) -> tuple[int, int] | None:
    """Where a phrase stands in a text, whole words, in any case, whatever the blanks; None if it does not."""
    if not phrase.strip():
        return None
    for found in _pattern_of(phrase).finditer(text):
        if _is_whole(text, *found.span()):
            return found.span()
    return None


@functools.lru_cache(maxsize=1024)
def _pattern_of(phrase: str) -> re.Pattern[str]:
    """Each phrase of a spec is looked for in every caption."""
    return re.compile(r"\s+".join(map(re.escape, phrase.split())), re.IGNORECASE)


def contains_phrase(text: str, phrase: str) -> bool:
    """Whether a text says a phrase, as whole words and in any case.

    >>> contains_phrase("with Silver hair", "silver hair"), contains_phrase("silver-haired", "silver hair")
    (True, False)
    """
    return find_phrase(text, phrase) is not None


def find_trigger(text: str, trigger: str) -> list[tuple[int, int]]:
    """Every place where a text says the trigger, byte for byte.

    A possessive and a change of script end a trigger: `Vendalixia's` and `Vendalixia站在` contain it,
    `Vendalixias` and `MyVendalixia` do not.
    """
    places = [(found.start(), found.end()) for found in re.finditer(re.escape(trigger), text)]
    return [place for place in places if _is_whole(text, *place)]


def contains_trigger(text: str, trigger: str) -> bool:
    """Whether a text says the trigger."""
    return bool(find_trigger(text, trigger))


def begins_with_trigger(text: str, trigger: str) -> bool:
    """Whether the trigger is the first thing a text says."""
    offset = len(text) - len(text.lstrip())
    return any(start == offset for start, _ in find_trigger(text, trigger))


def find_variants(text: str, trigger: str) -> list[Variant]:
    """Words that look like the trigger without being it: another case, a plural, a slip of the pen.

    A slip is one wrong letter in a trigger of five letters and more, two from eight on; shorter triggers are
    too
    near to ordinary words for that.
    """
    exact = find_trigger(text, trigger)
    wanted = _fold(trigger)
    # A slip may split the trigger in two or run two words together.
    lengths = sorted({max(1, len(trigger.split()) + extra) for extra in (-1, 0, 1)}, reverse=True)
    found: list[Variant] = []
    for start, end in _windows(text, lengths):
        # Most words are too short or too long to look like it: folding each would take most of the time.
        if not -_MOST_EDITS <= end - start - len(wanted) <= _MOST_EDITS + _MOST_JOINTS:
            continue
        taken = [*exact, *((variant.start, variant.end) for variant in found)]
        if any(start < other_end and other_start < end for other_start, other_end in taken):
            continue
        kind = _likeness(text[start:end], trigger, wanted)
        if kind:
            found.append(Variant(start, end, text[start:end], kind))
    return sorted(found)


def edit_distance(one: str, other: str, limit: int) -> int:
    """Insertions, deletions, replacements and swaps of neighbours between two words; `limit` + 1 if more."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    older: list[int] = []
    before = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        now = [row]
        for column, against in enumerate(other, 1):
            cost = min(before[column] + 1, now[-1] + 1, before[column - 1] + (letter != against))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == against:
                cost = min(cost, older[column - 2] + 1)
            now.append(cost)
        older, before = before, now
        if min(now) > limit:
            return limit + 1
    return min(before[-1], limit + 1)


def _windows(text: str, lengths: list[int]) -> Iterator[tuple[int, int]]:
    """Runs of neighbouring words without punctuation between them, longer runs first."""
    words = []
    for found in _WORD.finditer(text):
        possessive = _POSSESSIVE.search(found[0])
        words.append((found.start(), found.start() + possessive.start() if possessive else found.end()))
    # Whether nothing but blanks stands between each word and the next one.
    beside = [text[left[1] : right[0]].isspace() for left, right in itertools.pairwise(words)]
    for length in lengths:
        for first in range(len(words) - length + 1):
            last = first + length - 1
            if all(beside[first:last]):
                yield words[first][0], words[last][1]


def _likeness(candidate: str, trigger: str, wanted: str) -> VariantKind | None:
    folded = _fold(candidate)
    if folded == wanted:
        spelled_alike = " ".join(candidate.split()).casefold() == " ".join(trigger.split()).casefold()
        return "case" if spelled_alike else "spelling"
    if folded in (f"{wanted}s", f"{wanted}es"):
        return "plural"
    if not (folded.isascii() and wanted.isascii()) and _bare(folded) == _bare(wanted):
        return "spelling"
    # Two words in place of one count as a slip only when their letters are the trigger's own.
    if len(candidate.split()) != len(trigger.split()):
        return None
    limit = 2 if len(wanted) >= 8 else 1 if len(wanted) >= 5 else 0
    return "spelling" if limit and edit_distance(folded, wanted, limit) <= limit else None


def _fold(text: str) -> str:
    """Letters and digits alone, without case, accents' encoding or the marks that join words."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


def _bare(text: str) -> str:
    """Letters without their accents: `zoe` of `zoë`."""
    return _ACCENTS.sub("", unicodedata.normalize("NFD", text))


def _is_whole(text: str, start: int, end: int) -> bool:
    return not _joined(text[start - 1 : start], text[start : start + 1]) and not _joined(
        text[end : end + 1], text[end - 1 : end]
    )


def _joined(outer: str, inner: str) -> bool:
    """Whether a neighbouring character belongs to the same word: both of words, and of one script."""
    if not outer or not _is_word(outer) or not _is_word(inner):
        return False
    scripts = _script(outer), _script(inner)
    if "" in scripts:
        return True
    return scripts[0] == scripts[1] and scripts[0] not in _UNSPACED


def _is_word(character: str) -> bool:
    return character == "_" or unicodedata.category(character)[0] in "LNM"


def _script(character: str) -> str:
    """The script of a letter; empty for digits, `_` and combining marks, which join any word."""
    if unicodedata.category(character)[0] != "L":
        return ""
    return unicodedata.name(character, "").split(" ")[0]
