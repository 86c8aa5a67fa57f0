"""`charspec train` in a process that is not the first of several: it works along, and says only what the
first one cannot know."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from charspec.errors import CharspecError
from charspec.plan import Lock
from charspec.settings.execution import HardwareExecution


@contextmanager
def silent() -> Iterator[None]:
    """Print nothing inside: the first process does the same and prints it."""
    with (
        Path(os.devnull).open("w") as nowhere,
        contextlib.redirect_stdout(nowhere),
        contextlib.redirect_stderr(nowhere),
    ):
        yield


def follow(
    lock: Lock, folder: Path, run_dir: Path, base_path: Path | None, execution: HardwareExecution | None
) -> int:
    """Work along; returns the exit code.

    An error that comes before the first step may be of this machine alone, such as a picture that is missing
    here, so it is told. Later ones all processes meet together.
    """
    from charspec.train.events import Steps
    from charspec.train.interrupts import StoppedError
    from charspec.train.processes import OtherProcessError
    from charspec.train.ranks import launched
    from charspec.train.run import train

    begun = False
    try:
        with silent():
            for event in train(lock, folder, run_dir, base_path, execution=execution):
                begun = begun or isinstance(event, Steps)
    except CharspecError as error:
        if not begun and not isinstance(error, StoppedError | OtherProcessError):
            here = launched()
            print(f"charspec, process {here.rank} of {here.count}: {error}", file=sys.stderr)
        return error.exit_code
    return 0
