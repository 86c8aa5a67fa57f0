"""Prompts of one's own against pictures, and what one rule says of them."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from charspec.lint import Finding, LintConfig, lint_spec


@pytest.fixture
def prompted(example: Callable[..., Path]) -> Callable[..., list[Finding]]:
    """`prompted("P106", {"new_pose": …}, [{"pose": "standing"}, …])` → what the rule says of the prompts.

    A picture given as text has it as its caption. Without prompts the spec has no `tests`.
    """

    def find(
        code: str,
        prompts: Mapping[str, str] | None,
        pictures: Sequence[Mapping[str, str] | str] = ({"pose": "standing"},),
        head: str = "",
    ) -> list[Finding]:
        lines = [f"{head}images:"]
        for number, labels in enumerate(pictures):
            lines.append(f"  images/{number:02}.png:")
            said = {"caption": labels} if isinstance(labels, str) else labels
            lines += [f'    {key}: "{value}"' for key, value in said.items()]
        if prompts is not None:
            lines += ["tests:", *(f'  {slot}: "{text}"' for slot, text in prompts.items())]
        return list(lint_spec(example("\n".join(lines) + "\n"), config=LintConfig(select=(code,))).findings)

    return find
