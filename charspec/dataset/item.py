"""One picture with its caption, and what is known about it."""

import pathlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from charspec.dataset.texts import Location, Written
from charspec.enhance import FACTOR, LANCZOS, Method
from charspec.errors import CharspecError, Path
from charspec.files import is_file
from charspec.images import ImageFacts, read_facts, sha256
from charspec.images.fitting import Crop, scaled
from charspec.spec import Picture

if TYPE_CHECKING:
    from charspec.enhance import Copy

CaptionSource: TypeAlias = Literal["spec", "template", "sidecar", "metadata", "none"]


class View(NamedTuple):
    """Where the pixels of a picture that train are: its own file, or its enhanced copy.

    `crop` and what `facts` tells are in px of that file, `factor` times those of the original; `sha256` tells
    these pixels from others.
    """

    path: pathlib.Path
    crop: Crop | None
    factor: int
    facts: Callable[[], ImageFacts]
    sha256: Callable[[], str]


class Attribute(NamedTuple):
    """What is known of one attribute: as written, as canonical terms, and how it is known.

    `terms` is empty if the vocabulary does not know the value. `labelled` is what the spec says of the
    picture;
    `read` was found in its caption. An attribute that is neither is unknown, and absent.
    """

    value: str
    terms: tuple[str, ...]
    origin: Literal["labelled", "read"]

    @property
    def key(self) -> str:
        """What two pictures have in common if they have it in common: the term, else the text itself."""
        return self.terms[0] if self.terms else " ".join(self.value.casefold().split())


@dataclass(frozen=True)
class Item:
    """A training picture: `file` as the spec writes it, relative to the spec's folder; `path` to open it by.

    `caption` is the text that trains, in one line; `written` the same before `{trigger}` and `{identity}`
    were
    replaced. `shadowed` are further captions, which lost against this one. `method` says what makes enhanced
    copies here; CharspecError if it names weights that are not there.
    """

    file: str
    path: pathlib.Path
    picture: Picture
    spec_path: Path
    caption: str
    written: str
    caption_source: CaptionSource
    caption_location: Location
    shadowed: tuple[Written, ...]
    read_attributes: Callable[[], Mapping[str, Attribute]] = field(repr=False, compare=False)
    method: Callable[[], Method] = field(default=lambda: LANCZOS, repr=False, compare=False)

    @cached_property
    def attributes(self) -> Mapping[str, Attribute]:
        """What is known of the picture, by attribute; read by the vocabulary when first asked for."""
        return self.read_attributes()

    @cached_property
    def exists(self) -> bool:
        """Whether there is such a file."""
        return is_file(self.path)

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of the file's bytes; FileNotFoundError if it is missing."""
        return sha256(self.path)

    @cached_property
    def facts(self) -> ImageFacts:
        """What the file's header says; UnreadableImageError if it is missing or no picture."""
        return read_facts(self.path, self.file)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height that train, in pixels: after the EXIF rotation, the crop and `enhance`."""
        width, height = self.facts.size
        if self.picture.crop:
            left, top, right, bottom = self.picture.crop
            width, height = min(right, width) - left, min(bottom, height) - top
        return max(width, 0) * self.factor, max(height, 0) * self.factor

    @property
    def factor(self) -> int:
        """How many times the original's sides those are that train: 2 with `enhance: 2x`, else 1."""
        return FACTOR if self.picture.enhance else 1

    @cached_property
    def view(self) -> View:
        """The pixels to judge: those of the enhanced copy, if the spec asks for one and the cache has it, or
        resizing makes it; no network is run for it. Else the original's."""
        crop = self.picture.crop
        if self.picture.enhance and (copy := self._copy()):
            inside = scaled(crop, FACTOR) if crop else None
            return View(
                copy.path, inside, FACTOR, lambda: read_facts(copy.path, self.file), lambda: copy.sha256
            )
        return View(self.path, crop, 1, lambda: self.facts, lambda: self.sha256)

    def _copy(self) -> "Copy | None":
        from charspec.enhance import ensure, find

        try:
            method = self.method()
            return find(self.sha256, method) if method.weights else ensure(self.path, self.sha256, method)
        except (CharspecError, OSError):  # of what is wrong with the original other rules speak
            return None
