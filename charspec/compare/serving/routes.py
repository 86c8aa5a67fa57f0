"""What the page asks of the local server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pydantic import Field, ValidationError

from charspec.compare.serving.watched import Watched
from charspec.errors import CharspecError
from charspec.html import element, join, policy
from charspec.plan import Model
from charspec.serving import Answer, Request, Routes, document, page


class Pick(Model):
    """What the button of an epoch sends."""

    run: int = Field(ge=0, description="place of the run on the page")
    epoch: int = Field(ge=1)
    reason: str = Field(max_length=2000, description="why, in a person's words; may be empty")


def routes(watched: Watched, picked: Callable[[Path], None]) -> Routes:
    """Everything the page needs; `picked` hears of each run whose epoch was chosen."""

    def home(request: Request) -> Answer:
        try:
            html, rules = watched.page()
        except CharspecError as error:
            return _fault(error)
        return page(html, rules)

    def pick(request: Request) -> Answer:
        asked = _pick(request)
        choice = watched.pick(asked.run, asked.epoch, asked.reason)
        picked(watched.runs[asked.run])
        return document({"epoch": choice.epoch})

    return {
        ("GET", "/"): home,
        ("GET", "/version"): lambda request: Answer(watched.version().encode(), "text/plain; charset=utf-8"),
        ("GET", "/files/*"): lambda request: watched.files.answer(request.rest),
        ("POST", "/pick"): pick,
    }


def _pick(request: Request) -> Pick:
    try:
        return Pick.model_validate(request.body)
    except ValidationError as error:
        raise CharspecError("the page sent what cannot be read", hint="Reload it.", exit_code=1) from error


def _fault(error: CharspecError) -> Answer:
    """A page that says what is wrong with the run, instead of a bare error."""
    words = element("p", {}, str(error))
    advice = element("p", {}, "Mend it and reload this page; nothing of the run was changed.")
    title = element("title", {}, "charspec report")
    html = join((element("html", {"lang": "en"}, title, element("h1", {}, "No report now"), words, advice),))
    return page(f"<!doctype html>{html}", policy("", ""))
