"""Carets stand below what they mean, whatever the line holds, and a terminal obeys nothing of it."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charspec.lint.reporting import screen
from charspec.source import Span


@pytest.mark.parametrize(
    ("line", "word", "shown", "carets"),
    [
        ("key: value", "value", "key: value", "     ^^^^^"),
        ("\tkey:\tvalue", "value", "    key:    value", "            ^^^^^"),
        ("站在 fox", "fox", "站在 fox", "     ^^^"),
        ("a 狐狸 b", "狐狸", "a 狐狸 b", "  ^^^^"),
        ("e\u0301a fox", "fox", "e\u0301a fox", "   ^^^"),
        ("ﾌｫｯｸｽ fox", "fox", "ﾌｫｯｸｽ fox", "      ^^^"),
        ("ＦＯＸ fox", "fox", "ＦＯＸ fox", "       ^^^"),
        ("\u1112\u1161\u11ab fox", "fox", "\u1112\u1161\u11ab fox", "   ^^^"),
        ("🦊 fox", "fox", "🦊 fox", "   ^^^"),
        ("🦊🦊", "🦊", "🦊🦊", "^^"),
        ("👩🏽 fox", "fox", "👩🏽 fox", "   ^^^"),
        ("👩\u200d🚀 fox", "fox", "👩\u200d🚀 fox", "   ^^^"),
        ("❤\ufe0f fox", "fox", "❤\ufe0f fox", "   ^^^"),
        ("🇯🇵 fox", "fox", "🇯🇵 fox", "   ^^^"),
        ("\x1b[31m fox", "fox", "�[31m fox", "      ^^^"),
        ("\x00\x07 fox", "fox", "�� fox", "   ^^^"),
        ("\u202exof\u202c fox", "fox", "�xof� fox", "      ^^^"),
        ("a\u2028b\x85c\x0b fox", "fox", "a�b�c� fox", "       ^^^"),
        ("\u0301fox", "fox", "\u0301fox", "^^^"),
    ],
)
def test_carets_stand_below_the_word(line: str, word: str, shown: str, carets: str) -> None:
    start = line.index(word) + 1
    found = screen.excerpt(f"above\n{line}\nbelow", Span(2, start, 2, start + len(word)))
    assert found == (shown, carets)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_an_editor_ends_them(end: str) -> None:
    text = end.join(["one", "two fox", "three"])
    assert screen.excerpt(text, Span(2, 5, 2, 8)) == ("two fox", "    ^^^")


def test_a_long_line_is_cut_around_its_place() -> None:
    line = "x" * 300 + "HERE" + "y" * 300
    found = screen.excerpt(line, Span(1, 301, 1, 305), columns=60)
    assert found is not None
    start = found.carets.index("^")
    assert found.line[start : start + 4] == "HERE"
    assert len(found.line) <= 60
    assert found.line[0] == found.line[-1] == "…"


def test_a_place_longer_than_the_screen_begins_in_view() -> None:
    found = screen.excerpt("a: " + "x" * 500, Span(1, 4, 1, 504), columns=40)
    assert found is not None
    assert found.line.startswith("…x")
    assert set(found.carets.strip()) == {"^"}
    assert len(found.carets) <= 40


def test_a_place_over_several_lines_is_marked_to_the_end_of_its_first() -> None:
    assert screen.excerpt("a: [b,\n  c]", Span(1, 4, 2, 5)) == ("a: [b,", "   ^^^")


def test_the_end_of_a_line_can_be_marked() -> None:
    assert screen.excerpt("abc", Span(1, 4, 1, 4)) == ("abc", "   ^")


def test_a_place_outside_the_text_has_no_excerpt() -> None:
    assert screen.excerpt("one line", Span(7, 1, 7, 2)) is None
    assert screen.excerpt("", Span(1, 1, 1, 1)) is None
    assert screen.excerpt("\n \t\n", Span(2, 1, 2, 2)) is None


UNHURRIED = settings(deadline=None)
SIGNS = st.text(st.sampled_from("ab \t站狐🦊ｱＡé\u0301\u200d\ufe0f🏽\x1b\x00\u202e\u00ad\u1161"), min_size=1)


def columns(text: str) -> int:
    return sum(map(screen.width, text))


@UNHURRIED
@given(before=SIGNS, after=SIGNS, room=st.integers(20, 60))
def test_the_word_stands_above_its_carets_in_any_line(before: str, after: str, room: int) -> None:
    """Joined emoji aside, whose width terminals disagree on, columns are the sum of the characters'."""
    line = (before.replace("\u200d", "").replace("\ufe0f", "").replace("🏽", "") or " ") + "FOX"
    start = line.index("FOX") + 1
    found = screen.excerpt(line + after, Span(1, start, 1, start + 3), room)
    assert found is not None
    left, _, _ = found.line.partition("FOX")
    assert columns(left) == len(found.carets) - 3
    assert found.carets == " " * columns(left) + "^^^"


@UNHURRIED
@given(st.text(), st.integers(1, 40), st.integers(1, 40), st.integers(20, 80))
def test_nothing_breaks_out_of_its_line_or_is_obeyed(line: str, column: int, end: int, room: int) -> None:
    found = screen.excerpt(line, Span(1, column, 1, max(column, end)), room)
    if found:
        assert "^" in found.carets
        assert not any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in found.line)


@UNHURRIED
@given(st.text(st.sampled_from("ab 站狐🦊é")), st.integers(4, 40), st.integers(0, 3))
def test_wrapped_lines_hold_every_word_and_fit_if_words_do(text: str, room: int, indent: int) -> None:
    lines = screen.wrapped(text, room, indent)
    assert " ".join(lines).split() == text.split()
    for line in lines:
        assert columns(line) <= room or len(line.split()) == 1
    assert all(line.startswith(" " * indent) for line in lines[1:])
