"""A set as the configured models see it, for rules."""

import pathlib
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from charspec.dataset import Item
from charspec.lint.config.models import Models

if TYPE_CHECKING:
    from charspec.lint.models.look import Numbers
    from charspec.lint.models.views import Box, Text

DETECTORS = {"person-detector": "persons", "face-detector": "faces"}
"""The models that tell how many there are, and of what."""


class Through:
    """The pictures of a set through each model that is configured; looked at when a rule asks.

    `folder` is the set's own if what was seen is kept between runs.
    """

    def __init__(
        self, models: Models, items: Sequence[Item], folder: pathlib.Path | None, max_megapixels: float
    ) -> None:
        self._models, self._items = models, items
        self._folder, self._max_megapixels = folder, max_megapixels

    @cached_property
    def embeddings(self) -> "Numbers | None":
        """The embedding of each picture, of length 1; None without an encoder."""
        return self._numbers("encoder")

    @cached_property
    def texts(self) -> "Mapping[str, Text] | None":
        """The text in each picture; None without a detector of text."""
        found = self._numbers("text-detector")
        if found is None:
            return None
        from charspec.lint.models.views import Text

        return {file: Text(*numbers) for file, numbers in found.items()}

    @cached_property
    def people(self) -> "Mapping[str, Mapping[str, Sequence[Box]]]":
        """The persons and the faces in each picture (see DETECTORS); nothing without a detector."""
        found = {kind: of for key, kind in DETECTORS.items() if (of := self._numbers(key))}
        if not found:
            return {item.file: {} for item in self._items}
        from charspec.lint.models.views import boxes_of

        return {
            item.file: {kind: boxes_of(of[item.file]) for kind, of in found.items() if item.file in of}
            for item in self._items
        }

    def _numbers(self, key: str) -> "Numbers | None":
        model = self._models.get(key)
        if model is None:
            return None
        # Imported where a model is configured: mostly there is none.
        from charspec.lint.models.look import look

        return look(key, model, self._items, self._folder, self._max_megapixels)
