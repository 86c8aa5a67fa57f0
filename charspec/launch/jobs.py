"""What a launcher is given and what it tells: the types of this room."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True)
class Job:
    """One command.

    `name` is short and unique in the sweep ("epochs=10 repeats=20"); `command` is run as it stands, without a
    shell; `folder` is its working directory; what it writes to stdout and stderr is appended to `log`. Both
    paths are absolute and, where another machine runs the command, the same there.
    """

    name: str
    command: tuple[str, ...]
    folder: Path
    log: Path


@dataclass(frozen=True)
class Ended:
    """How a command ended: its exit code (128 + N after signal N; None if it never started or was lost), its
    own seconds without the time in a queue, and what a person should know, or ""."""

    exit_code: int | None
    seconds: float
    note: str


@dataclass(frozen=True)
class Outcome:
    """How a job ended; `exit_code`, `seconds` and `note` as in `Ended`."""

    job: Job
    exit_code: int | None
    seconds: float
    note: str


class Launcher(Protocol):
    """A place where jobs run."""

    def launch(self, jobs: Sequence[Job]) -> Iterator[Outcome]:
        """Run the jobs and tell each one's end as it comes, in any order; a failing job disturbs no other.

        On Ctrl-C, SIGTERM, SIGHUP and when the iterator is closed, what was started is stopped: SIGTERM, time
        to save, then SIGKILL; nothing is left running. Raises CharspecError before anything is started if
        these settings cannot work here.
        """
        ...


def outcome(job: Job, ended: Ended) -> Outcome:
    """The end of a command as the end of its job."""
    return Outcome(job, ended.exit_code, ended.seconds, ended.note)
