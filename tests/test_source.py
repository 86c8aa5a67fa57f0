"""Reading YAML: what is kept, what is refused and where, and edits that change nothing else."""

import random
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import charspec.source.reader as reader
from charspec.errors import CharspecError
from charspec.source import Plain, Span, apply_edits, insert, parse, read, replace, resolve

GOLDEN = Path(__file__).parent / "golden" / "spec" / "character.yaml"


@pytest.fixture(params=["libyaml", "pure"], autouse=True)
def _both_parsers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "pure":
        monkeypatch.setattr(reader, "_LOADER", reader.yaml.SafeLoader)


def codes(text: str | bytes) -> list[str]:
    return [problem.code for problem in parse(text).problems]


def test_the_golden_spec_is_read_without_problems_and_every_value_has_a_place() -> None:
    source = read(GOLDEN)
    assert source.problems == ()
    assert source.get(("identity", "with", 1)) == "a red scarf"
    assert source.span(("trigger",)) == Span(3, 10, 3, 20)
    assert source.key_span(("trigger",)) == Span(3, 1, 3, 8)
    assert source.span(("images", "images/back.png", "crop", 2)) == Span(38, 18, 38, 22)


def test_a_block_collection_and_a_missing_key_are_shown_by_the_nearest_key() -> None:
    source = parse("a: 1\nouter:\n  inner: x\n")
    assert source.span(("outer",)) == Span(2, 1, 2, 6)
    assert source.span(("outer", "inner", "deeper")) == Span(3, 3, 3, 8)
    assert source.span(("elsewhere",)) == Span(1, 1, 1, 1)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("007", 7),
        ("no", "no"),
        ("1:30", "1:30"),
        ("1e-4", 1e-4),
        ("yes", "yes"),
        ("true", True),
        ("~", None),
        ("5e-5", 5e-5),
        ("0o17", 15),
        ("0x1F", 31),
        (".5", 0.5),
        ("1_000", "1_000"),
        ("2024-01-01", "2024-01-01"),
        ("-.inf", float("-inf")),
    ],
)
def test_plain_scalars_mean_what_yaml_1_2_says(text: str, value: object) -> None:
    assert resolve(text) == value
    assert type(resolve(text)) is type(value)


def test_plain_scalars_keep_the_text_that_was_written() -> None:
    data = parse("a: 007\nb: no\nc: '007'\nd: null\ne:\n").data
    assert data == {"a": "007", "b": "no", "c": "007", "d": None, "e": None}
    assert isinstance(data, dict)
    assert isinstance(data["a"], Plain)
    assert data["a"].value == 7
    assert not isinstance(data["c"], Plain)


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("a: [1, 2", "S101", "not closed"),
        ("a: 'x", "S101", "never closed"),
        ("a: b: c", "S101", "': '"),
        ("a:\n\tb: 1", "S101", "tab"),
        ("a: 1\nkey value\nb: 2", "S101", "no ': ' after 'key value'"),
        ("a:\n    b: 1\n  c: 2", "S101", "indented unlike"),
        ("a: @x", "S101", "cannot begin"),
        ("a: 1\n---\nb: 2", "S101", "second document"),
        ("[a, b]: 1", "S101", "used as a key"),
        ("a: 1\nb: 2\na: 3\n", "S102", "given twice"),
        ("a: &x 1\nb: *x", "S107", "anchor"),
        ("a: *x", "S107", "alias"),
        ("a:\n  <<: 1", "S107", "merge key"),
        ("a: !!python/object:os.system x", "S107", "tag"),
        ("a: !local [1]", "S107", "tag"),
        ("a: '${HOME}'", "S109", "interpolation"),
        ("${a}: b", "S109", "interpolation"),
        ("[" * 25 + "]" * 25, "S107", "24 levels"),
        ("[" * 200_000, "S107", "24 levels"),
        ("{a: " * 200_000, "S107", "24 levels"),
        ("- " * 200_000, "S107", "24 levels"),
        ("[" + "1," * 20_001 + "1]", "S107", "20,000"),
        ("# " + "x" * (1 << 20), "S107", "1 MiB"),
        ("a: {caption: Vendalixia, smiling}", "S101", "'smiling' stands alone"),
        ("a: \x00", "S101", "U+0000"),
        ('a: "\\0"', "S101", "no usable character"),
    ],
)
def test_a_trap_is_refused_in_words(text: str, code: str, words: str) -> None:
    first = parse(text).problems[0]
    assert first.code == code
    assert words in first.message


@pytest.mark.parametrize(
    "line",
    [
        "caption: {trigger}, smiling",
        "caption: {trigger}",
        "tests:\n  baseline: {trigger} running",
        "tests:\n  - {trigger} running\n  - x",
        "a: 1\ncaption: {trigger}, smiling # comment\nb: 2",
    ],
)
def test_an_unquoted_placeholder_is_told_to_be_quoted(line: str) -> None:
    (first,) = parse(line).problems
    assert first.code == "S101"
    assert "cannot begin with '{'" in first.message
    assert first.hint
    assert 'Quote it: "{trigger}' in first.hint


def test_problems_point_at_the_line_and_column() -> None:
    twice = parse("a: 1\nb:\n  c: 1\n  c: 2\n").problems[0]
    assert twice.path == ("b", "c")
    assert twice.span == Span(4, 3, 4, 4)
    assert twice.hint
    assert "line 3" in twice.hint


def test_a_second_key_does_not_replace_the_first() -> None:
    source = parse("a: 1\na: {b: 2}\nc: 3\n")
    assert source.data == {"a": "1", "c": "3"}
    assert ("a", "b") not in source.values


def test_text_that_is_not_utf8_is_a_problem_with_a_place() -> None:
    problem = parse(b"a: 1\nb: \xff\xfe\n").problems[0]
    assert (problem.code, problem.span) == ("S101", Span(2, 4, 2, 5))


def test_garbage_is_a_clean_problem_and_quick() -> None:
    for seed in range(20):
        noise = random.Random(seed).randbytes(10_240)
        ascii_noise = "".join(random.Random(seed).choices("[]{}:,-#&*!|>'\"%@`\n\t ab", k=10_240))
        started = time.process_time()
        assert codes(noise)
        assert codes(ascii_noise)
        assert time.process_time() - started < 2


@given(st.text(alphabet="[]{}:,-#&*!|>'\"%@`?\n\t\r ab1~\x85\u2028é😀", max_size=60))
def test_no_text_raises(text: str) -> None:
    source = parse(text)
    for path in source.values:
        assert source.span(path).line >= 1


def test_an_alias_bomb_costs_nothing() -> None:
    bomb = "a: &a [x,x]\n" + "".join(f"b{n}: &b{n} [*a,*a,*a]\n" for n in range(10))
    assert set(codes(bomb)) == {"S107"}


def test_crlf_bom_and_unicode_keep_their_columns() -> None:
    source = parse("\ufeffname: Vendalixia\r\ntext: |\r\n  one\r\n  two\r\nlast: 😀 x\r\n".encode())
    assert source.bom
    assert source.problems == ()
    assert source.span(("last",)) == Span(5, 7, 5, 10)


def test_reading_a_path_that_is_no_file_is_wrong_usage(tmp_path: Path) -> None:
    for path in (tmp_path / "none.yaml", tmp_path):
        with pytest.raises(CharspecError) as caught:
            read(path)
        assert caught.value.exit_code == 2


def test_the_first_problem_is_an_error_for_other_verbs() -> None:
    with pytest.raises(CharspecError, match=r"character\.yaml:2:1: 'a' is given twice") as caught:
        parse("a: 1\na: 2\n").raise_first()
    assert caught.value.exit_code == 1


BEFORE = """\
# a character
caption: Vendalixia, smiling   # keep me
single: 'it''s'
double: "a \\"b\\""
block: |
  first
  second
# after the block
folded: >-
    deep
    text
empty:   # nothing yet
list: [one, two]  # two
end: x"""


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        (("caption",), "Vendalixia, laughing", "caption: Vendalixia, laughing   # keep me"),
        (("caption",), "{trigger}, smiling", 'caption: "{trigger}, smiling"   # keep me'),
        (("caption",), "a #b", 'caption: "a #b"   # keep me'),
        (("caption",), "null", 'caption: "null"   # keep me'),
        (("single",), "she's", "single: 'she''s'"),
        (("double",), 'say "no"', 'double: "say \\"no\\""'),
        (("block",), "third", "block: |\n  third\n# after the block"),
        (("block",), "a\nb", "block: |\n  a\n  b\n# after the block"),
        (("folded",), "flat", "folded: >-\n    flat\nempty:"),
        (("empty",), "now", "empty: now   # nothing yet"),
        (("list", 1), "a, b", 'list: [one, "a, b"]  # two'),
        (("end",), "y", "end: y"),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_replaced_value_keeps_its_style_and_everything_else(
    path: tuple[str | int, ...], text: str, line: str, newline: str
) -> None:
    source = parse(BEFORE.replace("\n", newline))
    after = apply_edits(source.text, [replace(source, path, text)])
    assert line.replace("\n", newline) in after
    assert "\r" not in after.replace("\r\n", "") if newline == "\r\n" else "\r" not in after
    for comment in ("# a character", "# keep me", "# after the block", "# nothing yet", "# two"):
        assert comment in after
    read_back = parse(after).get(path)
    assert isinstance(read_back, str)
    assert read_back.rstrip("\n") == text


TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30)


@settings(deadline=None)
@given(TEXTS.filter(lambda text: "${" not in text))
def test_any_text_can_be_written_into_a_plain_value_and_reads_back(text: str) -> None:
    source = parse("a: 1 # one\nb: x # two\n")
    after = parse(apply_edits(source.text, [replace(source, ("b",), text)]))
    assert after.get(("b",)) == text
    assert after.text.endswith("# two\n")


@pytest.mark.parametrize(
    ("text", "path", "after"),
    [
        ("a:\n  b: 1  # c\nd: 2\n", ("a", "e"), "a:\n  b: 1  # c\n  e: new\nd: 2\n"),
        ("a: {b: 1}\n", ("a", "e"), "a: {b: 1, e: new}\n"),
        ("a: {}\n", ("a", "e"), "a: {e: new}\n"),
        ("a:\n  f.png:   # empty\nd: 2\n", ("a", "f.png", "e"), "a:\n  f.png:   # empty\n    e: new\nd: 2\n"),
        ("a: 1", ("e",), "a: 1\ne: new"),
    ],
)
def test_a_key_is_added_where_a_person_would_add_it(text: str, path: tuple[str, ...], after: str) -> None:
    source = parse(text)
    assert apply_edits(text, [insert(source, path, "new")]) == after


def test_an_edit_that_cannot_be_right_is_refused() -> None:
    source = parse("a: {b: 1}\n")
    for attempt in (
        lambda: replace(source, ("a",), "x"),
        lambda: replace(source, ("none",), "x"),
        lambda: insert(source, ("a", "b"), "x"),
        lambda: insert(source, ("a", "b", "c"), "x"),
    ):
        with pytest.raises(CharspecError):
            attempt()


def test_edits_that_overlap_are_refused() -> None:
    source = parse("a: long\nb: y\n")
    edits = [replace(source, ("a",), "one"), replace(source, ("a",), "two")]
    with pytest.raises(ValueError, match="overlap"):
        apply_edits(source.text, edits)
    both = [replace(source, ("b",), "z"), replace(source, ("a",), "one")]
    assert apply_edits(source.text, both) == "a: one\nb: z\n"
