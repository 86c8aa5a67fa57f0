"""Where a page finds the files it does not hold: beside itself, or at the address that serves it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

Link = Callable[[Path], str]
"""From a file to what an `href` or a `src` of the page says."""


def beside(folder: Path) -> Link:
    """Links of a page that lies in `folder`: relative, so that a project may move as a whole.

    >>> beside(Path("/studio/runs"))(Path("/studio/runs/epochs/01/a b.png"))
    'epochs/01/a%20b.png'
    """
    return lambda path: quote(Path(os.path.relpath(path, folder)).as_posix())
