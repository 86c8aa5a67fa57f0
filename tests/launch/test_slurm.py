"""Job arrays on a stand-in for SLURM that really runs them: see slurm_standin.py for what it does."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from charspec.errors import CharspecError
from charspec.launch import Job, make_launcher
from tests.launch.jobs import RESUMES, SAVES, processes_with, read, settings, wait_for

Make = Callable[..., Job]
STANDIN = str(Path(__file__).with_name("slurm_standin.py"))
QUICK: dict[str, object] = {"check_seconds": 0.3}
LIMIT: dict[str, object] = {**QUICK, "minutes": 1, "signal_seconds": 5}
"""Attempts of 15 s, of which a busy machine needs some for the worker to start."""


@pytest.fixture(autouse=True)
def cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The stand-in's folder; a minute of its time limits lasts 15 s. Its processes have ended at the end."""
    programs = tmp_path / "slurm" / "bin"
    programs.mkdir(parents=True)
    for name in ("sbatch", "srun", "sacct", "scancel", "scontrol"):
        program = programs / name
        program.write_text(f'#!/bin/sh\nexec {sys.executable} -S {STANDIN} {name} "$@"\n')
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("SLURM_STANDIN", str(programs.parent))
    monkeypatch.setenv("SLURM_STANDIN_MINUTE", "15")
    yield programs.parent
    wait_for(lambda: not processes_with(STANDIN), 5)


def test_an_array_runs_and_every_end_is_told(job: Make, cluster: Path) -> None:
    jobs = [
        job("fine", "import os; print(os.environ['SLURM_ARRAY_TASK_ID'])"),
        job("fails", "raise SystemExit('no such file')"),
        job("killed", "import os; os.kill(os.getpid(), 9)"),
        job("crashes", "import os; os.kill(os.getpid(), 11)"),
        job("worker", "import os, signal; os.kill(os.getppid(), signal.SIGKILL)"),
    ]
    ends = list(make_launcher(settings("slurm", **QUICK)).launch(jobs))
    found = {end.job.name: (end.exit_code, end.note) for end in ends}
    lost = found.pop("worker")
    assert found == {
        "fine": (0, ""),
        "fails": (1, "exit code 1: no such file"),
        "killed": (137, "killed by signal 9 (out of memory?)"),
        "crashes": (139, "killed by signal 11 (a crash: segmentation fault)"),
    }
    assert lost[0] is None
    assert lost[1].startswith("SLURM: FAILED; its worker's last words are in ")
    assert read(jobs[0].log) == "0\n"


def test_what_is_asked_of_sbatch(job: Make, cluster: Path) -> None:
    wishes = settings(
        "slurm",
        partition="gpu",
        account="studio",
        qos="night",
        minutes=90,
        gpus=2,
        cpus=8,
        memory_gb=31.5,
        parallel=1,
        signal_seconds=60,
        parameters=("constraint=a100", "exclusive"),
        setup=("echo before",),
    )
    assert [end.exit_code for end in make_launcher(wishes).launch([job("a", ""), job("b", "")])] == [0, 0]
    script = cluster.joinpath("1.sh").read_text()
    asked = {line.removeprefix("#SBATCH --") for line in script.splitlines() if line.startswith("#SBATCH")}
    assert asked >= {
        "partition=gpu",
        "account=studio",
        "qos=night",
        "time=90",
        "gpus-per-node=2",
        "cpus-per-task=8",
        "mem=32256MB",
        "array=0-1%1",
        "signal=USR2@60",
        "constraint=a100",
        "exclusive",
        "requeue",
        "open-mode=append",
    }
    assert "\necho before\n" in script
    assert " --cpus-per-task=8 " in script


def test_at_the_time_limit_a_run_saves_is_requeued_and_goes_on(job: Make) -> None:
    jobs = [job("long", RESUMES), job("short", "")]
    ends = {end.job.name: end for end in make_launcher(settings("slurm", **LIMIT)).launch(jobs)}
    assert (ends["long"].exit_code, ends["long"].note) == (0, "requeued once")
    assert read(jobs[0].log) == "up\ngoing on\n"
    assert (ends["short"].exit_code, ends["short"].note) == (0, "")


def test_a_run_that_reaches_the_time_limit_too_often_is_given_up(job: Make) -> None:
    [end] = make_launcher(settings("slurm", **LIMIT, requeues=0)).launch([job("long", SAVES)])
    assert (end.exit_code, end.note) == (143, "the time limit came once more, and it may not go on")


def test_a_node_that_vanishes_takes_its_job_alone(job: Make, cluster: Path) -> None:
    jobs = [job("lost", SAVES), job("fine", "import time; time.sleep(1)")]

    def fail() -> None:
        wait_for(lambda: read(jobs[0].log) == "up\n")
        cluster.joinpath("1_0.fail_node").touch()

    failing = threading.Thread(target=fail)
    failing.start()
    ends = {end.job.name: end for end in make_launcher(settings("slurm", **QUICK)).launch(jobs)}
    failing.join()
    assert ends["fine"].exit_code == 0
    assert ends["lost"].exit_code is None
    assert ends["lost"].note.startswith("SLURM: NODE_FAIL")


def test_ctrl_c_cancels_what_waits_and_lets_what_runs_save(job: Make, cluster: Path) -> None:
    jobs = [job(f"run{index}", SAVES) for index in range(3)]

    def interrupt() -> None:
        wait_for(lambda: all(read(each.log) == "up\n" for each in jobs[:2]))
        os.kill(os.getpid(), signal.SIGINT)

    interrupting = threading.Thread(target=interrupt)
    interrupting.start()
    with pytest.raises(KeyboardInterrupt):
        list(make_launcher(settings("slurm", **QUICK, parallel=2)).launch(jobs))
    interrupting.join()
    assert [read(each.log) for each in jobs] == ["up\nsaved\n", "up\nsaved\n", ""]
    states = json.loads(cluster.joinpath("1.states").read_text())
    assert states["1_2"] == "CANCELLED by 0"


def test_what_sbatch_refuses_is_said_in_its_words(job: Make) -> None:
    with pytest.raises(
        CharspecError, match=r"sbatch refused the jobs: .*invalid partition specified: absent"
    ):
        list(make_launcher(settings("slurm", partition="absent")).launch([job("a", ""), job("b", "")]))


def test_a_machine_without_slurm_is_told_so(job: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(CharspecError, match="there is no sbatch here") as caught:
        list(make_launcher(settings("slurm")).launch([job("a", "")]))
    assert caught.value.hint is not None
    assert "launcher=submitit_local" in caught.value.hint
