"""C106: captions of which every word is known, and none says what is particular."""

from collections.abc import Callable
from pathlib import Path

import pytest

from charspec.lint import LintConfig, lint_spec

WHOLE = "Vendalixia, a young woman with silver hair and a red scarf"


def count(example: Callable[..., Path], caption: str, head: str = "") -> int:
    path = example(f'{head}images:\n  images/a.png:\n    caption: "{caption}"\n')
    return len(lint_spec(path, config=LintConfig(select=("C106",))).findings)


@pytest.mark.parametrize(
    "caption",
    [
        "Vendalixia",
        WHOLE,
        f"a photo of {WHOLE}",
        "Vendalixia, a beautiful silver-haired woman with a red scarf",
        f"masterpiece, best quality, {WHOLE}",
        f"{WHOLE}, anime style",
        f"{WHOLE}, looking at viewer, solo",
        "This picture shows Vendalixia. She is a young woman with long silver hair and a red scarf.",
    ],
)
def test_nothing_is_named(caption: str, example: Callable[..., Path]) -> None:
    assert count(example, caption) == 1


@pytest.mark.parametrize(
    "caption",
    [
        f"{WHOLE}, standing",
        f"{WHOLE}, at night",
        f"{WHOLE}, a blue dress",
        f"{WHOLE}, astride a lindworm",
        f"{WHOLE}, 雪",
        f"{WHOLE}, steht",
        f"{WHOLE} and a cat",
        "close-up portrait of Vendalixia",
        "portrait of Vendalixia",
    ],
)
def test_something_is_or_may_be(caption: str, example: Callable[..., Path]) -> None:
    assert count(example, caption) == 0


def test_a_signature_outfit_and_a_locked_style_are_nothing_new(example: Callable[..., Path]) -> None:
    head = "outfit: {policy: signature, wears: [a dark coat]}\nstyle: flat ink drawing\n"
    assert count(example, f"{WHOLE}, her dark coat, flat ink drawing", head) == 1


def test_labels_compose_what_varies(example: Callable[..., Path]) -> None:
    assert lint_spec(example(""), config=LintConfig(select=("C106",))).findings == ()


def test_a_set_of_them_is_one_finding(example: Callable[..., Path]) -> None:
    rows = "".join(f"  images/{one}.png: {{caption: '{WHOLE}'}}\n" for one in "abcde")
    (finding,) = lint_spec(example(f"images:\n{rows}"), config=LintConfig(select=("C106",))).findings
    assert finding.path == ("images",)
    assert finding.message.startswith("5 of 5 captions name nothing that varies")
