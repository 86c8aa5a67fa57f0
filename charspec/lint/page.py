"""The page of a rule: its docstring, taken apart.

A page has a title line, an explanation, and the sections `## Fires`, `## Does not fire` and `## Fix`. An
example is fenced blocks whose info string is a file name: `character.yaml`, sidecars, a
configuration, and pictures and models described in words (`800×600`, `truncated`, `missing`, …).
"""

import re
from dataclasses import dataclass

_SECTION = re.compile(r"^## (.+)$", re.MULTILINE)
_BLOCK = re.compile(r"^```(\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)

SECTIONS = ("Fires", "Does not fire", "Fix")


@dataclass(frozen=True)
class Page:
    """A rule's page; `fires` and `silent` are its examples: file name → content."""

    title: str
    explanation: str
    fires: dict[str, str]
    silent: dict[str, str]
    fix: str


def read_page(docstring: str) -> Page:
    """Take a rule's docstring apart; raises ValueError if a section is missing or an example has no spec."""
    head, *parts = _SECTION.split(docstring)
    sections = dict(zip(parts[::2], (text.strip() for text in parts[1::2]), strict=True))
    if tuple(sections) != SECTIONS:
        raise ValueError(f"the sections must be {SECTIONS}, found {tuple(sections)}")
    title, _, explanation = head.strip().partition("\n")
    examples = [dict(_BLOCK.findall(sections[name] + "\n")) for name in SECTIONS[:2]]
    if any("character.yaml" not in example for example in examples):
        raise ValueError("an example has no block ```character.yaml")
    return Page(title, explanation.strip(), examples[0], examples[1], sections["Fix"])
