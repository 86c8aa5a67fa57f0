"""Who said each setting of a run, found out from the spec beside it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from charspec.cli.explaining import origins_of
from charspec.compile import compile_spec

EXAMPLE = Path(__file__).parents[2] / "examples" / "vendalixia"


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """The folder of a run of the example, of which nothing but the lock is there."""
    shutil.copytree(EXAMPLE / "images", tmp_path / "images")
    shutil.copy(EXAMPLE / "character.yaml", tmp_path)
    compiled = compile_spec(tmp_path / "character.yaml")
    run = tmp_path / "runs" / "vendalixia" / compiled.lock.hashes.run[:12]
    run.mkdir(parents=True)
    (run / "character.lock.json").write_text(compiled.lock_text)
    return run


def change(run: Path, old: str, new: str) -> None:
    spec = run.parents[2] / "character.yaml"
    text = spec.read_text()
    assert old in text
    spec.write_text(text.replace(old, new))


def test_origins_name_files_beside_the_run_and_no_folder_of_this_machine(run: Path, tmp_path: Path) -> None:
    origins = origins_of(run)
    assert origins["base"].startswith("character.yaml:")
    assert origins["train.epochs"].startswith("guide (conf/preset/guide.yaml:")
    assert not [origin for origin in origins.values() if str(tmp_path) in origin]


def test_among_several_specs_the_one_that_compiles_to_the_plan_is_taken(run: Path) -> None:
    folder = run.parents[2]
    text = (folder / "character.yaml").read_text()
    (folder / "a-broken.yaml").write_text("schema: charspec/1\nname: [")
    (folder / "b-other.yaml").write_text(text.replace("base: tiny", "base: tiny\nnotes: no such key"))
    assert origins_of(run)["base"].startswith("character.yaml:")


def test_a_spec_that_was_changed_since_says_nothing(run: Path) -> None:
    change(run, "train: auto", "train:\n  epochs: 3\n  seed: 9")
    assert origins_of(run) == {}


def test_of_other_prompts_only_the_training_is_explained(run: Path) -> None:
    change(run, "Vendalixia running", "Vendalixia asleep")
    origins = origins_of(run)
    assert "train.epochs" in origins
    assert not [key for key in origins if key.startswith(("sampling", "tests"))]


def test_without_a_spec_nothing_is_explained(run: Path) -> None:
    (run.parents[2] / "character.yaml").unlink()
    assert origins_of(run) == {}
