"""Miniatures of the six published bases, in the true classes, built offline and always alike.

Each is a pipeline folder as `save_pretrained` writes it, random and tiny (1 to 2 MB, 0.2 s). Nothing in one
is zero or one where a mistake could hide: the VAEs' statistics are odd numbers, and the encoders are as deep
as the layers that the pipelines read.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from diffusers import (
    AutoencoderKL,
    AutoencoderKLFlux2,
    AutoencoderKLQwenImage,
    DiffusionPipeline,
    FlowMatchEulerDiscreteScheduler,
    Flux2KleinPipeline,
    Flux2Pipeline,
    Flux2Transformer2DModel,
    QwenImagePipeline,
    QwenImageTransformer2DModel,
    ZImagePipeline,
    ZImageTransformer2DModel,
)
from transformers import (
    Mistral3Config,
    Mistral3ForConditionalGeneration,
    PreTrainedTokenizerFast,
    Qwen2_5_VLConfig,
    Qwen2_5_VLForConditionalGeneration,
    Qwen3Config,
    Qwen3ForCausalLM,
    Qwen3Model,
)

from tests.miniature_tokenizers import mistral_tokenizer, qwen_tokenizer

SIZE = 64
HEADS, HEAD = 2, 16
TEXT = 16
"""Width of the text encoders."""

DEPTH = 32
"""Layers of the encoders whose middle is read: dev reads the 30th, klein the 27th."""


def flux2_vae() -> Any:
    torch.manual_seed(1)
    vae = AutoencoderKLFlux2(
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        block_out_channels=(8, 8, 8, 8),
        layers_per_block=1,
        latent_channels=4,
        norm_num_groups=4,
        sample_size=SIZE,
    )
    with torch.no_grad():
        vae.bn.running_mean.normal_(std=0.2)
        vae.bn.running_var.uniform_(0.5, 1.5)
    return vae


def flux2_transformer(guided: bool) -> Any:
    torch.manual_seed(0)
    return Flux2Transformer2DModel(
        patch_size=1,
        in_channels=16,
        num_layers=2,
        num_single_layers=2,
        attention_head_dim=HEAD,
        num_attention_heads=HEADS,
        joint_attention_dim=3 * TEXT,
        axes_dims_rope=(HEAD // 4,) * 4,
        guidance_embeds=guided,
    )


def flux2_scheduler() -> Any:
    return FlowMatchEulerDiscreteScheduler(
        shift=3.0,
        use_dynamic_shifting=True,
        base_shift=0.5,
        max_shift=1.15,
        base_image_seq_len=256,
        max_image_seq_len=4096,
    )


def qwen3(kind: Any, layers: int, vocabulary: int) -> Any:
    torch.manual_seed(2)
    return kind(
        Qwen3Config(
            hidden_size=TEXT,
            intermediate_size=2 * TEXT,
            num_hidden_layers=layers,
            num_attention_heads=2,
            num_key_value_heads=1,
            head_dim=8,
            vocab_size=vocabulary,
            max_position_embeddings=2048,
            tie_word_embeddings=True,
        )
    )


def klein(distilled: bool = False) -> Any:
    tokenizer = qwen_tokenizer()
    return Flux2KleinPipeline(
        scheduler=flux2_scheduler(),
        vae=flux2_vae(),
        text_encoder=qwen3(Qwen3ForCausalLM, DEPTH, len(tokenizer)),
        tokenizer=tokenizer,
        transformer=flux2_transformer(guided=False),
        is_distilled=distilled,
    )


def flux2_dev() -> Any:
    tokenizer = mistral_tokenizer()
    torch.manual_seed(2)
    encoder = Mistral3ForConditionalGeneration(
        Mistral3Config(
            text_config={
                "model_type": "mistral",
                "vocab_size": len(tokenizer),
                "hidden_size": TEXT,
                "intermediate_size": 2 * TEXT,
                "max_position_embeddings": 2048,
                "num_attention_heads": 2,
                "num_key_value_heads": 1,
                "head_dim": 8,
                "num_hidden_layers": DEPTH,
                "sliding_window": None,
                "bos_token_id": tokenizer.bos_token_id,
                "eos_token_id": tokenizer.eos_token_id,
                "pad_token_id": tokenizer.pad_token_id,
            },
            vision_config={
                "model_type": "pixtral",
                "hidden_size": 16,
                "num_hidden_layers": 1,
                "num_attention_heads": 2,
                "intermediate_size": 16,
                "image_size": SIZE,
                "patch_size": 4,
            },
            image_token_index=tokenizer.convert_tokens_to_ids("[IMG]"),
        )
    )
    return Flux2Pipeline(
        scheduler=flux2_scheduler(),
        vae=flux2_vae(),
        text_encoder=encoder,
        tokenizer=tokenizer,
        transformer=flux2_transformer(guided=True),
    )


def z_image(shift: float) -> Any:
    tokenizer = qwen_tokenizer()
    torch.manual_seed(0)
    transformer = ZImageTransformer2DModel(
        in_channels=16,
        dim=HEADS * HEAD,
        n_layers=2,
        n_refiner_layers=2,
        n_heads=HEADS,
        n_kv_heads=HEADS,
        cap_feat_dim=TEXT,
        axes_dims=[HEAD // 2, HEAD // 4, HEAD // 4],
    )
    with torch.no_grad():
        transformer.x_pad_token.normal_()
        transformer.cap_pad_token.normal_()
    torch.manual_seed(1)
    vae = AutoencoderKL(
        down_block_types=["DownEncoderBlock2D"] * 4,
        up_block_types=["UpDecoderBlock2D"] * 4,
        block_out_channels=[8, 8, 8, 8],
        layers_per_block=1,
        latent_channels=16,
        norm_num_groups=4,
        sample_size=SIZE,
        scaling_factor=0.3611,
        shift_factor=0.1159,
        use_quant_conv=False,
        use_post_quant_conv=False,
    )
    return ZImagePipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(shift=shift, use_dynamic_shifting=False),
        vae=vae,
        text_encoder=qwen3(Qwen3Model, 3, len(tokenizer)),
        tokenizer=tokenizer,
        transformer=transformer,
    )


def qwen_image() -> Any:
    tokenizer = qwen_tokenizer()
    torch.manual_seed(0)
    transformer = QwenImageTransformer2DModel(
        patch_size=2,
        in_channels=16,
        out_channels=4,
        num_layers=2,
        attention_head_dim=HEAD,
        num_attention_heads=HEADS,
        joint_attention_dim=TEXT,
        axes_dims_rope=(HEAD // 2, HEAD // 4, HEAD // 4),
    )
    torch.manual_seed(1)
    vae = AutoencoderKLQwenImage(
        base_dim=8,
        z_dim=4,
        dim_mult=[1, 2, 2, 2],
        num_res_blocks=1,
        latents_mean=[0.1, -0.2, 0.05, 0.3],
        latents_std=[1.5, 0.8, 1.2, 2.0],
    )
    torch.manual_seed(2)
    rope = {"rope_type": "default", "mrope_section": [1, 1, 2], "rope_theta": 1e6}
    tokens = {
        "vision_start_token_id": "<|vision_start|>",
        "vision_end_token_id": "<|vision_end|>",
        "image_token_id": "<|image_pad|>",
        "video_token_id": "<|video_pad|>",
    }
    encoder = Qwen2_5_VLForConditionalGeneration(
        Qwen2_5_VLConfig(
            text_config={
                "hidden_size": TEXT,
                "intermediate_size": 2 * TEXT,
                "num_hidden_layers": 3,
                "num_attention_heads": 2,
                "num_key_value_heads": 1,
                "vocab_size": len(tokenizer),
                "max_position_embeddings": 4096,
                "rope_parameters": rope,
            },
            vision_config={
                "depth": 1,
                "hidden_size": 16,
                "intermediate_size": 16,
                "num_heads": 2,
                "out_hidden_size": TEXT,
                "fullatt_block_indexes": [0],
            },
            **{name: tokenizer.convert_tokens_to_ids(token) for name, token in tokens.items()},
        )
    )
    scheduler = FlowMatchEulerDiscreteScheduler(
        shift=1.0,
        use_dynamic_shifting=True,
        base_shift=0.5,
        max_shift=0.9,
        base_image_seq_len=256,
        max_image_seq_len=8192,
        shift_terminal=0.02,
    )
    return QwenImagePipeline(
        scheduler=scheduler, vae=vae, text_encoder=encoder, tokenizer=tokenizer, transformer=transformer
    )


BUILD: dict[str, Callable[[], Any]] = {
    "flux2-dev": flux2_dev,
    "flux2-klein-4b": klein,
    "flux2-klein-9b": klein,
    "z-image": lambda: z_image(6.0),
    "z-image-turbo": lambda: z_image(3.0),
    "qwen-image-2512": qwen_image,
}
"""By the name of the base in a spec. klein has two sizes of one architecture, and so are their miniatures."""


def write_miniature(base: str, folder: Path) -> Path:
    """The pipeline folder of a base's miniature; returns `folder`."""
    return write(BUILD[base](), folder)


def write(pipeline: Any, folder: Path) -> Path:
    """Save a pipeline, its index naming the tokenizer as the published one does: dev's is part of a
    processor."""
    pipeline.save_pretrained(folder)
    if isinstance(pipeline, Flux2Pipeline):
        index = folder / "model_index.json"
        named = json.loads(index.read_text("utf-8")) | {"tokenizer": ["transformers", "PixtralProcessor"]}
        index.write_text(json.dumps(named, indent=2), "utf-8")
    return folder


def load_pipeline(folder: Path) -> Any:
    """A folder as a user of diffusers loads it, in float32. Without torchvision dev's processor cannot be
    made; its tokenizer does the same to prompts."""
    index = json.loads((folder / "model_index.json").read_text("utf-8"))
    if index["tokenizer"][1] != "PixtralProcessor":
        pipeline = DiffusionPipeline.from_pretrained(folder, dtype=torch.float32)
    else:
        pipeline = DiffusionPipeline.from_pretrained(folder, dtype=torch.float32, tokenizer=None)
        tokenizer = PreTrainedTokenizerFast.from_pretrained(folder / "tokenizer")
        pipeline.register_modules(tokenizer=tokenizer)
    pipeline.set_progress_bar_config(disable=True)
    return pipeline
