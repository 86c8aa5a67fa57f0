"""The manual as data: `charspec rule --all --format json`."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from charspec.lint.manual.entry import GROUPS, Entry

VERSION = 1


def write(chosen: Iterable[Entry]) -> str:
    """`{"version": 1, "rules": […]}`; each rule with what its page says."""
    document = {"version": VERSION, "rules": [_entry(entry) for entry in chosen]}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _entry(entry: Entry) -> dict[str, Any]:
    rule, page = entry.rule, entry.page
    return {
        "code": rule.code,
        "name": rule.name,
        "group": GROUPS[rule.code[0]],
        "severity": rule.severity,
        "confidence": rule.confidence,
        "title": page.title,
        "explanation": page.explanation,
        "fires": _files(page.fires),
        "does_not_fire": _files(page.silent),
        "fix": {"kind": entry.fix, "text": page.fix},
        "docs": rule.docs,
    }


def _files(example: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"file": name, "content": content} for name, content in example.items()]
