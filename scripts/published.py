"""The parts of every base at their published size, without weights: on the meta device they take no memory.

Compared with what their authors publish beside the weights, and with copies of the repositories' config.json
in other programs; the repositories themselves, the last word, could not be read:

- FLUX.2: `Flux2Params`, `AutoEncoderParams` and the text encoder of Black Forest Labs' own code for dev;
  `Klein4BParams` and `Klein9BParams` as six programs carry them on, alike; Mistral's sizes as one of NVIDIA's
  programs tests them.
- Z-Image: transformer, text encoder and VAE as quoted word for word from its config.json in three programs.
- Qwen-Image: the transformer's config.json in three programs; our count, 20,430,401,088 parameters, is that
  of the published shards (40.86 GB in bf16). The text encoder is Qwen2.5-VL 7B, by a config.json in another.
- Not looked up: klein 9B's text encoder, and the parts of Mistral and Qwen2.5-VL that see.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import torch
from diffusers import (
    AutoencoderKL,
    AutoencoderKLFlux2,
    AutoencoderKLQwenImage,
    Flux2Transformer2DModel,
    QwenImageTransformer2DModel,
    ZImageTransformer2DModel,
)
from transformers import (
    Mistral3Config,
    Mistral3ForConditionalGeneration,
    Qwen2_5_VLConfig,
    Qwen2_5_VLForConditionalGeneration,
    Qwen3Config,
    Qwen3ForCausalLM,
    Qwen3Model,
)

from charspec.families.flux2_text import Mistral, Qwen
from charspec.tiny.models import build_autoencoder, build_text_encoder, build_transformer


class Parts(NamedTuple):
    """How to make each part of a base."""

    transformer: Callable[[], Any]
    text_encoder: Callable[[], Any]
    vae: Callable[[], Any]
    trim: Callable[[Any], object] = lambda encoder: None
    """Drops the layers of the text encoder that its family never reads."""


def flux2(layers: int, single_layers: int, heads: int, text: int, guided: bool) -> Any:
    return Flux2Transformer2DModel(
        in_channels=128,
        num_layers=layers,
        num_single_layers=single_layers,
        attention_head_dim=128,
        num_attention_heads=heads,
        joint_attention_dim=text,
        guidance_embeds=guided,
    )


def z_image() -> Any:
    return ZImageTransformer2DModel(
        in_channels=16,
        dim=3840,
        n_layers=30,
        n_refiner_layers=2,
        n_heads=30,
        n_kv_heads=30,
        cap_feat_dim=2560,
    )


def qwen_image() -> Any:
    return QwenImageTransformer2DModel(
        in_channels=64,
        out_channels=16,
        num_layers=60,
        attention_head_dim=128,
        num_attention_heads=24,
        joint_attention_dim=3584,
    )


def qwen3(kind: Any, hidden: int, intermediate: int, tied: bool) -> Any:
    return kind(
        Qwen3Config(
            vocab_size=151936,
            hidden_size=hidden,
            intermediate_size=intermediate,
            num_hidden_layers=36,
            num_attention_heads=32,
            num_key_value_heads=8,
            head_dim=128,
            tie_word_embeddings=tied,
        )
    )


def mistral3() -> Any:
    text = {
        "model_type": "mistral",
        "vocab_size": 131072,
        "hidden_size": 5120,
        "intermediate_size": 32768,
        "num_hidden_layers": 40,
        "num_attention_heads": 32,
        "num_key_value_heads": 8,
        "head_dim": 128,
        "tie_word_embeddings": False,
    }
    vision = {
        "model_type": "pixtral",
        "hidden_size": 1024,
        "intermediate_size": 4096,
        "num_hidden_layers": 24,
        "num_attention_heads": 16,
        "image_size": 1540,
        "patch_size": 14,
    }
    return Mistral3ForConditionalGeneration(
        Mistral3Config(text_config=text, vision_config=vision, tie_word_embeddings=False)
    )


def qwen2_5_vl() -> Any:
    text = {
        "vocab_size": 152064,
        "hidden_size": 3584,
        "intermediate_size": 18944,
        "num_hidden_layers": 28,
        "num_attention_heads": 28,
        "num_key_value_heads": 4,
        "tie_word_embeddings": False,
        "rope_parameters": {"rope_type": "default", "mrope_section": [16, 24, 24], "rope_theta": 1e6},
    }
    vision = {"depth": 32, "hidden_size": 1280, "intermediate_size": 3420, "num_heads": 16}
    return Qwen2_5_VLForConditionalGeneration(
        Qwen2_5_VLConfig(
            text_config=text, vision_config=vision | {"out_hidden_size": 3584}, tie_word_embeddings=False
        )
    )


def autoencoder_kl() -> Any:
    return AutoencoderKL(
        block_out_channels=(128, 256, 512, 512),
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        latent_channels=16,
        layers_per_block=2,
        use_quant_conv=False,
        use_post_quant_conv=False,
    )


PUBLISHED: dict[str, Parts] = {
    "flux2-dev": Parts(lambda: flux2(8, 48, 48, 15360, True), mistral3, AutoencoderKLFlux2, Mistral().trim),
    "flux2-klein-9b": Parts(
        lambda: flux2(8, 24, 32, 12288, False),
        lambda: qwen3(Qwen3ForCausalLM, 4096, 12288, False),
        AutoencoderKLFlux2,
        Qwen().trim,
    ),
    "flux2-klein-4b": Parts(
        lambda: flux2(5, 20, 24, 7680, False),
        lambda: qwen3(Qwen3ForCausalLM, 2560, 9728, True),
        AutoencoderKLFlux2,
        Qwen().trim,
    ),
    "z-image": Parts(z_image, lambda: qwen3(Qwen3Model, 2560, 9728, True), autoencoder_kl),
    "z-image-turbo": Parts(z_image, lambda: qwen3(Qwen3Model, 2560, 9728, True), autoencoder_kl),
    "qwen-image-2512": Parts(qwen_image, qwen2_5_vl, AutoencoderKLQwenImage),
    "tiny": Parts(build_transformer, lambda: build_text_encoder(1024, 0, 1), build_autoencoder, Qwen().trim),
}


def on_meta(make: Callable[[], Any]) -> Any:
    """The part without values, gradients off."""
    with torch.device("meta"):
        model = make()
    return model.requires_grad_(False).eval()
