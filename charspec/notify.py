"""Telling the user that something has ended: on the desktop, by e-mail, webhook or chat, through Apprise.

Where to is the user's own affair and a secret: the environment variable CHARSPEC_NOTIFY (Apprise addresses),
or a file `notify.*` in the user's configuration folder. Nothing of it is ever in a spec, a lock, env.json, a
log or a message: of an address, its scheme (`slack`, `mailto`) is all that is said.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from charspec.errors import CharspecError

VARIABLE = "CHARSPEC_NOTIFY"
OFF = "off"
"""As the value of CHARSPEC_NOTIFY: nobody is told, whatever the file says."""

FILES = ("notify.yaml", "notify.yml", "notify.conf", "notify.txt")
"""Apprise's two forms: YAML, or an address a line."""

INSTALL = "pip install 'charspec[notify]'"
Kind = Literal["info", "success", "warning", "failure"]


@dataclass(frozen=True)
class Setup:
    """Where the addresses stand; exactly one of `text` and `file` is there."""

    text: str | None
    file: Path | None

    @property
    def where(self) -> str:
        """For messages: the name of the variable, or the file."""
        return str(self.file) if self.file else VARIABLE


def find_setup() -> Setup | None:
    """What the user has configured; None if nothing, or if it is switched off. Reads no address."""
    given = os.environ.get(VARIABLE, "").strip()
    if given:
        return None if given.lower() == OFF else Setup(given, None)
    for name in FILES:
        if (path := config_dir() / name).is_file():
            return Setup(None, path)
    return None


def config_dir() -> Path:
    """The user's configuration folder of charspec on this system."""
    import platformdirs

    return Path(platformdirs.user_config_dir("charspec"))


def readable_by_others(path: Path) -> bool:
    """Whether other users of this machine can read the file, and so send in the user's name."""
    return os.name == "posix" and bool(path.stat().st_mode & 0o044)


def is_installed() -> bool:
    return find_spec("apprise") is not None


def services(setup: Setup) -> tuple[list[str], list[str]]:
    """The scheme of each address, `["slack", "mailto"]`, and in words which cannot be read. Sends nothing.

    Raises CharspecError (exit 1) if Apprise is missing, or if no address can be read.
    """
    with _quiet() as heard:
        found, wrong = _load(setup, heard)
        return [_scheme(service) for service in found], wrong


def send(setup: Setup, title: str, body: str, kind: Kind) -> list[str]:
    """Send to every address that can be read; returns in words which did not get it: `slack`, `line 3, which
    is no address`. Never an address.

    Raises CharspecError (exit 1) if Apprise is missing, or if no address can be read.
    """
    with _quiet() as heard:
        found, wrong = _load(setup, heard)
        return [_scheme(service) for service in found if not _sent(service, title, body, kind)] + wrong


def _sent(service: Any, title: str, body: str, kind: Kind) -> bool:
    import apprise

    bell = apprise.Apprise()
    bell.add(service)
    try:
        return bool(bell.notify(title=title, body=body, notify_type=kind, body_format="text"))
    except Exception:  # a plugin's own faults are theirs, and their words may hold the address
        return False


def _load(setup: Setup, heard: _Lines) -> tuple[list[Any], list[str]]:
    """What can be sent to, and in words which addresses cannot be read: by number or line, not by text."""
    if not is_installed():
        raise CharspecError(
            "nobody can be told: Apprise is not installed", setup.where, f"Install it: {INSTALL}", 1
        )
    import apprise

    if setup.file:
        config = apprise.AppriseConfig()
        config.add(str(setup.file.absolute()))
        found = list(config.services())
        kind = "line" if setup.file.suffix in (".txt", ".conf") else "entry"
        wrong = [f"{kind} {number}" for number in sorted(heard.numbers[kind])]
    else:
        made = [apprise.Apprise.instantiate(word) for word in _words(setup.text or "")]
        found = [service for service in made if service is not None]
        wrong = [f"address {place}" for place, service in enumerate(made, start=1) if service is None]
    if not found:
        at = f"; what is wrong begins in {wrong[0]}" if wrong and setup.file else ""
        hint = "Apprise says how addresses are written: https://github.com/caronc/apprise/wiki"
        raise CharspecError(f"no address there can be read{at}", setup.where, hint, 1)
    return found, [f"{place}, which is no address" for place in wrong]


def _words(text: str) -> list[str]:
    """The addresses of a list with blanks or commas between them; a comma within an address stays."""
    return [word for word in re.split(r"\s+|,\s*(?=[a-zA-Z0-9]+://)", text) if word.strip(",")]


def _scheme(service: Any) -> str:
    """The part of an address before `://`."""
    return str(service.url(privacy=True)).partition("://")[0]


class _Lines(logging.Handler):
    """Keeps of Apprise's complaints the numbers of lines (entries of YAML) alone: their text may hold an
    address."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.numbers: dict[str, set[int]] = {"line": set(), "entry": set()}

    def emit(self, record: logging.LogRecord) -> None:
        # At the end: what stands before may be a line of the file.
        if found := re.search(r"\b(line |entry #)(\d+)\)?[.;]?$", record.getMessage()):
            self.numbers[found[1].rstrip(" #")].add(int(found[2]))


@contextlib.contextmanager
def _quiet() -> Iterator[_Lines]:
    """Inside, Apprise and what it sends with log nothing: their lines may hold addresses and tokens."""
    heard = _Lines()
    loggers = [logging.getLogger(name) for name in ("apprise", "urllib3", "requests")]
    before = [(logger, logger.propagate, list(logger.handlers), logger.level) for logger in loggers]
    for logger in loggers:
        logger.propagate, logger.handlers = False, [heard]
        logger.setLevel(logging.WARNING)
    try:
        yield heard
    finally:
        for logger, propagate, handlers, level in before:
            logger.propagate, logger.handlers = propagate, handlers
            logger.setLevel(level)
