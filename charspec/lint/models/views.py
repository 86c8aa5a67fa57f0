"""What each kind of model makes of one picture: plain numbers, which can be kept."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from charspec.lint.models.lines import Patch, lines_in
from charspec.lint.models.pixels import centre, in_margins, in_steps

if TYPE_CHECKING:
    from PIL import Image

    from charspec.lint.models.session import Model

VERSION = 1
"""Raised whenever the same picture and model give other numbers than before."""

_ENCODED = 224
_DETECTED = 640
_TEXT = 0.6
_LEAST_SCORE = 0.3


class View(Protocol):
    """Looks at a picture through a model; CharspecError (exit 2) if it gives something else than expected."""

    def __call__(self, model: Model, image: Image.Image) -> list[float]: ...


def embedding(model: Model, image: Image.Image) -> list[float]:
    """The direction of a picture's embedding, of length 1."""
    import numpy as np

    height, width = model.size
    outputs = model.run(centre(image, (height or _ENCODED, width or _ENCODED)))
    pooled = [one for one in outputs if one.ndim == 2] or [one[:, 0] for one in outputs if one.ndim == 3]
    found = pooled[0].ravel().astype(np.float64) if pooled else np.zeros(0)
    length = float(np.linalg.norm(found)) if found.size > 1 and np.isfinite(found).all() else 0.0
    if not length:
        raise model.alien("gives no embedding", "an output (N, D), or (N, tokens, D)")
    return [round(float(value), 5) for value in found / length]


class Text(NamedTuple):
    """Lines of text in a picture: the share of the picture that they cover, and their box; all 0 to 1."""

    share: float
    left: float
    top: float
    right: float
    bottom: float


def text(model: Model, image: Image.Image) -> list[float]:
    """Share and box of the text in a picture (see `Text`); zeros if there is none."""
    outputs = model.run(in_steps(image, model.size))
    if not outputs or outputs[0].ndim != 4 or outputs[0].shape[:2] != (1, 1):
        raise model.alien("gives no map of text", "a first output (N, 1, height, width)")
    high, wide = outputs[0].shape[2:]
    lines = lines_in(outputs[0][0, 0] >= _TEXT)
    if not lines:
        return [0.0] * 5
    whole = functools.reduce(Patch.joined, lines)
    box = (whole.left / wide, whole.top / high, whole.right / wide, whole.bottom / high)
    return [round(value, 5) for value in (whole.pixels / (high * wide), *box)]


class Box(NamedTuple):
    """A person or a face: its place, 0 to 1, and how sure the detector is."""

    left: float
    top: float
    right: float
    bottom: float
    score: float

    @property
    def area(self) -> float:
        return max(0.0, self.right - self.left) * max(0.0, self.bottom - self.top)

    def shared(self, other: Box) -> float:
        """How much of the smaller of two boxes lies in the other, 0 to 1."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(0.0, across) * max(0.0, down) / max(min(self.area, other.area), 1e-9)


def boxes(model: Model, image: Image.Image) -> list[float]:
    """The boxes of class 0, five numbers each (see `Box`), the surest first."""
    height, width = model.size[0] or _DETECTED, model.size[1] or _DETECTED
    pixels, (scale, left, top) = in_margins(image, (height, width))
    outputs = model.run(pixels)
    if not outputs or outputs[0].ndim != 3 or outputs[0].shape[::2] != (1, 6):
        raise model.alien("gives no boxes", "a first output (N, boxes, 6): x1, y1, x2, y2, score, class")
    found: list[Box] = []
    for x1, y1, x2, y2, score, kind in outputs[0][0].tolist():
        if round(kind) == 0 and score >= _LEAST_SCORE:
            across = [(x - left) / scale / image.width for x in (x1, x2)]
            down = [(y - top) / scale / image.height for y in (y1, y2)]
            x1, y1, x2, y2 = (min(max(value, 0.0), 1.0) for value in (across[0], down[0], across[1], down[1]))
            found.append(Box(x1, y1, x2, y2, score))
    return [round(value, 4) for box in sorted(found, key=lambda box: -box.score) for value in box]


def boxes_of(numbers: Sequence[float]) -> list[Box]:
    """The boxes that `boxes` made numbers of."""
    return [Box(*numbers[start : start + 5]) for start in range(0, len(numbers), 5)]


VIEWS: Mapping[str, View] = {
    "encoder": embedding,
    "text-detector": text,
    "person-detector": boxes,
    "face-detector": boxes,
}
"""What is asked of the model of each key."""
