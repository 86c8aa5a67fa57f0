"""SIGKILL at any moment, and the same command again: the bytes of a run that nobody disturbed."""

import random
import signal
import subprocess
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from charspec.plan import Lock
from charspec.records import read_epochs
from charspec.train.folder import is_done
from charspec.train.run import train
from tests.train.children import start, wait_for_step
from tests.train.conftest import MakeLock
from tests.train.test_prior import PRIOR

KILLS = 20


def outcome(run: Path) -> dict[str, bytes]:
    """Everything of a run that must be the same: weights, pictures, and what it says of them."""
    kept = {".safetensors", ".png", ".jsonl"}
    found = {
        file.relative_to(run).as_posix(): file.read_bytes()
        for file in run.rglob("*")
        if file.is_file() and (file.suffix in kept or file.name == "DONE.json")
    }
    found.pop("state/resume.safetensors")
    return found


def lock_of(make_lock: MakeLock) -> Lock:
    """Ten steps an epoch, of which every third learns from pictures of others as well."""
    items = [{**item.model_dump(), "repeats": 5} for item in make_lock().plan.train.items]
    return make_lock(items=items, prior=PRIOR)


def wait_until(process: subprocess.Popen[str], happened: Callable[[], bool]) -> None:
    """Look every few milliseconds, for five minutes at most; the process may not end before."""
    end = time.monotonic() + 300
    while not happened():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.002)


def written_since(file: Path, moment: int) -> bool:
    return file.is_file() and file.stat().st_mtime_ns > moment


def kill(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.communicate()


def test_a_kill_in_the_caching_in_the_sampling_and_in_a_checkpoint_changes_nothing(
    random_base: Path,
    spec_folder: Path,
    make_lock: MakeLock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lock, straight, killed = lock_of(make_lock), tmp_path / "straight", tmp_path / "killed"
    list(train(lock, spec_folder, straight, random_base))
    cache = tmp_path / "another cache"
    monkeypatch.setenv("CHARSPEC_CACHE", str(cache))
    process = start(lock, spec_folder, killed, random_base)
    wait_until(process, lambda: any(cache.rglob("*.safetensors")))
    kill(process)
    assert read_epochs(killed) == []
    process = start(lock, spec_folder, killed, random_base, checkpoint_seconds=0.0)
    wait_for_step(process, 3)
    wait_until(process, lambda: any((killed / "state").glob(".resume*.partial")))
    kill(process)
    process = start(lock, spec_folder, killed, random_base, checkpoint_seconds=1e9)
    wait_until(process, lambda: (killed / "epochs/01/vendalixia-e01.safetensors").is_file())
    kill(process)  # the pictures of epoch 1 are being drawn
    list(train(lock, spec_folder, killed, random_base))
    assert is_done(killed, lock)
    assert outcome(killed) == outcome(straight)


@pytest.mark.soak
@pytest.mark.parametrize(
    "more",
    [{}, {"text_encoder": {"learning_rate": 1e-4}, "prior": PRIOR}],
    ids=["plain", "text encoder and pictures of others"],
)
def test_twenty_kills_at_random_moments_change_nothing(
    random_base: Path,
    spec_folder: Path,
    make_lock: MakeLock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    more: dict[str, Any],
) -> None:
    """Each attempt lives for a random share of what a whole run takes, from its first sign of life on."""
    items = [{**item.model_dump(), "repeats": 15} for item in make_lock().plan.train.items]
    lock = make_lock(items=items, epochs=3, **more)
    straight, killed = tmp_path / "straight", tmp_path / "killed"
    list(train(lock, spec_folder, straight, random_base))
    monkeypatch.setenv("CHARSPEC_CACHE", str(tmp_path / "another cache"))
    begun = time.monotonic()
    list(train(lock, spec_folder, tmp_path / "timed", random_base))
    whole = time.monotonic() - begun
    chance, kills = random.Random(0), 0
    monkeypatch.setenv("CHARSPEC_CACHE", str(tmp_path / "yet another"))
    while kills < KILLS:
        if (killed / "DONE.json").exists():  # the kill before came too late, or it was left to end
            (killed / "DONE.json").unlink()
            (killed / "epochs/03/vendalixia-e03.safetensors").unlink()
        before = time.time_ns()
        process = start(lock, spec_folder, killed, random_base, chance.choice([0.0, 0.2, 1e9]))
        wait_until(process, partial(written_since, killed / "character.lock.json", before))
        time.sleep(chance.uniform(0, 0.4 * whole))
        if process.poll() is None:
            kill(process)
            kills += 1
        else:
            _, errors = process.communicate()
            assert process.returncode == 0, errors
    list(train(lock, spec_folder, killed, random_base))
    assert is_done(killed, lock)
    assert outcome(killed) == outcome(straight)


@pytest.mark.soak
def test_signals_at_random_moments_lose_no_step(
    random_base: Path, spec_folder: Path, make_lock: MakeLock, tmp_path: Path
) -> None:
    """SIGTERM as a cluster's requeue sends it: exit 143 each time, until the run is done."""
    items = [{**item.model_dump(), "repeats": 30} for item in make_lock().plan.train.items]
    lock = make_lock(items=items)
    straight, stopped = tmp_path / "straight", tmp_path / "stopped"
    list(train(lock, spec_folder, straight, random_base))
    chance = random.Random(1)
    for _ in range(6):
        if is_done(stopped, lock):
            break
        before = time.time_ns()
        process = start(lock, spec_folder, stopped, random_base, 1e9)
        # While Python still imports, a signal ends it as it ends any program.
        wait_until(process, partial(written_since, stopped / "character.lock.json", before))
        time.sleep(chance.uniform(1, 6))
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate()
        assert process.returncode in (143, 0), errors
    list(train(lock, spec_folder, stopped, random_base))
    assert outcome(stopped) == outcome(straight)
