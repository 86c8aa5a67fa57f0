"""Says in words what a YAML parser means, and what to type instead."""

from typing import NamedTuple

from charspec.lazy import pattern

_BRACE_VALUE = pattern(r"(?:^|[:\-]\s+)\s*(\{\w+\}.*?)\s*$")
_BRACKET_VALUE = pattern(r"[:\-]\s+(\[\w+\]\s*\S.*?)\s*$")
_AFTER_QUOTE = pattern(r"""[:\-]\s+(["'])""")


class Fault(NamedTuple):
    """What is wrong and what to do."""

    message: str
    hint: str | None


def quoted_placeholder(line: str) -> Fault | None:
    """The commonest slip: `caption: {trigger}, smiling`, which YAML takes for a mapping."""
    found = _BRACE_VALUE().search(line)
    if not found:
        return None
    return Fault(
        f"a plain YAML value cannot begin with '{{': {shorten(found[1])}",
        f'Quote it: "{shorten(found[1], 100)}"',
    )


def explain(problem: str, context: str, lines: list[str]) -> Fault:
    """Turn the parser's complaint and the lines it is about into a sentence and a next step."""
    for line in lines:
        fault = quoted_placeholder(line)
        if fault:
            return fault
    line = lines[-1] if lines else ""
    if bracket := _BRACKET_VALUE().search(line):
        return Fault(
            f"text after a list: {shorten(bracket[1])}",
            f'Quote a value that begins with "[": "{shorten(bracket[1], 100)}"',
        )
    if "mapping values are not allowed" in problem:
        return Fault(
            "a second ': ' on one line, or a line indented deeper than the one it belongs to",
            "Quote a value that contains ': ', and indent keys of one mapping alike.",
        )
    if "cannot start any token" in problem:
        if "\t" in line[: len(line) - len(line.lstrip())]:
            return Fault("a tab used as indentation", "Indent with spaces: YAML does not allow tabs there.")
        return Fault(
            'a character that a plain YAML value cannot begin with (one of @ ` % ")', "Quote the value."
        )
    if "quoted scalar" in context:
        return Fault("a quotation mark that is never closed", "Close the quotation mark.")
    if "flow" in context:
        return Fault("a '[' or '{' that is not closed, or a comma that is missing", "Close the bracket.")
    if _AFTER_QUOTE().search(line):
        return Fault("text after a closing quotation mark", "Put the whole value inside the quotation marks.")
    if "expected ':'" in problem:
        return Fault(f"no ': ' after '{shorten(line.strip())}'", "Write a key and its value as `key: value`.")
    if "expected key" in problem or "expected <block end>" in problem or "'-' indicator" in problem:
        return Fault(
            "a line indented unlike its neighbours, or text left over after a value",
            "Indent keys of one mapping, and items of one list, alike.",
        )
    return Fault(
        f"not readable as YAML: {problem}", "Check the indentation and the quotation marks of this line."
    )


def shorten(text: str, length: int = 60) -> str:
    """At most `length` characters of one line, for a message."""
    flat = " ".join(text.split())
    return flat if len(flat) <= length else flat[: length - 1] + "…"
