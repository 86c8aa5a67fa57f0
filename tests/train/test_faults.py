"""What goes wrong in a training is said with its place and the next step, and leaves the last whole state."""

import errno
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from charspec import writing
from charspec.errors import CharspecError
from charspec.records import read_epochs
from charspec.train import loop
from charspec.train.checkpoint import FILE
from charspec.train.events import Note
from charspec.train.folder import is_done
from charspec.train.run import train
from charspec.train.schedule import batches
from tests.train.conftest import MakeLock


def test_a_changed_picture_stops_before_anything_is_written(
    random_base: Path, spec_folder: Path, make_lock: MakeLock, tmp_path: Path
) -> None:
    lock = make_lock()
    picture = spec_folder / "images" / "run.png"
    picture.write_bytes(picture.read_bytes() + b"\0")
    with pytest.raises(CharspecError, match="changed since the plan") as caught:
        list(train(lock, spec_folder, tmp_path / "run", random_base))
    assert caught.value.where == str(picture)
    assert caught.value.exit_code == 1
    assert not (tmp_path / "run").exists()


def test_a_loss_that_is_no_number_stops_with_the_step_the_picture_and_the_last_good_epoch(
    random_base: Path,
    spec_folder: Path,
    make_lock: MakeLock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = loop._loss

    def broken(training: loop.Training, *rest: torch.Tensor) -> torch.Tensor:
        lost = training.progress.step == 5 and torch.is_grad_enabled()
        return real(training, *rest) * (float("nan") if lost else 1.0)

    monkeypatch.setattr(loop, "_loss", broken)
    lock, run = make_lock(epochs=3), tmp_path / "run"
    file = lock.plan.train.items[batches(0, 2, [2, 2], [(64, 64)] * 2, 1)[1][0]].file
    with pytest.raises(CharspecError, match=r"nan at step 6 \(epoch 2\); epoch 1 is the last good") as caught:
        list(train(lock, spec_folder, run, random_base))
    assert caught.value.where == file
    assert caught.value.exit_code == 1
    assert [epoch.epoch for epoch in read_epochs(run)] == [0, 1]
    assert "nan at step 6" in (run / "log.txt").read_text()
    monkeypatch.setattr(loop, "_loss", real)
    events = list(train(lock, spec_folder, run, random_base))
    assert Note("going on from step 4") in events
    assert is_done(run, lock)


def test_the_step_out_of_broken_lines_of_epochs_is_one_that_works(
    random_base: Path, spec_folder: Path, make_lock: MakeLock, tmp_path: Path
) -> None:
    lock, run = make_lock(epochs=1), tmp_path / "run"
    list(train(lock, spec_folder, run, random_base))
    before, weights = read_epochs(run), {file: file.read_bytes() for file in run.rglob("*-e0*.safetensors")}
    (run / "epochs.jsonl").write_text('{"epoch\n')
    with pytest.raises(CharspecError) as caught:
        list(train(lock, spec_folder, run, random_base))
    assert f"Delete {run / 'epochs.jsonl'} and train again" in str(caught.value)
    (run / "epochs.jsonl").unlink()
    list(train(lock, spec_folder, run, random_base))
    assert [epoch.model_copy(update={"loss": None}) for epoch in before] == [
        epoch.model_copy(update={"loss": None}) for epoch in read_epochs(run)
    ]
    assert {file: file.read_bytes() for file in weights} == weights


def test_a_rate_that_explodes_is_stopped_too(
    random_base: Path, spec_folder: Path, make_lock: MakeLock, tmp_path: Path
) -> None:
    optimizer = make_lock().plan.train.optimizer.model_copy(update={"learning_rate": 1e4})
    lock = make_lock(optimizer=optimizer.model_dump(), epochs=8)
    with pytest.raises(CharspecError, match="the loss became"):
        list(train(lock, spec_folder, tmp_path / "run", random_base))


def test_a_full_disk_names_what_is_needed_and_keeps_the_last_state(
    random_base: Path,
    spec_folder: Path,
    make_lock: MakeLock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = tmp_path / "run"
    list(train(make_lock(epochs=1), spec_folder, run, random_base))
    state = (run / FILE).read_bytes()

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(writing.os, "fsync", full)
        with pytest.raises(CharspecError, match=r"the disk is full: \d+\.\d MB are needed") as caught:
            list(train(make_lock(epochs=2), spec_folder, run, random_base))
    assert caught.value.exit_code == 1
    assert (run / FILE).read_bytes() == state
    assert list(run.rglob("*.partial")) == []
    list(train(make_lock(epochs=2), spec_folder, run, random_base))
    assert is_done(run, make_lock(epochs=2))


def test_a_deleted_epoch_makes_a_finished_run_unfinished(
    random_base: Path, spec_folder: Path, make_lock: MakeLock, tmp_path: Path
) -> None:
    lock, run = make_lock(), tmp_path / "run"
    list(train(lock, spec_folder, run, random_base))
    last = run / "epochs/02/vendalixia-e02.safetensors"
    whole = last.read_bytes()
    last.unlink()
    assert not is_done(run, lock)
    list(train(lock, spec_folder, run, random_base))
    assert last.read_bytes() == whole


def test_another_environment_is_noted_on_a_resume(
    random_base: Path, spec_folder: Path, make_lock: MakeLock, tmp_path: Path
) -> None:
    run = tmp_path / "run"
    list(train(make_lock(epochs=1), spec_folder, run, random_base))
    begun = run / "env.json"
    begun.write_text(begun.read_text().replace(torch.__version__.partition("+")[0], "2.0.0"))
    notes = [
        event.text
        for event in train(make_lock(epochs=2), spec_folder, run, random_base)
        if isinstance(event, Note)
    ]
    assert any("torch: 2.0.0" in note and torch.__version__ in note for note in notes)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 8 MB. Where mounting is not allowed the injected fault above is all there is."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("this user may not mount")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


@pytest.mark.skipif(sys.platform != "linux", reason="mounts a tmpfs")
def test_a_disk_that_is_truly_full_loses_nothing(
    random_base: Path, spec_folder: Path, make_lock: MakeLock, small_disk: Path, tmp_path: Path
) -> None:
    run, straight = small_disk / "run", tmp_path / "straight"
    list(train(make_lock(epochs=1), spec_folder, run, random_base))
    state = (run / FILE).read_bytes()
    filler = small_disk / "filler"
    filler.write_bytes(b"\0" * (shutil.disk_usage(small_disk).free - len(state) // 2))
    with pytest.raises(CharspecError, match=r"the disk is full: (\d+\.\d) MB are needed, (\d+\.\d) MB are"):
        list(train(make_lock(epochs=2), spec_folder, run, random_base))
    assert (run / FILE).read_bytes() == state
    assert list(run.rglob("*.partial")) == []
    filler.unlink()
    list(train(make_lock(epochs=2), spec_folder, run, random_base))
    list(train(make_lock(epochs=2), spec_folder, straight, random_base))
    last = "epochs/02/vendalixia-e02.safetensors"
    assert (run / last).read_bytes() == (straight / last).read_bytes()


def test_a_cache_without_room_says_so_and_is_filled_later(
    random_base: Path,
    spec_folder: Path,
    make_lock: MakeLock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    lock, run = make_lock(epochs=1), tmp_path / "run"
    cache = tmp_path / "cache"
    real = writing.os.fsync
    with monkeypatch.context() as patch:
        patch.setattr(
            writing.os, "fsync", lambda handle: full(handle) if list(cache.rglob("*")) else real(handle)
        )
        with pytest.raises(CharspecError, match="the disk is full") as caught:
            list(train(lock, spec_folder, run, random_base))
    assert str(cache) in str(caught.value.where)
    list(train(lock, spec_folder, run, random_base))
    assert is_done(run, lock)


def test_a_picture_that_vanished_between_two_calls_is_named_and_nothing_is_lost(
    random_base: Path, spec_folder: Path, make_lock: MakeLock, tmp_path: Path
) -> None:
    run, longer = tmp_path / "run", make_lock(epochs=2)
    list(train(make_lock(epochs=1), spec_folder, run, random_base))
    before = {file: file.read_bytes() for file in run.rglob("*") if file.is_file() and file.suffix != ".json"}
    picture = spec_folder / "images" / "front.png"
    kept = picture.read_bytes()
    picture.unlink()
    with pytest.raises(CharspecError, match="cannot be read: No such file") as caught:
        list(train(longer, spec_folder, run, random_base))
    assert caught.value.where == str(picture)
    assert "Put it back" in str(caught.value.hint)
    assert all(file.read_bytes() == data for file, data in before.items())
    picture.write_bytes(kept)
    list(train(longer, spec_folder, run, random_base))
    assert is_done(run, longer)
