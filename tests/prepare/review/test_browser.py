"""The review as a person meets it: a real browser, mostly without a mouse."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from charspec.dataset import load_dataset
from charspec.prepare.captioning.targets import to_review
from charspec.prepare.review import Review, routes
from charspec.serving import LocalServer
from charspec.spec import load_spec
from tests.prepare.conftest import HEAD, NewSet, originals

WIDE, PHONE = {"width": 1280, "height": 860}, {"width": 390, "height": 844}
HOSTILE = "<img src=x onerror=alert(1)>"
CONSTANT = "Vendalixia, a young woman with silver hair and a red scarf"
IMAGES = """\
images:
  images/a.png:
    angle: front
    environment: in a forest  # hers
    draft: true
  images/b.png:
    pose: sitting
    draft: true
  images/c.png:
"""

Open = Callable[..., Page]


@pytest.fixture
def spec(new_set: NewSet) -> Path:
    return new_set("a b c", IMAGES)


@pytest.fixture
def opened(browser: Browser, spec: Path) -> Iterator[Open]:
    """Opens the review; at the end nothing was fetched from elsewhere and nothing went wrong in the page."""
    review = Review(spec, [item.file for item in to_review(load_dataset(load_spec(spec)))])
    faults: list[str] = []
    contexts = []
    with LocalServer(routes(review, lambda: server.stop())) as server:
        thread = threading.Thread(target=server.serve)
        thread.start()

        def open_page(viewport: dict[str, int] = WIDE, scheme: str = "light") -> Page:
            context = browser.new_context(viewport=viewport, color_scheme=scheme)
            contexts.append(context)
            page = context.new_page()
            page.on("pageerror", lambda error: faults.append(f"error: {error}"))
            page.on("dialog", lambda dialog: (faults.append(f"dialog: {dialog.message}"), dialog.dismiss()))
            page.on(
                "request",
                lambda request: (
                    None
                    if request.url.startswith((server.url, "data:"))
                    else faults.append(f"request: {request.url}")
                ),
            )
            page.goto(server.url)
            shown(page, "images/a.png")
            return page

        yield open_page
        for context in contexts:
            context.close()
        server.stop()
        thread.join()
    assert faults == []


def shown(page: Page, file: str) -> None:
    """Wait until a picture is shown, and loaded."""
    page.wait_for_function(
        """(file) => document.getElementById("file").textContent === file
           && !document.getElementById("main").hidden
           && document.getElementById("picture").complete
           && document.getElementById("picture").naturalWidth > 0""",
        arg=file,
    )


def caption(page: Page, text: str) -> None:
    page.wait_for_function("(text) => document.getElementById('caption').textContent === text", arg=text)


def ended(page: Page, head: str) -> None:
    page.wait_for_function("(head) => document.getElementById('end-head').textContent === head", arg=head)


def test_all_is_done_without_a_mouse(opened: Open, spec: Path) -> None:
    before = originals(spec)
    page = opened()
    assert page.text_content("#count") == "1 of 3, 0 accepted"
    page.keyboard.press("a")
    shown(page, "images/b.png")
    page.keyboard.press("e")
    assert page.evaluate("document.activeElement.name") == "angle"
    page.keyboard.type("back")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("standing")  # a field is entered with its words selected
    caption(page, f"{CONSTANT}, back view, standing")
    page.keyboard.press("Control+Enter")
    shown(page, "images/c.png")
    assert page.text_content("#count") == "3 of 3, 2 accepted"
    page.keyboard.press("s")
    ended(page, "2 of 3 accepted")
    assert page.evaluate("document.activeElement.id") == "end"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    ended(page, "Finished")
    assert spec.read_text("utf-8") == HEAD + (
        "images:\n"
        "  images/a.png:\n    angle: front\n    environment: in a forest  # hers\n"
        "  images/b.png:\n    pose: standing\n    angle: back\n"
        "  images/c.png:\n"
    )
    assert originals(spec) == before


def test_letters_typed_into_a_field_are_letters(opened: Open) -> None:
    page = opened()
    page.keyboard.press("e")
    page.keyboard.type("absea")
    assert page.input_value("#field-angle") == "absea"
    page.keyboard.press("Enter")
    assert page.text_content("#file") == "images/a.png", "Enter takes a suggestion, no more"
    page.keyboard.press("Escape")
    page.keyboard.press("s")
    shown(page, "images/b.png")
    page.keyboard.press("b")
    shown(page, "images/a.png")
    assert page.input_value("#field-angle") == "front", "what was skipped is as it was"


def test_the_mouse_does_the_same(opened: Open, spec: Path) -> None:
    page = opened()
    assert page.is_disabled("#back")
    page.click("#skip")
    shown(page, "images/b.png")
    page.click("#back")
    shown(page, "images/a.png")
    page.fill("#field-lighting", "dusk")
    page.click("#accept")
    shown(page, "images/b.png")
    assert "    lighting: dusk\n" in spec.read_text("utf-8")
    page.click("#back")
    shown(page, "images/a.png")
    assert page.text_content("#state") == "reviewed"


def test_the_caption_is_live_and_shows_what_it_is_made_of(opened: Open) -> None:
    page = opened()
    caption(page, f"{CONSTANT}, front view, in a forest")
    assert page.text_content("#caption .trigger") == "Vendalixia"
    assert page.text_content("#caption .trait") == "a young woman with silver hair and a red scarf"
    page.fill("#field-pose", "combing silver hair")
    caption(page, f"{CONSTANT}, front view, combing silver hair in a forest")
    assert "repeats “silver hair”" in (page.text_content("#notes") or "")
    page.fill("#field-pose", "")
    page.wait_for_function("() => document.getElementById('notes').children.length === 0")


def test_fields_suggest_the_words_of_the_vocabulary(opened: Open) -> None:
    page = opened()
    words = page.eval_on_selector_all("#field-angle-terms option", "(all) => all.map((one) => one.value)")
    assert {"front", "three-quarter", "profile", "back"} <= set(words)
    assert page.get_attribute("#field-angle", "list") == "field-angle-terms"


def test_what_cannot_be_saved_is_said_and_nothing_is_lost(opened: Open, spec: Path) -> None:
    page = opened()
    before = spec.read_bytes()
    page.fill("#field-pose", "${HOME}")
    page.keyboard.press("Control+Enter")
    page.wait_for_function("() => document.getElementById('error').textContent.includes('${')")
    assert page.input_value("#field-pose") == "${HOME}"
    assert spec.read_bytes() == before


def test_hostile_words_are_read_as_words(opened: Open, spec: Path) -> None:
    page = opened()
    page.fill("#field-pose", HOSTILE)
    caption(page, f"{CONSTANT}, front view, {HOSTILE} in a forest")
    page.keyboard.press("Control+Enter")
    shown(page, "images/b.png")
    page.keyboard.press("Escape")
    page.keyboard.press("b")
    shown(page, "images/a.png")
    assert page.input_value("#field-pose") == HOSTILE


def test_everything_has_a_name_that_is_read_out(opened: Open) -> None:
    page = opened()
    for name in ("angle", "framing", "pose", "expression", "environment", "lighting"):
        assert page.get_by_role("combobox", name=name, exact=True).count() == 1
    for name in ("Accept A", "Edit E", "Skip S", "Back B", "Finish"):
        assert page.get_by_role("button", name=name, exact=True).count() == 1
    assert page.get_by_role("img", name="The picture images/a.png").count() == 1
    assert page.get_by_role("main", name="images/a.png").count() == 1
    assert page.get_by_role("progressbar", name="Accepted pictures").count() == 1
    assert page.get_attribute("#caption", "aria-live") == "polite"


def test_a_server_that_has_ended_is_said(opened: Open, browser: Browser) -> None:
    page = opened()
    page.context.set_offline(True)
    page.keyboard.press("a")
    page.wait_for_function("() => document.getElementById('error').textContent.includes('has ended')")
    page.context.set_offline(False)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(opened: Open, scheme: str) -> None:
    page = opened(scheme=scheme)
    contrast = """(selector) => {
      const of = (colour) => colour.match(/[\\d.]+/g).map(Number);
      const light = (colour) => {
        const [r, g, b] = of(colour).map((v) => v / 255)
          .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      let under = document.querySelector(selector);
      const text = light(getComputedStyle(under).color);
      while (of(getComputedStyle(under).backgroundColor)[3] === 0) under = under.parentElement;
      const ground = light(getComputedStyle(under).backgroundColor);
      return (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05);
    }"""
    page.evaluate("document.getElementById('error').textContent = 'wrong'")
    for selector in (
        *("h1", "#count", "#caption", "#caption .trigger", "#caption .trait", ".meaning", ".legend"),
        *("#state", "#error", "#accept", "#skip", ".keys", "#origin"),
    ):
        assert page.evaluate(contrast, selector) >= 4.5, selector


def test_on_a_phone_nothing_runs_over_the_edge(opened: Open) -> None:
    page = opened(viewport=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.click("#accept")
    shown(page, "images/b.png")


def test_in_a_low_window_the_buttons_stay_in_sight_and_hide_no_field(opened: Open) -> None:
    page = opened(viewport={"width": 1280, "height": 520})
    box = page.locator("#accept").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 520
    page.keyboard.press("e")
    for _ in range(6):
        field = page.evaluate("document.activeElement.getBoundingClientRect().bottom")
        assert field <= page.evaluate("document.querySelector('.foot').getBoundingClientRect().top") + 1
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "accept"
