"""The local server answers its own pages, and nobody else."""

import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from charspec.errors import CharspecError
from charspec.serving import ADDRESS, MOST_BODY, Answer, LocalServer, Request, document, page


@dataclass
class Client:
    """A browser without a window: what it sends is what the test says."""

    server: LocalServer

    def send(
        self, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection(ADDRESS, self.server.port, timeout=10)
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        sent = {"Host": f"{ADDRESS}:{self.server.port}"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        if body is not None:
            sent.setdefault("Content-Length", str(len(body)))
        for name, value in sent.items():
            connection.putheader(name, value)
        connection.endheaders(body)
        answer = connection.getresponse()
        found = answer.status, dict(answer.getheaders()), answer.read()
        connection.close()
        return found

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        return self.send("GET", f"/{self.server.token}{path}", **headers)

    def post(self, path: str, body: bytes = b"{}", **headers: str) -> tuple[int, dict[str, str], bytes]:
        own = {"Origin": f"http://{ADDRESS}:{self.server.port}", "Content_Type": "application/json"}
        return self.send("POST", f"/{self.server.token}{path}", body, **(own | headers))


def refuse(request: Request) -> Answer:
    raise CharspecError("no such picture", "images/a.png", "Choose another.")


def break_down(request: Request) -> Answer:
    raise KeyError("a fault of the program")


@pytest.fixture
def client() -> Iterator[Client]:
    routes = {
        ("GET", "/"): lambda request: page("<p>hello", "default-src 'none'; img-src 'self'"),
        ("GET", "/echo/*"): lambda request: document({"rest": request.rest, "query": request.query}),
        ("POST", "/save"): lambda request: document({"got": request.body}),
        ("POST", "/refuse"): refuse,
        ("GET", "/broken"): break_down,
        ("POST", "/stop"): lambda request: (server.stop(), document("bye"))[1],
    }
    with LocalServer(routes) as server:
        thread = threading.Thread(target=server.serve)
        thread.start()
        try:
            yield Client(server)
        finally:
            server.stop()
            thread.join(5)
            assert not thread.is_alive()


def test_a_page_is_sent_with_its_policy_and_forbids_caching_framing_and_referrers(client: Client) -> None:
    status, headers, body = client.get("/")
    assert (status, body) == (200, b"<p>hello")
    assert headers["Content-Security-Policy"] == "default-src 'none'; img-src 'self'"
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "Python" not in headers["Server"]


def test_a_route_with_a_star_takes_the_rest_of_the_path(client: Client) -> None:
    _, _, body = client.get("/echo/images/a%20b%2Fc.png?size=3&x=%C3%A9")
    assert json.loads(body) == {"rest": "images/a b/c.png", "query": {"size": "3", "x": "é"}}


def test_a_post_of_its_own_page_is_taken(client: Client) -> None:
    assert json.loads(client.post("/save", '{"pose": "sitting – still"}'.encode())[2]) == {
        "got": {"pose": "sitting – still"}
    }


@pytest.mark.parametrize("path", ["/", "/guess/", "/guess/echo/a", "//", "/%C3%A4/", "x"])
def test_nothing_answers_without_the_token(client: Client, path: str) -> None:
    assert client.send("GET", path)[0] == 403


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1", "127.0.0.1:1", ""])
def test_a_foreign_name_for_this_machine_is_refused(client: Client, host: str) -> None:
    assert client.get("/", Host=host)[0] == 421


def test_the_other_name_of_this_machine_is_its_own(client: Client) -> None:
    own = f"localhost:{client.server.port}"
    assert client.get("/", Host=own)[0] == 200
    assert client.post("/save", Host=own, Origin=f"http://{own}")[0] == 200


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "", "https://127.0.0.1", "http://localhost:1"]
)
def test_a_post_from_elsewhere_is_refused_even_with_the_token(client: Client, origin: str) -> None:
    assert client.post("/save", Origin=origin)[0] == 403


def test_a_page_elsewhere_may_not_embed_what_is_served(client: Client) -> None:
    assert client.get("/", Sec_Fetch_Site="cross-site")[0] == 403
    assert client.get("/", Sec_Fetch_Site="same-site")[0] == 403
    assert client.get("/", Sec_Fetch_Site="cross-site", Sec_Fetch_Dest="iframe")[0] == 403
    assert client.get("/", Sec_Fetch_Site="same-origin")[0] == 200


def test_a_click_on_the_address_opens_the_page_wherever_it_is_shown(client: Client) -> None:
    assert client.get("/", Sec_Fetch_Site="cross-site", Sec_Fetch_Dest="document")[0] == 200
    elsewhere = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Dest": "document"}
    assert client.post("/save", **elsewhere)[0] == 403


def test_a_form_cannot_post(client: Client) -> None:
    assert client.post("/save", Content_Type="application/x-www-form-urlencoded")[0] == 415
    assert client.post("/save", Content_Type="text/plain")[0] == 415


def test_bodies_are_bounded_and_json(client: Client) -> None:
    assert client.post("/save", b"{}", Content_Length=str(MOST_BODY + 1))[0] == 413
    assert client.post("/save", b"{}", Content_Length="9" * 5000)[0] == 413
    assert client.post("/save", b"{}", Content_Length="-1")[0] == 411
    assert client.post("/save", b"{not json")[0] == 400
    assert client.post("/save", b"[" * 100_000)[0] == 400
    assert client.post("/save", b"\xff\xfe")[0] == 400


def test_an_unknown_path_or_method_is_not_found(client: Client) -> None:
    assert client.get("/other")[0] == 404
    assert client.get("/save")[0] == 404
    assert client.send("DELETE", f"/{client.server.token}/")[0] == 501


def test_an_error_the_user_can_mend_arrives_in_words(client: Client) -> None:
    status, _, body = client.post("/refuse")
    assert status == 400
    assert json.loads(body) == {"error": "images/a.png: no such picture", "hint": "Choose another."}


def test_a_fault_of_the_program_is_answered_shown_on_the_terminal_and_survived(
    client: Client, capfd: pytest.CaptureFixture[str]
) -> None:
    status, _, body = client.get("/broken")
    assert (status, json.loads(body)["error"]) == (500, "Internal Server Error")
    assert client.get("/")[0] == 200
    said = ""
    ends = time.monotonic() + 5
    while "a fault of the program" not in said and time.monotonic() < ends:  # another thread prints it
        said += capfd.readouterr().err
    assert "a fault of the program" in said


def test_a_handler_may_stop_the_server_and_is_still_answered(client: Client) -> None:
    assert client.post("/stop")[0] == 200


def test_only_this_machine_is_listened_on(client: Client) -> None:
    with socket.socket() as other:
        other.settimeout(2)
        with pytest.raises(OSError):  # noqa: PT011 (refused or unreachable, as the system words it)
            other.connect(("127.0.0.2", client.server.port))


def test_each_server_has_a_token_of_its_own(client: Client) -> None:
    with LocalServer({}) as other:
        assert other.token != client.server.token
        assert len(other.token) >= 43
        assert other.token in other.url


def test_a_port_that_is_taken_is_said(client: Client) -> None:
    with pytest.raises(CharspecError, match=f"port {client.server.port} "):
        LocalServer({}, client.server.port)
    with pytest.raises(CharspecError, match="port 70000 "):
        LocalServer({}, 70000)
