"""The backend behind an endpoint that speaks OpenAI's chat completions with pictures.

Local servers speak it as well: Ollama (`http://127.0.0.1:11434/v1`), LM Studio (`:1234/v1`), vLLM and
llama.cpp (`:8000/v1`, `:8080/v1`). The key comes from OPENAI_API_KEY alone, is never printed, never follows
a redirect and never travels unencrypted to another machine.
"""

from __future__ import annotations

import base64
import os
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pydantic import BaseModel, ValidationError

from charspec.errors import CharspecError
from charspec.prepare.backends import MOST_ANSWER, BackendError, BackendOptions, Crop
from charspec.prepare.backends.picture import jpeg_bytes, shown_to_model

if TYPE_CHECKING:
    from charspec.prepare.backends.requests import Requests

KEY = "OPENAI_API_KEY"
ENDPOINT = "OPENAI_BASE_URL"
_MOST_TOKENS = 600
_QUOTED = 2000
_LOCAL = frozenset(("localhost", "127.0.0.1", "::1"))


class _Part(BaseModel):
    type: str
    text: str = ""


class _Message(BaseModel):
    content: str | list[_Part] | None = None
    refusal: str | None = None


class _Choice(BaseModel):
    message: _Message


class _Completion(BaseModel):
    """What of an answer is read; servers add more."""

    choices: list[_Choice]


class OpenAI:
    """A model behind an endpoint."""

    def __init__(self, model: str, host: str, requests: Requests) -> None:
        self._model = model
        self._host = host
        self._requests = requests
        self._limits: dict[str, object] = {"max_tokens": _MOST_TOKENS, "temperature": 0}

    @property
    def name(self) -> str:
        return f"{self._model} at {self._host}"

    @property
    def remote_host(self) -> str | None:
        return None if is_local(self._host) else self._host

    def ask(self, question: str, picture: Path | None = None, crop: Crop | None = None) -> str:
        content: list[dict[str, object]] = [{"type": "text", "text": question}]
        if picture is not None:
            data = base64.b64encode(jpeg_bytes(shown_to_model(picture, crop))).decode("ascii")
            content.append({"type": "image_url", "image_url": {"url": f"data:image/jpeg;base64,{data}"}})
        messages = [{"role": "user", "content": content}]
        return self._text(self._completion({"model": self._model, "messages": messages, "stream": False}))

    def _completion(self, body: dict[str, object]) -> bytes:
        """The bytes of an answer. Models differ in the limits they take; one that is refused is left out."""
        while True:
            status, answer = self._requests.post("chat/completions", body | self._limits)
            if status == 200:
                return answer
            words = answer.decode("utf-8", "replace")
            refused = next((name for name in self._limits if name in words), None)
            if status != 400 or refused is None:
                raise self._requests.refusal(status, words)
            value = self._limits.pop(refused)
            if refused == "max_tokens" and "max_completion_tokens" in words:
                self._limits["max_completion_tokens"] = value

    def _text(self, answer: bytes) -> str:
        try:
            message = _Completion.model_validate_json(answer).choices[0].message
        except (ValidationError, IndexError) as error:
            what = f"no chat completion: {self._requests.quoted(answer[:_QUOTED].decode('utf-8', 'replace'))}"
            raise BackendError(what, self._host, "Is this the endpoint's base URL, with /v1?") from error
        if message.refusal:
            raise BackendError(f"the model refused: {message.refusal[:200]}", self._host)
        parts = message.content or ""
        text = (
            parts if isinstance(parts, str) else "".join(part.text for part in parts if part.type == "text")
        )
        if not text.strip():
            raise BackendError("the answer is empty", self._host, "Try another model.")
        return text[:MOST_ANSWER]


def is_local(host: str) -> bool:
    """Whether a host is this machine.

    >>> is_local("127.0.0.1:11434"), is_local("[::1]:8000"), is_local("example.org")
    (True, True, False)
    """
    return urlsplit(f"//{host}").hostname in _LOCAL


def open_backend(options: BackendOptions) -> OpenAI:
    """The backend; raises CharspecError (exit 2) if the package, the endpoint or the model is not there."""
    if find_spec("httpx2") is None:
        raise CharspecError(
            "the backend `openai` needs httpx2", hint="Install it: pip install 'charspec[caption]'"
        )
    from charspec.prepare.backends.requests import Requests

    url = options.endpoint or os.environ.get(ENDPOINT)
    if not url:
        raise CharspecError(
            "the backend `openai` needs the base URL of its endpoint",
            hint=f"Give --endpoint http://127.0.0.1:11434/v1 (Ollama), or set {ENDPOINT}.",
        )
    if not options.model:
        raise CharspecError("the backend `openai` needs a model", hint="Name one: --model qwen3-vl:8b")
    host = _host(url)
    key = os.environ.get(KEY) or None
    if key and not is_local(host) and urlsplit(url).scheme != "https":
        raise CharspecError(
            f"{KEY} would travel unencrypted to {host}", hint=f"Use https://, or unset {KEY}."
        )
    return OpenAI(
        options.model, host, Requests(url, host, key, options.timeout, trust_env=not is_local(host))
    )


def _host(url: str) -> str:
    """`host:port` of a base URL, without any name and password in it."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        raise CharspecError(
            "the endpoint is no base URL",
            hint="It begins with http:// or https:// and holds neither name nor password.",
        )
    name = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{name}:{port}" if port else name
