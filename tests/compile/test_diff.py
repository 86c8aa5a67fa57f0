"""The difference of two locks: only what changed, by the name a person knows it by, and who changed it."""

import json
from pathlib import Path

import pytest

from charspec.changes import ABSENT, Change
from charspec.compile import compile_spec, consequence, lock_changes, origin_of, unread_changes
from tests.compile.test_lock import edit


def changes(spec: Path, *edits: tuple[str, str], overrides: tuple[str, ...] = ()) -> list[Change]:
    before = compile_spec(spec).lock
    for old, new in edits:
        edit(spec, old, new)
    return lock_changes(before, compile_spec(spec, overrides).lock)


def test_equal_locks_have_no_changes(spec: Path) -> None:
    assert changes(spec, ("# Every way", "# Any way")) == []


def test_a_changed_setting_is_one_change(spec: Path) -> None:
    assert changes(spec, overrides=("train.epochs=9",)) == [Change("config", ("train", "epochs"), 3, 9)]


def test_a_changed_caption_names_its_picture(spec: Path) -> None:
    (change,) = changes(spec, ("laughing", "smiling"))
    assert change.group == "dataset"
    assert change.key == 'train.items["images/café.png"].caption'
    assert "laughing" in change.before
    assert "smiling" in change.after


def test_captions_of_others_that_follow_it_are_not_told_again(spec: Path) -> None:
    overrides = ("train.prior_every=2",)
    before = compile_spec(spec, overrides).lock
    edit(spec, "laughing", "smiling")
    (change,) = lock_changes(before, compile_spec(spec, overrides).lock)
    assert change.key == 'train.items["images/café.png"].caption'


def test_a_picture_that_went_is_one_change_and_moves_no_other(spec: Path) -> None:
    (change,) = changes(spec, ("  images/wide.png:               # images/wide.txt is the caption\n", ""))
    assert (change.kind, change.path) == ("removed", ("train", "items", "images/wide.png"))
    assert change.before["caption"].startswith("Vendalixia, ")
    assert change.after is ABSENT


def test_a_release_that_came_shows_by_its_values(spec: Path) -> None:
    text = spec.read_text("utf-8")
    compiled = compile_spec(spec).lock
    spec.write_text(text[: text.index("release:")], "utf-8")
    found = {change.key: change for change in lock_changes(compile_spec(spec).lock, compiled)}
    assert found["release.license"].after == "CC-BY-4.0"
    assert {change.kind for change in found.values()} == {"added"}


def test_another_base_is_a_group_of_its_own(spec: Path) -> None:
    found = changes(spec, overrides=("base=z-image",))
    base = {change.path[2]: change.after for change in found if change.group == "base"}
    assert base["repository"] == "Tongyi-MAI/Z-Image"
    assert all(change.path[:2] == ("train", "base") for change in found if change.group == "base")


def test_every_change_knows_who_made_it(spec: Path) -> None:
    before = compile_spec(spec).lock
    edit(spec, "rank: 8", "rank: 16")
    edit(spec, "laughing", "smiling")
    edit(spec, "at sunset", "at sunrise")
    edit(spec, "CC-BY-4.0", "CC0-1.0")
    overrides = [
        "train.learning_rate=3e-4",
        "hardware.threads=3",
        "optimizer.weight_decay=0.5",
        "base=z-image",
    ]
    overrides += ["lr_schedule=cosine", "sampling.steps=7", "train.text_encoder=true", "train.repeats=9"]
    compiled = compile_spec(spec, overrides)
    lines = spec.read_text("utf-8").splitlines()

    def line(words: str) -> str:
        (number,) = [number for number, line in enumerate(lines, 1) if words in line]
        return f"character.yaml:{number}:"

    said = {change.key: origin_of(compiled, change.path) for change in lock_changes(before, compiled.lock)}
    wanted = {
        "train.lora.rank": line("rank: 16"),
        "train.optimizer.learning_rate": "command line: train.learning_rate=3e-4",
        "train.optimizer.weight_decay": "command line: optimizer.weight_decay=0.5",
        "train.lr_schedule.name": "command line: lr_schedule=cosine",
        "train.text_encoder.learning_rate": "conf/preset/guide.yaml:3",
        "train.threads": "command line: hardware.threads=3",
        "train.base.name": "command line: base=z-image",
        "train.base.repository": "conf/base/z-image.yaml:4",
        "samples.steps": "command line: sampling.steps=7",
        "samples.prompts.new_place.prompt": line("at sunrise"),
        "release.license": line("CC0-1.0"),
        'train.items["images/café.png"].caption': line("smiling"),
    }
    wrong = {key: said.get(key) for key, origin in wanted.items() if origin not in (said.get(key) or "")}
    assert wrong == {}


def test_what_a_change_means_for_the_run(spec: Path) -> None:
    before = compile_spec(spec).lock
    run = before.hashes.run[:12]
    assert consequence(before, compile_spec(spec, ["train.rank=9"]).lock).startswith(
        "Training it makes another"
    )
    assert consequence(before, compile_spec(spec, ["train.epochs=9"]).lock).endswith(f"with the run {run}.")
    assert "drawn again" in consequence(before, compile_spec(spec, ["sampling.steps=9"]).lock)
    edit(spec, "CC-BY-4.0", "CC0-1.0")
    assert consequence(before, compile_spec(spec).lock).endswith("the samples stay as they are.")


def test_a_lock_of_another_version_is_compared_as_far_as_it_goes(spec: Path, tmp_path: Path) -> None:
    compiled = compile_spec(spec)
    document = json.loads(compiled.lock_text)
    document["plan"]["train"]["lora"]["rank"] = 99
    del document["plan"]["train"]["flip"]
    document["plan"]["train"]["mirror"] = True
    path = tmp_path / "old.lock.json"
    path.write_text(json.dumps(document))
    found = {change.key: (change.kind, change.before) for change in unread_changes(path, compiled.lock)}
    assert found == {
        "train.lora.rank": ("changed", 99),
        "train.flip": ("added", ABSENT),
        "train.mirror": ("removed", True),
    }


@pytest.mark.parametrize("text", ["", "[]", '{"plan": {}}', '{"plan": {"train": {"items": 3}}}', "[" * 9_999])
def test_what_is_no_lock_has_no_changes(spec: Path, tmp_path: Path, text: str) -> None:
    path = tmp_path / "old.lock.json"
    path.write_text(text)
    assert unread_changes(path, compile_spec(spec).lock) == []
