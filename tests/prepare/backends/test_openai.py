"""An endpoint is asked as its servers expect, patiently and within bounds; nothing it answers does harm."""

from __future__ import annotations

import base64
import gzip
import io
import json
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from PIL import Image

from charspec.errors import CharspecError
from charspec.prepare.backends import MOST_ANSWER, Backend, BackendError, BackendOptions, open_backend
from tests.prepare.endpoint import Endpoint, Reply, completion, says, serving

KEY = "sk-secret-0123456789"


def backend(endpoint: Endpoint, timeout: float = 10.0) -> Backend:
    return open_backend("openai", "qwen3-vl", BackendOptions(endpoint=endpoint.url, timeout=timeout))


def sent_picture(endpoint: Endpoint) -> Image.Image:
    url = endpoint.asked[0].body["messages"][0]["content"][1]["image_url"]["url"]
    head, _, data = url.partition(",")
    assert head == "data:image/jpeg;base64"
    return Image.open(io.BytesIO(base64.b64decode(data)))


def test_a_question_with_a_picture_is_a_chat_completion(endpoint: Endpoint, tmp_path: Path) -> None:
    endpoint.replies = [says('{"pose": "standing"}')]
    Image.new("RGB", (3000, 1500), "red").save(tmp_path / "a.png")
    before = (tmp_path / "a.png").read_bytes()
    found = backend(endpoint)
    assert found.ask("What is it?", tmp_path / "a.png") == '{"pose": "standing"}'
    asked = endpoint.asked[0]
    assert asked.path == "/v1/chat/completions"
    assert asked.body["model"] == "qwen3-vl"
    assert asked.body["stream"] is False
    assert asked.body["messages"][0]["content"][0] == {"type": "text", "text": "What is it?"}
    assert sent_picture(endpoint).size == (1024, 512)
    assert "authorization" not in asked.headers
    assert (tmp_path / "a.png").read_bytes() == before
    assert found.remote_host is None
    assert found.name.startswith("qwen3-vl at 127.0.0.1:")


def test_what_a_camera_wrote_is_not_sent_and_the_picture_is_upright(
    endpoint: Endpoint, tmp_path: Path
) -> None:
    endpoint.replies = [says("standing")]
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "at home"
    Image.new("RGB", (200, 100), "red").save(tmp_path / "a.jpg", exif=exif)
    backend(endpoint).ask("?", tmp_path / "a.jpg")
    sent = sent_picture(endpoint)
    assert sent.size == (100, 200)
    assert not sent.getexif()
    assert b"at home" not in json.dumps(endpoint.asked[0].body).encode()


def test_the_crop_is_what_is_looked_at(endpoint: Endpoint, tmp_path: Path) -> None:
    endpoint.replies = [says("standing")]
    picture = Image.new("RGB", (100, 100), "red")
    picture.paste("blue", (50, 0, 100, 100))
    picture.save(tmp_path / "a.png")
    backend(endpoint).ask("?", tmp_path / "a.png", (50, 0, 100, 80))
    sent = sent_picture(endpoint)
    assert sent.size == (50, 80)
    red, _, blue = sent.convert("RGB").resize((1, 1)).getpixel((0, 0))  # type: ignore[misc]
    assert blue > 200 > 60 > red


def test_a_question_may_come_without_a_picture_and_an_answer_in_parts(endpoint: Endpoint) -> None:
    endpoint.replies = [
        completion({"content": [{"type": "text", "text": "a "}, {"type": "text", "text": "b"}]})
    ]
    assert backend(endpoint).ask("?") == "a b"
    assert len(endpoint.asked[0].body["messages"][0]["content"]) == 1


def test_the_key_of_the_environment_is_sent_and_never_shown(
    endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", endpoint.url)
    endpoint.replies = [Reply(401, f'{{"error": "wrong key {KEY}"}}'.encode())]
    with pytest.raises(BackendError, match="401 Unauthorized") as error:
        open_backend("openai", "m").ask("?")
    assert endpoint.asked[0].headers["authorization"] == f"Bearer {KEY}"
    assert KEY not in str(error.value)
    assert error.value.fatal
    assert "OPENAI_API_KEY" in (error.value.hint or "")
    assert len(endpoint.asked) == 1


def test_after_429_the_servers_own_pause_is_kept(endpoint: Endpoint, pauses: list[float]) -> None:
    endpoint.replies = [Reply(429, headers={"Retry-After": "7"}), Reply(429), says("standing")]
    assert backend(endpoint).ask("?") == "standing"
    assert pauses[0] == 7
    assert 2 <= pauses[1] <= 3


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_server_that_recovers_is_asked_again(endpoint: Endpoint, pauses: list[float], status: int) -> None:
    endpoint.replies = [Reply(status), Reply(status), says("standing")]
    assert backend(endpoint).ask("?") == "standing"
    assert [1 <= pauses[0] <= 1.5, 2 <= pauses[1] <= 3] == [True, True]


def test_a_server_that_stays_down_is_given_up(endpoint: Endpoint, pauses: list[float]) -> None:
    endpoint.replies = [Reply(503, b"out of memory")]
    with pytest.raises(BackendError, match="503 Service Unavailable: out of memory"):
        backend(endpoint).ask("?")
    assert len(endpoint.asked) == 5
    assert len(pauses) == 4


def test_a_pause_of_an_hour_is_told_and_not_slept(endpoint: Endpoint, pauses: list[float]) -> None:
    endpoint.replies = [Reply(429, b"quota", {"Retry-After": "3600"})]
    with pytest.raises(BackendError, match="429 Too Many Requests: quota") as error:
        backend(endpoint).ask("?")
    assert error.value.fatal
    assert pauses == []


def test_an_answer_that_does_not_come_ends_in_time(endpoint: Endpoint) -> None:
    endpoint.replies = [Reply(send=lambda handler: time.sleep(1.5))]
    started = time.monotonic()
    with pytest.raises(BackendError, match=r"no answer within 0\.3 s") as error:
        backend(endpoint, timeout=0.3).ask("?")
    assert time.monotonic() - started < 1.4
    assert "--timeout" in (error.value.hint or "")


def test_an_answer_that_drips_ends_in_time(endpoint: Endpoint) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(40):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.1)

    endpoint.replies = [Reply(send=drip)]
    started = time.monotonic()
    with pytest.raises(BackendError, match="no answer within"):
        backend(endpoint, timeout=0.5).ask("?")
    assert time.monotonic() - started < 2


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b"{}",
        b'{"choices": []}',
        b'{"choices": [{"message": {"content": 7}}]}',
        b"\xff",
    ],
)
def test_what_is_no_completion_is_said(endpoint: Endpoint, body: bytes) -> None:
    endpoint.replies = [Reply(body=body)]
    with pytest.raises(BackendError, match="no chat completion") as error:
        backend(endpoint).ask("?")
    assert not error.value.fatal


def test_an_error_that_comes_as_an_answer_is_quoted(endpoint: Endpoint) -> None:
    endpoint.replies = [Reply(body=b'{"error": "the model is still loading"}')]
    with pytest.raises(BackendError, match="the model is still loading"):
        backend(endpoint).ask("?")


def test_an_empty_answer_and_a_refusal_are_said(endpoint: Endpoint) -> None:
    endpoint.replies = [completion({"content": None}), completion({"refusal": "I cannot help"})]
    with pytest.raises(BackendError, match="is empty"):
        backend(endpoint).ask("?")
    with pytest.raises(BackendError, match="refused: I cannot help"):
        backend(endpoint).ask("?")


def test_an_answer_of_ten_megabytes_is_cut_off(endpoint: Endpoint) -> None:
    endpoint.replies = [says("standing " * 1_200_000)]
    with pytest.raises(BackendError, match="larger than 4 MiB"):
        backend(endpoint).ask("?")


def test_a_packed_answer_cannot_unpack_without_end(endpoint: Endpoint) -> None:
    endpoint.replies = [Reply(body=gzip.compress(bytes(60_000_000)), headers={"Content-Encoding": "gzip"})]
    with pytest.raises(BackendError, match="larger than 4 MiB"):
        backend(endpoint).ask("?")


def test_a_long_answer_is_shortened(endpoint: Endpoint) -> None:
    endpoint.replies = [says("x" * 300_000)]
    assert len(backend(endpoint).ask("?")) == MOST_ANSWER


def test_limits_that_a_model_refuses_are_left_out(endpoint: Endpoint) -> None:
    words = b"'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
    endpoint.replies = [Reply(400, words), Reply(400, b"'temperature' does not support 0"), says("standing")]
    found = backend(endpoint)
    assert found.ask("?") == "standing"
    assert "max_tokens" not in endpoint.asked[2].body
    assert endpoint.asked[2].body["max_completion_tokens"] == endpoint.asked[0].body["max_tokens"]
    assert "temperature" not in endpoint.asked[2].body
    found.ask("again")
    assert len(endpoint.asked) == 4, "what was learnt is kept"


def test_a_refusal_of_the_request_itself_is_said(endpoint: Endpoint) -> None:
    endpoint.replies = [Reply(400, b"this model takes no pictures")]
    with pytest.raises(BackendError, match="400 Bad Request: this model takes no pictures"):
        backend(endpoint).ask("?")


def test_a_redirect_takes_neither_picture_nor_key_along(
    endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with serving() as elsewhere:
        elsewhere.replies = [says("caught")]
        endpoint.replies = [Reply(307, headers={"Location": f"{elsewhere.url}/chat/completions"})]
        with pytest.raises(BackendError, match="307 Temporary Redirect"):
            backend(endpoint).ask("?")
        assert elsewhere.asked == []


def test_noise_instead_of_http_is_no_crash(endpoint: Endpoint, pauses: list[float]) -> None:
    endpoint.replies = [
        Reply(send=lambda handler: (handler.wfile.write(b"\x00\x01garbage\r\n\r\n"), None)[1])
    ]
    with pytest.raises(BackendError, match="cannot be reached") as error:
        backend(endpoint).ask("?")
    assert error.value.fatal


def test_nobody_listening_is_said(pauses: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with serving() as gone:
        url = gone.url
    with pytest.raises(BackendError, match=r"127\.0\.0\.1:\d+: cannot be reached") as error:
        open_backend("openai", "m", BackendOptions(endpoint=url)).ask("?")
    assert error.value.fatal
    assert len(pauses) == 4


@pytest.mark.parametrize(
    "url", ["", "ftp://a/v1", "localhost:11434", "http://name:word@a/v1", "http://", "http://a:bc/v1"]
)
def test_a_wrong_address_is_said_before_anything_is_sent(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    with pytest.raises(CharspecError) as error:
        open_backend("openai", "m", BackendOptions(endpoint=url))
    assert error.value.exit_code == 2
    assert "word" not in str(error.value).replace("password", "")


def test_a_key_does_not_travel_unencrypted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with pytest.raises(CharspecError, match=r"unencrypted to models\.example:8000") as error:
        open_backend("openai", "m", BackendOptions(endpoint="http://models.example:8000/v1"))
    assert KEY not in str(error.value)
    found = open_backend("openai", "m", BackendOptions(endpoint="https://models.example/v1"))
    assert found.remote_host == "models.example"
    assert open_backend("openai", "m", BackendOptions(endpoint="http://[::1]:8000/v1")).remote_host is None


def test_a_model_has_to_be_named(endpoint: Endpoint) -> None:
    with pytest.raises(CharspecError, match="needs a model"):
        open_backend("openai", None, BackendOptions(endpoint=endpoint.url))


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("charspec.prepare.backends.openai.find_spec", lambda name: None)
    with pytest.raises(CharspecError, match="needs httpx2") as error:
        open_backend("openai", "m")
    assert "charspec[caption]" in (error.value.hint or "")
