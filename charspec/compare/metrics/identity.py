"""How much of the character a picture shows, by an encoder of pictures; one figure for each trigger prompt.

0 is a picture of somebody else, 1 one that is as like the training pictures as these are like each other. It
is (similarity - others) / (training - others), where similarity is the mean cosine between the picture and
the training pictures, training the median of that over the training pictures themselves, each against the
rest, and others the same of pictures that do not show her: for the embedded base drawings of people by lot;
for any other the pictures of epoch 0, so that its own figures lie about 0. Below 0 and above 1 both happen.

Not measured without an encoder, nor with fewer than three training pictures, nor where the encoder hardly
tells these from others. `nearest` is the training picture with the highest cosine.

An encoder sees the whole picture. The embedded one was taught to look past pose, place and light; one that
was not (DINOv2, CLIP, SigLIP) counts a place like the training set's as likeness too. Published caution:
such figures agree poorly with people (DreamBench++, 2406.16855); they are hints, no truth.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from charspec.compare.encoders import EmbeddedOthers, encoder_name, picture_encoder
from charspec.compare.metrics import Case, Encoders, Measure

if TYPE_CHECKING:
    from charspec.compare.encoders import PictureEncoder
    from charspec.compare.shots import Shot
    from charspec.plan import Lock

FEWEST = 3
LEAST_SPAN = 0.05
"""Cosine between the training pictures and others below which noise would be divided by nearly nothing."""


def measured_by(lock: Lock, encoders: Encoders) -> str | None:
    return encoder_name(lock, encoders.identity, "identity")


def measure(case: Case) -> Iterable[Measure]:
    encoder = picture_encoder(case.lock, case.encoders.identity)
    if encoder is None:
        return _unmeasured(case, "it needs a model of pictures: name one with --identity-model")
    if not case.samples:
        return _unmeasured(case, "the pictures of its prompts are missing", encoder)
    if len(case.training) < FEWEST:
        there = len(case.training)
        return _unmeasured(case, f"it needs {FEWEST} training pictures, {there} are there")
    training = _embedded(encoder, case.training)
    others = _others(encoder, tuple(case.base.values()))
    if others is None:
        return _unmeasured(case, "there are no pictures of epoch 0 to measure from")
    scale = _scale(training, others)
    if scale.training - scale.others < LEAST_SPAN:
        return _unmeasured(case, "this model hardly tells the training pictures from others", encoder)
    cosines = _embedded(encoder, case.samples) @ training.T
    return [
        Measure(
            shot.name,
            round(float((row.mean() - scale.others) / (scale.training - scale.others)), 3),
            nearest=case.training[int(row.argmax())].name,
            by=encoder.name,
        )
        for shot, row in zip(case.samples, cosines, strict=True)
    ]


class Scale(NamedTuple):
    """Mean cosine with the training pictures: of themselves, and of pictures of others."""

    training: float
    others: float


def _scale(training: NDArray[np.float32], others: NDArray[np.float32]) -> Scale:
    among = training @ training.T
    # A picture's cosine with itself says nothing: each is held against the rest.
    rest = (among.sum(1) - among.diagonal()) / (len(training) - 1)
    return Scale(float(np.median(rest)), float(np.median((others @ training.T).mean(1))))


def _others(encoder: PictureEncoder, base: tuple[Shot, ...]) -> NDArray[np.float32] | None:
    if isinstance(encoder, EmbeddedOthers):
        return encoder.others()
    return _embedded(encoder, base) if base else None


# The training set and epoch 0 are the same for every epoch of a run.
@lru_cache(maxsize=8)
def _embedded(encoder: PictureEncoder, shots: tuple[Shot, ...]) -> NDArray[np.float32]:
    return encoder.embed([shot.image for shot in shots])


def _unmeasured(case: Case, why: str, encoder: PictureEncoder | None = None) -> list[Measure]:
    # A line for each prompt, which a later figure of that prompt takes the place of. Only a model that looked
    # is named: what lacked pictures is due again once they are back.
    slots: list[str | None] = [shot.name for shot in case.samples] or [None]
    return [Measure(slot, None, note=why, by=encoder.name if encoder else None) for slot in slots]
