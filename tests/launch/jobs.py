"""Jobs that end in every way, and the settings of each launcher as conf/ has them."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import yaml
from pydantic import TypeAdapter

from charspec.launch import LauncherSettings
from charspec.resources import conf_dir

SAVES = """
import signal, sys, time
def save(*_):
    time.sleep(0.2)
    print("saved", flush=True)
    sys.exit(143)
signal.signal(signal.SIGTERM, save)
print("up", flush=True)
time.sleep(60)
"""
"""A run that goes on until it is told to stop, and saves then."""

STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("up", flush=True)
time.sleep(60)
"""

LEAVES = """
import subprocess, sys
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
"""
"""A run that does not end what it started."""

RESUMES = """
import pathlib, signal, sys, time
state = pathlib.Path("state")
if state.exists():
    print("going on", flush=True)
    sys.exit(0)
def save(*_):
    state.touch()
    sys.exit(143)
signal.signal(signal.SIGTERM, save)
print("up", flush=True)
time.sleep(60)
"""
"""A run that needs two attempts: the second goes on from what the first saved."""


def settings(name: str, **changes: object) -> LauncherSettings:
    """conf/launcher/<name>.yaml with some values changed."""
    document = yaml.safe_load((conf_dir() / "launcher" / f"{name}.yaml").read_text("utf-8"))
    adapter: TypeAdapter[LauncherSettings] = TypeAdapter(LauncherSettings)
    return adapter.validate_python({**document, **changes})


def wait_for(condition: Callable[[], bool], seconds: float = 20) -> None:
    """Wait until it holds; fail if it does not in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)


def read(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def processes_with(word: str) -> list[str]:
    """The command lines of living processes that contain a word."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            command = (place / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            here = str((place / "cwd").readlink())
        except OSError:
            continue
        if word in command or word in here:
            found.append(command)
    return found


def descendants(pid: int) -> set[int]:
    """The processes that a process has started, and theirs."""
    parents: dict[int, int] = {}
    for place in Path("/proc").glob("[0-9]*"):
        try:
            after_name = (place / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(place.name)] = int(after_name[1])
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


def alive(pids: set[int]) -> set[int]:
    """Those that run still; one that has ended and is not reaped does not."""
    states = {pid: read(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split() for pid in pids}
    return {pid for pid, state in states.items() if state and state[0] != "Z"}
