"""Trainings in processes of their own, which can be killed."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

from charspec.plan import Lock, lock_text

CHILD = """
import sys
from pathlib import Path
from charspec.errors import CharspecError
from charspec.plan import Lock
from charspec.train.run import train
lock = Lock.model_validate_json(Path(sys.argv[1]).read_text())
try:
    for event in train(lock, *map(Path, sys.argv[2:5]), checkpoint_seconds=float(sys.argv[5])):
        print(type(event).__name__, getattr(event, "step", ""), flush=True)
except CharspecError as error:
    print(error, file=sys.stderr)
    sys.exit(error.exit_code)
"""


def start(
    lock: Lock,
    spec_folder: Path,
    run: Path,
    base: Path,
    checkpoint_seconds: float = 0.0,
    environment: dict[str, str] | None = None,
) -> subprocess.Popen[str]:
    """`train` with these arguments; prints the kind and step of each event."""
    document = spec_folder / "lock.json"
    document.write_text(lock_text(lock))
    words = [sys.executable, "-c", CHILD, *map(str, (document, spec_folder, run, base, checkpoint_seconds))]
    return subprocess.Popen(
        words,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **(environment or {})},
    )


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def wait_for_step(process: subprocess.Popen[str], step: int) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        kind, _, number = line.strip().partition(" ")
        if kind == "Steps" and int(number) >= step:
            return
    raise AssertionError(process.communicate())
