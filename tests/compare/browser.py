"""A report in a real browser: opened as a person opens it, and what is then seen on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

WIDE, PHONE = {"width": 1400, "height": 950}, {"width": 390, "height": 844}

Open = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser) -> Iterator[Open]:
    """Opens a page by its file or its address; at the end nothing was fetched but what is `near` it, and
    nothing went wrong but what was said to be `missing`."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_page(
        page_at: Path | str,
        viewport: dict[str, int] = WIDE,
        scheme: str = "light",
        near: tuple[str, ...] = (),
        touch: bool = False,
        missing: tuple[str, ...] = (),
    ) -> Page:
        context = browser.new_context(viewport=viewport, color_scheme=scheme, has_touch=touch)
        contexts.append(context)
        page = context.new_page()
        address = page_at.as_uri() if isinstance(page_at, Path) else page_at
        page.on(
            "console",
            lambda message: (
                None
                if any(known in message.text for known in missing)
                else faults.append(f"console: {message.text}")
            ),
        )
        page.on("pageerror", lambda error: faults.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (faults.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith(("data:", address, *near))
                else faults.append(f"request: {request.url}")
            ),
        )
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


def shown(page: Page) -> tuple[str, str]:
    """Which picture is A and which is B, by their names."""
    a, b = (page.get_attribute(f"#image-{side}", "alt") for side in "ab")
    assert a is not None
    assert b is not None
    return a.partition(":")[0], b.partition(":")[0]


def split(page: Page) -> float:
    """Where the divider stands, in percent of the stage's width, measured in the page."""
    stage, divider = box(page, "#stage"), box(page, "#divider")
    return (divider["x"] + divider["width"] / 2 - stage["x"]) / stage["width"] * 100


def box(page: Page, selector: str) -> dict[str, float]:
    """Where an element lies on the screen: x, y, width, height in px."""
    found = page.locator(selector).first.bounding_box()
    assert found is not None, selector
    return {"x": found["x"], "y": found["y"], "width": found["width"], "height": found["height"]}
