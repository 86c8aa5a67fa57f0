"""Pairs of a mapping are set and dropped in place: comments, quotes, order and line ends stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charspec.errors import CharspecError
from charspec.source import Plain, list_keys, parse, set_pairs
from charspec.source.pairs import spelled

SPEC = """\
# the studio's
images:
  images/a.png:   # the first one
    pose: standing  # as agreed
    draft: true
    # a remark that stays
  images/b.png:
  images/c.png: {pose: 'sitting', draft: true, framing: close-up}
  images/d.png: {draft: true}
tests: {}
"""
A, B, C, D = (("images", f"images/{name}.png") for name in "abcd")


def test_new_pairs_stand_at_the_end_and_comments_stay() -> None:
    text = set_pairs(parse(SPEC), A, {"angle": "front", "environment": "in a forest, at dusk"})
    assert text.splitlines()[2:8] == [
        "  images/a.png:   # the first one",
        "    pose: standing  # as agreed",
        "    draft: true",
        "    angle: front",
        '    environment: "in a forest, at dusk"',
        "    # a remark that stays",
    ]


def test_a_value_is_rewritten_in_its_place_and_a_key_dropped_with_its_line() -> None:
    text = set_pairs(parse(SPEC), A, {"pose": "sitting"}, drop=("draft",))
    assert "    pose: sitting  # as agreed\n    # a remark that stays\n" in text
    assert text.count("draft") == 2


def test_an_empty_picture_gets_its_first_pairs() -> None:
    text = set_pairs(parse(SPEC), B, {"pose": "running", "draft": Plain("true")})
    assert "  images/b.png:\n    pose: running\n    draft: true\n" in text


def test_a_switch_is_written_bare_and_the_same_word_as_text_in_quotes() -> None:
    source = parse('images:\n  a.png:\n    draft: "no"\n')
    assert set_pairs(source, ("images", "a.png"), {"draft": Plain("true")}).endswith("    draft: true\n")
    assert set_pairs(source, ("images", "a.png"), {"pose": "true"}).endswith('    pose: "true"\n')


@pytest.mark.parametrize(
    ("path", "pairs", "drop", "line"),
    [
        (C, {"pose": "lying"}, ("draft",), "  images/c.png: {pose: 'lying', framing: close-up}"),
        (
            C,
            {"angle": "a, b"},
            (),
            "  images/c.png: {pose: 'sitting', draft: true, framing: close-up, angle: \"a, b\"}",
        ),
        (C, {}, ("pose", "draft", "framing"), "  images/c.png: {}"),
        (D, {}, ("draft",), "  images/d.png: {}"),
    ],
)
def test_flow_style_stays_flow_style(
    path: tuple[str, str], pairs: dict[str, str], drop: tuple[str, ...], line: str
) -> None:
    assert line in set_pairs(parse(SPEC), path, pairs, drop).splitlines()


def test_the_last_line_without_a_break_can_go() -> None:
    source = parse("images:\n  a.png:\n    pose: standing\n    draft: true")
    assert set_pairs(source, ("images", "a.png"), {}, ("draft",)) == "images:\n  a.png:\n    pose: standing"


def test_windows_line_ends_stay() -> None:
    source = parse("images:\r\n  a.png:\r\n    draft: true\r\ntrigger: T\r\n")
    text = set_pairs(source, ("images", "a.png"), {"pose": "standing"}, ("draft",))
    assert text == "images:\r\n  a.png:\r\n    pose: standing\r\ntrigger: T\r\n"


def test_a_folder_becomes_the_list_of_its_pictures() -> None:
    source = parse("trigger: T\nimages: images/   # shot in May\nstyle: any\n")
    text = list_keys(source, ("images",), ["images/a.png", "images/b: c.png"])
    assert text == (
        'trigger: T\nimages:   # shot in May\n  images/a.png:\n  "images/b: c.png":\nstyle: any\n'
    )


def test_what_is_no_mapping_is_left_to_its_author() -> None:
    with pytest.raises(CharspecError, match=r"spec\.yaml:1:9.*cannot be edited") as error:
        set_pairs(parse("images: images/", "spec.yaml"), ("images",), {"a": "b"})
    assert error.value.exit_code == 1
    with pytest.raises(CharspecError, match="cannot be edited"):
        set_pairs(parse(SPEC), ("images", "images/other.png"), {"a": "b"})
    with pytest.raises(CharspecError, match="cannot be edited"):
        list_keys(parse("{trigger: T, images: images/}"), ("images",), ["a.png"])


# `${` is refused wherever it stands: a spec interpolates nothing.
WORDS = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Cn", "Co")), min_size=1, max_size=30).filter(
    lambda words: "${" not in words
)


@given(
    st.dictionaries(st.sampled_from(["angle", "pose", "lighting", "own"]), WORDS),
    st.sampled_from([A, B, C, D]),
)
def test_any_words_read_back_as_they_are(pairs: dict[str, str], path: tuple[str, str]) -> None:
    before = parse(SPEC)
    after = parse(set_pairs(before, path, pairs, ("draft",)))
    assert not after.problems
    old = before.get(path) or {}
    assert isinstance(old, dict)
    assert (after.get(path) or {}) == {key: old[key] for key in old if key != "draft"} | pairs
    assert [line for line in SPEC.splitlines() if "#" in line] == [
        line for line in set_pairs(before, path, {}, ("draft",)).splitlines() if "#" in line
    ]


@given(WORDS)
def test_spelled_words_are_text_for_older_readers_too(word: str) -> None:
    import yaml

    if spelled(word) == word:
        assert yaml.safe_load(f"key: {word}") == {"key": word}
        assert yaml.safe_load(f"{{key: {word}}}") == {"key": word}
