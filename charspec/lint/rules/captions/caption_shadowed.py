"""Every picture has one caption, in one place.

`caption` in the spec wins over labels, labels over the sidecar, the sidecar over a row of metadata; texts
are never merged, and of two rows for one picture the first counts. A caption that loses is read by nobody,
and whoever edits it will wonder why nothing changes. Where both say the same, that is told as information. If
most of a set is like that, it is said once.

## Fires
```character.yaml
images:
  images/front.png:
    pose: standing
```
```images/front.txt
Vendalixia, a young woman with silver hair and a red scarf, running
```

## Does not fire
```character.yaml
images:
  images/front.png:
    pose: standing
    caption: Vendalixia, a young woman with silver hair and a red scarf, standing
  images/back.png:
```
```images/back.txt
Vendalixia, a young woman with silver hair and a red scarf, seen from behind
```

## Fix
None: which of the two is right is for the author to say.
"""

from collections.abc import Iterator, Sequence

from charspec.captions import expand
from charspec.dataset import Item
from charspec.lint.finding import Hit, Severity
from charspec.lint.sets.grouped import HABIT, listed
from charspec.lint.words.normal import normal
from charspec.spec import CharacterSpec

CODE = "C115"
NAME = "caption-shadowed"
SEVERITY: Severity = "warning"

_SOURCES = {
    "spec": "its `caption` in the spec",
    "template": "its labels in the spec",
    "sidecar": "its sidecar",
    "metadata": "an earlier row",
}


def check(items: Sequence[Item], spec: CharacterSpec) -> Iterator[Hit]:
    differing: list[Item] = []
    equal: list[Item] = []
    for item in items:
        if item.shadowed:
            (equal if _says_the_same(item, spec) else differing).append(item)
    yield from _hits(differing, len(items), SEVERITY)
    yield from _hits(equal, len(items), "info")


def _hits(items: Sequence[Item], total: int, severity: Severity) -> Iterator[Hit]:
    same = ", though it says the same" if severity == "info" else ""
    hint = "Delete one of the two: only the one that wins is read."
    if len(items) >= HABIT and 2 * len(items) > total:
        files = listed([item.shadowed[0].location.file for item in items])
        message = f"{len(items)} of {total} pictures have a second caption that is never read{same}: {files}"
        yield Hit(("images",), message, hint, severity=severity)
        return
    for item in items:
        for written in item.shadowed:
            place = written.location
            wins = _SOURCES.get(item.caption_source, "another one")
            yield Hit(
                ("images", item.file, "caption"),
                f"this caption of {item.file} is never read: {wins} wins{same}",
                hint,
                severity=severity,
                span=place.span,
                file=place.file,
                word=written.text,
            )


def _says_the_same(item: Item, spec: CharacterSpec) -> bool:
    caption = normal(item.caption)
    return all(normal(expand(written.text, spec)) == caption for written in item.shadowed)
