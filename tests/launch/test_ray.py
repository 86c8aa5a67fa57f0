"""Runs as tasks of Ray: on one cluster that the tests share, and on one that the launcher starts itself."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from charspec.errors import CharspecError
from charspec.launch import Job, make_launcher
from tests.launch.jobs import SAVES, alive, descendants, read, settings, wait_for

Make = Callable[..., Job]
PORT = 46379

ALONE = """
import pathlib, sys, time
mark = pathlib.Path(sys.argv[1]) / "mark"
mark.mkdir()
time.sleep(0.2)
mark.rmdir()
"""
"""A run that fails if another runs at the same time."""


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """The address of a cluster of one node: four CPUs, and one of something that each run may ask for."""
    folder = tempfile.mkdtemp(prefix="charspec-test-")
    program = str(Path(sys.executable).with_name("ray"))
    start = [program, "start", "--head", "--block", f"--port={PORT}", f"--ray-client-server-port={PORT + 1}"]
    start += ["--num-cpus=4", "--resources", '{"seat": 1}', "--object-store-memory=100000000"]
    start += ["--include-dashboard=false", "--disable-usage-stats", f"--temp-dir={folder}"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_AUTH_MODE", "token")
        patch.setenv("RAY_AUTH_TOKEN", "of-this-test-alone-and-long-enough")
        head = subprocess.Popen(start, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(lambda: accepts(PORT), 60)
        yield f"127.0.0.1:{PORT}"
    started = descendants(head.pid)
    head.terminate()
    head.wait(30)
    wait_for(lambda: not alive(started))
    shutil.rmtree(folder)


def accepts(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def test_every_end_is_told_and_disturbs_no_other(cluster: str, job: Make) -> None:
    jobs = [
        job("fine", "print('hello')"),
        job("fails", "raise SystemExit('no such file')"),
        job("killed", "import os; os.kill(os.getpid(), 9)"),
        job("crashes", "import os; os.kill(os.getpid(), 11)"),
        job("worker", "import os, signal; os.kill(os.getppid(), signal.SIGKILL)"),
        job("last", ""),
    ]
    ends = list(make_launcher(settings("ray", address=cluster)).launch(jobs))
    found = {end.job.name: (end.exit_code, end.note) for end in ends}
    lost = found.pop("worker")
    assert found == {
        "fine": (0, ""),
        "fails": (1, "exit code 1: no such file"),
        "killed": (137, "killed by signal 9 (out of memory?)"),
        "crashes": (139, "killed by signal 11 (a crash: segmentation fault)"),
        "last": (0, ""),
    }
    assert lost[0] is None
    assert lost[1].startswith("Ray: WorkerCrashedError: ")
    assert read(jobs[0].log) == "hello\n"


def test_nothing_is_tried_twice(cluster: str, job: Make) -> None:
    run = job("once", "import os, signal; print('up', flush=True); os.kill(os.getppid(), signal.SIGKILL)")
    [end] = make_launcher(settings("ray", address=cluster)).launch([run])
    assert end.exit_code is None
    assert read(run.log) == "up\n"


def test_runs_queue_for_what_there_is_one_of(cluster: str, job: Make, tmp_path: Path) -> None:
    jobs = [job(f"run{index}", ALONE, str(tmp_path)) for index in range(3)]
    ends = list(make_launcher(settings("ray", address=cluster, resources=("seat=1",))).launch(jobs))
    assert [end.exit_code for end in ends] == [0, 0, 0]


def test_what_no_node_has_is_said_at_once(cluster: str, job: Make) -> None:
    with pytest.raises(CharspecError) as caught:
        list(make_launcher(settings("ray", address=cluster, gpus=1.0)).launch([job("a", "")]))
    assert caught.value.message == (
        "no node of the Ray cluster can run a job of 1 CPU, 1 GPU (its nodes have 4 CPU, 0 GPU)"
    )


def test_ctrl_c_lets_runs_save(cluster: str, job: Make) -> None:
    jobs = [job(f"run{index}", SAVES) for index in range(3)]

    def interrupt() -> None:
        wait_for(lambda: all(read(each.log) == "up\n" for each in jobs[:2]))
        os.kill(os.getpid(), signal.SIGINT)

    interrupting = threading.Thread(target=interrupt)
    interrupting.start()
    with pytest.raises(KeyboardInterrupt):
        list(make_launcher(settings("ray", address=cluster, cpus=2.0)).launch(jobs))
    interrupting.join()
    assert sorted(read(each.log) for each in jobs) == ["", "up\nsaved\n", "up\nsaved\n"]


def test_a_cluster_of_its_own_is_started_and_stopped(job: Make) -> None:
    before = set(Path(tempfile.gettempdir()).glob("charspec-ray-*"))
    code = "import os; print(os.environ['CUDA_VISIBLE_DEVICES'])"
    jobs = [job(f"run{index}", code) for index in range(2)]
    others = descendants(os.getpid())
    ends = make_launcher(settings("ray", cluster_cpus=2, cluster_gpus=1)).launch(jobs)
    codes = [next(ends).exit_code]
    started = descendants(os.getpid()) - others
    codes += [end.exit_code for end in ends]
    assert codes == [0, 0]
    assert [read(each.log) for each in jobs] == ["0\n", "0\n"]
    assert len(started) > 3, "Ray has several processes"
    wait_for(lambda: not alive(started))
    assert set(Path(tempfile.gettempdir()).glob("charspec-ray-*")) == before
