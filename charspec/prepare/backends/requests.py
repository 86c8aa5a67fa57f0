"""Requests to an endpoint: bounded in time and size, and tried again where that may help."""

from __future__ import annotations

import email.utils
import random
from datetime import UTC, datetime
from http import HTTPStatus
from time import monotonic, sleep

import httpx2

from charspec.prepare.backends import BackendError

_TRIES = 5
_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 120.0
"""Seconds. A server that asks for a longer pause is told to the user instead."""

_MOST_BYTES = 4 << 20
_AGAIN = frozenset((408, 425, 429, 500, 502, 503, 504))
_FINAL = frozenset((401, 403, 404, 429))
_CONNECT = 10.0


class Requests:
    """POSTs JSON below one base URL. Redirects are not followed: they would take pictures and key along."""

    def __init__(
        self,
        url: str,
        host: str,
        key: str | None,
        timeout: float,
        trust_env: bool,
    ) -> None:
        self._url = url.rstrip("/")
        self._host = host
        self._key = key
        self._timeout = timeout
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        limits = httpx2.Timeout(timeout, connect=min(_CONNECT, timeout))
        self._client = httpx2.Client(timeout=limits, headers=headers, trust_env=trust_env)

    def post(self, path: str, body: object) -> tuple[int, bytes]:
        """Status and body of the answer. 429 and 5xx are tried again, as long and as late as the server asks.

        Raises BackendError if nothing answers in time or the answer is larger than 4 MiB.
        """
        for attempt in range(_TRIES):
            last = attempt == _TRIES - 1
            try:
                status, answer, wait = self._once(path, body)
            except httpx2.TransportError as error:
                # Who took too long once takes as long again.
                if last or isinstance(error, httpx2.ReadTimeout | httpx2.WriteTimeout):
                    raise self._unreachable(error) from error
                wait = None
            else:
                if status not in _AGAIN or last or (wait is not None and wait > _LONGEST_PAUSE):
                    return status, answer
            sleep(_pause(attempt) if wait is None else wait)
        raise AssertionError("the last try returns or raises")

    def quoted(self, words: str) -> str:
        """What a server says, in one line of at most 300 letters, without the key."""
        return _shortened(self._hidden(words))

    def refusal(self, status: int, words: str) -> BackendError:
        """An answer that is none, in words."""
        said = self.quoted(words)
        try:
            phrase = HTTPStatus(status).phrase
        except ValueError:
            phrase = "unknown status"
        hint = {
            401: "Set OPENAI_API_KEY to a key of this endpoint.",
            403: "Set OPENAI_API_KEY to a key that may use this model.",
            404: "Check --model and the base URL of --endpoint; it usually ends in /v1.",
            429: "Too many requests: run the same command again later, it goes on where it stopped.",
        }.get(status)
        return BackendError(
            f"{status} {phrase}: {said}", self._host, hint, fatal=status in (401, 403, 404, 429)
        )

    def _once(self, path: str, body: object) -> tuple[int, bytes, float | None]:
        """One try: status, body, and the pause in seconds that the server asks for."""
        ends = monotonic() + self._timeout
        parts: list[bytes] = []
        size = 0
        with self._client.stream("POST", f"{self._url}/{path}", json=body) as response:
            for part in response.iter_bytes():
                parts.append(part)
                size += len(part)
                if size > _MOST_BYTES:
                    raise BackendError("the answer is larger than 4 MiB", self._host, "Try another model.")
                # A server that sends a byte now and then never runs into the limit between two reads.
                if monotonic() > ends:
                    raise httpx2.ReadTimeout(f"no whole answer within {self._timeout:g} s")
            return response.status_code, b"".join(parts), _retry_after(response.headers.get("Retry-After"))

    def _unreachable(self, error: httpx2.TransportError) -> BackendError:
        if isinstance(error, httpx2.TimeoutException):
            what = f"no answer within {self._timeout:g} s"
            return BackendError(what, self._host, "Give it more time: --timeout SECONDS.")
        what = f"cannot be reached: {self.quoted(str(error))}"
        return BackendError(what, self._host, "Is the server running? Check --endpoint.", fatal=True)

    def _hidden(self, words: str) -> str:
        return words.replace(self._key, "…") if self._key else words


def _pause(attempt: int) -> float:
    """Twice as long each time, by up to half more at random: many clients shall not come back together."""
    return float(_FIRST_PAUSE * 2**attempt * random.uniform(1.0, 1.5))


def _retry_after(value: str | None) -> float | None:
    """Seconds of a Retry-After header, which is a number or a date; None if it says neither.

    >>> _retry_after("7"), _retry_after("soon"), _retry_after("Thu, 01 Jan 1970 00:00:00 GMT")
    (7.0, None, 0.0)
    """
    if value is None:
        return None
    if value.strip().isascii() and value.strip().isdigit():
        return float(value)
    try:
        when = email.utils.parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    zoned = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (zoned - datetime.now(UTC)).total_seconds())


def _shortened(text: str) -> str:
    return " ".join(text.split())[:300] or "no reason given"
