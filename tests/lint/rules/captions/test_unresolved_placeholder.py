"""C117: placeholders that nothing fills in, and how `[trigger]` is mended."""

from collections.abc import Callable
from pathlib import Path

import pytest

from charspec.lint import LintConfig, lint_spec, mend

REST = "a young woman with silver hair and a red scarf, standing"


def spec_of(caption: str) -> str:
    return f"images:\n  images/a.png:\n    caption: '{caption}'\n"


def severities(path: Path) -> list[tuple[str, bool]]:
    findings = lint_spec(path, config=LintConfig(select=("C101", "C117"))).findings
    assert all(one.code == "C117" for one in findings if "[" in one.message)
    return [(one.severity, one.fix is not None) for one in findings if one.code == "C117"]


@pytest.mark.parametrize(
    "caption",
    [
        "{trigger}, {identity}, standing",
        f"Vendalixia, {REST}",
        f"Vendalixia, {REST} [seen from the left]",
        f"Vendalixia, {REST} (holding a lantern:1.2)",
        f"Vendalixia, {REST}, a sign that says <3",
    ],
)
def test_what_is_filled_in_is_none(caption: str, example: Callable[..., Path]) -> None:
    assert severities(example(spec_of(caption))) == []


@pytest.mark.parametrize(
    ("caption", "found"),
    [
        (f"[trigger], {REST}", [("error", True)]),
        (f"[Trigger], {REST}", [("error", True)]),
        (f"<trigger>, {REST}", [("error", True)]),
        (f"{{Trigger}}, {REST}", [("error", True)]),
        (f"{{{{trigger}}}}, {REST}", [("error", True)]),
        (f"[trigger word], {REST}", [("error", True)]),
        (f"Vendalixia, {REST}, {{pose}}", [("error", False)]),
        (f"Vendalixia, photo of [name], {REST}", [("error", False)]),
        (f"Vendalixia, {{silver hair}}, {REST}", [("warning", False)]),
        (f"[trigger], {REST}, {{pose}}", [("error", True), ("error", False)]),
    ],
)
def test_each_placeholder_is_named(
    caption: str, found: list[tuple[str, bool]], example: Callable[..., Path]
) -> None:
    assert severities(example(spec_of(caption))) == found


def test_a_trigger_may_be_written_in_brackets(example: Callable[..., Path]) -> None:
    path = example(f"trigger: '[name]'\nname: Vendalixia\n{spec_of(f'[name], {REST}')}")
    assert severities(path) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"[trigger], {REST}", f"Vendalixia, {REST}"),
        (f"photo of [TRIGGER], {REST}", f"photo of Vendalixia, {REST}"),
        (f"{{{{trigger}}}}, {REST}", f"Vendalixia, {REST}"),
        (f"[trigger], {REST}, beside [trigger]s dog", f"Vendalixia, {REST}, beside Vendalixias dog"),
    ],
)
def test_it_becomes_the_trigger_and_the_fix_is_at_rest(
    before: str, after: str, example: Callable[..., Path]
) -> None:
    path = example("images:\n  images/a.png:\n", {"images/a.txt": before})
    config = LintConfig(select=("C101", "C104", "C117"))
    for change in mend(path, config=config):
        change.write()
    assert (path.parent / "images" / "a.txt").read_text() == after
    assert mend(path, config=config) == []
    assert severities(path) == []


def test_prompts_are_held_to_the_same(example: Callable[..., Path]) -> None:
    path = example("tests:\n  one: '[trigger] running'\n  two: 'Vendalixia {place}'\n")
    assert severities(path) == [("error", True), ("error", False)]
    for change in mend(path, config=LintConfig(select=("P103", "C117"))):
        change.write()
    assert "one: 'Vendalixia running'" in path.read_text()


@pytest.mark.parametrize("lookup", ["${HOME}", "${oc.env:HOME}", "${train.epochs}", "${}"])
def test_nothing_is_looked_up_in_a_sidecar_and_that_is_said(
    lookup: str, example: Callable[..., Path]
) -> None:
    path = example("images:\n  images/a.png:\n", {"images/a.txt": f"Vendalixia, {REST}, {lookup}"})
    findings = lint_spec(path, config=LintConfig(select=("C117",))).findings
    assert [(one.severity, one.message.partition(" says ")[2]) for one in findings] == [
        ("error", f"'{lookup}', which nothing fills in")
    ]
    assert "nothing is looked up" in (findings[0].hint or "")


def test_a_price_in_a_caption_is_no_lookup(example: Callable[..., Path]) -> None:
    assert severities(example(spec_of(f"Vendalixia, {REST}, a sign that says $5 or $HOME"))) == []
