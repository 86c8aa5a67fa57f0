"""The files a served page may ask for: those it links to, and nothing else on the machine."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from urllib.parse import quote

from charspec.errors import CharspecError
from charspec.serving import Answer

KINDS = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".gif": "image/gif",
    ".safetensors": "application/octet-stream",
}


class Files:
    """Addresses for files. A file has one from the moment the page links to it; there is no way from a path
    or a name to an address, so that no listing and no `..` can lead anywhere."""

    def __init__(self) -> None:
        self._numbers: dict[Path, int] = {}
        self._guard = Lock()

    def link(self, path: Path) -> str:
        """The address of a file, relative to the page."""
        with self._guard:
            number = self._numbers.setdefault(path, len(self._numbers))
        return f"files/{number}/{quote(path.name)}"

    def answer(self, rest: str) -> Answer:
        """The file at `NUMBER/NAME`; raises CharspecError where there is no such address, or where the file
        is gone since."""
        number = rest.partition("/")[0]
        with self._guard:
            known = list(self._numbers)
        if not (number.isascii() and number.isdigit() and len(number) < 9 and int(number) < len(known)):
            raise CharspecError("the page has no such file", exit_code=1)
        path = known[int(number)]
        try:
            return Answer(path.read_bytes(), KINDS.get(path.suffix.lower(), "application/octet-stream"))
        except OSError as error:
            raise CharspecError(f"cannot be read: {error.strerror}", str(path), exit_code=1) from error
