"""Long work that tells its user how it ended, where the user has said how (`charspec.notify`)."""

from __future__ import annotations

import contextlib
import os
import platform
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from charspec.cli.amounts import clock
from charspec.errors import CharspecError

if TYPE_CHECKING:
    from charspec.notify import Kind, Setup

INTERRUPTED = (129, 130, 143)
TAKEN = 75
"""Exit code of a training that another process has: nothing was begun, so there is nothing to tell."""

LONG = 60.0
"""Seconds after which the end of work is news that may also be over in a moment."""

_LONGEST = 600


@dataclass
class Work:
    """What is being done. `failed`: why it is not well done though no error says so; set by who does it."""

    failed: str | None = None


@contextlib.contextmanager
def telling(
    subject: str, work: str, lines: Callable[[], Sequence[str]], patience: float = 0.0
) -> Iterator[Work]:
    """Do inside what the user shall be told the end of: `Vendalixia on tiny: training is done`.

    `lines` are asked for when it has ended; what took less than `patience` seconds is no news. Nothing about
    telling ever fails the work: what goes wrong is a line on stderr. An address that cannot be read is said
    before the work begins.
    """
    from charspec.notify import find_setup

    setup = find_setup()
    if setup is None or not _ready(setup):
        yield Work()
        return
    doing, began = Work(), time.monotonic()
    try:
        yield doing
    except BaseException as error:
        taken = isinstance(error, CharspecError) and error.exit_code == TAKEN
        if not taken and time.monotonic() - began >= patience:
            _tell(setup, subject, *_ending(work, error), lines, began)
        raise
    if time.monotonic() - began < patience:
        return
    if doing.failed is None:
        _tell(setup, subject, f"{work} is done", "success", "", lines, began)
    else:
        _tell(setup, subject, f"{work} failed", "failure", doing.failed, lines, began)


@contextlib.contextmanager
def silenced() -> Iterator[None]:
    """Processes that are started inside tell nobody and know no address: who started them tells for all."""
    from charspec.notify import OFF, VARIABLE

    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = OFF
    try:
        yield
    finally:
        if before is None:
            del os.environ[VARIABLE]
        else:
            os.environ[VARIABLE] = before


def _ready(setup: Setup) -> bool:
    """Whether anybody can be told; what is wrong is said now, while it can be mended."""
    from charspec.notify import services

    try:
        _, wrong = services(setup)
    except (CharspecError, OSError) as error:
        _say(f"nobody will be told how this ends: {error}")
        return False
    if wrong:
        _say(f"{setup.where}: it will be told, but not to {', '.join(wrong)}")
    return True


def _ending(work: str, error: BaseException) -> tuple[str, Kind, str]:
    """How it ended, in words; what kind of news that is; why."""
    if isinstance(error, CharspecError) and error.exit_code not in INTERRUPTED:
        return f"{work} failed", "failure", str(error)
    if isinstance(error, CharspecError | KeyboardInterrupt | SystemExit):
        return (
            f"{work} was interrupted, resumable",
            "warning",
            "The same command again goes on from what is saved.",
        )
    return f"{work} failed", "failure", f"{type(error).__name__}: {error}"


def _tell(
    setup: Setup,
    subject: str,
    ending: str,
    kind: Kind,
    why: str,
    lines: Callable[[], Sequence[str]],
    began: float,
) -> None:
    from charspec.notify import send

    took = f"{clock(time.monotonic() - began)} on {platform.node() or 'this machine'}"
    try:
        body = [*([why[:_LONGEST]] if why else []), took, *lines()]
        lost = send(setup, f"{subject}: {ending}", "\n".join(body), kind)
    except Exception as error:  # whatever it is, the work's own end matters more
        _say(f"nobody was told how this ended: {error if isinstance(error, CharspecError) else type(error)}")
        return
    if lost:
        _say(f"not told: {', '.join(lost)}")


def run_lines(run: Path, epochs: int) -> list[str]:
    """What a message says of a run: how far it is, which epoch is recommended, where its page is."""
    from charspec.records import read_epochs

    made = [epoch for epoch in read_epochs(run) if epoch.epoch] if run.is_dir() else []
    loss = f", loss {made[-1].loss:.4f}" if made and made[-1].loss is not None else ""
    found = [f"{len(made)} of {epochs} epochs{loss}", *_recommendation(run)]
    page = run / "report.html"
    return [*found, f"page: {page.absolute()}" if page.is_file() else f"run: {run.absolute()}"]


def _recommendation(run: Path) -> list[str]:
    """The epoch to take by the scores, if the run has any."""
    from charspec.compare.picking import recommend
    from charspec.scores import read_scores

    if not read_scores(run):
        return []
    epoch = recommend(run).recommended
    return [f"recommended: epoch {epoch}" if epoch else "recommended: can't tell, the last is the default"]


def _say(text: str) -> None:
    print(f"note: {' '.join(text.split())}", file=sys.stderr, flush=True)
