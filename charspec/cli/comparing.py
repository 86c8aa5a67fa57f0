"""The served page of `charspec compare --serve`: started, opened, stopped."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from charspec.errors import CharspecError

if TYPE_CHECKING:
    from charspec.compare.report import Origins


def serve(
    runs: Sequence[Path],
    epochs: tuple[int, int] | None,
    origins: Origins,
    port: int,
    open_browser: bool,
) -> int:
    """Serve the page of these runs on this machine alone until Ctrl-C. Prints its address to stdout."""
    from charspec.choice import FILE
    from charspec.compare import write_report
    from charspec.compare.serving import Watched, routes
    from charspec.serving import LocalServer

    watched = Watched(runs, epochs, origins)
    watched.page()  # what is wrong with a run is said here, before anything is opened

    def picked(run: Path) -> None:
        # The page that lies in the run shall know the choice as well.
        print(f"written: {run / FILE}", file=sys.stderr, flush=True)
        try:
            write_report(run, origins=origins)
        except (CharspecError, OSError) as error:  # the choice stands all the same
            print(f"note: report.html of the run is as it was: {error}", file=sys.stderr, flush=True)

    with LocalServer(routes(watched, picked), port) as server:
        print(server.url, flush=True)
        print("for this machine and who has the address alone; Ctrl-C stops it", file=sys.stderr, flush=True)
        if open_browser:
            import webbrowser

            webbrowser.open(server.url)
        try:
            server.serve()
        except KeyboardInterrupt:
            print("stopped", file=sys.stderr)
    return 0
