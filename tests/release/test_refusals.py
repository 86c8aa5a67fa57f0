"""What `charspec finalize` refuses, in words, and what it leaves as it was."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import pytest

from charspec.choice import read_choice
from charspec.cli import main
from charspec.families.lora import Lora, Matrices, lora_bytes, read_lora
from charspec.plan import read_lock
from charspec.records import read_epochs
from charspec.release import package
from charspec.release.record import read_record
from tests.release.studio import EPOCH, copied_run, refused, released_once, sha256


@pytest.fixture
def run(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return copied_run(tmp_path_factory.getbasetemp(), tmp_path, monkeypatch)


@pytest.fixture
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return released_once(tmp_path_factory.getbasetemp())


def releases(run: Path) -> list[str]:
    """What lies where releases go, half-built ones included."""
    folder = run.parents[2] / "releases"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_without_a_choice_the_next_step_is_named(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = refused(capsys, run)
    assert "no epoch of this run is chosen yet" in said
    assert f"charspec pick {run}" in said
    assert releases(run) == []
    assert read_choice(run) is None
    spec = run.parents[2]
    shutil.copy(run / "character.lock.json", spec)
    assert "the folder of a spec and its lock, not of a run" in refused(capsys, spec)


def test_a_release_that_is_there_is_not_overwritten_silently(
    run: Path, released: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = run.parents[2] / "releases" / "vendalixia"
    shutil.copytree(released, out)
    assert "--replace" in refused(capsys, run, *EPOCH)
    assert read_choice(run) is None, "nothing is chosen by a call that fails"
    assert main(["finalize", str(run), "--epoch", "1", "--replace"]) == 0
    assert read_record(out).epoch == 1
    assert releases(run) == ["vendalixia"]
    with (out / "README.md").open("a", encoding="utf-8") as card:
        card.write("A word of our own.\n")
    (out / "notes.txt").write_text("ours")
    said = refused(capsys, run, "--replace")
    assert "README.md, notes.txt" in said
    assert (out / "notes.txt").read_text() == "ours"


def test_the_folder_is_named_as_it_is_seen_from_here(
    run: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Relative below the working folder; whole elsewhere, never by way of `..`."""
    studio = run.parents[2].resolve()
    (studio / "releases" / "vendalixia" / "ours").mkdir(parents=True)
    monkeypatch.chdir(studio)
    assert refused(capsys, run).startswith("releases/vendalixia: there is a folder already")
    monkeypatch.chdir(studio / "images")
    assert refused(capsys, run).startswith(f"{studio}/releases/vendalixia: there is a folder already")


def test_another_folder_is_left_alone(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = run / "mine"
    out.mkdir()
    (out / "thesis.txt").write_text("x")
    assert "no release" in refused(capsys, run, *EPOCH, "--out", out, "--replace")
    assert [path.name for path in out.iterdir()] == ["thesis.txt"]


def choose(run: Path) -> Path:
    """Choose epoch 2 and return its weights."""
    from charspec.compare.picking import choose as choose_epoch

    choose_epoch(run, 2, "person")
    return run / "epochs" / "02" / "vendalixia-e02.safetensors"


def test_weights_that_changed_or_are_gone_are_not_released(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    weights = choose(run)
    weights.write_bytes(weights.read_bytes()[:-1] + b"\1")
    assert "not the weights that were chosen" in refused(capsys, run)
    weights.unlink()
    assert "the weights of epoch 2 are missing" in refused(capsys, run)
    assert releases(run) == []


def test_a_missing_picture_is_named(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    choose(run)
    (run / "epochs/02/new_place.png").write_bytes(b"no picture")
    assert "cannot be read" in refused(capsys, run)
    (run / "epochs/02/new_place.png").unlink()
    said = refused(capsys, run)
    assert "epochs/02/new_place.png" in said
    assert "charspec train" in said
    assert releases(run) == []


def test_a_choice_of_another_run_is_refused(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    choose(run)
    choice = run / "release.yaml"
    held = read_lock(run / "character.lock.json").hashes.run
    choice.write_text(choice.read_text().replace(held, "a" * 64))
    assert "another run" in refused(capsys, run)


def with_weights(run: Path, changed: Lora) -> None:
    """Put a LoRA in the place of epoch 2, as if it had been trained so."""
    path = choose(run)
    path.write_bytes(lora_bytes(changed, "diffusers"))
    lines = []
    for epoch in read_epochs(run):
        if epoch.epoch == 2 and epoch.weights is not None:
            weights = epoch.weights.model_copy(update={"sha256": sha256(path)})
            epoch = epoch.model_copy(update={"weights": weights})
        lines.append(epoch.model_dump_json())
    (run / "epochs.jsonl").write_text("\n".join(lines) + "\n")
    choose(run)


def test_a_lora_that_barely_moved_is_refused(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lora = read_lora(choose(run), "flux2")
    faint = {name: Matrices(m.down, m.up * 1e-4, m.alpha) for name, m in lora.modules.items()}
    with_weights(run, Lora("flux2", faint, lora.header))
    said = refused(capsys, run)
    assert "barely moved" in said
    assert "later epoch" in said
    assert releases(run) == []


def test_a_lora_that_the_pipeline_does_not_take_whole_is_refused(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lora = read_lora(choose(run), "flux2")
    name, matrices = next(iter(lora.modules.items()))
    odd = {**lora.modules, name: Matrices(matrices.down[:, :-1], matrices.up, matrices.alpha)}
    with_weights(run, Lora("flux2", odd, lora.header))
    assert "does not load this LoRA whole" in refused(capsys, run)
    assert releases(run) == []


def test_an_unknown_base_is_named(
    run: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import charspec.release.facts as facts
    from charspec.settings import load_base

    choose(run)
    monkeypatch.setattr(facts, "load_base", lambda name: load_base(f"{name}-of-ours"))
    assert "unknown base 'tiny-of-ours'" in refused(capsys, run)


def test_a_full_disk_leaves_nothing_half_built(
    run: Path, released: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = run.parents[2] / "releases" / "vendalixia"
    shutil.copytree(released, out)
    choose(run)
    before = {path: path.read_bytes() for path in out.rglob("*.*")}
    calls = []

    def full(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) > 4:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert "the disk is full" in refused(capsys, run, "--replace")
    assert releases(run) == ["vendalixia"]
    assert {path: path.read_bytes() for path in out.rglob("*.*")} == before


def test_an_interrupted_build_leaves_nothing(
    run: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    choose(run)

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(package, "write_record", interrupted)
    assert main(["finalize", str(run)]) == 130
    assert releases(run) == []


@pytest.mark.parametrize("words", [["--short", " "], ["--seed", "-1"], ["--spec", "none.yaml"]])
def test_wrong_flags_are_said(run: Path, words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["finalize", str(run), *EPOCH, *words]) == 2
    assert capsys.readouterr().err.startswith("charspec: ")


def test_a_folder_that_is_no_run_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "character.lock.json" in refused(capsys, tmp_path)
    assert "no such run" in refused(capsys, tmp_path / "nowhere")
