"""What a served page may ask for, what it may write, and who may ask."""

from __future__ import annotations

import http.client
import json
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from charspec.choice import read_choice
from charspec.compare.serving import Watched, routes
from charspec.serving import ADDRESS, LocalServer
from tests.compare.fake_run import FakeRun


@dataclass
class Served:
    """A server of one run, asked without a browser."""

    run: FakeRun
    server: LocalServer
    picked: list[Path] = field(default_factory=list)

    def ask(
        self, method: str, path: str, body: object = None, **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        own = {"Origin": f"http://{ADDRESS}:{self.server.port}", "Content-Type": "application/json"}
        sent = (own if method == "POST" else {}) | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        connection = http.client.HTTPConnection(ADDRESS, self.server.port, timeout=10)
        text = json.dumps(body) if body is not None else None
        connection.request(method, f"/{self.server.token}{path}", text, sent)
        answer = connection.getresponse()
        found = answer.status, dict(answer.getheaders()), answer.read()
        connection.close()
        return found

    def links(self) -> list[str]:
        """The addresses of files on the page."""
        page = self.ask("GET", "/")[2].decode()
        return list(dict.fromkeys(re.findall(r'(?:data-original|href)="(files/[^"]+)"', page)))


@pytest.fixture
def served(new_run: Callable[..., FakeRun]) -> Iterator[Served]:
    run = new_run(planned=2, done=2)
    picked: list[Path] = []
    with LocalServer(routes(Watched([run.folder]), picked.append)) as server:
        thread = threading.Thread(target=server.serve)
        thread.start()
        yield Served(run, server, picked)
        server.stop()
        thread.join()


def test_the_page_has_pick_buttons_and_may_ask_this_server_alone(served: Served) -> None:
    status, headers, body = served.ask("GET", "/")
    assert status == 200
    assert "connect-src 'self'" in headers["Content-Security-Policy"]
    assert body.count(b"data-pick=") >= 2
    assert b'data-pick="0"' not in body


def test_the_files_that_the_page_links_to_are_served_and_no_others(served: Served) -> None:
    links = served.links()
    assert len(links) == 2  # the LoRA files: small samples are in the page
    status, headers, body = served.ask("GET", f"/{links[1]}")
    assert (status, headers["Content-Type"]) == (200, "application/octet-stream")
    assert body == (served.run.folder / "epochs/02/vendalixia-e02.safetensors").read_bytes()
    for path in (
        "/files/99/baseline.png", "/files/", "/files", "/files/-1/x", "/files/0x0/x", "/report.html",
        "/files/../epochs.jsonl", "/files/%2e%2e/%2e%2e/epochs.jsonl", "/epochs.jsonl", "/epochs/",
    ):  # fmt: skip
        assert served.ask("GET", path)[0] in (400, 404), path


def test_a_file_that_is_gone_is_said(served: Served) -> None:
    link = served.links()[0]
    (served.run.folder / "epochs/01/vendalixia-e01.safetensors").unlink()
    status, _, body = served.ask("GET", f"/{link}")
    assert status == 400
    assert b"cannot be read" in body


def test_the_version_changes_with_the_run(served: Served) -> None:
    first = served.ask("GET", "/version")[2]
    assert served.ask("GET", "/version")[2] == first
    assert first in served.ask("GET", "/")[2]
    served.run.score(palette={1: 0.3})
    second = served.ask("GET", "/version")[2]
    assert second != first
    assert second in served.ask("GET", "/")[2]


def test_a_pick_writes_the_choice_with_its_reason(served: Served) -> None:
    status, _, body = served.ask("POST", "/pick", {"run": 0, "epoch": 1, "reason": "her\n  scarf  "})
    assert (status, json.loads(body)) == (200, {"epoch": 1})
    choice = read_choice(served.run.folder)
    assert choice is not None
    assert (choice.epoch, choice.chosen_by, choice.reasons[0]) == (1, "person", "her scarf")
    assert served.picked == [served.run.folder]
    assert b"Epoch 1 is chosen" in served.ask("GET", "/")[2]


@pytest.mark.parametrize(
    "body",
    [
        {"run": 0, "epoch": 9, "reason": ""},
        {"run": 0, "epoch": 0, "reason": ""},
        {"run": 1, "epoch": 1, "reason": ""},
        {"run": 0, "epoch": "1; rm", "reason": ""},
        {"run": 0, "epoch": 1},
        {"run": 0, "epoch": 1, "reason": "x" * 3000},
        {"run": 0, "epoch": 1, "reason": "", "path": "/etc/passwd"},
        [],
        None,
    ],
)
def test_what_cannot_be_chosen_writes_nothing(served: Served, body: object) -> None:
    status, _, said = served.ask("POST", "/pick", body)
    assert status in (400, 411)
    assert json.loads(said)["error"]
    assert not (served.run.folder / "release.yaml").exists()
    assert served.picked == []


def test_a_lora_that_is_not_the_trained_one_is_not_chosen(served: Served) -> None:
    (served.run.folder / "epochs/01/vendalixia-e01.safetensors").write_bytes(b"another")
    status, _, said = served.ask("POST", "/pick", {"run": 0, "epoch": 1, "reason": ""})
    assert status == 400
    assert "not the weights" in json.loads(said)["error"]
    assert not (served.run.folder / "release.yaml").exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Host": "evil.example"},
        {"Content_Type": "text/plain"},
        {"Sec_Fetch_Site": "cross-site"},
    ],
)
def test_another_site_can_choose_nothing(served: Served, headers: dict[str, str]) -> None:
    status, _, _ = served.ask("POST", "/pick", {"run": 0, "epoch": 1, "reason": ""}, **headers)
    assert status in (403, 415, 421)
    assert not (served.run.folder / "release.yaml").exists()


def test_a_broken_record_is_a_page_that_says_so(served: Served) -> None:
    with (served.run.folder / "epochs.jsonl").open("a") as lines:
        lines.write('{"epoch": <b>\n')
    status, headers, body = served.ask("GET", "/")
    assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert b"epochs.jsonl" in body
    assert b"<b>" not in body
