"""A run that was killed, stopped or prolonged has the bytes of one that ran straight through."""

import contextlib
import json
import os
import platform
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from charspec.errors import CharspecError
from charspec.records import read_epochs
from charspec.train.checkpoint import FILE
from charspec.train.events import EpochDone, Event, Note, Steps
from charspec.train.folder import is_done
from charspec.train.holding import TAKEN, exclusive
from charspec.train.interrupts import StoppedError
from charspec.train.run import train
from charspec.train.tensors import load_checked, save_checked
from tests.train.children import start, wait_for_step
from tests.train.conftest import MakeLock


def weights(run: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(run.rglob("*-e*.safetensors"))}


@pytest.mark.parametrize("checkpoint_seconds", [0.0, 1000.0], ids=["from-mid-epoch", "from-the-last-epoch"])
def test_a_killed_run_ends_with_the_same_bytes(
    random_base: Path, spec_folder: Path, make_lock: MakeLock, tmp_path: Path, checkpoint_seconds: float
) -> None:
    lock = make_lock(epochs=2, items=repeated(make_lock, 10))
    straight, killed = tmp_path / "straight", tmp_path / "killed"
    list(train(lock, spec_folder, straight, random_base))
    process = start(lock, spec_folder, killed, random_base, checkpoint_seconds)
    wait_for_step(process, 25 if checkpoint_seconds == 0 else 30)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    process.communicate()
    assert len(read_epochs(killed)) < 3
    events = list(train(lock, spec_folder, killed, random_base))
    assert any(isinstance(event, Note) and "going on from step" in event.text for event in events)
    assert weights(killed) == weights(straight)
    assert read_epochs(killed) == read_epochs(straight)


def repeated(make_lock: MakeLock, repeats: int) -> list[dict[str, object]]:
    return [{**item.model_dump(), "repeats": repeats} for item in make_lock().plan.train.items]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stopped_run_saves_says_so_and_goes_on(
    random_base: Path,
    spec_folder: Path,
    make_lock: MakeLock,
    tmp_path: Path,
    number: signal.Signals,
    code: int,
) -> None:
    lock = make_lock(epochs=1, items=repeated(make_lock, 25))
    process = start(lock, spec_folder, tmp_path / "stopped", random_base, 1000.0)
    wait_for_step(process, 10)
    process.send_signal(number)
    _, errors = process.communicate()
    assert process.returncode == code, errors
    assert "is saved" in errors
    assert "The same command again goes on from there." in errors
    first = first_steps(train(lock, spec_folder, tmp_path / "stopped", random_base))
    assert 10 <= first < 50


def first_steps(events: Iterator[Event]) -> int:
    """The step a resumed run goes on from."""
    for event in events:
        if isinstance(event, Note):
            return int(event.text.rsplit(" ", 1)[1])
    raise AssertionError("the run did not go on")


def kill_at(events: Iterator[Event], step: int) -> None:
    for event in events:
        if isinstance(event, Steps) and event.step == step:
            os.kill(os.getpid(), signal.SIGTERM)


def test_a_signal_in_mid_epoch_is_answered_after_the_step(
    random_base: Path, spec_folder: Path, make_lock: MakeLock, tmp_path: Path
) -> None:
    lock = make_lock(epochs=1, items=repeated(make_lock, 20))
    events = train(lock, spec_folder, tmp_path / "run", random_base)
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(StoppedError, match="step 21 of 40 is saved"):
        kill_at(events, 20)
    assert signal.getsignal(signal.SIGTERM) is before
    list(train(lock, spec_folder, tmp_path / "run", random_base))
    list(train(lock, spec_folder, tmp_path / "straight", random_base))
    assert weights(tmp_path / "run") == weights(tmp_path / "straight")


def test_a_signal_between_epochs_stops_at_once_even_if_its_exception_is_caught(
    random_base: Path, spec_folder: Path, make_lock: MakeLock, tmp_path: Path
) -> None:
    events = train(make_lock(), spec_folder, tmp_path / "run", random_base)
    assert [type(next(events)) for _ in range(2)] == [Steps, EpochDone]
    with pytest.raises(StoppedError) as caught:
        os.kill(os.getpid(), signal.SIGINT)
    assert caught.value.exit_code == 130
    with pytest.raises(StoppedError, match="what was finished is saved"):
        next(events)


def test_more_epochs_continue_a_run_with_the_bytes_of_a_straight_one(
    random_base: Path, spec_folder: Path, make_lock: MakeLock, tmp_path: Path
) -> None:
    short, long = make_lock(epochs=1), make_lock(epochs=3)
    assert short.hashes.run == long.hashes.run
    list(train(short, spec_folder, tmp_path / "grown", random_base))
    written = (tmp_path / "grown" / "epochs/01/vendalixia-e01.safetensors").stat().st_mtime_ns
    events = list(train(long, spec_folder, tmp_path / "grown", random_base))
    assert Note("going on from step 4") in events
    assert (tmp_path / "grown" / "epochs/01/vendalixia-e01.safetensors").stat().st_mtime_ns == written
    list(train(long, spec_folder, tmp_path / "straight", random_base))
    assert weights(tmp_path / "grown") == weights(tmp_path / "straight")
    assert read_epochs(tmp_path / "grown") == read_epochs(tmp_path / "straight")
    assert json.loads((tmp_path / "grown" / "DONE.json").read_text())["epochs"] == 3


def test_new_prompts_only_sample_again(
    random_base: Path, spec_folder: Path, make_lock: MakeLock, tmp_path: Path
) -> None:
    first, other = make_lock(), make_lock(prompts={"baseline": "Vendalixia, running"})
    assert first.hashes.run == other.hashes.run
    list(train(first, spec_folder, tmp_path / "run", random_base))
    before, epochs = weights(tmp_path / "run"), read_epochs(tmp_path / "run")
    pictures = {file: file.read_bytes() for file in (tmp_path / "run").rglob("baseline.png")}
    events = list(train(other, spec_folder, tmp_path / "run", random_base))
    assert not any(isinstance(event, Steps) for event in events)
    assert weights(tmp_path / "run") == before
    after = read_epochs(tmp_path / "run")
    assert [epoch.weights for epoch in after] == [epoch.weights for epoch in epochs]
    assert [epoch.loss for epoch in after] == [epoch.loss for epoch in epochs]
    assert [epoch.grid_loss for epoch in after] == [epoch.grid_loss for epoch in epochs]
    assert all([sample.slot for sample in epoch.samples] == ["baseline", "_control"] for epoch in after)
    assert all(file.read_bytes() != old for file, old in pictures.items())
    list(train(other, spec_folder, tmp_path / "straight", random_base))
    for file in pictures:
        assert (tmp_path / "straight" / file.relative_to(tmp_path / "run")).read_bytes() == file.read_bytes()


class KilledError(BaseException):
    """Ends the process's work there and then, as SIGKILL would."""


def test_a_kill_before_or_after_any_file_of_the_run_changes_nothing(
    random_base: Path,
    spec_folder: Path,
    make_lock: MakeLock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The n-th attempt dies at its n-th file, before it is in its place or just after, until one comes
    through."""
    lock, straight = make_lock(epochs=2), tmp_path / "straight"
    list(train(lock, spec_folder, straight, random_base))
    real = Path.replace
    for after in (False, True):
        run, attempts = tmp_path / f"killed-{after}", 0
        while not is_done(run, lock):
            attempts += 1
            assert attempts < 40
            left = attempts

            def replace(file: Path, target: Path, run: Path = run, after: bool = after) -> Path:
                nonlocal left
                left -= run in target.parents
                if left == 0 and not after:
                    raise KilledError
                moved = real(file, target)
                if left == 0:
                    raise KilledError
                return moved

            with monkeypatch.context() as patch, contextlib.suppress(KilledError):
                patch.setattr(Path, "replace", replace)
                list(train(lock, spec_folder, run, random_base))
        assert attempts > 5
        assert weights(run) == weights(straight)
        assert read_epochs(run) == read_epochs(straight)
        assert (run / "DONE.json").read_bytes() == (straight / "DONE.json").read_bytes()
        for picture in straight.rglob("*.png"):
            assert (run / picture.relative_to(straight)).read_bytes() == picture.read_bytes()


def test_two_trainers_on_one_run_are_refused(
    random_base: Path, spec_folder: Path, make_lock: MakeLock, tmp_path: Path
) -> None:
    run = tmp_path / "run"
    with exclusive(run):
        process = start(make_lock(), spec_folder, run, random_base)
        _, errors = process.communicate()
    assert process.returncode == TAKEN
    assert f"this run is being trained by process {os.getpid()} on {platform.node()}" in errors
    list(train(make_lock(), spec_folder, run, random_base))
    assert len(read_epochs(run)) == 3


def test_a_damaged_resume_point_is_said_and_nothing_is_trained_over(
    random_base: Path, spec_folder: Path, make_lock: MakeLock, tmp_path: Path
) -> None:
    run = tmp_path / "run"
    list(train(make_lock(epochs=1), spec_folder, run, random_base))
    before = weights(run)
    state = (run / FILE).read_bytes()
    (run / FILE).write_bytes(state[: len(state) // 2])
    with pytest.raises(CharspecError, match="resume point of this run is damaged"):
        list(train(make_lock(epochs=2), spec_folder, run, random_base))
    assert weights(run) == before


def test_a_resume_point_of_another_version_says_what_can_be_done_and_loses_nothing(
    random_base: Path, spec_folder: Path, make_lock: MakeLock, tmp_path: Path
) -> None:
    run = tmp_path / "run"
    list(train(make_lock(epochs=1), spec_folder, run, random_base))
    found = load_checked(run / FILE)
    assert found is not None
    tensors, header = found
    del header["version"]  # as the first ones were
    save_checked(run / FILE, tensors, {**header, "optimizer": "{}"})
    environment = json.loads((run / "env.json").read_bytes())
    (run / "env.json").write_text(json.dumps({**environment, "charspec": "0.0.9"}), "utf-8")
    before = {file: file.read_bytes() for file in run.rglob("*") if file.is_file() and file.name != "log.txt"}
    with pytest.raises(CharspecError, match="another version of charspec wrote the resume point") as raised:
        list(train(make_lock(epochs=2), spec_folder, run, random_base))
    assert f"mv {run} {run}.old" in str(raised.value)
    assert "pip install charspec==0.0.9" in str(raised.value)
    assert {file: file.read_bytes() for file in before} == before
    run.rename(f"{run}.old")
    list(train(make_lock(epochs=1), spec_folder, run, random_base))
    assert weights(run) == weights(Path(f"{run}.old"))


def test_what_a_kill_left_half_written_is_swept_away(
    random_base: Path, spec_folder: Path, make_lock: MakeLock, tmp_path: Path
) -> None:
    run = tmp_path / "run"
    (run / "state").mkdir(parents=True)
    (run / "state" / ".resume.safetensors.1.partial").write_bytes(b"half")
    list(train(make_lock(epochs=1), spec_folder, run, random_base))
    assert list(run.rglob("*.partial")) == []
