"""Ways of writing a value into a file, its author's own way first.

`manner` is how a value is to be written: `kept`, in the style it has; `bare`, without quotes, because a
number or a switch is meant; `line`, in place of itself and all that stands behind it on its line.
"""

import json
import re
from collections.abc import Iterator
from typing import Literal, TypeAlias

from charspec.errors import Path
from charspec.lazy import pattern
from charspec.source.model import Node
from charspec.source.parsed import Source
from charspec.source.reader import parse

Manner: TypeAlias = Literal["kept", "bare", "line"]

_BREAK = re.compile("\r\n|[\n\r]")
_BARE_PLACEHOLDER = pattern(
    r"""^([ \t]*(?:-[ \t]+)?(?:[^\s:#{}\[\],][^:#\n\r]*:[ \t]+)?)
    (\{(?:trigger|identity)\}[^\n\r]*?)
    ([ \t]+\#[^\n\r]*|[ \t]*)(?=\r?$)""",
    re.MULTILINE | re.VERBOSE,
)
_COMMENT = re.compile(r"\s+#.*")
_TOKEN = re.compile(r"(\s*)(\S+)")


def spellings(source: Source, path: Path, text: str, manner: Manner = "kept") -> Iterator[str]:
    """Ways of writing `text` in place of the scalar at `path`; the caller tries which reads back."""
    node = source.values[path]
    if manner == "bare":
        yield text
    elif manner == "line":
        yield double(text)
    else:
        yield from _kept(source, path, node, text)


def double(text: str) -> str:
    """A text in double quotes. JSON's escapes are a subset of YAML's."""
    return json.dumps(text, ensure_ascii=False)


def quote_placeholders(text: str) -> str:
    """The text of a file with quotes around values that begin with `{trigger}` or `{identity}`, which YAML
    takes for mappings. A value that stands alone on its line, as in a block of text, is left as it is.

    >>> quote_placeholders("caption: {trigger}, smiling  # hers")
    'caption: "{trigger}, smiling"  # hers'
    """
    return _BARE_PLACEHOLDER().sub(
        lambda found: found[1] + double(found[2]) + found[3] if found[1].strip() else found[0], text
    )


def newline(text: str, offset: int) -> str:
    """The line break in use at a place: the one that ends its line, else the last one before it."""
    after = _BREAK.search(text, offset)
    before = None if after else next(reversed(list(_BREAK.finditer(text, 0, offset))), None)
    found = after or before
    return found[0] if found else "\n"


def rest_of_line(text: str, offset: int) -> int:
    """Where the line that holds a place ends, its line break not included."""
    found = _BREAK.search(text, offset)
    return found.start() if found else len(text)


def _kept(source: Source, path: Path, node: Node, text: str) -> Iterator[str]:
    raw = source.text[node.start : node.end]
    old = str(source.get(path) or "")
    if node.style in ("literal", "folded"):
        yield from _in_block(source, node, old, text)
    elif node.style == "plain":
        if _BREAK.search(raw) and (changed := spliced(raw, old, text, "plain")) is not None:
            yield changed
        space = " " if not raw and source.text[node.start - 1 : node.start] in ":-" else ""
        if _reads_plain(text, _in_flow(source, path)):
            yield space + text
        yield from (space + double(text), space + _single(text))
    else:
        changed = spliced(raw[1:-1], old, text, node.style)
        if changed is not None:
            yield raw[0] + changed + raw[-1]
        if node.style == "single":
            yield _single(text)
        yield double(text)


def _in_block(source: Source, node: Node, old: str, text: str) -> Iterator[str]:
    raw = source.text[node.start : node.end]
    first = _BREAK.search(raw)
    header, body = (raw[: first.start()], raw[first.end() :]) if first else (raw or "|", "")
    end = newline(source.text, node.start)
    if (changed := spliced(body, old, text, "block")) is not None:
        yield header + end + changed
    lines = [line for line in _BREAK.split(body) if line.strip()]
    indent = " " * (len(lines[0]) - len(lines[0].lstrip()) if lines else 2)
    yield header + "".join(end + (indent + line if line else "") for line in text.split("\n"))
    comment = _COMMENT.search(header)
    yield double(text) + (comment[0] if comment else "")


def spliced(body: str, old: str, new: str, style: str) -> str | None:
    """The raw text with its words exchanged where they differ: line breaks, indents and escapes stay.

    None if the words of the raw text are not those of its value, one by one.
    """
    tokens = _TOKEN.findall(body)
    before, after = old.split(), new.split()
    if len(tokens) != len(before) or not tokens or not after:
        return None
    written: list[tuple[str, str]] = []
    from difflib import SequenceMatcher  # to mend a text only

    for kind, i1, i2, j1, j2 in SequenceMatcher(None, before, after, False).get_opcodes():
        if kind == "equal":
            written += [tokens[index] if index else (" ", tokens[0][1]) for index in range(i1, i2)]
            continue
        gap = tokens[i1][0] if 0 < i1 < i2 else " "
        written += [(" " if place > j1 else gap, _escaped(after[place], style)) for place in range(j1, j2)]
    written[0] = (tokens[0][0], written[0][1])
    return "".join(gap + word for gap, word in written) + body[len(body.rstrip()) :]


def _escaped(word: str, style: str) -> str:
    if style == "single":
        return _single(word)[1:-1]
    return double(word)[1:-1] if style == "double" else word


def _single(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _in_flow(source: Source, path: Path) -> bool:
    parents = (path[:length] for length in range(len(path)))
    return any(source.values[parent].style == "flow" for parent in parents if parent in source.values)


def _reads_plain(text: str, in_flow: bool) -> bool:
    """Whether a text needs no quotes where it is to stand; a whole file is not parsed to learn that."""
    found = parse(f"[{text}]" if in_flow else f"k: {text}")
    return not found.problems and found.data == ([text] if in_flow else {"k": text})
