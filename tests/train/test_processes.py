"""Processes that share each batch learn what one learns, and any number of them goes on with a run."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch

from charspec.plan import Lock, lock_text
from charspec.records import read_epochs
from charspec.train.events import Steps
from charspec.train.folder import is_done
from charspec.train.ranks import Launched, launched, launched_in_vain
from charspec.train.run import train
from charspec.train.tensors import load_tensors
from tests.train.children import free_port
from tests.train.conftest import MakeLock
from tests.train.test_prior import PRIOR

SCRIPTS = {
    "torchrun": ["torch.distributed.run", "--nproc-per-node=2", "--master-port={port}"],
    "accelerate": ["accelerate.commands.launch", "--multi_gpu", "--num_processes=2", "--num_machines=1",
                   "--main_process_port={port}"],
}  # fmt: skip
WAITING = """
from charspec.train.processes import joined
with joined() as processes:
    print("met", flush=True)
    while True:
        processes.sum_numbers([1.0])
"""


def launch(launcher: str, document: Path, base: Path) -> subprocess.Popen[str]:
    """`charspec train` of a lock in two processes, as a user starts them."""
    script = [word.format(port=free_port()) for word in SCRIPTS[launcher]]
    return subprocess.Popen(
        [sys.executable, "-m", *script, "-m", "charspec", "train", document.name, f"base.path={base}"],
        cwd=document.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "COLUMNS": "200", "OMP_NUM_THREADS": "1"},
    )


def wait_for_line(process: subprocess.Popen[str], words: str) -> str:
    """Read its stderr until a line holds these words; returns what was read."""
    assert process.stderr is not None
    read = []
    for line in process.stderr:
        read.append(line)
        if words in line:
            return "".join(read)
    raise AssertionError("".join(read))


def farthest(one: Path, other: Path) -> float:
    here, there = load_tensors(one), load_tensors(other)
    assert here.keys() == there.keys()
    return max(float((here[name] - there[name]).abs().max()) for name in here)


def shared(make_lock: MakeLock) -> Lock:
    """Two epochs of 16 steps in batches of two, but for the last batch of each, which has one sample: too few
    for two. The guide's rate: at ten times that, rounding grows with it."""
    plan = make_lock().plan.train
    items = [{**item.model_dump(), "repeats": 16 - index} for index, item in enumerate(plan.items)]
    rate = plan.optimizer.model_copy(update={"learning_rate": 1e-4}).model_dump()
    return make_lock(
        items=items, batch_size=2, optimizer=rate, text_encoder={"learning_rate": 1e-4}, prior=PRIOR
    )


def test_two_processes_stop_together_go_on_and_learn_what_one_learns(
    random_base: Path, spec_folder: Path, make_lock: MakeLock, tmp_path: Path
) -> None:
    """A SIGTERM to torchrun after the first epoch, the rest under `accelerate launch`; the text encoder and
    pictures of others learn with them."""
    lock, straight = shared(make_lock), tmp_path / "straight"
    document = spec_folder / "character.lock.json"
    document.write_text(lock_text(lock))
    first = launch("torchrun", document, random_base)
    said = wait_for_line(first, "epoch 1/2")
    first.send_signal(signal.SIGTERM)
    printed, rest = first.communicate()
    said += rest
    assert printed == ""
    assert said.count("2 processes share each batch of 2") == 1, "only the first process speaks"
    assert said.count("loading torch and the base") == 1
    assert said.count("charspec: terminated: ") == 1
    run = next(spec_folder.rglob("epochs.jsonl")).parent
    assert not is_done(run, lock)
    second = launch("accelerate", document, random_base)
    printed, said = second.communicate()
    assert second.returncode == 0, said
    assert [Path(line).name for line in printed.splitlines()] == ["report.html"]
    assert "going on from step " in said
    assert is_done(run, lock)
    list(train(lock, spec_folder, straight, random_base))
    for mine, theirs in zip(read_epochs(straight), read_epochs(run), strict=True):
        assert mine.loss == pytest.approx(theirs.loss, abs=1e-4)
        for weights in (mine.weights, mine.text_weights):
            assert weights is None or farthest(straight / weights.file, run / weights.file) < 1e-5


def test_two_processes_go_on_from_a_step_before_the_base_is_drawn(
    random_base: Path, spec_folder: Path, make_lock: MakeLock, tmp_path: Path
) -> None:
    """Losses are read by all processes at the same steps, also where the first one stops for pictures."""
    lock = make_lock(
        epochs=1,
        batch_size=2,
        items=[item.model_copy(update={"repeats": 12}) for item in make_lock().plan.train.items],
    )
    document = spec_folder / "character.lock.json"
    document.write_text(lock_text(lock))
    run = spec_folder / "runs" / lock.plan.train.slug / lock.hashes.run[:12]
    begun = train(lock, spec_folder, run, random_base, checkpoint_seconds=0.0)
    next(event for event in begun if isinstance(event, Steps) and event.step == 3)
    begun.close()
    going_on = launch("torchrun", document, random_base)
    _, said = going_on.communicate(timeout=120)
    assert going_on.returncode == 0, said
    assert "going on from step " in said
    straight = tmp_path / "straight"
    list(train(lock, spec_folder, straight, random_base))
    one, two = (read_epochs(folder)[1] for folder in (straight, run))
    assert one.loss == pytest.approx(two.loss, abs=1e-4)
    assert one.weights is not None
    assert farthest(straight / one.weights.file, run / one.weights.file) < 1e-5


def test_a_killed_process_ends_the_others_in_words() -> None:
    port = str(free_port())
    meeting = {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": port, "WORLD_SIZE": "2", "LOCAL_RANK": "0"}
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", WAITING],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **meeting, "RANK": str(rank)},
        )
        for rank in range(2)
    ]
    assert all(process.stdout is not None and process.stdout.readline() for process in processes)
    time.sleep(0.2)
    processes[1].kill()
    processes[1].communicate()
    _, errors = processes[0].communicate(timeout=120)
    assert processes[0].returncode == 1
    assert "another process of this training ended" in errors


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


def test_a_launcher_that_started_one_of_several_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """`accelerate launch --cpu --num_processes 2` without MPI, and the same with 1 or with MPI."""
    for name in ("RANK", "WORLD_SIZE", "LOCAL_RANK", "PMI_RANK", "OMPI_COMM_WORLD_RANK", "MASTER_ADDR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ACCELERATE_MIXED_PRECISION", "no")
    assert not launched_in_vain()
    monkeypatch.setenv("MASTER_ADDR", "127.0.0.1")
    monkeypatch.setenv("MASTER_PORT", "29500")
    assert launched_in_vain()
    monkeypatch.setenv("PMI_RANK", "0")
    monkeypatch.setenv("PMI_SIZE", "2")
    assert not launched_in_vain()


def test_without_a_place_to_meet_a_process_is_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RANK", "1")
    monkeypatch.setenv("WORLD_SIZE", "2")
    monkeypatch.delenv("MASTER_ADDR", raising=False)
    assert launched() == Launched(0, 1, 0)
    assert not torch.distributed.is_initialized()
