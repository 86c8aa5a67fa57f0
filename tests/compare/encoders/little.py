"""Models of the published kinds, untrained and of a few kilobytes, saved as their authors save them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import (
    BertConfig,
    BertModel,
    CLIPConfig,
    CLIPModel,
    Dinov2Config,
    Dinov2Model,
    DINOv3ViTConfig,
    DINOv3ViTModel,
    PreTrainedTokenizerFast,
    SiglipConfig,
    SiglipModel,
)

SIDE = 28
SMALL = {"hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2}
# With the usual deviation of 0.02, two layers tell no picture from another.
WIDE = {"initializer_range": 0.5}
SHORTEST = {
    "image_processor_type": "BitImageProcessor", "do_resize": True, "size": {"shortest_edge": 32},
    "do_center_crop": True, "crop_size": {"height": SIDE, "width": SIDE}, "resample": 3, "do_normalize": True,
    "do_rescale": True, "rescale_factor": 1 / 255, "do_convert_rgb": True,
    "image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225],
}  # fmt: skip
SQUARE = {
    "image_processor_type": "SiglipImageProcessor", "do_resize": True, "resample": 3, "do_normalize": True,
    "do_rescale": True, "rescale_factor": 1 / 255, "size": {"height": SIDE, "width": SIDE},
    "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5],
}  # fmt: skip
WORDS = (
    "a young woman standing running on beach at sunset neutral expression close-up portrait of anime style ,"
)


def save(folder: Path, model: Any, preparation: dict[str, Any] | None, tokens: int = 0) -> Path:
    """The model as `save_pretrained` leaves it, with how it takes pictures and texts of `tokens` at most."""
    model.save_pretrained(folder)
    if preparation:
        (folder / "preprocessor_config.json").write_text(json.dumps(preparation))
    if tokens:
        words = {word: number for number, word in enumerate(["<pad>", "<eos>", "<unk>", *WORDS.split()])}
        inner = Tokenizer(models.WordLevel(words, unk_token="<unk>"))
        inner.pre_tokenizer = pre_tokenizers.Whitespace()
        PreTrainedTokenizerFast(
            tokenizer_object=inner, pad_token="<pad>", eos_token="<eos>", unk_token="<unk>",
            model_max_length=tokens,
        ).save_pretrained(folder)  # fmt: skip
    return folder


def dinov2(folder: Path) -> Path:
    torch.manual_seed(1)
    config = Dinov2Config(**SMALL, **WIDE, mlp_ratio=2, image_size=SIDE, patch_size=14)
    return save(folder, Dinov2Model(config), SHORTEST)


def dinov3(folder: Path) -> Path:
    torch.manual_seed(2)
    config = DINOv3ViTConfig(**SMALL, **WIDE, image_size=SIDE, patch_size=14)
    return save(
        folder, DINOv3ViTModel(config), {**SQUARE, "image_processor_type": "DINOv3ViTImageProcessorFast"}
    )


def siglip(folder: Path) -> Path:
    torch.manual_seed(3)
    text = {**SMALL, "vocab_size": 64, "max_position_embeddings": 16, "projection_size": 16}
    vision = {**SMALL, "image_size": SIDE, "patch_size": 14}
    return save(folder, SiglipModel(SiglipConfig(text_config=text, vision_config=vision)), SQUARE, 16)


def clip(folder: Path) -> Path:
    torch.manual_seed(4)
    ids = {"bos_token_id": 0, "eos_token_id": 1, "pad_token_id": 0}
    text = {**SMALL, **ids, "vocab_size": 64, "max_position_embeddings": 16}
    vision = {**SMALL, "image_size": SIDE, "patch_size": 14}
    config = CLIPConfig(text_config=text, vision_config=vision, projection_dim=8)
    return save(folder, CLIPModel(config), SHORTEST, 16)


def bert(folder: Path) -> Path:
    """A model of texts alone."""
    return save(folder, BertModel(BertConfig(**SMALL, vocab_size=32)), None)
