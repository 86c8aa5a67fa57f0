"""`charspec caption --review`: the page opens, and this terminal waits until it is finished."""

from __future__ import annotations

import contextlib
import os
import sys
import webbrowser
from collections.abc import Sequence
from pathlib import Path


def review(path: Path, only: Sequence[str], port: int, browser: bool) -> None:
    """Serve the page for the pictures that wait for a person; Ctrl-C ends it as its button does."""
    from charspec.dataset import load_dataset
    from charspec.prepare.captioning.targets import to_review
    from charspec.prepare.review import Review, routes
    from charspec.serving import LocalServer
    from charspec.spec import load_spec

    files = [item.file for item in to_review(load_dataset(load_spec(path)), only)]
    if not files:
        print("nothing to review: no drafts, and every picture has a caption", file=sys.stderr)
        return
    session = Review(path, files)
    with LocalServer(routes(session, lambda: server.stop()), port) as server:
        print(server.url, flush=True)
        print(f"{len(files)} to review; Finish on the page or Ctrl-C here ends it", file=sys.stderr)
        if browser and _has_windows():
            webbrowser.open(server.url)
        with contextlib.suppress(KeyboardInterrupt):
            server.serve()
    print(f"{len(session.accepted)} of {len(files)} accepted in {path}", file=sys.stderr)


def _has_windows() -> bool:
    """Whether a browser would open a window; one in the terminal would take the terminal."""
    return sys.platform in ("darwin", "win32") or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))
