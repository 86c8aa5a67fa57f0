"""A real HTTP server that takes the messages of tests, as a webhook of the user's would."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SECRET = "tok-3n-s3cret"


@dataclass
class Bell:
    """`address`: where to send, with a secret in it. `heard`: the messages in order. `answer`: its status."""

    address: str = ""
    heard: list[dict[str, Any]] = field(default_factory=list)
    answer: int = 200

    def last(self) -> tuple[str, str, str]:
        """Title, body and kind of the latest message."""
        message = self.heard[-1]
        return message["title"], message["message"], message["type"]


@contextlib.contextmanager
def ringing() -> Iterator[Bell]:
    """A server on a free port of this machine, until the end of the block."""
    bell = Bell()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            data = self.rfile.read(int(self.headers["Content-Length"]))
            bell.heard.append(json.loads(data))
            self.send_response(bell.answer)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Says nothing: what is logged would stand among what the tests read."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    bell.address = f"json://127.0.0.1:{server.server_address[1]}/{SECRET}"
    try:
        yield bell
    finally:
        server.shutdown()
        server.server_close()
