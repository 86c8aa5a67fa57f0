"""YAML text → `Source`, with every refusal of the format.

Works on parser events, so that a document that is too deep, too large or too clever is refused before
anything is
built from it: no object of the document's choosing is ever made, and nothing is expanded.
"""

import pathlib
import re
from typing import Any, NamedTuple

import yaml

from charspec.errors import CharspecError, Path
from charspec.files import open_file, why
from charspec.source.model import Data, Node, Problem
from charspec.source.parsed import LineTable, Source
from charspec.source.scalars import Plain, is_null
from charspec.source.syntax import Fault, explain, quoted_placeholder, shorten

MAX_BYTES = 1 << 20
MAX_DEPTH = 24
MAX_NODES = 20_000
_MAX_PROBLEMS = 100

_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Escapes in double quotes can say what no file name, terminal or tokenizer can hold.
_UNUSABLE = re.compile("[\0\ud800-\udfff]")
_PLACEHOLDERS = ("trigger", "identity")
_STYLES = {"": "plain", "'": "single", '"': "double", "|": "literal", ">": "folded"}
# libyaml when PyYAML was built with it: ten times quicker, the same events.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read(path: pathlib.Path, file: str | None = None) -> Source:
    """Read and parse a file; `file` is the name to show (default: the path as given).

    Raises CharspecError (exit 2) if the path is not there or not a file. What the file says never raises, nor
    that it may not be read.
    """
    shown = file or str(path)
    try:
        with open_file(path) as stream:
            raw = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise CharspecError(
            "no such file", where=shown, hint="Check the path; a spec is a file such as character.yaml."
        ) from None
    except PermissionError as error:
        # The file is there: what is wrong with it is a finding, and other specs of a run are still linted.
        hint = "Make the file readable for whoever runs charspec."
        return Source(shown, "", problems=(Problem("S101", (), f"cannot be read: {why(error)}", hint),))
    except OSError as error:
        hint = "Give the path of a character.yaml that may be read."
        raise CharspecError(f"cannot be read: {why(error)}", where=shown, hint=hint) from None
    return parse(raw, shown)


def parse(raw: bytes | str, file: str = "character.yaml") -> Source:
    """Parse YAML text; everything wrong with it is in `problems`, and `data` holds what could be read."""
    data = raw if isinstance(raw, bytes) else raw.encode("utf-8", "surrogatepass")
    if len(data) > MAX_BYTES:
        message = f"larger than {MAX_BYTES >> 20} MiB; a spec is text of a few kilobytes"
        return Source(file, "", problems=(Problem("S107", (), message, "Is this the right file?"),))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _refuse_encoding(data, error.start, file)
    bom = text.startswith("\ufeff")
    text = text.removeprefix("\ufeff")
    if unprintable := _UNPRINTABLE.search(text):
        source = Source(file, text, bom=bom)
        message = f"a character that YAML does not allow (U+{ord(unprintable[0]):04X})"
        span = source.span_between(*unprintable.span())
        problem = Problem("S101", (), message, "Delete it; is this a text file?", span)
        return Source(file, text, problems=(problem,), bom=bom)
    return _Builder(file, text, bom).build()


def _refuse_encoding(data: bytes, byte: int, file: str) -> Source:
    text = data[:byte].decode("utf-8") + "\ufffd"
    span = Source(file, text).span_between(len(text) - 1, len(text))
    hint = "Save the file as UTF-8 text."
    return Source(
        file, text, problems=(Problem("S101", (), f"not UTF-8 text (byte {byte + 1})", hint, span),)
    )


class _Stop(Exception):  # noqa: N818 (a signal, not an error: the problem is already recorded)
    """Reading on makes no sense."""


class _Frame(NamedTuple):
    """An open collection. `live` is false below a key that was refused: its values are read and dropped."""

    container: dict[str, Data] | list[Data]
    path: Path
    start: int
    flow: bool
    live: bool


class _Key(NamedTuple):
    name: str
    node: Node
    live: bool


class _Builder:
    """Folds parser events into data, positions and problems."""

    def __init__(self, file: str, text: str, bom: bool) -> None:
        self.source = Source(file, text, bom=bom)
        self.text = text
        self.lines = LineTable(text, yaml_lines=True)
        self.values: dict[Path, Node] = {}
        self.keys: dict[Path, Node] = {}
        self.problems: list[Problem] = []
        self.data: Data = None
        self.frames: list[_Frame] = []
        self.waiting: list[_Key | None] = []
        self.nodes = 0
        self.documents = 0
        self.last_end = 0

    def build(self) -> Source:
        try:
            for event in yaml.parse(self.text, _LOADER):
                self.take(event)
        except _Stop:
            pass
        except yaml.MarkedYAMLError as error:
            self.syntax_error(error)
        except yaml.YAMLError as error:
            self.problem("S101", f"not readable as YAML: {shorten(str(error))}", None, 0, 0)
        return Source(
            self.source.file,
            self.text,
            self.data,
            self.values,
            self.keys,
            tuple(self.problems),
            self.source.bom,
        )

    def take(self, event: Any) -> None:
        start = self.lines.offset(event.start_mark.line, event.start_mark.column)
        end = self.lines.offset(event.end_mark.line, event.end_mark.column)
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self.stop("S101", "a second document begins here", "Keep one character per file.", start, end)
        elif isinstance(event, yaml.AliasEvent):
            hint = "Write the value out: aliases are not allowed."
            self.problem("S107", f"an alias (*{event.anchor})", hint, start, end)
            self.scalar_node("", start, end, "plain")
        elif isinstance(event, yaml.NodeEvent):
            self.refuse_cleverness(event, start, end)
            if isinstance(event, yaml.ScalarEvent):
                style = _STYLES[event.style or ""]
                while style in ("literal", "folded") and end > start and self.text[end - 1].isspace():
                    end -= 1
                self.scalar_node(event.value, start, end, style)
            else:
                self.open(event, start)
        elif isinstance(event, yaml.CollectionEndEvent):
            self.close(end)

    def refuse_cleverness(self, event: Any, start: int, end: int) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self.stop("S107", f"more than {MAX_NODES:,} values", "Split the character's set.", start, end)
        if event.anchor:
            hint = "Write the value where it is needed: anchors are not allowed."
            self.problem("S107", f"an anchor (&{event.anchor})", hint, start, end)
        if getattr(event, "tag", None):
            hint = "Remove the tag; a spec is plain data."
            self.problem("S107", f"a YAML tag ({shorten(event.tag)})", hint, start, end)

    def scalar_node(self, text: str, start: int, end: int, style: str) -> None:
        node = Node(start, end, style)
        if "${" in text:
            hint = "Write the value itself; a spec is plain data, without interpolation."
            self.problem("S109", f"an interpolation: {shorten(text)}", hint, start, end)
        if _UNUSABLE.search(text):
            text = _UNUSABLE.sub("\ufffd", text)
            hint = "Remove the escape."
            self.problem("S101", "an escape that stands for no usable character", hint, start, end)
        if self.wants_key():
            self.key(text, node)
            return
        key = self.waiting[-1] if self.frames else None
        if key and self.frames[-1].flow and style == "plain" and start == end == key.node.end:
            self.junk_key(key)
            return
        value: Data = text
        if style == "plain":
            value = None if is_null(text) else Plain(text)
        self.put(value, node)

    def wants_key(self) -> bool:
        return bool(self.frames) and isinstance(self.frames[-1].container, dict) and self.waiting[-1] is None

    def key(self, name: str, node: Node) -> None:
        frame = self.frames[-1]
        assert isinstance(frame.container, dict)
        path = (*frame.path, name)
        live = frame.live
        if name == "<<" and node.style == "plain":
            hint = "Write the keys out: merge keys are not allowed."
            self.problem("S107", "a merge key (<<)", hint, node.start, node.end, path)
            live = False
        elif live and name in frame.container:
            first = self.source.span_between(*self.keys[path][:2])
            hint = f"It stands already in line {first.line}: rename or delete one of the two."
            message = f"'{shorten(name)}' is given twice"
            self.problem("S102", message, hint, node.start, node.end, path)
            live = False
        elif live:
            frame.container[name] = None
            self.keys[path] = node
        self.waiting[-1] = _Key(name, node, live)

    def junk_key(self, key: _Key) -> None:
        """`{caption: Vendalixia, smiling}` has the key 'smiling' without a colon; `{trigger}` is one such
        key."""
        frame = self.frames[-1]
        self.waiting[-1] = None
        if not key.live or not isinstance(frame.container, dict):
            return
        del frame.container[key.name]
        del self.keys[(*frame.path, key.name)]
        fault: Fault | None = None
        if key.name in _PLACEHOLDERS and not frame.container:
            fault = quoted_placeholder(": {" + key.name + "}")
        fault = fault or Fault(
            f"'{shorten(key.name)}' stands alone between braces: a comma inside an unquoted value splits it",
            "Quote the whole value, or write the mapping in block style, one key per line.",
        )
        self.problem("S101", fault.message, fault.hint, key.node.start, key.node.end, frame.path)

    def open(self, event: Any, start: int) -> None:
        container: dict[str, Data] | list[Data] = {} if isinstance(event, yaml.MappingStartEvent) else []
        if self.wants_key():
            hint = "Quote the key if it is meant as text."
            self.stop("S101", "a list or a mapping used as a key", hint, start, start + 1)
        if len(self.frames) >= MAX_DEPTH:
            self.stop("S107", f"nested deeper than {MAX_DEPTH} levels", "Flatten it.", start, start + 1)
        style = "flow" if event.flow_style else "block"
        path, live = self.put(container, Node(start, start, style))
        self.frames.append(_Frame(container, path, start, bool(event.flow_style), live))
        self.waiting.append(None)

    def close(self, end: int) -> None:
        frame = self.frames.pop()
        self.waiting.pop()
        # The parser ends a block collection at the next token; for a person it ends with its last value.
        end = end if frame.flow else max(self.last_end, frame.start)
        self.last_end = max(self.last_end, end)
        if frame.live:
            self.values[frame.path] = Node(frame.start, end, "flow" if frame.flow else "block")

    def put(self, value: Data, node: Node) -> tuple[Path, bool]:
        """Store a value where the parser stands; returns its path and whether it counts."""
        path: Path = ()
        live = True
        if not self.frames:
            self.data = value
        else:
            frame = self.frames[-1]
            key = self.waiting[-1]
            if isinstance(frame.container, list):
                path, live = (*frame.path, len(frame.container)), frame.live
                frame.container.append(value)
            elif key is not None:
                path, live = (*frame.path, key.name), key.live
                self.waiting[-1] = None
                if live:
                    frame.container[key.name] = value
        if live:
            self.values[path] = node
        self.last_end = max(self.last_end, node.end)
        return path, live

    def here(self) -> Path:
        if not self.frames:
            return ()
        key = self.waiting[-1]
        return (*self.frames[-1].path, key.name) if key else self.frames[-1].path

    def problem(
        self, code: str, message: str, hint: str | None, start: int, end: int, path: Path | None = None
    ) -> None:
        span = self.source.span_between(start, end)
        self.problems.append(Problem(code, self.here() if path is None else path, message, hint, span))
        if len(self.problems) >= _MAX_PROBLEMS:
            raise _Stop

    def stop(self, code: str, message: str, hint: str | None, start: int, end: int) -> None:
        self.problem(code, message, hint, start, end)
        raise _Stop

    def _last_line(self) -> int:
        span = self.problems[-1].span
        return span.line if span else 0

    def syntax_error(self, error: yaml.MarkedYAMLError) -> None:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
        offset = self.lines.offset(line, column)
        # What was opened and never ended is mended where it begins, not where the parser gave up.
        unfinished = ("quoted" in error.context or "simple key" in error.context) if error.context else False
        if unfinished and error.context_mark:
            offset = self.lines.offset(error.context_mark.line, error.context_mark.column)
        all_lines = self.text.splitlines() or [""]
        shown = self.source.span_between(offset, offset).line
        about = all_lines[max(0, shown - 2) : shown]
        fault = explain(error.problem or "", error.context or "", about)
        if self.problems and self.problems[-1].code == "S101" and self._last_line() == shown:
            # `{trigger}, smiling` was noted as a stray mapping; the syntax error knows the whole value.
            self.problems.pop()
        try:
            self.problem("S101", fault.message, fault.hint, offset, min(offset + 1, len(self.text)))
        except _Stop:
            return
