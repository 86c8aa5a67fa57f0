"""What denies a trait or a garment, and what only stands near one."""

import pytest

from charspec.lint.words.denials import Denial, denial, denied


@pytest.mark.parametrize(
    ("trait", "words"),
    [
        ("a red scarf", "without her red scarf"),
        ("a red scarf", "no red scarf"),
        ("a red scarf", "no scarf"),
        ("round glasses", "without glasses"),
        ("round glasses", "not wearing her spectacles"),
        ("round glasses", "isn't wearing glasses"),
        ("a dark leather coat", "no longer wearing the dark coat"),
        ("silver hair", "without silver hair"),
    ],
)
def test_denied(trait: str, words: str) -> None:
    assert denial(f"Vendalixia, a young woman, {words}, standing in a cave", trait) == words


@pytest.mark.parametrize(
    ("trait", "words"),
    [
        ("a red scarf", "no hat and a red scarf"),
        ("a red scarf", "without a hat, a red scarf"),
        ("a red scarf", "no bag over the red scarf"),
        ("silver hair", "not a silver hair out of place"),
        ("silver hair", "no wind. Silver hair"),
        ("no eyebrows", "no eyebrows"),
        ("silberne Haare", "ohne Hut, silberne Haare"),
    ],
)
def test_not_denied(trait: str, words: str) -> None:
    assert denial(f"Vendalixia, a young woman, {words}, standing in a cave", trait) is None


@pytest.mark.parametrize(
    ("caption", "found"),
    [
        ("a red scarf, next to a snowman with a carrot nose and no scarf", None),
        ("a red scarf, sitting in a warm bath without her scarf", Denial("without her scarf", True)),
        ("a red scarf, no scarf", Denial("no scarf", True)),
        ("next to a snowman with a carrot nose and no scarf", Denial("no scarf", False)),
    ],
)
def test_what_is_named_as_well_must_be_denied_of_the_character(caption: str, found: Denial | None) -> None:
    assert denied(f"Vendalixia, a young woman with {caption}", "a red scarf") == found
