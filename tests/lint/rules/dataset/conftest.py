"""Sets of labelled or captioned pictures, and the findings of one rule about them."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from charspec.lint import Finding, LintConfig, lint_spec

HEAD = "Vendalixia, a young woman with silver hair and a red scarf"


@pytest.fixture
def labelled(example: Callable[..., Path]) -> Callable[..., list[Finding]]:
    """`labelled("D105", [{"angle": "front"}, …], head)` → what it says of pictures with these labels."""

    def find(code: str, pictures: Sequence[dict[str, str]], head: str = "") -> list[Finding]:
        lines = [f"{head}images:"]
        for number, labels in enumerate(pictures):
            inner = "".join(f'    {key}: "{value}"\n' for key, value in labels.items())
            lines.append(f"  images/{number:02}.png:\n{inner}".rstrip("\n"))
        return findings(example("\n".join(lines) + "\n"), code)

    return find


@pytest.fixture
def captioned(example: Callable[..., Path]) -> Callable[..., list[Finding]]:
    """`captioned("D105", ["front view, smiling", …])` → what it says of pictures with these sidecars.

    Trigger and identity are put in front, unless a caption begins with `=`.
    """

    def find(code: str, captions: Sequence[str], head: str = "") -> list[Finding]:
        files = {
            f"images/{number:02}.txt": caption[1:] if caption.startswith("=") else f"{HEAD}, {caption}"
            for number, caption in enumerate(captions)
        }
        lines = [f"{head}images:", *(f"  {file.replace('.txt', '.png')}:" for file in files)]
        return findings(example("\n".join(lines) + "\n", files), code)

    return find


def findings(path: Path, code: str) -> list[Finding]:
    return list(lint_spec(path, config=LintConfig(select=(code,))).findings)
