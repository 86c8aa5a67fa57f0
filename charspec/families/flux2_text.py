"""The two languages of FLUX.2: what reads a prompt for klein, and what for dev."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import torch
from diffusers import Flux2KleinPipeline, Flux2Pipeline
from diffusers.pipelines.flux2.pipeline_flux2 import format_input
from diffusers.pipelines.flux2.system_messages import SYSTEM_MESSAGE
from torch import Tensor
from transformers import (
    AutoTokenizer,
    Mistral3ForConditionalGeneration,
    PreTrainedTokenizerFast,
    Qwen3ForCausalLM,
)

KLEIN_LAYERS = (9, 18, 27)
"""The hidden layers that the published klein models read. Training on others (10, 20, 30) is a known fault of
example scripts."""

DEV_LAYERS = (10, 20, 30)


@dataclass(frozen=True)
class Text:
    """The text encoder with its tokenizer."""

    encoder: Any
    tokenizer: Any


class Language(Protocol):
    """How prompts become hidden layers."""

    @property
    def encoder(self) -> Any:
        """The class of the text encoder."""
        ...

    @property
    def words(self) -> Any:
        """The class of the tokenizer."""
        ...

    def trim(self, encoder: Any) -> None:
        """Drop the layers above those that are read."""
        ...

    def layers(self, encoder: Any) -> tuple[int, ...]:
        """Which hidden layers are read."""
        ...

    def count(self, tokenizer: Any, prompt: str) -> int:
        """Tokens of a prompt, template included."""
        ...

    def encode(self, text: Text, prompts: Sequence[str], limit: int, where: torch.device) -> Tensor:
        """(B, limit, 3·width), by the pipeline's own code."""
        ...


def klein_layers(depth: int) -> tuple[int, ...]:
    """Which hidden layers are read of an encoder `depth` layers deep: the published ones, or the last three
    of a shallow one."""
    return KLEIN_LAYERS if depth >= KLEIN_LAYERS[-1] else (depth - 2, depth - 1, depth)


def _drop_unread(layers: Any, read: Sequence[int]) -> None:
    """Drop the layers above those that are read: of klein's encoder 8 of 36, of dev's 9 of 40 (10 GB).

    One above stays, since what the last one gives is normalised, as no published model reads it.
    """
    del layers[max(read) + 1 :]


class Qwen:
    """klein: the chat template of Qwen3, thinking off."""

    encoder: Any = Qwen3ForCausalLM
    words: Any = AutoTokenizer

    def trim(self, encoder: Any) -> None:
        _drop_unread(encoder.model.layers, self.layers(encoder))

    def layers(self, encoder: Any) -> tuple[int, ...]:
        return klein_layers(encoder.config.num_hidden_layers)

    def count(self, tokenizer: Any, prompt: str) -> int:
        wrapped = tokenizer.apply_chat_template(
            [{"role": "user", "content": prompt}],
            tokenize=False,
            add_generation_prompt=True,
            enable_thinking=False,
        )
        return len(tokenizer(wrapped)["input_ids"])

    def encode(self, text: Text, prompts: Sequence[str], limit: int, where: torch.device) -> Tensor:
        embeds: Tensor = Flux2KleinPipeline._get_qwen3_prompt_embeds(
            text_encoder=text.encoder.model,  # what it would say next is not asked for
            tokenizer=text.tokenizer,
            prompt=list(prompts),
            device=where,
            max_sequence_length=limit,
            hidden_states_layers=self.layers(text.encoder),
        )
        return embeds


class Mistral:
    """dev: Mistral's template with the pipeline's own system message, padded on the left.

    The published tokenizer is a processor of words and pictures, which torchvision alone can load. Prompts
    pass through its words' half, a plain tokenizer in the same folder.
    """

    encoder: Any = Mistral3ForConditionalGeneration
    words: Any = PreTrainedTokenizerFast

    def trim(self, encoder: Any) -> None:
        _drop_unread(encoder.model.language_model.layers, self.layers(encoder))

    def layers(self, encoder: Any) -> tuple[int, ...]:
        return DEV_LAYERS

    def count(self, tokenizer: Any, prompt: str) -> int:
        turns = format_input([prompt], SYSTEM_MESSAGE)
        return len(tokenizer.apply_chat_template(turns, tokenize=True, return_dict=True)["input_ids"][0])

    def encode(self, text: Text, prompts: Sequence[str], limit: int, where: torch.device) -> Tensor:
        embeds: Tensor = Flux2Pipeline._get_mistral_3_small_prompt_embeds(
            text_encoder=text.encoder.model,  # what it would say next is not asked for
            tokenizer=text.tokenizer,
            prompt=list(prompts),
            device=where,
            max_sequence_length=limit,
            hidden_states_layers=self.layers(text.encoder),
        )
        return embeds
