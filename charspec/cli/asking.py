"""Questions on a terminal, each with an answer to take by pressing Enter."""

from __future__ import annotations

import sys
from collections.abc import Callable

from charspec.errors import CharspecError
from charspec.lint.reporting.screen import harmless, safe


def on_a_terminal() -> bool:
    """Whether there is a person to ask."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask(question: str, default: str = "", wrong: Callable[[str], str | None] = lambda answer: None) -> str:
    """What a person answers, the default if they just press Enter or end the input.

    `wrong` says in words what is wrong with an answer; then it is asked again.
    """
    shown = f" [{harmless(default)}]" if default else ""
    while True:
        sys.stderr.write(f"{question}{shown}: ")
        sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            sys.stderr.write("\n")
            return default
        answer = " ".join(line.split()) or default
        if not (fault := wrong(answer)):
            return answer
        sys.stderr.write(f"  {fault}\n")


def ask_leave(what: str, details: str, host: str, instead: str) -> None:
    """Ask before `what`, such as pictures, is sent to another machine; `instead` is the hint if it may not.

    Raises CharspecError (exit 2) without leave, or if there is nobody to ask.
    """
    if not on_a_terminal():
        raise CharspecError(f"nobody was asked whether {what} may be sent to {safe(host)}", hint="Add --yes.")
    if ask(f"{details} are sent to {safe(host)}: send them? [y/N]").casefold() not in ("y", "yes"):
        raise CharspecError("nothing was sent", hint=instead)
