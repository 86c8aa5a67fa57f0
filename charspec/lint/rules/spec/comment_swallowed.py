"""No value loses its tail as a comment.

In YAML, ` #` begins a comment wherever a value is not quoted: of `silver hair #c0c0c0` only `silver hair`
remains, silently. The rule looks for a colour code or a number directly behind a `#` that follows a value: a
comment written for people has words, mostly with a blank after the `#`.

## Fires
```character.yaml
schema: charspec/1
trigger: Vendalixia
identity:
  is: a young woman
  with:
    - silver hair #c0c0c0
images: images/
```

## Does not fire
```character.yaml
schema: charspec/1
trigger: Vendalixia  # 2nd try
identity:
  is: a young woman #todo: how old?
  with:
    - "silver hair #c0c0c0"
images: images/
```

## Fix
Safe: the value is quoted together with what was taken for a comment, if nothing else stands behind it.
Between `[ ]` and `{ }` it is left to the author: there a comma may end the value, or belong to it.
"""

import re
from collections.abc import Iterator

from charspec.errors import Path
from charspec.lint.finding import Fix, Hit, Rewrite, Severity
from charspec.source import Source

CODE = "S112"
NAME = "comment-swallowed"
SEVERITY: Severity = "warning"

_TAIL = re.compile(r"[ \t]+(#(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{6}|[0-9a-fA-F]{3}|\d{1,3})(?![\w-]))([^\r\n]*)")


def check(source: Source) -> Iterator[Hit]:
    for path, node in source.values.items():
        if node.style != "plain":
            continue
        found = _TAIL.match(source.text, node.end)
        if not found or not _is_code(found[1]):
            continue
        tail = (found[1] + found[2]).rstrip()
        written = source.text[node.start : node.end]
        # A number may be that of an issue; behind a second '#' stands a comment that must not be lost.
        between = _is_between_brackets(source, path)
        sure = bool(written) and not found[1][1:].isdigit() and " #" not in found[2] and not between
        tail = found[1] if between else tail
        yield Hit(
            path,
            f"'{found[1]}' is lost: unquoted, everything from ' #' on is a comment",
            f'Quote the whole value: "{written} {tail}"' if written else f'Quote the value: "{tail}"',
            Fix("Quote the value with what was lost", (Rewrite(path, str.strip, "line"),)) if sure else None,
            span=source.span_between(found.start(1), found.end(1)),
        )


def _is_between_brackets(source: Source, path: Path) -> bool:
    """Whether a value stands in `[ ]` or `{ }`; those that are never closed have no node."""
    around = [source.values.get(path[:length]) for length in range(len(path))]
    return any(node is None or node.style == "flow" for node in around)


def _is_code(word: str) -> bool:
    """Whether a word behind a '#' is a number or a colour, and no word of six letters from a to f."""
    code = word[1:]
    return any(map(str.isdigit, code)) or len(set(code)) == 1 or code[::2] == code[1::2]
