"""What the page shows and saves. The spec is read anew when it has changed: a person may edit it too."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from charspec.captions import compose, expand
from charspec.dataset import Dataset, Item, load_dataset
from charspec.errors import CharspecError
from charspec.prepare.backends.picture import jpeg_bytes, shown_to_model
from charspec.prepare.captioning import keep, wanted_attributes
from charspec.prepare.review.pieces import notes, pieces
from charspec.prepare.review.suggestions import Suggested, suggested
from charspec.spec import CharacterSpec, load_spec

_LONG_SIDE = 1600
_MOST_LETTERS = 1000
_OWN = "in its own words; the fields below only tell lint what is shown"


class Edited(BaseModel):
    """What the page sends: which picture, and its fields as they stand there."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    number: int = Field(ge=0)
    values: dict[str, str]


class Review:
    """Goes through `files`, pictures of the spec at `path`, in their order."""

    def __init__(self, path: Path, files: Sequence[str]) -> None:
        self._path = path
        self._files = tuple(files)
        self._saving = threading.Lock()
        self._known: tuple[tuple[int, ...], CharacterSpec, Dataset] | None = None
        self.accepted: set[int] = set()

    def overview(self) -> dict[str, object]:
        """The set: its name, its files, which of them are accepted."""
        return {
            "name": self._spec().name,
            "files": list(self._files),
            "accepted": sorted(self.accepted),
        }

    def item(self, number: int) -> dict[str, object]:
        """One picture: its fields with suggestions, its caption in pieces."""
        spec, dataset, item = self._read(number)
        fields: list[dict[str, object]] = [self._field(one, item) for one in suggested(spec, dataset)]
        if item.picture.caption is not None:
            fields.insert(0, {"name": "caption", "meaning": _OWN, "value": item.picture.caption})
        return {
            "file": item.file,
            "state": "draft" if item.picture.draft else "reviewed" if item.caption else "no caption yet",
            "fields": fields,
            **self._shown(spec, item, _values(item)),
        }

    def composed(self, edited: Edited) -> dict[str, object]:
        """The caption as it would be with these values, in pieces, and what is odd about them."""
        spec, _, item = self._read(edited.number, again=False)
        return self._shown(spec, item, _tidied(edited.values, spec, item))

    def save(self, edited: Edited) -> None:
        """Write the values to the spec; the picture is a draft no longer.

        Raises CharspecError for values that say nothing, or that the spec cannot hold.
        """
        with self._saving:
            spec, _, item = self._read(edited.number)
            values = _tidied(edited.values, spec, item)
            if not (values or item.caption_source in ("sidecar", "metadata")):
                hint = "A caption says what is special about the picture."
                raise CharspecError("fill in one field at least", item.file, hint, 1)
            there = _values(item)
            drop = [name for name in there if name not in values]
            if item.picture.draft:
                drop.append("draft")
            changed = {name: value for name, value in values.items() if there.get(name) != value}
            if changed or drop:
                keep(self._path, item.file, changed, drop)
            self.accepted.add(edited.number)

    def picture(self, number: int) -> bytes:
        """The picture as it trains, as a JPEG of at most 1600 pixels."""
        _, _, item = self._read(number)
        return jpeg_bytes(shown_to_model(item.path, item.picture.crop, _LONG_SIDE))

    def _field(self, one: Suggested, item: Item) -> dict[str, object]:
        value = item.picture.attributes.get(one.name, "")
        return {"name": one.name, "meaning": one.meaning, "value": value, "terms": list(one.terms)}

    def _shown(self, spec: CharacterSpec, item: Item, values: Mapping[str, str]) -> dict[str, object]:
        said = values.get("caption")
        if said is not None:
            caption, origin = expand(said, spec), "the caption in the spec"
        elif values or item.caption_source not in ("sidecar", "metadata"):
            caption, origin = compose(spec, values), "composed from the fields"
        else:
            caption, origin = item.caption, f"from {item.caption_location.file}; fields would win over it"
        return {"pieces": pieces(caption, spec), "origin": origin, "notes": notes(values, spec)}

    def _spec(self) -> CharacterSpec:
        return load_spec(self._path).require()

    def _read(self, number: int, again: bool = True) -> tuple[CharacterSpec, Dataset, Item]:
        """The spec, its set and one picture; unless `again`, sidecars are taken as they were last read."""
        if number >= len(self._files):
            raise CharspecError(f"there is no picture {number + 1} to review", exit_code=1)
        state = _state(self._path)
        if again or self._known is None or self._known[0] != state:
            loaded = load_spec(self._path)
            # With hundreds of pictures this takes longer than a person takes to type a letter.
            self._known = state, loaded.require(), load_dataset(loaded)
        _, spec, dataset = self._known
        for item in dataset.items:
            if item.file == self._files[number]:
                return spec, dataset, item
        hint = "Start the review again."
        raise CharspecError("is no longer in the set", self._files[number], hint, 1)


def _state(path: Path) -> tuple[int, ...]:
    """What changes with a file; nothing if it is gone, which whoever reads it says."""
    try:
        status = path.stat()
    except OSError:
        return ()
    return status.st_ino, status.st_mtime_ns, status.st_size


def _values(item: Item) -> dict[str, str]:
    own = {} if item.picture.caption is None else {"caption": item.picture.caption}
    return own | item.picture.attributes


def _tidied(values: Mapping[str, str], spec: CharacterSpec, item: Item) -> dict[str, str]:
    """The values in one line each, without the empty ones; CharspecError for a field that is none."""
    known = {*wanted_attributes(spec), *_values(item)}
    for name, value in values.items():
        if name not in known:
            raise CharspecError(f"'{name}' is no field of this picture", item.file, exit_code=1)
        if len(value) > _MOST_LETTERS:
            raise CharspecError(f"{name} is longer than {_MOST_LETTERS} letters", item.file, exit_code=1)
    lines = {name: " ".join(value.split()) for name, value in values.items()}
    return {name: line for name, line in lines.items() if line}
