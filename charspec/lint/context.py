"""What rules may ask for by parameter name, each made when the first rule asks for it.

`problems`, `source`, `folder`, `pending` (texts beside the spec that count before their files), `spec`,
`dataset`, `items`, `prompts`, `base`, `settings`, `thresholds`, `neighbours` (the other specs of the run that
may clash with this one), `suppressions` (the ignores of the spec; a rule that asks for them runs last),
`signals_by_file` (what the pixels of each picture that can be decoded say), `repeats` (which of them repeat
another); `embeddings`, `texts` and `people` (the pictures through the models of the configuration; of the
last nothing where there is no model, and the others are not to be had); and one at a time `item`, `facts`
(the header of the item's picture), `signals` (its pixels, for pictures that can be decoded), `decode_error`
(for those that cannot) and `prompt`. Pictures are decoded only if a selected rule asks for what is in them.
A rule that asks for what this spec does not have (settings with an unknown base, anything of an unreadable
spec) is not run: another rule says what is wrong.
"""

import pathlib
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from charspec.dataset import Dataset, Item, load_dataset
from charspec.images import UnreadableImageError
from charspec.lint.config.models import Models
from charspec.lint.config.thresholds import Thresholds
from charspec.lint.sets.neighbours import Neighbour
from charspec.lint.sets.pictures import Pictures, open_pictures
from charspec.lint.sets.prompts import Prompt, prompts_of
from charspec.lint.sets.twins import Repeat, find_repeats
from charspec.lint.suppression import Suppressions
from charspec.settings import Base, Settings, UnknownBaseError, load_base, resolve
from charspec.source import Problem, Source
from charspec.spec import CharacterSpec, LoadedSpec

if TYPE_CHECKING:
    from charspec.lint.models.through import Through

_PER_ITEM = ("item", "facts", "signals", "decode_error")
_EACH_OF = {**dict.fromkeys(_PER_ITEM, "items"), "prompt": "prompts"}
"""What is given one at a time, and of what."""


class Context:
    """One spec and everything below it, as far as rules ask."""

    def __init__(
        self,
        loaded: LoadedSpec,
        thresholds: Thresholds,
        neighbours: Sequence[Neighbour] = (),
        cache: bool = True,
        models: Models | None = None,
    ) -> None:
        self._models = models or {}
        self._cache = cache
        self.loaded = loaded
        self.thresholds = thresholds
        self.neighbours = tuple(neighbours)

    def can_judge(self, wants: Sequence[str]) -> bool:
        """Whether a check with these parameters would have found what there is to find."""
        if "neighbours" in wants and not self.neighbours:
            return False
        return all(_SHARED[_EACH_OF.get(name, name)](self) is not None for name in wants)

    def calls(self, wants: Sequence[str]) -> Iterator[dict[str, object]]:
        """The arguments of every call of a check with these parameters; none if one is not to be had."""
        shared = {name: _SHARED[name](self) for name in wants if name not in _EACH_OF}
        if any(value is None for value in shared.values()):
            return
        if "prompt" in wants:
            for prompt in self.prompts or ():
                yield {**shared, "prompt": prompt}
        elif any(name in wants for name in _PER_ITEM):
            for item in self.items or ():
                own = self._of_item(item, wants)
                if own is not None:
                    yield {**shared, **own}
        else:
            yield shared

    def _of_item(self, item: Item, wants: Sequence[str]) -> dict[str, object] | None:
        own: dict[str, object] = {"item": item} if "item" in wants else {}
        if "facts" in wants:
            try:
                own["facts"] = item.facts
            except UnreadableImageError:
                return None
        for name in wants:
            if name in ("signals", "decode_error") and self.pictures:
                pictures = self.pictures
                given = pictures.signals if name == "signals" else pictures.errors
                if item.file not in given:
                    return None
                own[name] = given[item.file]
        return own

    @cached_property
    def pictures(self) -> Pictures | None:
        """What the pixels of the set say; decodes its pictures."""
        if self.items is None:
            return None
        folder = self.folder if self._cache else None
        return open_pictures(self.items, folder, self.thresholds.max_megapixels)

    @cached_property
    def through(self) -> "Through | None":
        """The set as the configured models see it."""
        if self.items is None:
            return None
        from charspec.lint.models.through import Through

        folder = self.folder if self._cache else None
        return Through(self._models, self.items, folder, self.thresholds.max_megapixels)

    @cached_property
    def repeats(self) -> list[Repeat] | None:
        return find_repeats(self.items, self.pictures.signals) if self.items and self.pictures else None

    @cached_property
    def suppressions(self) -> Suppressions:
        return Suppressions(self.source.text)

    @property
    def source(self) -> Source:
        return self.loaded.source

    @property
    def folder(self) -> pathlib.Path:
        return self.loaded.folder

    @property
    def spec(self) -> CharacterSpec | None:
        return self.loaded.spec

    @cached_property
    def dataset(self) -> Dataset | None:
        return load_dataset(self.loaded) if self.spec else None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What reading the spec, its sidecars and its metadata found."""
        return (*self.loaded.problems, *(self.dataset.problems if self.dataset else ()))

    @property
    def items(self) -> tuple[Item, ...] | None:
        return self.dataset.items if self.dataset else None

    @cached_property
    def by_file(self) -> dict[str, Item]:
        return {item.file: item for item in self.items or ()}

    @cached_property
    def prompts(self) -> tuple[Prompt, ...] | None:
        return prompts_of(self.spec) if self.spec else None

    @cached_property
    def base(self) -> Base | None:
        try:
            return load_base(self.spec.base) if self.spec else None
        except UnknownBaseError:
            return None

    @cached_property
    def settings(self) -> Settings | None:
        if self.spec is None or self.base is None:
            return None
        return resolve(self.spec, len(self.items or ()))


_SHARED: dict[str, Callable[[Context], object]] = {
    "problems": lambda context: context.problems,
    "source": lambda context: context.source,
    "folder": lambda context: context.folder,
    "pending": lambda context: context.loaded.pending,
    "spec": lambda context: context.loaded.spec,
    "dataset": lambda context: context.dataset,
    "items": lambda context: context.items,
    "prompts": lambda context: context.prompts,
    "base": lambda context: context.base,
    "settings": lambda context: context.settings,
    "thresholds": lambda context: context.thresholds,
    "neighbours": lambda context: context.neighbours,
    "suppressions": lambda context: context.suppressions,
    "signals_by_file": lambda context: context.pictures.signals if context.pictures else None,
    "repeats": lambda context: context.repeats,
    "embeddings": lambda context: context.through.embeddings if context.through else None,
    "texts": lambda context: context.through.texts if context.through else None,
    "people": lambda context: context.through.people if context.through else None,
}
"""What does not differ between the calls of a check, by name."""
