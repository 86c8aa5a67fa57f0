"""The launchers of one machine: each job ends for itself, and stopping lets runs save and leaves nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from charspec.errors import CharspecError
from charspec.launch import Job, make_launcher
from tests.launch.jobs import LEAVES, RESUMES, SAVES, STUBBORN, processes_with, read, settings, wait_for

HERE = ("basic", "joblib", "submitit_local")
Make = Callable[..., Job]


@pytest.mark.parametrize("launcher", HERE)
def test_every_end_is_told_and_disturbs_no_other(launcher: str, job: Make, tmp_path: Path) -> None:
    jobs = [
        job("fine", "print('hello')"),
        job("fails", "import sys; print('charspec: bad spec\\n  mend it', file=sys.stderr); sys.exit(1)"),
        job("killed", "import os; os.kill(os.getpid(), 9)"),
        job("crashes", "import os; os.kill(os.getpid(), 11)"),
        Job("program", ("/absent/program",), tmp_path, tmp_path / "logs" / "program.log"),
        Job("folder", (sys.executable, "-V"), tmp_path / "absent", tmp_path / "logs" / "folder.log"),
        job("last", "print('hello')"),
    ]
    found = {
        end.job.name: (end.exit_code, end.note) for end in make_launcher(settings(launcher)).launch(jobs)
    }
    assert found == {
        "fine": (0, ""),
        "fails": (1, "exit code 1: charspec: bad spec"),
        "killed": (137, "killed by signal 9 (out of memory?)"),
        "crashes": (139, "killed by signal 11 (a crash: segmentation fault)"),
        "program": (
            127,
            "exit code 127: charspec: cannot start /absent/program: No such file or directory",
        ),
        "folder": (None, f"could not be started: {tmp_path / 'absent'}: No such file or directory"),
        "last": (0, ""),
    }
    assert read(jobs[0].log) == "hello\n"
    assert not list((tmp_path / "logs").glob("submitit-*"))


def test_a_log_is_appended_to_and_a_note_is_of_the_last_run(job: Make) -> None:
    first = job("again", "print('one'); raise SystemExit(3)")
    second = Job("again", (sys.executable, "-c", "raise SystemExit(4)"), first.folder, first.log)
    ends = [end for each in (first, second) for end in make_launcher(settings("basic")).launch([each])]
    assert [end.note for end in ends] == ["exit code 3: one", "exit code 4, and nothing in its log"]
    assert read(first.log) == "one\n"


@pytest.mark.parametrize("launcher", HERE)
@pytest.mark.parametrize(
    ("number", "expected"), [(signal.SIGINT, KeyboardInterrupt), (signal.SIGTERM, SystemExit)]
)
def test_a_signal_lets_runs_save(
    launcher: str, number: int, expected: type[BaseException], job: Make
) -> None:
    jobs = [job(f"run{index}", SAVES) for index in range(3)]
    handler = signal.getsignal(signal.SIGTERM)

    def send() -> None:
        wait_for(lambda: read(jobs[0].log) == "up\n")
        os.kill(os.getpid(), number)

    sender = threading.Thread(target=send)
    sender.start()
    with pytest.raises(expected) as caught:
        list(make_launcher(settings(launcher)).launch(jobs))
    sender.join()
    started = [read(each.log) for each in jobs if each.log.exists() and read(each.log)]
    assert set(started) == {"up\nsaved\n"}
    assert len(started) < len(jobs), "nothing is started after the signal"
    if isinstance(caught.value, SystemExit):
        assert caught.value.code == 128 + number
    assert signal.getsignal(signal.SIGTERM) == handler


@pytest.mark.parametrize("launcher", HERE)
def test_closing_the_iterator_stops_what_runs(launcher: str, job: Make) -> None:
    runs = [job("fine", ""), job("run", SAVES), job("more", SAVES)]
    ends = make_launcher(settings(launcher, **({} if launcher == "basic" else {"jobs": 2}))).launch(runs)
    assert next(ends).job.name == "fine"
    if launcher != "basic":
        wait_for(lambda: read(runs[1].log) == "up\n")
    ends.close()  # type: ignore[attr-defined]
    assert read(runs[1].log) == ("" if launcher == "basic" else "up\nsaved\n")


def test_what_does_not_save_in_time_is_killed_with_all_it_started(job: Make, tmp_path: Path) -> None:
    run = job("stubborn", LEAVES + STUBBORN)
    timer = threading.Thread(
        target=lambda: (wait_for(lambda: "up" in read(run.log)), os.kill(os.getpid(), signal.SIGINT))
    )
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        list(make_launcher(settings("basic", grace_seconds=0.3)).launch([run]))
    timer.join()
    wait_for(lambda: not processes_with(str(tmp_path)), 5)


def test_what_a_run_leaves_behind_ends_with_it(job: Make, tmp_path: Path) -> None:
    ends = make_launcher(settings("basic")).launch([job("parent", LEAVES)])
    assert [end.exit_code for end in ends] == [0]
    wait_for(lambda: not processes_with(str(tmp_path)), 5)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent has ended")
def test_a_killed_launcher_lets_its_run_save(job: Make, tmp_path: Path) -> None:
    run = job("orphan", SAVES)
    code = f"""
from pathlib import Path
from charspec.launch import Job, make_launcher
from tests.launch.jobs import settings
job = Job("orphan", {run.command!r}, Path({str(run.folder)!r}), Path({str(run.log)!r}))
list(make_launcher(settings("basic")).launch([job]))
"""
    launcher = subprocess.Popen([sys.executable, "-c", code], cwd=Path(__file__).parents[2])
    wait_for(lambda: read(run.log) == "up\n")
    launcher.kill()
    launcher.wait()
    wait_for(lambda: read(run.log) == "up\nsaved\n", 5)


def test_at_the_time_limit_a_run_saves_and_goes_on_in_a_new_process(job: Make) -> None:
    run = job("long", RESUMES)
    [end] = make_launcher(settings("submitit_local", minutes=0.25, signal_seconds=5)).launch([run])
    assert (end.exit_code, end.note) == (0, "requeued once")
    assert read(run.log) == "up\ngoing on\n"
    assert end.seconds > 0.5


def test_a_run_that_reaches_the_time_limit_too_often_is_given_up(job: Make) -> None:
    limits = settings("submitit_local", minutes=0.25, signal_seconds=5, requeues=0)
    [end] = make_launcher(limits).launch([job("long", SAVES)])
    assert (end.exit_code, end.note) == (143, "the time limit came once more, and it may not go on")


def test_a_missing_library_is_named_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("charspec.launch.library.find_spec", lambda name: None)
    for name, library in (
        ("joblib", "joblib"),
        ("submitit_local", "submitit"),
        ("slurm", "submitit"),
        ("ray", "ray"),
    ):
        with pytest.raises(CharspecError) as caught:
            make_launcher(settings(name))
        assert caught.value.message == f"launcher={name} needs {library}, which is not installed"
        assert caught.value.hint == "Install it: pip install 'charspec[sweep]'"


def test_no_library_is_imported_before_it_is_used() -> None:
    code = (
        "import sys, charspec.launch; print([n for n in ('joblib', 'submitit', 'ray') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
