"""The served page in a browser: it follows its run, and an epoch is picked on it without the terminal."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from charspec.choice import read_choice
from charspec.compare.serving import Watched, routes
from charspec.serving import LocalServer
from tests.compare.browser import Open, shown
from tests.compare.fake_run import FakeRun


@pytest.fixture
def run(new_run: Callable[..., FakeRun]) -> FakeRun:
    return new_run(planned=3, done=2)


@pytest.fixture
def page(run: FakeRun, opened: Open) -> Iterator[Page]:
    with LocalServer(routes(Watched([run.folder]), lambda folder: None)) as server:
        thread = threading.Thread(target=server.serve)
        thread.start()
        yield opened(server.url, missing=("net::ERR_", "400 (Bad Request)"))
        server.stop()
        thread.join()


def test_an_epoch_is_picked_with_a_reason(page: Page, run: FakeRun) -> None:
    page.click("tr[data-epoch='2'] .choose")
    assert page.is_visible("text=Choose epoch 2?")
    assert page.evaluate("document.activeElement.id") == "pick-reason"
    page.keyboard.type("herself <everywhere>")
    page.click("#pick-confirm")
    page.wait_for_selector("tr[data-epoch='2'] .standing.chosen")
    choice = read_choice(run.folder)
    assert choice is not None
    assert (choice.epoch, choice.reasons[0]) == (2, "herself <everywhere>")
    assert "Epoch 2 is chosen" in page.inner_text(".advice")
    page.click("tr[data-epoch='1'] .choose")
    assert "Epoch 2 is chosen now; this replaces it." in page.inner_text("#pick-says")


@pytest.mark.parametrize("way", ["button", "escape"])
def test_without_confirmation_nothing_is_written(page: Page, run: FakeRun, way: str) -> None:
    page.click("tr[data-epoch='1'] .choose")
    if way == "button":
        page.click("#pick-cancel")
    else:
        page.keyboard.press("Escape")
    page.wait_for_selector("#pick:not([open])", state="attached")
    assert not (run.folder / "release.yaml").exists()


def test_what_cannot_be_chosen_is_said_in_the_dialog(page: Page, run: FakeRun) -> None:
    (run.folder / "epochs/01/vendalixia-e01.safetensors").unlink()
    page.click("tr[data-epoch='1'] .choose")
    page.evaluate("window.kept = true")
    page.click("#pick-confirm")
    page.wait_for_function("() => document.querySelector('#pick-fault').textContent")
    assert "missing" in page.inner_text("#pick-fault")
    assert page.evaluate("window.kept"), "the page is still the one that was asked"


def test_it_follows_the_run_and_keeps_the_place(page: Page, run: FakeRun) -> None:
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    assert page.is_visible("text=In training: epoch 2 of 3")
    run.finish(run.add_epoch(3))
    page.wait_for_selector("h1 .state.done")
    assert shown(page) == ("epoch 1, new pose", "epoch 3, new pose"), "newest stays newest"


def test_originals_come_from_the_server(new_run: Callable[..., FakeRun], opened: Open) -> None:
    large = new_run(planned=1, done=1, size=520)
    with LocalServer(routes(Watched([large.folder]), lambda folder: None)) as server:
        thread = threading.Thread(target=server.serve)
        thread.start()
        page = opened(server.url, missing=("net::ERR_",))
        page.click("#zoom-in")
        page.wait_for_function("() => document.querySelector('#image-b').naturalWidth === 520")
        assert (page.get_attribute("#image-b", "src") or "").startswith("files/")
        server.stop()
        thread.join()


def test_when_it_is_no_longer_served_the_page_says_so(run: FakeRun, opened: Open) -> None:
    with LocalServer(routes(Watched([run.folder]), lambda folder: None)) as server:
        thread = threading.Thread(target=server.serve)
        thread.start()
        page = opened(server.url, missing=("net::ERR_",))
        assert page.inner_text("#watching") == "live"
        server.stop()
        thread.join()
    page.wait_for_selector("#watching.off")
    assert page.inner_text("#watching") == "no longer served"
