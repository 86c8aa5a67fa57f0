"""The page and what it asks for, as routes of the local server."""

from __future__ import annotations

from collections.abc import Callable
from importlib import resources
from string import Template

from pydantic import ValidationError

from charspec.errors import CharspecError
from charspec.html import Html, join, policy
from charspec.prepare.review.session import Edited, Review
from charspec.serving import Answer, Request, Routes, document, page


def routes(review: Review, done: Callable[[], None]) -> Routes:
    """Everything the page needs; `done` is called when the person has finished."""

    def home(request: Request) -> Answer:
        return _page(str(review.overview()["name"]))

    def save(request: Request) -> Answer:
        edited = _edited(request)
        review.save(edited)
        return document({"accepted": sorted(review.accepted)})

    def finish(request: Request) -> Answer:
        done()
        return document({})

    return {
        ("GET", "/"): home,
        ("GET", "/overview"): lambda request: document(review.overview()),
        ("GET", "/items/*"): lambda request: document(review.item(_number(request.rest))),
        ("GET", "/pictures/*"): lambda request: Answer(review.picture(_number(request.rest)), "image/jpeg"),
        ("POST", "/compose"): lambda request: document(review.composed(_edited(request))),
        ("POST", "/save"): save,
        ("POST", "/done"): finish,
    }


def _page(name: str) -> Answer:
    style, script = _asset("review.css"), _asset("review.js")
    html = Template(_asset("review.html")).substitute(name=join((name,)), style=style, script=script)
    return page(html, policy(style, script, images="'self' data:", connect="'self'"))


def _asset(name: str) -> Html:
    return Html((resources.files("charspec.prepare.review") / name).read_text(encoding="utf-8"))


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 8):
        raise CharspecError("this is no number of a picture", exit_code=1)
    return int(text)


def _edited(request: Request) -> Edited:
    try:
        return Edited.model_validate(request.body)
    except ValidationError as error:
        raise CharspecError("the page sent what cannot be read", hint="Reload it.", exit_code=1) from error
