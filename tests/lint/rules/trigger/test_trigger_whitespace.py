"""T103: a trigger is one word."""

from collections.abc import Callable

import pytest

from charspec.lint import Finding


@pytest.mark.parametrize("trigger", ["Kael Storm", "Kael\\tStorm", "Kael  Storm", "Kael\\u3000Storm"])
def test_blanks_of_any_kind_are_found(trigger: str, with_trigger: Callable[..., list[Finding]]) -> None:
    (found,) = with_trigger("T103", trigger)
    assert "'Kael_Storm'" in found.hint


@pytest.mark.parametrize("trigger", ["Kael_Storm", "Kael-Storm", "KaelStorm", " Kael ", "小明"])
def test_one_word_is_one(trigger: str, with_trigger: Callable[..., list[Finding]]) -> None:
    assert with_trigger("T103", trigger) == []
