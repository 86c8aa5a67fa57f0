"""C108: style words where the style is free, and captions that leave a locked style."""

from collections.abc import Callable
from pathlib import Path

import pytest

from charspec.lint import Finding, LintConfig, lint_spec

WHOLE = "Vendalixia, a young woman with silver hair and a red scarf"


def found(example: Callable[..., Path], caption: str, head: str = "") -> list[Finding]:
    path = example(f'{head}images:\n  images/a.png:\n    caption: "{caption}"\n')
    return list(lint_spec(path, config=LintConfig(select=("C108",))).findings)


@pytest.mark.parametrize(
    ("caption", "word"),
    [
        (f"{WHOLE}, anime style", "anime style"),
        (f"{WHOLE}, anime", "anime"),
        (f"anime style illustration of {WHOLE}", "anime style"),
        (f"a watercolor painting of {WHOLE}", "watercolor painting"),
        (f"{WHOLE}, 3d render", "3d render"),
        (f"{WHOLE}, cel-shaded, smiling", "cel-shaded"),
        (f"{WHOLE}, in a rough sketch style", "rough sketch"),
        (f"{WHOLE}, pixel_art", "pixel art"),
        (f"a digital illustration of {WHOLE}", "digital illustration"),
        (f"{WHOLE}, photorealistic", "photorealistic"),
        (f"{WHOLE}, sketch", "sketch"),
        ("an anime girl, " + WHOLE, "anime"),
        (f"a cartoon of her in a boat, {WHOLE}", "cartoon"),
        (f"{WHOLE}, an oil painting of a young woman in a boat", "oil painting"),
        (f"{WHOLE}, in the style of Alphonse Mucha, in a garden", "in the style of Alphonse Mucha"),
        (f"{WHOLE}, art by Mucha", "art by Mucha"),
    ],
)
def test_a_style_is_named(caption: str, word: str, example: Callable[..., Path]) -> None:
    (finding,) = found(example, caption)
    assert finding.severity == "warning"
    assert f"('{word}')" in finding.message


@pytest.mark.parametrize(
    "caption",
    [
        f"a photo of {WHOLE}",
        f"{WHOLE}, reading a comic book",
        f"{WHOLE}, in front of an anime poster",
        f"{WHOLE}, beside a vintage car",
        f"{WHOLE}, in a retro diner",
        f"{WHOLE}, in a minimalist room",
        f"{WHOLE}, a watercolor painting on the wall",
        f"{WHOLE}, drawing a sketch in her notebook",
        f"{WHOLE}, neon lights of a cyberpunk city",
        f"{WHOLE}, in an art gallery",
        f"{WHOLE}, stylish boots",
        f"{WHOLE}, drawn by curiosity to the old well",
        f"{WHOLE}, in line art class",
        f"{WHOLE}, an oil painting of a ship behind her",
        f"{WHOLE}, before a palace in the style of Gaudí",
        f"{WHOLE}, in a cyberpunk girl band",
        f"{WHOLE}, im Stil von Anime",
    ],
)
def test_a_thing_of_a_style_is_none(caption: str, example: Callable[..., Path]) -> None:
    assert found(example, caption) == []


def test_a_style_that_is_the_character_is_none(example: Callable[..., Path]) -> None:
    assert found(example, "Vendalixia, a cartoon fox, running", "identity: a cartoon fox\n") == []


LOCKED = "style: cel-shaded anime\n"


@pytest.mark.parametrize(
    ("caption", "words"),
    [
        (f"{WHOLE}, cel-shaded anime", None),
        (f"Cel-shaded anime of {WHOLE}", None),
        (WHOLE, "lacks the style 'cel-shaded anime'"),
        (f"{WHOLE}, cel shaded anime", "words the style 'cel-shaded anime' otherwise: 'cel shaded anime'"),
        (f"{WHOLE}, anime style", "words the style 'cel-shaded anime' otherwise: 'anime style'"),
        (
            f"{WHOLE}, watercolor painting",
            "lacks the style 'cel-shaded anime' and says 'watercolor painting'",
        ),
        (
            f"{WHOLE}, cel-shaded anime, oil painting",
            "another style ('oil painting') beside",
        ),
        (f"{WHOLE}, cel-shaded anime, beside an oil painting on an easel", None),
    ],
)
def test_a_locked_style_is_kept_to(caption: str, words: str | None, example: Callable[..., Path]) -> None:
    findings = found(example, caption, LOCKED)
    assert [words in one.message for one in findings if words] == ([True] if words else [])
    assert len(findings) == (1 if words else 0)


def test_a_template_without_the_style_is_said_once(example: Callable[..., Path]) -> None:
    path = example(f'{LOCKED}caption_template: "{{trigger}}, {{identity}}, {{pose}} {{environment}}"\n')
    (finding,) = lint_spec(path, config=LintConfig(select=("C108",))).findings
    assert (finding.path, finding.hint) == (("caption_template",), "Put `{style}` into the template.")
