"""Where a hit is: rules yield paths, this finds the file, the line and the column."""

import pathlib
import re

from charspec.dataset import Item
from charspec.errors import Path
from charspec.files import open_file
from charspec.lint.context import Context
from charspec.lint.finding import Hit, Location, Related
from charspec.source import Source, Span
from charspec.source.parsed import LineTable

_START = Span(1, 1, 1, 1)
_MAX_TEXT = 1 << 20


class Places:
    """The places of one spec, and the texts that were opened to find them."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.texts: dict[str, str] = {context.source.file: context.source.text}
        self._lines: dict[str, LineTable] = {}
        self._rows: dict[str, dict[int, tuple[int, int]]] = {}

    def locate(self, hit: Hit) -> Location:
        """The place a person must edit for a hit."""
        if hit.file is not None:
            return self._beside(hit.file, hit.span or _START, hit.word)
        if hit.span is not None:
            return Location(self._context.source.file, hit.span)
        return self._of_path(hit.path, hit.word)

    def related(self, hit: Hit) -> tuple[Related, ...]:
        """The further places of a hit. A caption beside the spec brings the spec's line along: there stands
        what else is said of the picture, and there an ignore goes."""
        found = [Related(self._of_path(also.path, also.word), also.message) for also in hit.also]
        picture = hit.path[:1] == ("images",) and len(hit.path) > 1
        if (hit.file and picture) or (hit.span is None and self._is_beside(hit.path)):
            source = self._context.source
            line = Location(source.file, source.key_span(hit.path[:2]))
            if all(one.location != line for one in found):
                found.append(Related(line, "the picture in the spec"))
        return tuple(found)

    def _of_path(self, path: Path, word: str | None) -> Location:
        source = self._context.source
        item = self._item_of(path)
        if item and self._is_beside(path):
            place = item.caption_location
            return self._beside(place.file, place.span or _START, word, item.caption_source == "metadata")
        if item and item.spec_path == ("images",):
            return Location(self.shown(item.file), _START)
        if len(path) == 2 and path[0] == "images":
            return Location(source.file, source.key_span(path))
        return Location(source.file, self._in_spec(path, word, source))

    def _is_beside(self, path: Path) -> bool:
        item = self._item_of(path)
        return bool(item and path[2:] == ("caption",) and item.caption_source in ("sidecar", "metadata"))

    def lines_of(self, hit: Hit) -> set[int]:
        """The lines of the spec whose ignores count for a hit, wherever it is located."""
        source = self._context.source
        lines = {source.span(hit.path).line, source.key_span(hit.path).line}
        return lines | ({hit.span.line} if hit.span and hit.file is None else set())

    def shown(self, file: str) -> str:
        """The name to show for a file, given relative to the spec's folder."""
        return (pathlib.PurePosixPath(self._context.source.file).parent / file).as_posix()

    def _item_of(self, path: Path) -> Item | None:
        if len(path) < 2 or path[0] != "images" or not isinstance(path[1], str):
            return None
        return self._context.by_file.get(path[1])

    def _in_spec(self, path: Path, word: str | None, source: Source) -> Span:
        if word and path in source.values:
            node = source.values[path]
            if found := _find(source.text, word, node.start, node.end):
                return source.span_between(*found)
        # Text below `caption: >-` is shown by its key, where the eye looks for it.
        if path in source.keys and source.values[path].style in ("literal", "folded"):
            return source.key_span(path)
        return source.span(path)

    def _beside(self, file: str, span: Span, word: str | None, row: bool = False) -> Location:
        """A place in a text file beside the spec, narrowed to a word if it is found in that stretch; in a
        `row`, to its caption at least."""
        shown = self.shown(file)
        if shown not in self.texts:
            self.texts[shown] = _read(self._context.folder / file)
        if shown not in self._lines:
            self._lines[shown] = LineTable(self.texts[shown])
        lines = self._lines[shown]
        found = (
            _find(self.texts[shown], word, lines.offset(span.line - 1, 0), lines.offset(span.end_line, 0))
            if word
            else None
        )
        if row and not found:
            found = self._caption_in_row(shown, span.end_line)
        if found:
            span = Span(*lines.position(found[0]), *lines.position(found[1]))
        return Location(shown, span)

    def _caption_in_row(self, shown: str, line: int) -> tuple[int, int] | None:
        if shown not in self._rows:
            # Here: few findings need it, and most runs have none.
            from charspec.lint.mending.rows import caption_places

            self._rows[shown] = caption_places(self.texts[shown], shown)
        return self._rows[shown].get(line)


def _find(text: str, word: str, start: int, end: int) -> tuple[int, int] | None:
    # Mostly it stands there as it is, which is a hundred times quicker to find.
    if word and (exact := text.find(word, start, end)) >= 0:
        return exact, exact + len(word)
    pattern = r"\s+".join(map(re.escape, word.split()))
    found = re.compile(pattern).search(text, start, end) if pattern else None
    return found.span() if found else None


def _read(path: pathlib.Path) -> str:
    try:
        with open_file(path) as stream:
            return stream.read(_MAX_TEXT).decode("utf-8-sig", "replace")
    except OSError:
        return ""
