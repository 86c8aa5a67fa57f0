"""Laying one picture over another: mirrored, scaled and shifted so that the subject fits best.

For each mirror and scale the shift with the smallest colour distance over the subject comes from one
cross-correlation (FFT): sum over the mask of |S(x + d) - T(x)|² is a sum of three correlations.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from charspec.compare.lab import Floats, Mask
from charspec.compare.shots import SMALL, Shot

SCALES = (0.7, 0.79, 0.89, 1.0, 1.13, 1.27, 1.43)
ALIKE = 9.0
"""ΔE up to which a pixel counts as the same colour: noise and compression stay below."""

INSIDE = 0.75
"""Share of the subject that has to stay inside the other picture."""

_FIELD = 2 * SMALL
_FAR = 1e9


@dataclass(frozen=True)
class Field:
    """A picture in the middle of a square twice as large as pictures are compared at, so that shifts do not
    run over an edge."""

    lab: Floats
    subject: Mask
    frame: Mask


def field(lab: Floats, subject: Mask) -> Field:
    height, width = lab.shape[:2]
    top, left = (_FIELD - height) // 2, (_FIELD - width) // 2
    place = np.s_[top : top + height, left : left + width]
    found = Field(
        np.zeros((_FIELD, _FIELD, 3), np.float32),
        np.zeros((_FIELD, _FIELD), bool),
        np.zeros((_FIELD, _FIELD), bool),
    )
    found.lab[place], found.subject[place], found.frame[place] = lab, subject, True
    return found


@dataclass(frozen=True)
class Drawn:
    """A drawn picture, ready to have others laid over it: its transforms are taken once."""

    field: Field
    colours: NDArray[np.complexfloating[Any, Any]]
    squares: NDArray[np.complexfloating[Any, Any]]
    frame: NDArray[np.complexfloating[Any, Any]]


def prepare(shot: Shot) -> Drawn:
    found = field(shot.lab, shot.subject)
    return Drawn(
        found,
        np.fft.rfft2(found.lab, axes=(0, 1)),
        np.fft.rfft2((found.lab**2).sum(-1)),
        np.fft.rfft2(found.frame.astype(np.float32)),
    )


def agreement(training: Shot, drawn: list[Drawn]) -> list[float]:
    """How much of each drawn picture's subject and the training picture's coincide at best, 0 to 1: the
    pixels of the same colour in both, of all that either covers. 1 is the same subject in the same pose."""
    best = [0.0] * len(drawn)
    for warped in _warps(training):
        mask = warped.subject.astype(np.float32)
        size = mask.sum()
        flipped = np.conj(np.fft.rfft2(mask))
        colours = np.conj(np.fft.rfft2(warped.lab * mask[..., None], axes=(0, 1)))
        squares = np.conj(np.fft.rfft2((warped.lab**2).sum(-1) * mask))
        for index, one in enumerate(drawn):
            spectrum = one.frame * squares - 2 * (one.colours * colours).sum(-1) + one.squares * flipped
            inside = np.fft.irfft2(one.frame * flipped, (_FIELD, _FIELD))
            distance = np.fft.irfft2(spectrum, (_FIELD, _FIELD)) / np.maximum(inside, 1)
            distance[inside < INSIDE * size] = _FAR
            shift = divmod(int(distance.argmin()), _FIELD)
            if distance[shift] < _FAR:
                best[index] = max(best[index], _coincide(one.field, warped, shift))
    return best


def _coincide(one: Field, other: Field, shift: tuple[int, int]) -> float:
    lab, subject = np.roll(other.lab, shift, (0, 1)), np.roll(other.subject, shift, (0, 1))
    same = np.linalg.norm(lab - one.lab, axis=-1) < ALIKE
    either = (subject | one.subject) & one.frame
    return float((same & subject & one.subject).sum() / max(int(either.sum()), 1))


def _warps(shot: Shot) -> Iterator[Field]:
    for mirrored in (False, True):
        lab, subject = (shot.lab[:, ::-1], shot.subject[:, ::-1]) if mirrored else (shot.lab, shot.subject)
        for scale in SCALES:
            yield field(
                _scaled(lab, scale), _scaled(subject.astype(np.float32)[..., None], scale)[..., 0] > 0.5
            )


def _scaled(values: Floats, scale: float) -> Floats:
    if scale == 1:
        return values
    size = round(values.shape[1] * scale), round(values.shape[0] * scale)
    bands = [
        np.asarray(Image.fromarray(np.ascontiguousarray(band)).resize(size, Image.Resampling.BILINEAR))
        for band in np.moveaxis(values, -1, 0)
    ]
    return np.stack(bands, axis=-1)
