"""Models that look at pictures for a score: who is in them (identity), and whether they show what a prompt
says (adherence).

The embedded base has its own, inside the package. For any other base the user names one: a hub repository or
a local folder in transformers' layout, with weights in safetensors; a pickle is never loaded. Nothing is
downloaded that nobody named.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from charspec.compare.encoders.find import Task, find_model, require
from charspec.digests import file_sha256
from charspec.tiny import CLASSIFIER, ENCODER

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

    from charspec.compare.encoders.named import NamedEncoder, NamedJudge
    from charspec.plan import Lock

EMBEDDED = "tiny"
"""The base whose encoder and judge lie in the package."""


class PictureEncoder(Protocol):
    """Pictures as directions: the cosine of two says how much of one is in the other."""

    @property
    def name(self) -> str:
        """What `Score.by` says: the model, and the version of its weights."""
        ...

    def __hash__(self) -> int: ...

    def embed(self, images: Sequence[Image.Image]) -> NDArray[np.float32]:
        """RGB pictures of any size → (N, D), each row of length 1."""
        ...


@runtime_checkable
class EmbeddedOthers(Protocol):
    """An encoder that knows by itself what pictures of others are like."""

    def others(self) -> NDArray[np.float32]:
        """Pictures of people who are nobody in particular, embedded: (N, D)."""
        ...


class PromptJudge(Protocol):
    """How well pictures show what a text says."""

    @property
    def name(self) -> str:
        """As of a `PictureEncoder`."""
        ...

    def agreement(self, images: Sequence[Image.Image], texts: Sequence[str]) -> list[float | None]:
        """A number for each picture and its text, the higher the better; None where the text says nothing
        that this judge knows."""
        ...


def encoder_name(lock: Lock, model: str | None, task: Task) -> str | None:
    """The `name` of what `picture_encoder` or `prompt_judge` would give, before anything is opened.

    Raises CharspecError (exit 2) where what was named is not there, not whole or not of this kind.
    """
    if model is not None:
        found = find_model(model)
        require(found, task)
        return found.name
    if lock.plan.train.base.name != EMBEDDED:
        return None
    return f"tiny-{task}@{file_sha256(ENCODER if task == 'identity' else CLASSIFIER)[:12]}"


def picture_encoder(lock: Lock, model: str | None) -> PictureEncoder | None:
    """The encoder that `model` names, else the base's own, else None.

    Raises CharspecError where what was named is not there, not whole or no model of pictures.
    """
    if model is not None:
        return _named(model)
    if lock.plan.train.base.name == EMBEDDED:
        from charspec.compare.encoders.embedded import EmbeddedEncoder

        return EmbeddedEncoder.open(str(encoder_name(lock, None, "identity")))
    return None


def prompt_judge(lock: Lock, model: str | None) -> PromptJudge | None:
    """As `picture_encoder`, of pictures with texts: a CLIP or SigLIP."""
    if model is not None:
        return _named_judge(model)
    if lock.plan.train.base.name == EMBEDDED:
        from charspec.compare.encoders.embedded import EmbeddedJudge

        return EmbeddedJudge.open(str(encoder_name(lock, None, "adherence")))
    return None


# An epoch at a time is measured: a model stays open between them, and one that does both is opened once.
@lru_cache(maxsize=2)
def _named(model: str) -> NamedEncoder:
    from charspec.compare.encoders.named import NamedEncoder

    return NamedEncoder.open(find_model(model))


@lru_cache(maxsize=2)
def _named_judge(model: str) -> NamedJudge:
    from charspec.compare.encoders.named import NamedJudge

    found = find_model(model)
    require(found, "adherence")
    return NamedJudge.open(found, _named(model))
