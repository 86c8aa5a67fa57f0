"""Processes that share each batch learn what one learns, and any number of them goes on with a run."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from charspec.plan import Lock
from charspec.records import read_epochs
from charspec.train.folder import is_done
from charspec.train.ranks import Launched, launched
from charspec.train.run import train
from charspec.train.tensors import load_tensors
from tests.train.children import free_port, start_several, wait_for_step
from tests.train.conftest import MakeLock
from tests.train.test_prior import PRIOR

LAST = "epochs/02/vendalixia-e02.safetensors"


def shared(make_lock: MakeLock, repeats: int = 5, **more: object) -> Lock:
    """Two epochs; the last batch of each has one sample, too few for two processes."""
    items = [{**item.model_dump(), "repeats": repeats} for item in make_lock().plan.train.items]
    items[0]["repeats"] = repeats - 1
    return make_lock(items=items, batch_size=2, **more)


def farthest(one: Path, other: Path) -> float:
    here, there = load_tensors(one), load_tensors(other)
    assert here.keys() == there.keys()
    return max(float((here[name] - there[name]).abs().max()) for name in here)


def test_two_processes_learn_what_one_learns(
    random_base: Path, spec_folder: Path, make_lock: MakeLock, tmp_path: Path
) -> None:
    lock = shared(make_lock, optimizer=slow(make_lock), text_encoder={"learning_rate": 1e-4}, prior=PRIOR)
    list(train(lock, spec_folder, tmp_path / "one", random_base))
    processes = start_several(2, lock, spec_folder, tmp_path / "two", random_base)
    outputs = [process.communicate() for process in processes]
    assert [process.returncode for process in processes] == [0, 0], outputs
    assert is_done(tmp_path / "two", lock)
    for name in (LAST, LAST.replace(".safetensors", "-text.safetensors")):
        assert farthest(tmp_path / "one" / name, tmp_path / "two" / name) < 1e-5
    for one, two in zip(read_epochs(tmp_path / "one"), read_epochs(tmp_path / "two"), strict=True):
        assert one.loss == pytest.approx(two.loss, abs=1e-4)
    assert "EpochDone" in outputs[0][0]
    assert "EpochDone" not in outputs[1][0], "the other one neither samples nor records"


def slow(make_lock: MakeLock) -> dict[str, object]:
    """At the guide's rate; at ten times that, rounding grows with it."""
    return {**make_lock().plan.train.optimizer.model_dump(), "learning_rate": 1e-4}


def test_a_stopped_pair_saves_at_one_step_and_one_process_goes_on(
    random_base: Path, spec_folder: Path, make_lock: MakeLock, tmp_path: Path
) -> None:
    lock, run = shared(make_lock, 15, optimizer=slow(make_lock)), tmp_path / "run"
    processes = start_several(2, lock, spec_folder, run, random_base)
    wait_for_step(processes[0], 10)
    processes[1].send_signal(signal.SIGTERM)  # one is told; both stop
    outputs = [process.communicate() for process in processes]
    assert [process.returncode for process in processes] == [143, 143], outputs
    said = [errors.splitlines()[-2] for _, errors in outputs]
    assert said[0] == said[1]
    assert "is saved" in said[0]
    events = list(train(lock, spec_folder, run, random_base))
    step = int(said[0].split("step ")[1].split()[0])
    assert any(getattr(event, "text", "") == f"going on from step {step}" for event in events)
    assert is_done(run, lock)


def test_a_pair_goes_on_with_what_one_process_began(
    random_base: Path, spec_folder: Path, make_lock: MakeLock, tmp_path: Path
) -> None:
    short, long = (shared(make_lock, epochs=epochs, optimizer=slow(make_lock)) for epochs in (1, 2))
    list(train(short, spec_folder, tmp_path / "grown", random_base))
    processes = start_several(2, long, spec_folder, tmp_path / "grown", random_base)
    outputs = [process.communicate() for process in processes]
    assert [process.returncode for process in processes] == [0, 0], outputs
    list(train(long, spec_folder, tmp_path / "straight", random_base))
    assert farthest(tmp_path / "grown" / LAST, tmp_path / "straight" / LAST) < 1e-5


def test_a_killed_process_ends_the_others_with_a_run_that_goes_on(
    random_base: Path, spec_folder: Path, make_lock: MakeLock, tmp_path: Path
) -> None:
    lock, run = shared(make_lock, 15, optimizer=slow(make_lock)), tmp_path / "run"
    processes = start_several(2, lock, spec_folder, run, random_base)
    wait_for_step(processes[0], 10)
    processes[1].kill()
    processes[1].communicate()
    _, errors = processes[0].communicate(timeout=60)
    assert processes[0].returncode == 1
    assert "another process of this training ended" in errors
    list(train(lock, spec_folder, run, random_base))
    assert is_done(run, lock)


@pytest.mark.parametrize("launcher", ["torchrun", "accelerate"])
def test_the_launchers_work_as_they_stand(
    repository: Path, tmp_path: Path, vendalixia: Path, launcher: str
) -> None:
    folder = tmp_path / "v"
    shutil.copytree(vendalixia, folder, ignore=shutil.ignore_patterns("runs"))
    scripts = {
        "torchrun": ["torch.distributed.run", "--nproc-per-node=2", "--standalone"],
        "accelerate": ["accelerate.commands.launch", "--multi_gpu", "--num_processes=2", "--num_machines=1",
                       f"--main_process_port={free_port()}"],
    }  # fmt: skip
    words = [sys.executable, "-m", *scripts[launcher], "-m", "charspec", "train", "character.yaml"]
    words += ["train.epochs=1", "train.repeats=1", "train.batch_size=2", "sampling.steps=1"]
    result = subprocess.run(
        words, cwd=folder, capture_output=True, text=True, check=False, env={**os.environ, "COLUMNS": "200"}
    )
    assert result.returncode == 0, result.stderr
    assert len(result.stdout.splitlines()) == 1, "only the first process prints"
    assert (folder / result.stdout.strip()).is_file()
    assert result.stderr.count("2 processes share each batch of 2") == 1
    assert result.stderr.count("loading torch and the base") == 1


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({}, Launched(0, 1, 0)),
        ({"RANK": "1", "WORLD_SIZE": "2", "LOCAL_RANK": "1"}, Launched(1, 2, 1)),
        ({"OMPI_COMM_WORLD_RANK": "3", "OMPI_COMM_WORLD_SIZE": "4", "OMPI_COMM_WORLD_LOCAL_RANK": "1"},
         Launched(3, 4, 1)),
        ({"PMI_RANK": "0", "PMI_SIZE": "2"}, Launched(0, 2, 0)),
        ({"WORLD_SIZE": "2"}, Launched(0, 1, 0)),
    ],
)  # fmt: skip
def test_the_place_among_the_processes_is_what_the_launcher_says(
    said: dict[str, str], found: Launched, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("RANK", "WORLD_SIZE", "LOCAL_RANK", "PMI_RANK", "OMPI_COMM_WORLD_RANK"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"MASTER_ADDR": "a", "MASTER_PORT": "1", **said}.items():
        monkeypatch.setenv(name, value)
    assert launched() == found


def test_without_a_place_to_meet_a_process_is_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RANK", "1")
    monkeypatch.setenv("WORLD_SIZE", "2")
    monkeypatch.delenv("MASTER_ADDR", raising=False)
    assert launched() == Launched(0, 1, 0)
    assert not torch.distributed.is_initialized()
