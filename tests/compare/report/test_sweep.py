"""The page of a sweep: what it shows of results that are there, on their way, or failed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from charspec.compare import write_sweep_report
from charspec.compare.report import gather_sweep
from charspec.errors import CharspecError
from charspec.plan import Lock, lock, lock_text
from charspec.sweeps import Status, SweepJob, SweepRecord, SweepResult, compares, rows, write_sweep
from tests.compare.fake_run import FakeRun

HOSTILE = '<img src=x onerror="alert(1)">'


def job(number: int, run: str, lengths: list[int], status: Status = "done", note: str = "") -> SweepJob:
    results = [
        SweepResult(
            row=10 * number + place,
            settings={"train.rank": str(number), "train.epochs": str(length)},
            epochs=length,
            train_hash="0" * 64,
        )
        for place, length in enumerate(lengths)
    ]
    return SweepJob(
        number=number,
        title=f"rank={number}",
        character="Vendalixia",
        spec="../../../../character.yaml",
        lock=f"{number:02}.lock.json",
        log=f"{number:02}.log",
        run=run,
        epochs=max(lengths),
        steps=60 * max(lengths),
        status=status,
        exit_code=0 if status == "done" else 1,
        seconds=95.0,
        note=note,
        results=tuple(results),
    )


@pytest.fixture
def run(tmp_path: Path) -> FakeRun:
    return FakeRun(tmp_path, planned=4, done=4)


def sweep(run: FakeRun, *jobs: SweepJob, locks: list[Lock] | None = None) -> Path:
    folder = run.folder.parent / "sweeps" / "0123456789ab"
    folder.mkdir(parents=True)
    for entry, one in zip(jobs, locks or [run.lock] * len(jobs), strict=True):
        (folder / entry.lock).write_text(lock_text(one))
    record = SweepRecord(
        id=folder.name, command=("train",), varies=("train.rank", "train.epochs"), launcher="basic", jobs=jobs
    )
    write_sweep(folder, record)
    return folder


def test_each_length_is_shown_at_its_own_epoch(run: FakeRun) -> None:
    folder = sweep(run, job(1, f"../../{run.folder.name}", [2, 4]))
    short, long = gather_sweep(folder).entries
    assert short.shown is not None
    assert long.shown is not None
    assert (short.shown.record.epoch, long.shown.record.epoch) == (2, 4)
    assert (short.steps, long.steps) == (120, 240)
    page = write_sweep_report(folder).read_text()
    assert "part of a longer one" in page
    assert "1:35" in page
    assert 'class="state done">Done' in page
    assert f"../../{run.folder.name}/epochs/02/vendalixia-e02.safetensors" in page


def test_scores_name_the_recommended_epoch_of_each_length(run: FakeRun) -> None:
    identity = {0: 0.0, 1: 0.2, 2: 0.3, 3: 0.6, 4: 0.61}
    run.score(identity=identity, memorisation=dict.fromkeys(identity, 0.1), leak=dict.fromkeys(identity, 0.0))
    folder = sweep(run, job(1, f"../../{run.folder.name}", [2, 4]))
    short, long = gather_sweep(folder).entries
    assert (short.advised, long.advised) == (2, 3)
    assert (short.scores["identity"], long.scores["identity"]) == (0.3, 0.6)
    page = write_sweep_report(folder).read_text()
    assert "best by scores" in page
    assert "pose copied" in page
    assert "palette" not in page  # it was not measured


def test_scores_that_cannot_be_read_leave_the_losses(run: FakeRun) -> None:
    (run.folder / "scores.jsonl").write_text("{}\n", encoding="utf-8")
    folder = sweep(run, job(1, f"../../{run.folder.name}", [4]))
    (entry,) = gather_sweep(folder).entries
    assert (entry.advised, dict(entry.scores)) == (None, {})
    assert "best by scores" not in write_sweep_report(folder).read_text()


def test_what_is_on_its_way_or_failed_is_said_and_escaped(run: FakeRun) -> None:
    here = f"../../{run.folder.name}"
    jobs = (job(1, here, [4]), job(2, here, [6], "open"), job(3, "../../gone", [4], "failed", HOSTILE))
    folder = sweep(run, *jobs)
    page = write_sweep_report(folder).read_text()
    assert "1 of 3 results" in page
    assert "epoch 4 of 6" in page
    assert "not drawn yet" in page
    assert HOSTILE not in page
    assert "failed: &lt;img" in page
    assert 'href="03.log"' in page


def test_losses_that_do_not_compare_are_not_compared(run: FakeRun) -> None:
    other = lock(run.lock.plan.model_copy(
        update={"train": run.lock.plan.train.model_copy(update={"seed": 99})}
    ))  # fmt: skip
    assert compares([run.lock, run.lock])
    assert not compares([run.lock, other])
    here = f"../../{run.folder.name}"
    folder = sweep(run, job(1, here, [4]), job(2, here, [3]), locks=[run.lock, other])
    page = write_sweep_report(folder).read_text()
    assert "their grid losses do not compare" in page
    assert '<tr class="best">' not in page
    shutil.rmtree(folder)
    page = write_sweep_report(sweep(run, job(1, here, [4]), job(2, here, [3]))).read_text()
    assert page.count('<tr class="best">') == 1


def test_a_damaged_run_is_a_result_that_is_missing(run: FakeRun) -> None:
    folder = sweep(run, job(1, f"../../{run.folder.name}", [4], "failed"))
    (run.folder / "epochs.jsonl").write_text("{\n")
    record = SweepRecord.model_validate_json((folder / "sweep.json").read_text())
    (row,) = rows(folder, record)
    assert (row.own, row.lowest, row.status) == (None, None, "failed")
    assert "0 of 1 results" in write_sweep_report(folder).read_text()


def test_a_folder_without_a_record_is_no_sweep(tmp_path: Path) -> None:
    with pytest.raises(CharspecError, match="no such file"):
        write_sweep_report(tmp_path)
