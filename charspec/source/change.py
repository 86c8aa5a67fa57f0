"""A file before and after it is edited: shown as a diff, and written in one step."""

import difflib
import os
import pathlib
import re
import stat
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass

from charspec.errors import CharspecError

_LINE = re.compile(r"[^\n]*\n|[^\n]+")


@dataclass(frozen=True)
class Change:
    """What an edit does to one file. `fixes` is how many findings it mends; nothing is written yet.

    `file` is the name to show; `before` and `after` are whole texts, a byte order mark included.
    """

    file: str
    path: pathlib.Path
    before: str
    after: str
    fixes: int

    def check(self) -> None:
        """Raise CharspecError (exit 1) if the file may not be written, or is not what it was when read."""
        if self._mode() & 0o222 == 0:
            raise CharspecError("is read-only", self.file, "Make it writable, or mend it by hand.", 1)
        if self._bytes() != self.before.encode("utf-8"):
            raise CharspecError("changed while it was being mended", self.file, "Run the command again.", 1)

    def write(self) -> None:
        """Replace the file in one step: a crash leaves the old file or the new one, never a part.

        A link stays a link, and the file it leads to is replaced. Raises as `check` does, and CharspecError
        (exit 1) if there is no room; the file is then as it was.
        """
        self.check()
        target = self.path.resolve()
        try:
            handle, name = tempfile.mkstemp(dir=target.parent, prefix=".charspec-")
        except OSError as error:
            raise self._unwritten(error) from None
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(self.after.encode("utf-8"))
                stream.flush()
                # Without this, a power cut after the renaming may leave an empty file.
                os.fsync(stream.fileno())
            pathlib.Path(name).chmod(self._mode())
            self.check()
            pathlib.Path(name).replace(target)
        except OSError as error:
            pathlib.Path(name).unlink(missing_ok=True)
            raise self._unwritten(error) from None
        except BaseException:
            pathlib.Path(name).unlink(missing_ok=True)
            raise

    def _mode(self) -> int:
        try:
            return stat.S_IMODE(self.path.stat().st_mode)
        except OSError as error:
            raise self._unwritten(error) from None

    def _bytes(self) -> bytes:
        try:
            return self.path.read_bytes()
        except OSError as error:
            raise self._unwritten(error) from None

    def _unwritten(self, error: OSError) -> CharspecError:
        hint = "The file is as it was."
        return CharspecError(f"cannot be written: {error.strerror or error}", self.file, hint, 1)


def write_all(changes: Sequence[Change]) -> None:
    """Write changes of several files. None is written if one of them cannot be."""
    for change in changes:
        change.check()
    for change in changes:
        change.write()


def diff_of(change: Change) -> str:
    """A change as a unified diff, which `patch` and `git apply` take."""
    # A name with a blank ends at a tab for them.
    name = f"{change.file}\t" if " " in change.file else change.file
    lines = difflib.unified_diff(_LINE.findall(change.before), _LINE.findall(change.after), name, name)
    ended = (line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
    return "".join(ended)
