"""The catalog as a teammate meets it: opened by double click in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from charspec.cli import main
from tests.release.shelf import put

HOSTILE = "</script><img src=x onerror=alert(1)>\"'"

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("shelf")
    put(root, "vendalixia", "Vendalixia", tags=("character", "dusk-guild"))
    put(root, "kael", "Kael", tags=("character", "harbour"), base="flux2-dev", description="Smith.")
    put(root, "mira", "Mira", tags=("character", "harbour"), description="Captain of the Harbour Watch.")
    put(root, "hostile", f"Zed {HOSTILE}", trigger="zed_01", tags=(HOSTILE,), description=HOSTILE)
    put(root, "twin", "Zed the Younger", trigger="zed_01")
    for number in range(40):
        put(root, f"npc-{number}", f"Npc{number:02}", tags=("npc", f"tag-{number}"), description="Villager.")
    assert main(["catalog", str(root)]) == 0
    return root


@pytest.fixture
def opened(browser: Browser, shelf: Path) -> Iterator[Open]:
    """Opens the catalog; at the end nothing was fetched and nothing went wrong."""
    contexts, faults = [], []
    address = (shelf / "catalog.html").as_uri()

    def open_page(after: str = "", scheme: str = "light", width: int = 1300) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: faults.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: faults.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (faults.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on(
            "request",
            lambda request: (
                None if request.url.startswith(("data:", address)) else faults.append(request.url)
            ),
        )
        page.goto(address + after)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


def names(page: Page) -> list[str]:
    return page.locator(".card:visible h2").all_inner_texts()


def test_words_find_characters_wherever_they_stand(opened: Open) -> None:
    page = opened()
    assert page.inner_text("#shown") == "45 characters"
    page.keyboard.press("/")
    page.keyboard.type("harbour")
    assert names(page) == ["Kael", "Mira"]
    page.keyboard.type(" CAPTAIN")
    assert names(page) == ["Mira"]
    assert page.inner_text("#shown") == "1 of 45 characters"
    page.keyboard.type(" nobody")
    assert page.is_visible("#nothing")
    page.keyboard.press("Escape")
    assert page.inner_text("#shown") == "45 characters"


def test_tags_base_and_licence_narrow_it_together(opened: Open) -> None:
    page = opened()
    page.click("#tags .tag[data-tag=harbour]")
    assert names(page) == ["Kael", "Mira"]
    page.check("#commercial")
    assert names(page) == ["Mira"]
    page.uncheck("#commercial")
    page.select_option("#base", "flux2-dev")
    assert names(page) == ["Kael"]
    assert "non-commercial base" in page.inner_text(".card:visible")
    page.click("#clear")
    assert page.inner_text("#shown") == "45 characters"
    page.click("summary:has-text('more tags')")
    page.click("#tags details .tag >> nth=0")
    assert page.inner_text("#shown").startswith("1 of")


def test_a_search_can_be_sent_as_a_link(opened: Open) -> None:
    page = opened()
    page.fill("#words", "captain")
    page.click(".card:visible .tag[data-tag=harbour]")
    after = "#" + page.url.partition("#")[2]
    assert names(opened(after)) == ["Mira"]


def test_the_keyboard_moves_copies_and_opens(opened: Open) -> None:
    page = opened()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.innerText") == "Kael"
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.innerText") == "Mira"
    page.keyboard.press("c")
    page.wait_for_selector(".copy:has-text('copied')")
    assert page.evaluate("navigator.clipboard.readText()") == "Mira"
    page.keyboard.press("ArrowDown")
    below = page.evaluate("document.activeElement.getBoundingClientRect().top")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.innerText") == "Mira"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") < below
    assert page.evaluate("document.activeElement.getAttribute('href')") == "./mira/"


def test_one_trigger_of_two_characters_is_marked(opened: Open) -> None:
    page = opened()
    page.fill("#words", "zed_01")
    marks = page.locator(".clash:visible").all_inner_texts()
    assert marks == [
        "also the trigger of Zed the Younger (tiny)",
        f"also the trigger of Zed {HOSTILE} (tiny)",
    ]


def test_hostile_words_stay_words(opened: Open) -> None:
    page = opened()
    page.fill("#words", "onerror")
    card = page.locator(".card:visible")
    assert HOSTILE in (card.locator(".about").text_content() or "")
    page.locator("#tags .tag", has_text="onerror").click()
    assert len(names(page)) == 1


def test_light_and_dark_follow_the_system_and_the_button(opened: Open) -> None:
    page = opened(scheme="dark")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click("#theme")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert dark != light == opened().evaluate("getComputedStyle(document.body).backgroundColor")


def test_nothing_spills_over_a_phone(opened: Open) -> None:
    page = opened(width=390)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    names = """[...document.querySelectorAll('button, a:not([aria-hidden]), input, select')]
        .map(e => e.textContent.trim() || e.ariaLabel || e.labels?.[0]?.textContent)"""
    assert all(page.evaluate(names))
