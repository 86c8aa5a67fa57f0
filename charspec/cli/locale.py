"""File names in UTF-8, whatever the locale."""

from __future__ import annotations

import os
import sys


def speak_utf8() -> None:
    """Start this program again in UTF-8 mode, if the locale has Python read file names otherwise (`POSIX`, or
    one of ISO 8859-1). A spec's `é.png` names the same file and gives the same lock everywhere.

    What is printed stays in the terminal's encoding. Returns if there is nothing to do.
    """
    if sys.flags.utf8_mode or sys.getfilesystemencoding() == "utf-8":
        return
    os.environ.setdefault("PYTHONIOENCODING", f"{sys.stdout.encoding}:backslashreplace")
    os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])
