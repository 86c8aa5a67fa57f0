"""Sparing short runs what only long ones need."""

import contextlib
import gc
import os
import sys
from typing import NoReturn

QUICK = frozenset(("lint", "compile", "rule", "schema", "completion"))
"""Verbs that leave nothing in memory which would have to be put away: no thread, model or tracker."""

_MUCH = 200_000
"""Objects: more than a quick verb makes for one spec (lint 75,000, compile 90,000), most of them for good."""


def hasten() -> None:
    """Look for garbage only where there may be much, and for pydantic's plugins in no installed package: a
    tenth of a short run's time. To be called before modules are imported."""
    gc.set_threshold(_MUCH, 50, 100)
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


def leave(code: int) -> NoReturn:
    """End the process now, its output written: taking its modules apart would be a tenth of its time."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError):  # what cannot be written has been said
            stream.flush()
    os._exit(code)
