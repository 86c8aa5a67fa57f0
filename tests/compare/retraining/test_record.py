"""The run that a spec was changed after is found from the run that came of it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from charspec.compare.retraining import FILE, Retraining, SpecChange, parent_of, write_record
from charspec.errors import CharspecError
from charspec.plan import lock, lock_text
from tests.compare.fake_run import FakeRun


@pytest.fixture
def family(new_run: Callable[..., FakeRun]) -> tuple[FakeRun, Path]:
    """A run, and the folder of one that trained a larger rank."""
    parent = new_run()
    train = parent.lock.plan.train
    larger = train.model_copy(update={"lora": train.lora.model_copy(update={"rank": 32})})
    changed = lock(parent.lock.plan.model_copy(update={"train": larger}))
    child = parent.folder.parent / changed.hashes.run[:12]
    child.mkdir()
    (child / "character.lock.json").write_text(lock_text(changed), encoding="utf-8")
    return parent, child


def record_of(parent: FakeRun, child: str | None) -> Retraining:
    return Retraining(
        run=parent.lock.hashes.run,
        epoch=3,
        spec="character.yaml",
        reasons=("Identity drifts.",),
        changes=(SpecChange(path=("train", "rank"), was=16, to=32),),
        child=child,
    )


def test_a_child_knows_its_parent(family) -> None:
    parent, child = family
    assert parent_of(child) is None
    hashes = json.loads((child / "character.lock.json").read_text())["hashes"]
    write_record(parent.folder, record_of(parent, hashes["run"]))
    assert parent_of(child) == parent.folder.resolve()
    assert parent_of(parent.folder) is None


def test_a_run_that_was_only_prolonged_is_no_child_of_its_own(family) -> None:
    parent, _ = family
    write_record(parent.folder, record_of(parent, parent.lock.hashes.run))
    assert parent_of(parent.folder) is None


def test_a_broken_record_beside_it_is_passed_over(family) -> None:
    parent, child = family
    (parent.folder / FILE).write_text('{"version": 1, "child": "')
    assert parent_of(child) is None
    shutil.rmtree(parent.folder)
    assert parent_of(child) is None


def test_what_is_no_run_has_no_parent(tmp_path: Path) -> None:
    with pytest.raises(CharspecError, match="not the folder of a run"):
        parent_of(tmp_path)
