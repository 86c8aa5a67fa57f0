"""Every picture beside the listed ones is in the spec.

A picture that was copied into the folder and never listed does not train, and its author believes it does.
Only folders that the spec takes pictures from are looked at. Left alone are masks and other companions of a
listed picture (`front-mask.png`, `front.webp`), pictures that a spec beside this one uses, those that the
spec names anywhere (a comment saying why `left.png` is out will do), and covers, previews and contact sheets.
Where more pictures are left out than listed, the list is a selection: that is told as information.

## Fires
```character.yaml
images:
  images/front.png: {angle: front}
```
```images/left.png
1024×1024
```

## Does not fire
```character.yaml
images:
  images/front.png: {angle: front}
  # images/left.png is too dark to train on
```
```images/left.png
1024×1024
```
```images/front_mask.png
1024×1024
```
```extra/left.png
1024×1024
```

## Fix
None: whether a picture is to train is the author's choice.
"""

import pathlib
import re
from collections import defaultdict
from collections.abc import Iterator

from charspec.dataset import Dataset
from charspec.lazy import pattern
from charspec.lint.finding import Hit, Severity
from charspec.lint.sets.grouped import listed
from charspec.lint.sets.meant import meant_instead
from charspec.lint.sets.siblings import used_by_specs_in
from charspec.lint.wording import plural
from charspec.source import Source
from charspec.spec import CharacterSpec

CODE = "I105"
NAME = "orphan-image"
SEVERITY: Severity = "warning"

_MOST_NAMED = 200
_COMPANION = pattern(
    r"[-_. @](?:mask(?:ed)?|matte|alpha|depth|pose|canny|lineart|seg|\d+x|enhanced|upscaled|orig(?:inal)?|raw"
    r"|source|old|bak|backup|cropped|crop|thumb(?:nail)?|small|full)$",
    re.IGNORECASE,
)
_ABOUT_THE_SET = pattern(
    r"(?:readme|cover|preview|thumb(?:nail)?s?|banner|logo|icon|contact[-_ ]?sheet|overview|montage|collage"
    r"|grid|palette|swatch(?:es)?|mood[-_ ]?board)[-_ ]?\d*$",
    re.IGNORECASE,
)


def check(dataset: Dataset, spec: CharacterSpec, source: Source, folder: pathlib.Path) -> Iterator[Hit]:
    # Of a folder that is scanned, every picture trains.
    if isinstance(spec.images, str) or not dataset.orphan_pictures:
        return
    by_folder: dict[str, list[str]] = defaultdict(list)
    forgotten = list(_forgotten(dataset, folder))
    # Nobody names hundreds of files in comments, and a long text takes its time to search.
    if len(forgotten) <= _MOST_NAMED:
        forgotten = [file for file in forgotten if not _says(source.text, file)]
    for file in forgotten:
        by_folder[str(pathlib.PurePosixPath(file).parent)].append(file)
    for parent, files in by_folder.items():
        where = "beside the spec" if parent == "." else f"in {parent}/"
        verb = "is" if len(files) == 1 else "are"
        yield Hit(
            ("images",),
            f"{plural(len(files), 'picture')} {where} {verb} not in the spec: {listed(files)}",
            "List what is to train below `images:`; move or delete the rest, or name it in a comment.",
            severity="info" if len(files) > len(dataset.items) else "warning",
        )


def _forgotten(dataset: Dataset, folder: pathlib.Path) -> Iterator[str]:
    shared = used_by_specs_in(folder)
    stems = {str(pathlib.PurePosixPath(item.file).with_suffix("")) for item in dataset.items}
    # I101 asks whether such a one is meant by an entry that points at nothing.
    meant = set(meant_instead(dataset).values())
    for file in dataset.orphan_pictures:
        path = pathlib.PurePosixPath(file)
        stem = str(path.with_suffix(""))
        companion = stem in stems or _COMPANION().sub("", stem) in stems
        if not (companion or file in meant or shared.uses(file) or _ABOUT_THE_SET().match(path.stem)):
            yield file


def _says(text: str, file: str) -> bool:
    """Whether a text names a file, not only another one whose name ends or begins like it."""
    names = "|".join(re.escape(name) for name in {file, pathlib.PurePosixPath(file).name})
    return re.search(rf"(?<![\w./-])(?:{names})(?![\w-])", text) is not None
