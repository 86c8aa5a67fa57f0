"""The difference of two locks: only what changed, by the name a person knows it by."""

from pathlib import Path

from charspec.compile import Change, compile_spec, lock_changes
from tests.compile.test_lock import edit


def changes(spec: Path, *edits: tuple[str, str], overrides: tuple[str, ...] = ()) -> list[Change]:
    before = compile_spec(spec).lock
    for old, new in edits:
        edit(spec, old, new)
    return lock_changes(before, compile_spec(spec, overrides).lock)


def test_equal_locks_have_no_changes(spec: Path) -> None:
    assert changes(spec, ("# Every way", "# Any way")) == []


def test_a_changed_setting_is_one_change(spec: Path) -> None:
    assert changes(spec, overrides=("train.epochs=9",)) == [Change("train.epochs", "3", "9")]


def test_a_changed_caption_names_its_picture(spec: Path) -> None:
    (change,) = changes(spec, ("laughing", "smiling"))
    assert change.key == 'train.items["images/café.png"].caption'
    assert [sign for sign, _ in change.sides] == ["-", "+"]
    assert "laughing" in str(change.before)
    assert "smiling" in str(change.after)


def test_a_picture_that_went_shows_as_gone_and_moves_no_other(spec: Path) -> None:
    found = changes(spec, ("  images/wide.png:               # images/wide.txt is the caption\n", ""))
    assert {change.key.partition("]")[0] for change in found} == {'train.items["images/wide.png"'}
    assert all(change.after is None and change.sides[0][0] == "-" for change in found)


def test_a_release_that_came_shows_as_new(spec: Path) -> None:
    text = spec.read_text("utf-8")
    compiled = compile_spec(spec).lock
    spec.write_text(text[: text.index("release:")], "utf-8")
    found = lock_changes(compile_spec(spec).lock, compiled)
    assert Change("release", "None", None) in found
    assert Change("release.license", None, "CC-BY-4.0") in found
