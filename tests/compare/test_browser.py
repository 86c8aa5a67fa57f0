"""The report as a person meets it: opened by double click in a real browser, used with mouse and keyboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from charspec.compare import write_report
from tests.compare.browser import PHONE, WIDE, Open, shown, split
from tests.compare.fake_run import IDENTITY, PROMPTS, TRAINING, FakeRun

HOSTILE = "</script><img src=x onerror=alert(1)>\"'"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> FakeRun:
    captions = [f"Vendalixia, {IDENTITY}, {HOSTILE} {n}" for n in range(len(TRAINING))]
    prompts = {**PROMPTS, "new_pose": f"Vendalixia running {HOSTILE}"}
    run = FakeRun(tmp_path_factory.mktemp("studio"), prompts=prompts, captions=captions)
    run.write_lint(("C104", "warning", f"look at {HOSTILE}"))
    write_report(run.folder)
    return run


@pytest.fixture
def report(run: FakeRun, opened: Open) -> Open:
    """Opens the report of the run that these tests share."""
    return lambda **choices: opened(run.folder / "report.html", **choices)


def test_every_picture_decodes(report: Open) -> None:
    page = report()
    page.wait_for_function("() => [...document.images].every((image) => image.complete)")
    widths = page.eval_on_selector_all("img", "(images) => images.map((image) => image.naturalWidth)")
    in_grid, in_gallery, on_stage, in_strip = 5 * 5, 3, 2, 2 * 5
    assert len(widths) == in_grid + in_gallery + on_stage + in_strip
    assert all(width > 0 for width in widths)


def test_it_opens_with_the_base_against_the_last_epoch(report: Open) -> None:
    page = report()
    assert shown(page) == ("base, no LoRA, baseline", "epoch 4, baseline")
    assert page.get_attribute("tr[data-epoch='0'] .pick.a", "aria-pressed") == "true"
    assert page.get_attribute("tr[data-epoch='4'] .pick.b", "aria-pressed") == "true"


def test_pictures_are_shown_at_twice_their_size_and_more(report: Open) -> None:
    box = report().locator(".grid td img").first.bounding_box()
    assert box is not None
    assert box["width"] >= 128
    assert box["height"] == pytest.approx(box["width"])


def test_dragging_moves_the_divider(report: Open) -> None:
    page = report()
    stage = page.locator("#stage").bounding_box()
    assert stage is not None
    assert split(page) == pytest.approx(50, abs=1)
    middle = stage["y"] + stage["height"] / 2
    page.mouse.move(stage["x"] + stage["width"] / 2, middle)
    page.mouse.down()
    page.mouse.move(stage["x"] + stage["width"] * 0.2, middle, steps=4)
    page.mouse.up()
    assert split(page) == pytest.approx(20, abs=1.5)
    page.mouse.move(stage["x"] + stage["width"] * 0.8, middle)
    assert split(page) == pytest.approx(20, abs=1.5)


def test_a_drag_leaves_the_address_alone(report: Open) -> None:
    page = report()  # browsers refuse an address that changes with every move
    page.evaluate("""() => {
      window.writes = 0;
      const write = history.replaceState;
      history.replaceState = (...parts) => { window.writes += 1; write.apply(history, parts); };
    }""")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("writes") == 1
    page.hover("#stage")
    page.mouse.down()
    page.mouse.move(1000, 600, steps=9)
    page.mouse.up()
    assert page.evaluate("writes") == 1


def test_the_divider_uncovers_a_on_its_left_and_b_on_its_right(report: Open) -> None:
    page = report()
    page.keyboard.press("Space")  # all of one epoch …
    one = page.locator("#stage").screenshot()
    page.keyboard.press("Space")  # … then all of the other
    other = page.locator("#stage").screenshot()
    assert one != other


def test_the_range_moves_the_divider_with_its_own_keys(report: Open) -> None:
    page = report()
    page.focus("#split")
    page.keyboard.press("ArrowRight")
    assert split(page) == pytest.approx(51, abs=0.6)
    assert shown(page)[1] == "epoch 4, baseline"


def test_left_and_right_choose_the_prompt(report: Open) -> None:
    page = report()
    page.keyboard.press("ArrowRight")
    assert shown(page)[1] == "epoch 4, new pose"
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert shown(page)[1] == "epoch 4, no trigger"


def test_up_and_down_choose_the_epochs(report: Open) -> None:
    page = report()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+ArrowDown")
    assert shown(page) == ("epoch 1, baseline", "epoch 2, baseline")
    for _ in range(9):
        page.keyboard.press("ArrowDown")
    assert shown(page)[1] == "epoch 4, baseline"
    assert page.evaluate("scrollY") == 0


def test_space_flips_between_a_and_b(report: Open) -> None:
    page = report()
    page.keyboard.press("Space")
    assert split(page) == pytest.approx(100, abs=1)
    page.keyboard.press("Space")
    assert split(page) == pytest.approx(0, abs=1)


def test_after_a_click_the_keys_still_belong_to_the_comparison(report: Open) -> None:
    page = report()
    page.click("tr[data-epoch='1'] .pick.b")
    page.keyboard.press("Space")
    assert split(page) == pytest.approx(100, abs=1)
    assert shown(page)[1] == "epoch 1, baseline"


def test_a_button_reached_by_keyboard_is_pressed_by_space(report: Open) -> None:
    page = report()
    page.focus("#swap")
    page.keyboard.press("Space")
    assert shown(page) == ("epoch 4, baseline", "base, no LoRA, baseline")


def test_keys_scroll_the_page_where_the_comparison_is_out_of_sight(report: Open) -> None:
    page = report()
    page.locator("#making").scroll_into_view_if_needed()
    page.evaluate("scrollTo({ top: document.body.scrollHeight, behavior: 'instant' })")
    before = page.evaluate("scrollY")
    page.keyboard.press("ArrowUp")
    page.wait_for_function("(before) => scrollY < before", arg=before)
    assert shown(page)[1] == "epoch 4, baseline"


def test_a_click_on_a_picture_shows_it(report: Open) -> None:
    page = report()
    page.click("tr[data-epoch='2'] td[data-slot='new_place'] button")
    assert shown(page) == ("base, no LoRA, new place", "epoch 2, new place")
    page.click("tr[data-epoch='1'] .pick.a")
    assert shown(page) == ("epoch 1, new place", "epoch 2, new place")
    page.click("#swap")
    assert shown(page) == ("epoch 2, new place", "epoch 1, new place")


def test_side_by_side_shows_both_whole(report: Open) -> None:
    page = report()
    page.click("text=Side by side")
    a, b = page.locator("#image-a").bounding_box(), page.locator("#image-b").bounding_box()
    assert a is not None
    assert b is not None
    assert a["x"] + a["width"] <= b["x"]
    assert (a["y"], a["width"]) == (b["y"], b["width"])


def test_a_point_of_the_curve_tells_its_value_and_chooses_its_epoch(report: Open) -> None:
    page = report()
    point = page.locator(".curve .firm .point[data-key='1'] .target")
    point.hover()
    assert page.locator(".chart .readout").first.text_content() == "epoch 1 · grid loss 0.37"
    point.click()
    assert shown(page)[1] == "epoch 1, baseline"


def test_the_choice_survives_a_reload(report: Open) -> None:
    page = report()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    page.reload()
    assert shown(page) == ("base, no LoRA, new pose", "epoch 3, new pose")


def test_hostile_text_is_read_as_text(report: Open) -> None:
    page = report()
    assert HOSTILE in (page.text_content("th[data-slot='new_pose'] .prompt") or "")
    assert HOSTILE in (page.text_content(".card .caption") or "")
    page.keyboard.press("ArrowRight")
    assert page.text_content("#shown") == f"Vendalixia running {HOSTILE}"


def test_dark_follows_the_system_and_the_button_turns_it(report: Open) -> None:
    page = report(scheme="dark")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click("#theme")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert sum(map(int, dark[4:-1].split(","))) < 120
    assert sum(map(int, light[4:-1].split(","))) > 650


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(report: Open, scheme: str) -> None:
    page = report(scheme=scheme)
    contrast = """(selector) => {
      const light = (colour) => {
        const [r, g, b] = colour.match(/[\\d.]+/g).map((v) => v / 255)
          .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const text = light(getComputedStyle(document.querySelector(selector)).color);
      const ground = light(getComputedStyle(document.body).backgroundColor);
      return (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05);
    }"""
    for selector in ("h1", ".quiet", ".head p", "mark.trigger", ".state", ".warning .severity", ".keys"):
        assert page.evaluate(contrast, selector) >= 4.5, selector


def test_on_a_phone_nothing_runs_over_the_edge(report: Open) -> None:
    page = report(viewport=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.click("tr[data-epoch='1'] td[data-slot='baseline'] button")
    assert shown(page)[1] == "epoch 1, baseline"
    page.wait_for_function("() => document.querySelector('#stage').getBoundingClientRect().top >= 0")


def test_the_heads_stay_in_sight_while_the_grid_scrolls(report: Open) -> None:
    page = report()
    page.locator("tr[data-epoch='4']").scroll_into_view_if_needed()
    head = page.locator(".grid thead th").nth(1).bounding_box()
    assert head is not None
    assert head["y"] >= -1


def test_an_unfinished_run_offers_to_reload_and_a_missing_picture_keeps_its_place(
    opened: Open, new_run: Callable[..., FakeRun]
) -> None:
    run = new_run(planned=5, done=2)
    (run.folder / "epochs/02/baseline.png").unlink()
    page = opened(write_report(run.folder))
    assert page.is_visible("text=reload while it trains")
    assert page.text_content("tr[data-epoch='2'] td[data-slot='baseline']") == "file missing"
    assert shown(page) == ("base, no LoRA, baseline", "not drawn")
    a, b = page.locator("#image-a").bounding_box(), page.locator("#image-b").bounding_box()
    assert a is not None
    assert b is not None
    assert (a["width"], a["height"]) == (b["width"], b["height"])


def test_before_the_second_row_there_is_nothing_to_compare(
    opened: Open, new_run: Callable[..., FakeRun]
) -> None:
    page = opened(write_report(new_run(planned=5, done=0).folder))
    assert not page.is_visible("#viewer")
    assert page.is_visible("tr[data-epoch='0'] img")


def test_large_pictures_link_to_their_originals(opened: Open, new_run: Callable[..., FakeRun]) -> None:
    run = new_run(planned=1, done=1, size=640)
    page = opened(write_report(run.folder))
    links = page.eval_on_selector_all("#originals a", "(links) => links.map((link) => link.href)")
    assert links == [(run.folder / f"epochs/0{n}/baseline.png").as_uri() for n in (0, 1)]
    assert page.eval_on_selector("#image-b", "(image) => image.naturalWidth") == 512


def test_print_shows_the_grid_without_controls(report: Open) -> None:
    page = report()
    page.emulate_media(media="print")
    assert page.is_visible(".grid td img")
    assert not page.is_visible("#viewer")
    assert not page.is_visible("#theme")


def test_no_setting_is_squeezed_into_a_column_of_letters(report: Open) -> None:
    page = report()
    heights = page.evaluate("[...document.querySelectorAll('.settings tr')].map((row) => row.offsetHeight)")
    assert len(heights) > 20
    assert max(heights) < 90


def test_the_switch_shows_what_the_distilled_model_drew_and_a_reload_keeps_it(
    opened: Open, tmp_path: Path
) -> None:
    run = FakeRun(tmp_path)
    run.deploy(until=3)
    page = opened(write_report(run.folder))
    first, second = page.locator(".grid-frame").all()
    assert (first.is_visible(), second.is_visible()) == (True, False)
    trained = page.get_attribute("#image-b", "src")
    page.click("text=Distilled-4B, 4 steps")
    assert (first.is_visible(), second.is_visible()) == (False, True)
    assert page.get_attribute("#image-b", "alt") == "not drawn", "epoch 4 is not drawn there yet"
    page.keyboard.press("ArrowUp")
    assert shown(page) == ("base, no LoRA, baseline", "epoch 3, baseline")
    distilled = page.get_attribute("#image-b", "src")
    assert distilled != trained
    second.locator("tr[data-epoch='3'] td[data-slot='new_place'] button").click()
    assert shown(page)[1] == "epoch 3, new place"
    page.reload()
    assert second.is_visible()
    assert shown(page)[1] == "epoch 3, new place"
    page.click("text=tiny, 4 steps")
    assert first.is_visible()
    assert "set=" not in page.url


def test_without_a_script_both_tables_are_there(browser: Browser, tmp_path: Path) -> None:
    run = FakeRun(tmp_path)
    run.deploy(until=4)
    context = browser.new_context(viewport=WIDE, java_script_enabled=False)
    page = context.new_page()
    page.goto(write_report(run.folder).as_uri())
    assert all(frame.is_visible() for frame in page.locator(".grid-frame").all())
    assert page.locator(".set-name").is_visible()
    assert not page.locator(".switch").is_visible()
    context.close()
