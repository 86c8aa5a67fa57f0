"""Putting prompts into the text of a spec: comments, order and quoting of all else stay as they are."""

from __future__ import annotations

import re
from collections.abc import Mapping

from charspec.errors import CharspecError
from charspec.source import Source, apply_edits, insert, parse, replace, rest_of_line
from charspec.source.edits import Edit
from charspec.source.scalar_text import scalar

_HINT = "Write one prompt per line: `baseline: …`."
_BEFORE = ("train", "release")
"""Keys before which `tests` stands in a spec that has none."""


def put_prompts(text: str, prompts: Mapping[str, str], file: str = "character.yaml") -> str:
    """The text of a spec with these prompts: those of slots that are there replaced, the others added.

    Raises CharspecError (exit 1) if the text is no YAML that could be edited, or its `tests` no mapping.
    """
    source = parse(text, file)
    source.raise_first()
    tests = source.get(("tests",)) if ("tests",) in source.values else None
    if isinstance(tests, dict) and tests:
        return _into(source, tests, prompts)
    if tests is not None and tests != {}:
        raise CharspecError("`tests` is no mapping of slots to prompts", source.where(("tests",)), _HINT, 1)
    return _checked(text, _whole(source, prompts), prompts, file)


def _into(source: Source, tests: Mapping[str, object], prompts: Mapping[str, str]) -> str:
    edits = [
        replace(source, ("tests", slot), prompt)
        for slot, prompt in prompts.items()
        if slot in tests and tests[slot] != prompt
    ]
    text = apply_edits(source.text, edits)
    for slot, prompt in prompts.items():
        if slot not in tests:
            now = parse(text, source.file)
            text = apply_edits(text, [insert(now, ("tests", slot), prompt)])
    return text


def _whole(source: Source, prompts: Mapping[str, str]) -> str:
    """A block of prompts in place of `tests: {}`, or before the settings, or at the end."""
    block = [f"  {scalar(slot)}: {scalar(prompt)}" for slot, prompt in prompts.items()]
    end = "\r\n" if "\r\n" in source.text else "\n"
    if ("tests",) in source.values:
        node, key = source.values[("tests",)], source.keys[("tests",)]
        stop = rest_of_line(source.text, node.end)
        comment = source.text[node.end : stop].strip()
        first = source.text[key.start : key.end] + ":" + (f"  {comment}" if comment else "")
        return apply_edits(source.text, [Edit(key.start, stop, end.join([first, *block]))])
    lines = end.join(["tests:", *block, "", ""])
    for name in _BEFORE:
        if (name,) in source.keys:
            place = _above_comments(source.text, source.keys[(name,)].start)
            return apply_edits(source.text, [Edit(place, place, lines)])
    gap = "" if source.text.endswith(("\n", "\r")) else end
    place = len(source.text)
    return apply_edits(source.text, [Edit(place, place, gap + end + lines.removesuffix(end))])


def _above_comments(text: str, place: int) -> int:
    """The beginning of the comment lines right above a key, which belong to it."""
    lines = re.split(r"(?<=\n)", text[:place])
    while len(lines) > 1 and lines[-2].startswith("#"):
        lines.pop(-2)
    return sum(map(len, lines))


def _checked(before: str, after: str, prompts: Mapping[str, str], file: str) -> str:
    """The text after an edit that was made by hand, if it says what it should and all else as before."""
    was, now = parse(before, file), parse(after, file)
    if now.problems or not isinstance(now.data, dict) or not isinstance(was.data, dict):
        raise CharspecError("the prompts cannot be added here", file, "Add `tests:` by hand.", 1)
    rest = {key: value for key, value in now.data.items() if key != "tests"}
    if now.data["tests"] != dict(prompts) or rest != {k: v for k, v in was.data.items() if k != "tests"}:
        raise CharspecError("the prompts cannot be added here", file, "Add `tests:` by hand.", 1)
    return after
