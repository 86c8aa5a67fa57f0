"""D115: only what cannot both be true."""

from collections.abc import Callable
from pathlib import Path

import pytest

from charspec.lint import LintConfig, lint_spec
from tests.lint.rules.dataset.conftest import HEAD


@pytest.mark.parametrize(
    ("label", "caption", "words"),
    [
        ("angle: front", "back view, in a forest", "back view"),
        ("angle: profile", "seen from behind", "seen from behind"),
        ("angle: front", "seen from the front", None),
        ("angle: back", "looking over her shoulder", None),
        ("angle: three-quarter", "facing left", None),
        ("angle: three-quarter", "facing us with a smile", None),
        ("angle: profile", "facing the camera", None),
        ("angle: from above", "front view", None),
        ("angle: 正面", "back view", None),
        ("framing: close-up", "full-body shot, in a forest", "full-body shot"),
        ("framing: close-up", "bust shot, in a forest", None),
        ("framing: full-body", "wide shot", None),
        ("framing: half-body", "a portrait", None),
        ("pose: standing", "sitting on a rock", "sitting"),
        ("pose: standing", "stands on a bridge, a river running below", None),
        ("pose: standing", "in a meadow beside a river running to the sea", None),
        ("pose: standing", "waving", None),
        ("pose: standing with a torch", "standing, waving", None),
        ("pose: sitting", "kneeling on a cushion", None),
        ("pose: running", "not running, in a forest", None),
        ("expression: smiling", "crying, in a forest", "crying"),
        ("expression: serious", "not smiling", None),
        ("expression: calm", "soft smile", None),
        ("expression: surprised", "laughing", None),
        ("environment: in a kitchen", "standing on a beach", "beach"),
        ("environment: in a bedroom", "by a window with a view of the mountains", None),
        ("environment: in a studio", "in front of a painted forest", None),
        ("environment: in a forest", "by a river", None),
        ("environment: in a city", "in the street", None),
        ("lighting: at night", "bright daylight", "bright daylight"),
        ("lighting: dusk", "soft warm light", None),
        ("lighting: soft light", "at night", None),
    ],
)
def test_contradictions(label: str, caption: str, words: str | None, example: Callable[..., Path]) -> None:
    path = example(f'images:\n  images/a.png:\n    caption: "{HEAD}, {caption}"\n    {label}\n')
    found = lint_spec(path, config=LintConfig(select=("D115",))).findings
    assert [one.message.split("caption: ")[1] for one in found] == ([f"'{words}'"] if words else [])
    assert all(
        one.severity == "warning" and one.path == ("images", "images/a.png", label.split(":")[0])
        for one in found
    )


def test_labels_that_make_the_caption_cannot_contradict_it(example: Callable[..., Path]) -> None:
    path = example(
        "images:\n  images/a.png: {angle: front, pose: seen from behind, environment: in a forest}\n"
    )
    assert lint_spec(path, config=LintConfig(select=("D115",))).findings == ()
