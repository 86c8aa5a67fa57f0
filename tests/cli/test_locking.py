"""`charspec train --locked`, `--frozen` and LOCK: what is trained, what is refused, and what is said then."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from charspec.cli import main, train
from charspec.errors import CharspecError
from charspec.plan import Lock, read_lock
from tests.compile.test_lock import edit
from tests.hub import COMMIT, write_repository

KLEIN = "base=flux2-klein-4b"
REPOSITORY = "black-forest-labs/FLUX.2-klein-base-4B"


@pytest.fixture
def here(vendalixia: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A spec on the embedded base with its lock; nothing is in the hub library's cache."""
    folder = tmp_path / "set"
    shutil.copytree(vendalixia, folder, ignore=shutil.ignore_patterns("*.lock.json", "runs"))
    monkeypatch.delenv("HF_HUB_CACHE", raising=False)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    monkeypatch.chdir(folder)
    edit(folder / "character.yaml", "train: auto", "train:\n  rank: 8\n  epochs: 3")
    assert main(["compile", "character.yaml"]) == 0
    return folder


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[Lock]:
    """The locks whose training would have begun."""
    locks: list[Lock] = []

    def stop(job: Any, run_dir: Path) -> None:
        locks.append(job.lock)
        raise CharspecError("reached")

    monkeypatch.setattr(train, "_train", stop)
    return locks


@pytest.mark.parametrize(
    "words",
    [
        ["--locked", "character.yaml"],
        ["--locked", "character.lock.json"],
        ["--frozen", "character.yaml"],
        ["--frozen", "character.lock.json"],
        ["character.lock.json"],
        ["character.yaml"],
    ],
)
def test_a_lock_that_is_true_is_trained_either_way(here: Path, begun: list[Lock], words: list[str]) -> None:
    assert main(["train", *words]) == 2
    assert begun == [read_lock(here / "character.lock.json")]


def test_locked_refuses_a_stale_lock_with_the_difference(
    here: Path, begun: list[Lock], capsys: pytest.CaptureFixture[str]
) -> None:
    edit(here / "character.yaml", "rank: 8", "rank: 16")
    capsys.readouterr()
    assert main(["train", "--locked", "character.yaml"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "character.lock.json: stale\nconfig\n  train.lora.rank  8 → 16  (character.yaml:" in err
    assert "write it again with `charspec compile character.yaml`" in err
    assert begun == []
    assert not (here / "runs").exists()


def test_frozen_trains_what_is_locked_whatever_the_spec_says(here: Path, begun: list[Lock]) -> None:
    locked = read_lock(here / "character.lock.json")
    edit(here / "character.yaml", "rank: 8", "rank: 16")
    assert main(["train", "--frozen", "character.yaml"]) == 2
    assert begun == [locked]


def test_overrides_of_the_plan_are_refused_by_both(
    here: Path, begun: list[Lock], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["train", "--locked", "character.yaml", "train.epochs=9"]) == 1
    assert "train.epochs  3 → 9  (command line: train.epochs=9)" in (err := capsys.readouterr().err)
    assert (
        "leave train.epochs=9 away, or lock it with `charspec compile character.yaml train.epochs=9`" in err
    )
    assert main(["train", "--frozen", "character.yaml", "train.epochs=9"]) == 2
    assert "train.epochs=9" in capsys.readouterr().err
    assert begun == []


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--locked", "character.yaml"], 1, "there is no lock"),
        (["--frozen", "character.yaml"], 2, "charspec compile character.yaml"),
    ],
)
def test_what_is_missing_is_said_with_the_next_step(
    here: Path, begun: list[Lock], capsys: pytest.CaptureFixture[str], words: list[str], code: int, said: str
) -> None:
    (here / "character.lock.json").unlink()
    assert main(["train", *words]) == code
    assert said in capsys.readouterr().err
    assert begun == []


def test_the_two_exclude_each_other(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["train", "--locked", "--frozen", "character.yaml"])
    assert caught.value.code == 2
    assert "not allowed with" in capsys.readouterr().err


def test_locked_needs_the_spec_of_a_lock(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "character.yaml").unlink()
    assert main(["train", "--locked", "character.lock.json"]) == 2
    assert "there is none beside it" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["{", "[]", "\x00"])
def test_locked_refuses_a_broken_lock_in_words(
    here: Path, begun: list[Lock], capsys: pytest.CaptureFixture[str], text: str
) -> None:
    (here / "character.lock.json").write_text(text)
    assert main(["train", "--locked", "character.yaml"]) == 1
    assert "character.lock.json: stale" in capsys.readouterr().err
    assert begun == []


def test_locked_refuses_weights_that_nobody_named_until_they_are_pinned(
    here: Path, tmp_path: Path, begun: list[Lock], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compile", "character.yaml", KLEIN]) == 0
    assert main(["train", "--locked", "character.yaml", KLEIN]) == 1
    assert f"charspec compile character.yaml {KLEIN} --pin" in capsys.readouterr().err
    assert main(["compile", "character.yaml", KLEIN, "--pin"]) == 1
    assert f"hf download {REPOSITORY}" in capsys.readouterr().err
    write_repository(tmp_path / "hf" / "hub", REPOSITORY, {"model_index.json": b"{}"})
    assert main(["train", "--locked", "character.yaml", KLEIN]) == 1
    assert main(["compile", "character.yaml", KLEIN, "--pin"]) == 0
    assert main(["train", "--locked", "character.yaml", KLEIN]) == 2
    assert [lock.plan.train.base.revision for lock in begun] == [COMMIT]
    assert main(["compile", "character.yaml", KLEIN, "--check"]) == 0


def test_the_first_training_resolves_the_revision_and_pinning_keeps_its_run(
    here: Path, tmp_path: Path, begun: list[Lock], capsys: pytest.CaptureFixture[str]
) -> None:
    write_repository(tmp_path / "hf" / "hub", REPOSITORY, {"model_index.json": b"{}"})
    assert main(["train", "character.yaml", KLEIN]) == 2
    assert f"flux2-klein-4b is {REPOSITORY} at {COMMIT}" in (err := capsys.readouterr().err)
    assert f"weights: {REPOSITORY} at {COMMIT[:12]}" in err
    assert main(["compile", "character.yaml", KLEIN, "--pin"]) == 0
    assert main(["train", "character.yaml", KLEIN]) == 2
    first, second = begun
    assert first.plan.train.base.revision == COMMIT
    assert first.hashes == second.hashes


def test_a_base_that_cannot_be_had_says_so_before_anything_is_made(
    here: Path, begun: list[Lock], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["train", "character.yaml", KLEIN]) == 1
    err = capsys.readouterr().err
    assert f"could not be had from {REPOSITORY}" in err
    assert "base=tiny trains the embedded base" in err
    assert "Traceback" not in err
    assert begun == []
    assert not (here / "runs").exists()


def test_another_lock_of_the_spec_keeps_its_own_weights(here: Path) -> None:
    assert (
        main(["compile", "character.yaml", KLEIN, f"base.revision={COMMIT}", "--out", "klein.lock.json"]) == 0
    )
    assert main(["compile", "character.yaml", KLEIN, "--out", "klein.lock.json", "--check"]) == 0
    assert read_lock(here / "klein.lock.json").plan.train.base.revision == COMMIT
    assert main(["compile", "character.yaml", "--check"]) == 0


def test_pinning_can_be_looked_at_before_it_is_written(
    here: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compile", "character.yaml", KLEIN]) == 0
    write_repository(tmp_path / "hf" / "hub", REPOSITORY, {"model_index.json": b"{}"})
    assert main(["compile", "character.yaml", KLEIN, "--pin", "--check"]) == 1
    assert f"train.base.revision  null → {COMMIT[:12]}" in capsys.readouterr().out
    assert read_lock(here / "character.lock.json").plan.train.base.revision is None
