"""Advice as edits: the values are set, the comments kept, and what is said already is not said again."""

from __future__ import annotations

import pytest

from charspec.compare.retraining import Setting, edited
from charspec.compare.retraining.edits import number, still_open
from charspec.errors import CharspecError
from charspec.source import parse
from tests.compare.fake_run import FakeRun

HEAD = "# our courier\nschema: charspec/1\ntrigger: Vendalixia\nidentity: a young woman\n"
RANK = Setting(("train", "rank"), 16, 32)
RATE = Setting(("train", "learning_rate"), 3e-4, 1.5e-4)
REPEATS = Setting(("images", "images/a.png", "repeats"), 20, 10)


def changed(text: str, *settings: Setting) -> str:
    return edited(parse(text, "character.yaml"), settings, "0123456789ab")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("train: auto", "train:\n  preset: auto\n  rank: 32  # 16 in run 0123456789ab\n"),
        ("train: auto  # so", "train:  # so\n  preset: auto\n  rank: 32  # 16 in run 0123456789ab\n"),
        ("train:\n  rank: 16  # small\n  epochs: 5", "train:\n  rank: 32  # small\n  epochs: 5\n"),
        ("train:\n  epochs: 5", "train:\n  epochs: 5\n  rank: 32  # 16 in run 0123456789ab\n"),
        ("train: {epochs: 5}", "train: {epochs: 5, rank: 32}\n"),
    ],
)  # fmt: skip
def test_a_setting_lands_in_train_however_that_is_written(before: str, after: str) -> None:
    images = "images: images/\n"
    assert changed(f"{HEAD}{before}\n{images}", RANK) == f"{HEAD}{after}{images}"


def test_a_spec_without_train_gets_one() -> None:
    text = changed(f"{HEAD}images: images/\n", RANK, RATE)
    data = parse(text, "").data
    assert data["train"] == {"preset": "auto", "rank": "32", "learning_rate": "0.00015"}
    assert text.startswith(HEAD)


def test_repeats_of_a_picture_stand_at_that_picture() -> None:
    listed = f"{HEAD}images:\n  images/a.png:\n    pose: sitting  # on the wall\n  images/b.png:\n"
    assert changed(listed, REPEATS) == listed.replace(
        "# on the wall\n", "# on the wall\n    repeats: 10  # 20 in run 0123456789ab\n"
    )
    bare = f"{HEAD}images:\n  images/a.png:\n  images/b.png:\n"
    assert "  images/a.png:\n    repeats: 10" in changed(bare, REPEATS)


def test_pictures_of_a_scanned_folder_have_no_entry_to_set() -> None:
    with pytest.raises(CharspecError, match="has no entry in the spec") as caught:
        changed(f"{HEAD}images: images/\n", REPEATS)
    assert caught.value.where == "character.yaml"
    assert caught.value.exit_code == 1


def test_lines_keep_their_ends() -> None:
    text = changed((HEAD + "images: images/\ntrain:\n  epochs: 5\n").replace("\n", "\r\n"), RANK)
    assert text.count("\r\n") == text.count("\n")


def test_numbers_are_written_as_people_write_them() -> None:
    assert [number(value) for value in (15, 16.0, 1.5e-4, 2e-6, 0.5)] == [
        "15",
        "16",
        "0.00015",
        "0.000002",
        "0.5",
    ]


def test_what_the_spec_says_already_is_not_said_again(new_run) -> None:
    run: FakeRun = new_run(done=0)
    now = run.lock.plan.train  # rank 16, rate 1e-4, 4 epochs, 20 repeats, no others
    met = [
        Setting(("train", "rank"), 8, 16),
        Setting(("train", "alpha"), 8, 16),
        Setting(("train", "learning_rate"), 1e-3, 5e-4),
        Setting(("train", "epochs"), 2, 3),
        Setting(("train", "repeats"), 2, 20),
        Setting(("images", "images/front.png", "repeats"), 50, 25),
        Setting(("images", "images/gone.png", "repeats"), 50, 25),
    ]
    new = [
        Setting(("train", "rank"), 16, 32),
        Setting(("train", "learning_rate"), 1e-4, 5e-5),
        Setting(("train", "prior_every"), 0, 2),
        Setting(("train", "prior_every"), 4, 2),
        Setting(("images", "images/front.png", "repeats"), 20, 10),
    ]
    assert still_open([*met, *new], now) == tuple(new)
