"""Pages that talk back: a small server on this machine alone, for one person and one browser.

A page on any web site can send requests to 127.0.0.1, so being local is no protection. Four things are:

- only 127.0.0.1 is listened on;
- the URL begins with a token of 256 random bits, made anew for each server; no path without it answers;
- `Host` must be this server's own, so that no foreign name can be made to point here (DNS rebinding);
- a POST must come from this server's own pages (`Origin`) and carry JSON, which no plain form can send.

Answers forbid caching, framing, sniffing and referrers.
"""

from __future__ import annotations

import hmac
import json
import secrets
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Literal, NamedTuple, Self, TypeAlias
from urllib.parse import parse_qsl, unquote, urlsplit

from charspec.errors import CharspecError

ADDRESS = "127.0.0.1"
MOST_BODY = 1 << 20
"""Bytes of a request's body."""

_SECONDS = 30
"""How long a request may take to arrive."""

_HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

Method: TypeAlias = Literal["GET", "POST"]


@dataclass(frozen=True)
class Request:
    """What a browser asks: `rest` is what follows the `*` of its route, percent signs resolved; `body` the
    JSON of a POST."""

    rest: str = ""
    query: Mapping[str, str] = field(default_factory=dict)
    body: object = None


class Answer(NamedTuple):
    """What is sent back. `policy` is the content security policy of a page that has one of its own."""

    body: bytes
    kind: str = "application/json"
    status: int = 200
    policy: str = "default-src 'none'"


Handler: TypeAlias = Callable[[Request], Answer]
Routes: TypeAlias = Mapping[tuple[Method, str], Handler]
"""Handlers by method and path: `("GET", "/")`, `("POST", "/save")`; a path that ends in `*` takes all that
begin so: `("GET", "/pictures/*")`. Handlers run in threads, several at a time."""


def page(html: str, policy: str) -> Answer:
    """An HTML page with its content security policy."""
    return Answer(html.encode("utf-8"), "text/html; charset=utf-8", policy=policy)


def document(value: object, status: int = 200) -> Answer:
    """A value as JSON."""
    return Answer(json.dumps(value, ensure_ascii=False).encode("utf-8"), status=status)


class LocalServer:
    """Serves `routes` at `url` until `stop()`. `port` 0 takes any free one.

    Raises CharspecError (exit 2) if the port is taken. A CharspecError of a handler becomes a 400 with its
    message and hint as JSON: `{"error": …, "hint": …}`.
    """

    def __init__(self, routes: Routes, port: int = 0) -> None:
        self.token = secrets.token_urlsafe(32)
        self._routes = routes
        handler = type("_Bound", (_Connection,), {"local": self})
        try:
            self._http = _Listening((ADDRESS, port), handler)
        except (OSError, OverflowError) as error:
            raise CharspecError(
                f"port {port} of {ADDRESS} cannot be used", hint="Choose another --port, or leave it away."
            ) from error

    @property
    def port(self) -> int:
        """The port that is listened on."""
        return self._http.server_port

    @property
    def url(self) -> str:
        """The address of the page at `/`, with the token. Who knows it may do what the page may do."""
        return f"http://{ADDRESS}:{self.port}/{self.token}/"

    def serve(self) -> None:
        """Answer requests until another thread calls `stop()`, or Ctrl-C."""
        self._http.serve_forever(poll_interval=0.1)

    def stop(self) -> None:
        """End `serve()`, from any thread and also from a handler; answers under way are still sent."""
        threading.Thread(target=self._http.shutdown, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.server_close()

    def answer(self, method: str, target: str, body: object) -> Answer:
        """The answer to a request that passed the checks of host, origin and token."""
        parts = urlsplit(target)
        found = self._route(method, unquote(parts.path))
        if found is None:
            return _refused(HTTPStatus.NOT_FOUND)
        handler, rest = found
        try:
            return handler(Request(rest, dict(parse_qsl(parts.query)), body))
        except CharspecError as error:
            where = f"{error.where}: " if error.where else ""
            return document({"error": f"{where}{error.message}", "hint": error.hint}, HTTPStatus.BAD_REQUEST)

    def _route(self, method: str, path: str) -> tuple[Handler, str] | None:
        for (wanted, pattern), handler in self._routes.items():
            if wanted != method:
                continue
            if pattern == path:
                return handler, ""
            if pattern.endswith("*") and path.startswith(pattern[:-1]):
                return handler, path[len(pattern) - 1 :]
        return None


class _Listening(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        # A browser that goes away while it is answered is no fault.
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # passed on as it came


class _Connection(BaseHTTPRequestHandler):
    local: LocalServer
    timeout = _SECONDS
    server_version = "charspec"
    sys_version = ""

    def do_GET(self) -> None:
        self._send(self._refusal() or self._dispatch("GET", None))

    def do_POST(self) -> None:
        refused = self._refusal() or self._wrong_sender()
        if refused:
            self._send(refused)
            return
        body, refused = self._body()
        self._send(refused or self._dispatch("POST", body))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the library's name)
        """Nothing: requests hold the token."""

    def _refusal(self) -> Answer | None:
        port = self.local.port
        if self.headers.get_all("Host") not in ([f"{ADDRESS}:{port}"], [f"localhost:{port}"]):
            return _refused(HTTPStatus.MISDIRECTED_REQUEST)
        token = self.path.split("/", 2)[1] if self.path.startswith("/") else ""
        if not hmac.compare_digest(token.encode(), self.local.token.encode()):
            return _refused(HTTPStatus.FORBIDDEN)
        # A page elsewhere that embeds or fetches from here is told apart by the browser. A click on the
        # address, in a terminal that is a page itself, opens it as a document of its own.
        elsewhere = self.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin")
        if elsewhere and not (self.command == "GET" and self.headers.get("Sec-Fetch-Dest") == "document"):
            return _refused(HTTPStatus.FORBIDDEN)
        return None

    def _wrong_sender(self) -> Answer | None:
        if self.headers.get("Origin") != f"http://{self.headers.get('Host')}":
            return _refused(HTTPStatus.FORBIDDEN)
        if self.headers.get_content_type() != "application/json":
            return _refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        return None

    def _body(self) -> tuple[object, Answer | None]:
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()):
            return None, _refused(HTTPStatus.LENGTH_REQUIRED)
        if len(length) > len(str(MOST_BODY)) or int(length) > MOST_BODY:
            return None, _refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        try:
            return json.loads(self.rfile.read(int(length))), None
        except (ValueError, RecursionError):
            return None, _refused(HTTPStatus.BAD_REQUEST)

    def _dispatch(self, method: Method, body: object) -> Answer:
        target = self.path[len(self.local.token) + 1 :]
        try:
            return self.local.answer(method, target or "/", body)
        except Exception:
            # The terminal shows the trace (socketserver prints what is raised); the page says that it failed.
            self._send(_refused(HTTPStatus.INTERNAL_SERVER_ERROR))
            raise

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        headers = {"Content-Type": answer.kind, "Content-Length": str(len(answer.body))}
        for name, value in (headers | _HEADERS | {"Content-Security-Policy": answer.policy}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)


def _refused(status: HTTPStatus) -> Answer:
    return document({"error": status.phrase, "hint": None}, status)
