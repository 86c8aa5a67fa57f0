"""What answers a question about a picture: a model on this machine, one behind an endpoint, or none at all.

| name | what answers |
|---|---|
| `transformers` | any image-text-to-text model, by its name on the hub or its local folder |
| `openai` | any endpoint that speaks OpenAI's chat completions with pictures, local servers included |
| `template` | no model: what the file's name and its folders say |

Whatever answers may be wrong or hostile: a caller treats the answer as text from a stranger.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeAlias

from charspec.errors import CharspecError

Crop: TypeAlias = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels, after the EXIF rotation."""

MOST_ANSWER = 64 << 10
"""Characters of an answer that are looked at: attributes take some hundreds."""


class BackendError(CharspecError):
    """A question that got no answer. `fatal` says that the next question would fare no better: a wrong key, a
    model that is not there, a server that is not running."""

    def __init__(
        self, message: str, where: str | None = None, hint: str | None = None, fatal: bool = False
    ) -> None:
        super().__init__(message, where, hint, exit_code=1)
        self.fatal = fatal


class Backend(Protocol):
    """Answers questions. It never changes a picture: it looks at a copy in memory."""

    @property
    def name(self) -> str:
        """Who answers, for people: `transformers (Qwen/Qwen3-VL-4B-Instruct)`."""
        ...

    @property
    def remote_host(self) -> str | None:
        """The host that pictures and questions are sent to, if it is another machine."""
        ...

    def ask(self, question: str, picture: Path | None = None, crop: Crop | None = None) -> str:
        """The answer as text, at most MOST_ANSWER characters; `crop` is the part of the picture to look at.

        Raises BackendError if there is none.
        """
        ...


@dataclass(frozen=True)
class BackendOptions:
    """How a backend is reached. `model` is a name on the hub, a local folder or the endpoint's own name for
    it; `endpoint` the base URL, such as `http://127.0.0.1:11434/v1`, if OPENAI_BASE_URL does not say it;
    `timeout` seconds an answer may take."""

    model: str | None = None
    endpoint: str | None = None
    timeout: float = 120.0
    trust_remote_code: bool = False
    device: str | None = None


BACKENDS = ("transformers", "openai", "template")


def open_backend(name: str, model: str | None = None, options: BackendOptions | None = None) -> Backend:
    """The backend of a name; nothing is downloaded or sent before its first question.

    Raises CharspecError (exit 2) for a name that is none, a missing package, or a model that is not named.
    """
    if name not in BACKENDS:
        raise CharspecError(f"there is no backend '{name}'", hint=f"Choose one of: {', '.join(BACKENDS)}.")
    chosen = options or BackendOptions()
    if model is not None:
        chosen = BackendOptions(
            model, chosen.endpoint, chosen.timeout, chosen.trust_remote_code, chosen.device
        )
    # A backend's libraries are imported only if it is the one that is wanted.
    module = importlib.import_module(f"charspec.prepare.backends.{name}")
    opened: Backend = module.open_backend(chosen)
    return opened
