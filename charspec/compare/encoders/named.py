"""Models of transformers that the user named: DINOv2, DINOv3, SigLIP, SigLIP 2, CLIP and what is built alike.

They run on the CPU in float32, so that the same pictures give the same figures on every machine.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

import charspec.families.quiet  # noqa: F401  first of all: see there
from charspec.compare.encoders.find import Found, require
from charspec.compare.encoders.pixels import Preparation, read_preparation
from charspec.errors import CharspecError
from charspec.families.loading.checks import check_whole

_BATCH = 16


@dataclass(frozen=True)
class NamedEncoder:
    """A model's picture side: its image features, else its pooled output, else its class token."""

    name: str
    model: Any
    prepare: Preparation

    @classmethod
    def open(cls, found: Found) -> NamedEncoder:
        """Raises CharspecError (exit 2) if this is no model of pictures, or its weights are broken."""
        require(found, "identity")
        model = _load(found)
        return cls(found.name, model, read_preparation(found.folder))

    @torch.no_grad()
    def embed(self, images: Sequence[Image.Image]) -> NDArray[np.float32]:
        rows = [_directions(self._features(images[n : n + _BATCH])) for n in range(0, len(images), _BATCH)]
        found: NDArray[np.float32] = torch.cat(rows).numpy()
        if not np.isfinite(found).all():
            message = "gives no numbers for these pictures"
            raise CharspecError(message, self.name, "Get the model again, or take another.")
        return found

    def _features(self, images: Sequence[Image.Image]) -> torch.Tensor:
        pixels = self.prepare(images)
        if hasattr(self.model, "get_image_features"):
            return _pooled(self.model.get_image_features(pixel_values=pixels))
        return _pooled(self.model(pixel_values=pixels))


@dataclass(frozen=True)
class NamedJudge:
    """A model of pictures and texts, CLIP or SigLIP: the cosine between a picture and its prompt.

    Its scale is the model's own (0.2 to 0.35 for CLIP, 0 to 0.2 for SigLIP): it ranks the epochs of a run, it
    is no share of anything.
    """

    name: str
    pictures: NamedEncoder
    tokenizer: Any
    most_tokens: int
    is_siglip: bool
    """SigLIP was trained on lower-case texts, padded to its full length without telling padding apart; CLIP
    on texts as they are, with a mask."""

    @classmethod
    def open(cls, found: Found, pictures: NamedEncoder | None = None) -> NamedJudge:
        """With `pictures`, the same model where it is open already. Raises CharspecError (exit 2) if this is
        no model of pictures and texts."""
        require(found, "adherence")
        pictures = pictures or NamedEncoder.open(found)
        from transformers import AutoTokenizer

        with _said_of(found):
            tokenizer = AutoTokenizer.from_pretrained(found.folder, local_files_only=True)
        longest = int(pictures.model.config.text_config.max_position_embeddings)
        return cls(found.name, pictures, tokenizer, longest, found.type == "siglip")

    @torch.no_grad()
    def agreement(self, images: Sequence[Image.Image], texts: Sequence[str]) -> list[float | None]:
        encoded = self.tokenizer(
            [text.lower() if self.is_siglip else text for text in texts],
            padding="max_length" if self.is_siglip else "longest",
            truncation=True,
            max_length=self.most_tokens,
            return_tensors="pt",
        )
        mask = {} if self.is_siglip else {"attention_mask": encoded["attention_mask"]}
        features = self.pictures.model.get_text_features(input_ids=encoded["input_ids"], **mask)
        words = _directions(_pooled(features))
        seen = torch.from_numpy(self.pictures.embed(images))
        return [float(cosine) for cosine in (seen * words).sum(1)]


def _load(found: Found) -> Any:
    for file in sorted(found.folder.glob("*.safetensors")):
        check_whole(file, found.name)
    from transformers import AutoModel

    with _said_of(found):
        model = AutoModel.from_pretrained(
            found.folder, local_files_only=True, use_safetensors=True, dtype=torch.float32
        )
    return model.eval()


@contextlib.contextmanager
def _said_of(found: Found) -> Iterator[None]:
    """What transformers raises, as one sentence about this model; its progress bars and advice stay away."""
    from transformers.utils import logging

    level, shown = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        yield
    except (OSError, ValueError, RuntimeError, ImportError, KeyError) as error:
        reason = str(error).strip().partition("\n")[0]
        message = f"this {found.type} cannot be loaded: {reason}"
        raise CharspecError(message, str(found.folder), "Get the model again, or take another.") from None
    finally:
        logging.set_verbosity(level)
        if shown:
            logging.enable_progress_bar()


def _pooled(output: Any) -> torch.Tensor:
    """(N, D) of whatever a model gives: a tensor, its pooled output, or its first token."""
    if isinstance(output, torch.Tensor):
        return output
    pooled = getattr(output, "pooler_output", None)
    found: torch.Tensor = pooled if pooled is not None else output.last_hidden_state[:, 0]
    return found.flatten(1)


def _directions(features: torch.Tensor) -> torch.Tensor:
    return torch.nn.functional.normalize(features.float(), dim=1)
