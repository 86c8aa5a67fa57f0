"""C107: labels that captions or templates leave out, and what of `varies` is named nowhere."""

from collections.abc import Callable
from pathlib import Path

import pytest

from charspec.lint import LintConfig, lint_spec

WHOLE = "Vendalixia, a young woman with silver hair and a red scarf"


def messages(path: Path) -> list[str]:
    findings = lint_spec(path, config=LintConfig(select=("C107",))).findings
    assert all(one.severity == "warning" for one in findings)
    return [one.message for one in findings]


@pytest.mark.parametrize(
    ("caption", "label"),
    [
        ("standing in a forest", "environment: in a forest"),
        ("between old oaks", "environment: in a forest"),
        ("on a white backdrop", "environment: in a white studio"),
        ("oaks and ferns", "environment: in a forest"),
        ("seen by a bird", "angle: from above"),
        ("cropped at the hips", "framing: half-body"),
        ("doing a handstand", "pose: handstand"),
        ("juggling", "pose: throwing"),
        ("beaming at us", "expression: smiling"),
        ("lit by fireflies", "lighting: night"),
        ("back view, standing", "expression: neutral\n    angle: back"),
        ("站在森林里", "environment: in a forest"),
        ("steht im Wald", "environment: in a forest"),
        ("in the rain", "weather: drizzle"),
        ("umbrella up", "weather: drizzle"),
    ],
)
def test_what_may_be_said_is_not_asked(caption: str, label: str, example: Callable[..., Path]) -> None:
    varies = "varies: [angle, framing, pose, expression, environment, lighting, weather]\n"
    others = (
        "  images/b.png: {pose: sitting, angle: front, framing: full-body, expression: sad, lighting: dusk,\n"
    )
    others += "    environment: on a beach, weather: sunny}\n"
    text = f"{varies}images:\n  images/a.png:\n    caption: '{WHOLE}, {caption}'\n    {label}\n{others}"
    assert messages(example(text)) == []


@pytest.mark.parametrize(
    ("caption", "label"),
    [
        ("front view, smiling", "environment: in a forest"),
        ("front view, holding a sword", "environment: in a forest"),
        ("standing in a forest", "framing: full-body"),
        ("close-up", "angle: profile"),
        ("in a tavern", "pose: sitting"),
        ("standing, close-up", "lighting: candlelight"),
        ("front view, in a library", "expression: angry"),
        ("standing, front view", "weather: drizzle"),
    ],
)
def test_what_is_labelled_and_not_said_is_named(
    caption: str, label: str, example: Callable[..., Path]
) -> None:
    varies = "" if "weather" not in label else "varies: [weather]\n"
    text = f"{varies}images:\n  images/a.png:\n    caption: '{WHOLE}, {caption}'\n    {label}\n"
    (message,) = messages(example(text))
    assert f"leaves out the {label.split(':')[0]}" in message


def test_a_habit_of_the_set_is_said_once(example: Callable[..., Path]) -> None:
    rows = "".join(
        f"  images/{one}.png: {{caption: '{WHOLE}, standing', angle: front, pose: standing}}\n"
        for one in "abcde"
    )
    (message,) = messages(example(f"images:\n{rows}"))
    assert message.startswith("5 of 5 captions leave out the angle that is labelled")


def test_a_template_that_drops_labels_is_told(example: Callable[..., Path]) -> None:
    (message,) = messages(example('caption_template: "{trigger}, {identity}, {pose}, {framing}"\n'))
    assert message == "the caption template leaves out what is labelled: angle and environment"


@pytest.mark.parametrize(
    ("head", "captions", "fires"),
    [
        ("varies: [pose, lighting]\n", ["standing", "sitting"], True),
        ("", ["standing", "sitting"], False),
        ("varies: [pose, lighting]\n", ["standing", "at sunset"], False),
        ("varies: [pose, lighting]\n", ["standing", "a glow on her face"], False),
        ("varies: [pose, lighting]\n", ["standing", "站在森林里"], False),
        ("varies: [pose, weather]\n", ["standing", "in the rain"], False),
        ("varies: [pose, expression]\n", ["back view, standing", "from behind, sitting"], False),
        ("identity: a robot\nvaries: [pose, expression]\n", ["standing", "sitting"], False),
    ],
)
def test_what_varies_and_is_named_nowhere(
    head: str, captions: list[str], fires: bool, example: Callable[..., Path]
) -> None:
    who = "Vendalixia, a robot" if "robot" in head else WHOLE
    rows = "".join(
        f"  images/{number}.png: {{caption: '{who}, {caption}'}}\n" for number, caption in enumerate(captions)
    )
    assert bool(messages(example(f"{head}images:\n{rows}"))) == fires


def test_labels_all_round_and_one_attribute_on_none(example: Callable[..., Path]) -> None:
    rows = "  images/a.png: {pose: standing}\n  images/b.png: {pose: sitting}\n"
    assert messages(example(f"varies: [pose, weather]\nimages:\n{rows}")) == [
        "'weather' varies, but no caption names it"
    ]
