"""Rows of metadata: one caption is changed, and every other character of the file stays."""

import csv
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charspec.lint.mending.rows import rewrite_rows


def shout(text: str) -> str:
    return f"NEW, {text}"


@pytest.mark.parametrize(
    ("row", "after"),
    [
        ('{"text":"a"}', '{"text":"NEW, a"}'),
        (
            '  { "x": {"text": "no"}, "text" : "a" , "y":"text"}',
            '  { "x": {"text": "no"}, "text" : "NEW, a" , "y":"text"}',
        ),
        ('{"text": "first", "text": "last"}', '{"text": "first", "text": "NEW, last"}'),
        ('{"t\\u0065xt": "a"}', '{"t\\u0065xt": "NEW, a"}'),
        ('{"text": "caf\\u00e9 \\/ \\"x\\""}', '{"text": "NEW, caf\\u00e9 \\/ \\"x\\""}'),
        ('{"text": "two\\nlines"}', '{"text": "NEW, two\\nlines"}'),
        ('{"file_name": "text", "text": "a"}', '{"file_name": "text", "text": "NEW, a"}'),
    ],
)
@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\r"])
def test_a_row_of_json_lines(row: str, after: str, end: str) -> None:
    before = f"not json{end or chr(10)}{row}{end}"
    assert rewrite_rows(before, "metadata.jsonl", {2: shout}) == f"not json{end or chr(10)}{after}{end}"


@pytest.mark.parametrize(
    ("row", "after"),
    [
        ("a.png,one,x", 'a.png,"NEW, one",x'),
        ('a.png,"one",x', 'a.png,"NEW, one",x'),
        ('"a.png","say ""hi""","x, y"', '"a.png","NEW, say ""hi""","x, y"'),
        ('a.png, "one" ,x', 'a.png,"NEW,  ""one"" ",x'),
        ('a.png,"one"s,x', 'a.png,"NEW, ones",x'),
        ("a.png,,x", 'a.png,"NEW, ",x'),
        ("a.png", "a.png"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("final", [True, False])
def test_a_row_of_csv(row: str, after: str, end: str, final: bool) -> None:
    last = end if final else ""
    head = f'file_name,text,"more, of it"{end}{end}b.png,"two{end}lines",y{end}'
    assert rewrite_rows(f"{head}{row}{last}", "metadata.csv", {5: shout}) == f"{head}{after}{last}"


def test_a_row_of_several_lines_is_known_by_its_last() -> None:
    text = 'file_name,text\na.png,"one\ntwo"\nb.png,three\n'
    assert (
        rewrite_rows(text, "metadata.csv", {3: shout})
        == 'file_name,text\na.png,"NEW, one\ntwo"\nb.png,three\n'
    )


WORDS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029\x85"), max_size=12
)


@settings(deadline=None)
@given(rows=st.lists(st.tuples(WORDS, WORDS, WORDS), min_size=1, max_size=4), chosen=st.integers(0, 3))
def test_of_any_table_one_cell_changes(rows: list[tuple[str, str, str]], chosen: int) -> None:
    file = io.StringIO(newline="")
    csv.writer(file).writerows([("file_name", "text", "note"), *rows])
    line = min(chosen, len(rows) - 1) + 2
    after = rewrite_rows(file.getvalue(), "metadata.csv", {line: shout})
    table = [tuple(row) for row in csv.reader(io.StringIO(after, newline=""))][1:]
    name, text, note = rows[line - 2]
    assert table == [*rows[: line - 2], (name, f"NEW, {text}", note), *rows[line - 1 :]]


@settings(deadline=None)
@given(
    rows=st.lists(
        st.dictionaries(WORDS, WORDS | st.integers() | st.none(), max_size=3), min_size=1, max_size=3
    ),
    text=WORDS,
)
def test_of_any_json_lines_one_value_changes(rows: list[dict[str, object]], text: str) -> None:
    written = [
        json.dumps({**row, "text": text}, ensure_ascii=index % 2 == 0) for index, row in enumerate(rows)
    ]
    after = rewrite_rows("\n".join(written), "metadata.jsonl", {1: shout}).split("\n")
    assert json.loads(after[0]) == {**rows[0], "text": f"NEW, {text}"}
    assert after[1:] == written[1:]
