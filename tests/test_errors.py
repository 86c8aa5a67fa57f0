"""The error a user reads has its parts in order, and paths read like the user's own YAML."""

from charspec.errors import CharspecError, dotted


def test_an_error_reads_place_then_fault_then_next_step() -> None:
    error = CharspecError("no picture", where="character.yaml:3:1", hint="add one", exit_code=1)
    assert str(error) == "character.yaml:3:1: no picture\nadd one"
    assert error.exit_code == 1


def test_an_error_without_place_or_hint_is_its_message_and_means_wrong_usage() -> None:
    error = CharspecError("no such verb")
    assert (str(error), error.exit_code) == ("no such verb", 2)


def test_a_path_is_written_as_a_person_would_say_it() -> None:
    assert dotted(()) == ""
    assert dotted(("images", "images/front.png", "caption")) == 'images["images/front.png"].caption'
    assert dotted(("release", "pins", 1)) == "release.pins[1]"
