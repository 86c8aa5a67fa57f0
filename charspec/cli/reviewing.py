"""`charspec caption --review`: the page opens, and this terminal waits until it is finished."""

from __future__ import annotations

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
        if browser:
            webbrowser.open(server.url)
        try:
            server.serve()
        finally:
            print(f"{len(session.accepted)} of {len(files)} accepted in {path}", file=sys.stderr)
