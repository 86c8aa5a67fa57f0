"""What the hub, the network or this machine refuses is one sentence and a next step, within a moment."""

import errno
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from charspec.errors import CharspecError
from charspec.fetch import fetching

REPOSITORY = "black-forest-labs/FLUX.2-dev"
WEIGHTS = "the weights of flux2-dev"
ANSWER: dict[str, tuple[int, str, str, str]] = {
    "gated": (401, "GatedRepo", "licence has to be accepted first", "`hf auth login`"),
    "revision": (
        404,
        "RevisionNotFound",
        "it has no revision gone",
        "/commits/main lists: base.revision=COMMIT",
    ),
    "entry": (404, "EntryNotFound", r"it holds no model_index\.json", "base.path=FOLDER"),
    "private": (401, "RepoNotFound", "no such repository, or this machine's login", "`hf auth login`"),
    "login": (401, "", "this machine's login may not read it", "`hf auth login`"),
    "broken": (503, "", "the hub answers with error 503", "Try again later"),
}


class Hub(ThreadingHTTPServer):
    """Answers every question as the hub answers one of `ANSWER`, or with a file's facts."""

    status, code = 200, ""
    asked = 0


class Handler(BaseHTTPRequestHandler):
    def do_HEAD(self) -> None:
        assert isinstance(self.server, Hub)
        self.server.asked += 1
        self.send_response(self.server.status)
        if self.server.code:
            self.send_header("X-Error-Code", self.server.code)
        for name, value in (("ETag", '"1"'), ("X-Repo-Commit", "a" * 40), ("Content-Length", "2")):
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing is printed."""


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Hub]:
    server = Hub(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    endpoint = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", endpoint)
    template = endpoint + "/{repo_id}/resolve/{revision}/{filename}"
    for place in ("constants", "file_download"):
        monkeypatch.setattr(f"huggingface_hub.{place}.HUGGINGFACE_CO_URL_TEMPLATE", template, raising=False)
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def refused(error: Exception | None = None, revision: str | None = None) -> CharspecError:
    def fetch() -> None:
        with fetching(WEIGHTS, REPOSITORY, "model_index.json", revision):
            if error is not None:
                raise error

    with pytest.raises(CharspecError) as caught:
        fetch()
    assert str(caught.value).startswith(f"{WEIGHTS} could not be had from {REPOSITORY}: ")
    assert caught.value.exit_code == 1
    return caught.value


@pytest.mark.parametrize("answer", ANSWER)
def test_what_the_hub_refuses_is_asked_once_and_told_with_the_next_step(answer: str, hub: Hub) -> None:
    hub.status, hub.code, reason, step = ANSWER[answer]
    error = refused(revision="gone")
    assert hub.asked == 1
    assert error.message.find(reason.replace("\\", "")) > 0
    assert step in (error.hint or "")


def test_a_network_that_is_down_is_told_at_once(hub: Hub, caplog: pytest.LogCaptureFixture) -> None:
    hub.shutdown()
    hub.server_close()
    started = time.monotonic()
    error = refused()
    assert time.monotonic() - started < 5
    assert "127.0.0.1" in error.message
    assert "cannot be reached (" in error.message
    assert f"hf download {REPOSITORY} --local-dir FOLDER" in (error.hint or "")
    assert not caplog.records, "and the library says nothing of its own"


def test_without_leave_to_ask_nothing_is_asked(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    assert "HF_HUB_OFFLINE is set" in refused().message
    assert hub.asked == 0


@pytest.mark.parametrize(
    "error", [OSError(errno.ENOSPC, "No space left on device"), RuntimeError("xet: No space left on device")]
)
def test_a_full_disk_says_where_and_how_to_go_on(error: Exception, hub: Hub, tmp_path: Path) -> None:
    said = refused(error)
    assert f"GB are free in {tmp_path})" in said.message
    assert "HF_HOME=FOLDER" in (said.hint or "")


def test_what_is_there_is_fetched(hub: Hub) -> None:
    with fetching(WEIGHTS, REPOSITORY, "model_index.json"):
        fetched = hub.asked
    assert fetched == 1
    assert "something else" in refused(ValueError("something else")).message
