"""What each base holds at its published size: `sizes.json`, written by `python scripts/sizes.py`, which runs
the true classes without values."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

COUNTED_RANK = 64
"""The largest rank that was counted."""

FILE = Path(__file__).with_name("sizes.json")


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Working(_Frozen):
    """The most bytes of a step above weights and optimizer, as a line in tokens and in rank; `worst_fit` is
    how far it was off at a length and batch it was not drawn through, as a share."""

    fixed: float
    per_rank: float
    per_token: float
    per_token_rank: float
    worst_fit: float

    def bytes(self, tokens: int, rank: int) -> float:
        """Of one forward and backward over `tokens` in all: picture and caption, of every sample."""
        if rank > COUNTED_RANK:  # gradients alone grow from there on, whatever the length
            return self.bytes(tokens, COUNTED_RANK) + (rank - COUNTED_RANK) * self.per_rank
        return self.fixed + rank * self.per_rank + tokens * (self.per_token + rank * self.per_token_rank)


class Kept(_Frozen):
    """With activations computed again in the backward pass, and with all of them kept."""

    checkpointed: Working
    kept: Working


class TransformerSize(_Frozen):
    """In parameters. `lora_per_rank`: of a LoRA of rank 1 on every target."""

    parameters: int
    in_block_linears: int
    in_blocks: int
    largest_block: int
    lora_per_rank: int
    activations: dict[Literal["bfloat16", "float32"], Kept]


class TextSize(_Frozen):
    """In parameters; `unread` of them are in layers that a family drops before they take room. `per_token` is
    the working memory of a prompt in bytes, in bfloat16, and `learning_per_token` that of a step in which the
    encoder learns."""

    parameters: int
    unread: int
    in_layers: int
    largest_layer: int
    per_token: int
    learning_per_token: int

    @property
    def held(self) -> int:
        """What of it is in memory when it encodes."""
        return self.parameters - self.unread


class VaeSize(_Frozen):
    """Working memory in bytes a pixel, in bfloat16."""

    parameters: int
    encode_per_pixel: int
    decode_per_pixel: int
    latent_values_per_pixel: float


class BaseSize(_Frozen):
    """One base. `text_width`: values a token of an encoded caption has."""

    transformer: TransformerSize
    text_encoder: TextSize
    vae: VaeSize
    text_width: int
    pixels_per_token: int

    @property
    def parameters(self) -> int:
        return self.transformer.parameters + self.text_encoder.parameters + self.vae.parameters


@functools.cache
def _sizes() -> dict[str, BaseSize]:
    return TypeAdapter(dict[str, BaseSize]).validate_json(FILE.read_bytes())


def size_of(base: str) -> BaseSize | None:
    """The size of a base by its name in a spec; None for one that was never counted."""
    return _sizes().get(base)
