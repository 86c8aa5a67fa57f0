"""Looking closer: zoom and pan of both pictures at once, flicker, the enlarged stage, originals from their
files."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from charspec.compare import write_report
from tests.compare.browser import Open, box, shown, split
from tests.compare.fake_run import FakeRun


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> FakeRun:
    run = FakeRun(tmp_path_factory.mktemp("studio"), planned=2, done=2, size=520)
    write_report(run.folder)
    return run


@pytest.fixture
def page(run: FakeRun, opened: Open) -> Page:
    originals = (run.folder / "epochs").as_uri()
    return opened(run.folder / "report.html", near=(originals,))


def zoom(page: Page) -> float:
    """How much larger than its place a picture is, measured in the page."""
    return box(page, "#image-b")["width"] / box(page, ".layer.b")["width"]


def corners(page: Page) -> list[tuple[float, float]]:
    """Where each picture's corner lies within its layer, in px."""
    places = ((box(page, f"#image-{side}"), box(page, f".layer.{side}")) for side in "ab")
    return [(image["x"] - layer["x"], image["y"] - layer["y"]) for image, layer in places]


def test_both_pictures_zoom_and_pan_together(page: Page) -> None:
    page.click("text=Side by side")
    page.click("#zoom-in")
    page.click("#zoom-in")
    assert zoom(page) == pytest.approx(2.25, rel=0.01)
    before = corners(page)
    layer = box(page, ".layer.b")
    page.mouse.move(layer["x"] + 100, layer["y"] + 100)
    page.mouse.down()
    page.mouse.move(layer["x"] + 60, layer["y"] + 70, steps=4)
    page.mouse.up()
    a, b = corners(page)
    assert a == pytest.approx(b, abs=0.6)
    assert (before[0][0] - a[0], before[0][1] - a[1]) == pytest.approx((40, 30), abs=1)


def test_a_pan_stops_at_the_pictures_edge(page: Page) -> None:
    page.click("text=Flicker")
    page.click("#zoom-in")
    layer = box(page, ".layer.b")
    page.mouse.move(layer["x"] + 100, layer["y"] + 100)
    page.mouse.down()
    page.mouse.move(layer["x"] + 1000, layer["y"] + 800, steps=4)
    page.mouse.up()
    assert corners(page)[1] == pytest.approx((0, 0), abs=0.6)


def test_the_place_under_the_pointer_stays_where_it_is(page: Page) -> None:
    layer = box(page, ".layer.b")
    x, y = layer["x"] + layer["width"] * 0.25, layer["y"] + layer["height"] * 0.75
    page.mouse.move(x, y)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -100)
    page.keyboard.up("Control")
    page.wait_for_function("() => document.querySelector('#zoom-off').textContent !== '100 %'")
    image = box(page, "#image-b")
    assert zoom(page) > 1.5
    assert (x - image["x"]) / image["width"] == pytest.approx(0.25, abs=0.01)
    assert (y - image["y"]) / image["height"] == pytest.approx(0.75, abs=0.01)


def test_a_plain_wheel_scrolls_the_page_until_one_looks_closer(page: Page) -> None:
    page.hover("#stage")
    page.mouse.wheel(0, 200)
    page.wait_for_function("() => scrollY > 100")
    assert zoom(page) == pytest.approx(1)


def test_keys_zoom_in_and_back(page: Page) -> None:
    page.keyboard.press("+")
    page.keyboard.press("+")
    assert page.text_content("#zoom-off") == "225 %"
    page.keyboard.press("-")
    assert page.text_content("#zoom-off") == "150 %"
    page.keyboard.press("0")
    assert zoom(page) == pytest.approx(1)


def test_zoomed_a_drag_pans_and_the_grip_still_moves_the_divider(page: Page) -> None:
    page.click("#zoom-in")
    stage = box(page, "#stage")
    middle = stage["y"] + stage["height"] / 2
    page.mouse.move(stage["x"] + 60, middle)
    page.mouse.down()
    page.mouse.move(stage["x"] + 90, middle, steps=3)
    page.mouse.up()
    assert split(page) == pytest.approx(50, abs=1)
    page.mouse.move(stage["x"] + stage["width"] / 2, middle)
    page.mouse.down()
    page.mouse.move(stage["x"] + stage["width"] * 0.3, middle, steps=3)
    page.mouse.up()
    assert split(page) == pytest.approx(30, abs=1.5)


def test_flicker_shows_one_whole_picture_and_space_the_other(page: Page) -> None:
    page.click("text=Flicker")
    assert [page.locator(f"#image-{side}").is_visible() for side in "ab"] == [False, True]
    page.keyboard.press("Space")
    assert [page.locator(f"#image-{side}").is_visible() for side in "ab"] == [True, False]
    assert "shown: A" in (page.text_content("#status") or "")
    assert box(page, "#image-a") == box(page, ".layer.b"), "both have the same place"
    assert shown(page) == ("base, no LoRA, baseline", "epoch 2, baseline")


def test_in_turns_the_pictures_change_by_themselves_until_it_is_stopped(page: Page) -> None:
    page.click("text=Flicker")
    page.click("#turns")
    page.wait_for_selector("#stage[data-front='a']")
    page.wait_for_selector("#stage[data-front='b']")
    page.click("text=Slider")
    assert page.get_attribute("#turns", "aria-pressed") == "false"


def test_originals_are_loaded_from_their_files_only_when_one_looks_closer(page: Page, run: FakeRun) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    assert [url for url in asked if not url.startswith("data:")] == []
    assert page.eval_on_selector("#image-b", "(image) => image.naturalWidth") == 512
    page.click("#zoom-in")
    page.wait_for_function("() => document.querySelector('#image-b').naturalWidth === 520")
    page.wait_for_function("() => document.querySelector('#image-a').naturalWidth === 520")
    expected = [(run.folder / f"epochs/0{n}/new_pose.png").as_uri() for n in (0, 1)]
    assert sorted({url for url in asked if not url.startswith("data:")}) == expected
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.querySelector('#image-b').src.endsWith('01/new_place.png')")


def test_an_original_that_is_gone_leaves_the_thumbnail_and_says_so(opened: Open, tmp_path: Path) -> None:
    run = FakeRun(tmp_path, planned=1, done=1, size=520)
    report = write_report(run.folder)
    page = opened(report, near=((run.folder / "epochs").as_uri(),), missing=("ERR_FILE_NOT_FOUND",))
    (run.folder / "epochs/01/baseline.png").rename(run.folder / "moved.png")
    page.click("#zoom-in")
    page.wait_for_selector("#gone-b:visible")
    assert page.eval_on_selector("#image-b", "(image) => image.naturalWidth") == 512
    assert not page.is_visible("#gone-a")


def test_enlarged_the_stage_fills_the_window_and_escape_ends_it(page: Page) -> None:
    before = box(page, "#stage")["width"]
    page.keyboard.press("f")
    stage = box(page, "#stage")
    assert stage["width"] > 1.5 * before
    assert 0 <= stage["y"] < stage["y"] + stage["height"] <= 950
    page.wait_for_function("() => document.querySelector('#image-b').naturalWidth === 520")
    page.keyboard.press("ArrowRight")
    assert shown(page)[1] == "epoch 2, new pose"
    assert page.evaluate("document.querySelector('#verdict').inert")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('#viewer').contains(document.activeElement)")
    page.keyboard.press("Escape")
    assert box(page, "#stage")["width"] == before
    assert not page.evaluate("document.querySelector('#verdict').inert")


def test_two_fingers_zoom(run: FakeRun, opened: Open) -> None:
    page = opened(run.folder / "report.html", near=((run.folder / "epochs").as_uri(),), touch=True)
    stage = box(page, "#stage")
    x, y = stage["x"] + stage["width"] / 2, stage["y"] + stage["height"] / 2
    session = page.context.new_cdp_session(page)

    def touch(kind: str, apart: float) -> None:
        points = [{"x": x - apart, "y": y, "id": 1}, {"x": x + apart, "y": y, "id": 2}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points if apart else []})

    touch("touchStart", 40)
    touch("touchMove", 60)
    touch("touchMove", 80)
    touch("touchEnd", 0)
    assert zoom(page) == pytest.approx(2, rel=0.1)
