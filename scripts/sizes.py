"""Write charspec/estimate/sizes.json: what each base holds at its published size, counted on the meta device.

Run it after a change of diffusers, transformers or the families: `python scripts/sizes.py`; `--check` says
whether the file is true, and exits 1 if not. Every number comes from running the true classes without
values: one step of a LoRA at several lengths, ranks and precisions, one picture through the VAE, one prompt
through the text encoder. The memory of a step is a line in tokens and in rank; `worst_fit` is how far the
line was off at a point it was not drawn through.
"""

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
from peft import LoraConfig

import charspec.families.quiet  # noqa: F401 (before diffusers)
from charspec.families.loading.quantized import block_linears
from charspec.families.loading.streamed import outer_blocks
from charspec.settings import load_base
from scripts.live_bytes import LiveBytes, fused_attention
from scripts.published import PUBLISHED, Parts, on_meta

FILE = Path(__file__).parents[1] / "charspec" / "estimate" / "sizes.json"
META = torch.device("meta")
PRECISIONS = {"bfloat16": torch.bfloat16, "float32": torch.float32}
TEXT = 512
NOT_LEARNT = ("norm", "mod", "adaln")


def lora_targets(transformer: Any) -> list[str]:
    """Attention and feed-forward of the blocks, as every family chooses them."""
    return [
        name for name in block_linears(transformer) if not any(word in name.lower() for word in NOT_LEARNT)
    ]


def run(
    transformer: Any,
    height: int,
    width: int,
    text: int,
    batch: int,
    device: torch.device = META,
    dtype: torch.dtype | None = None,
) -> Any:
    """The velocity of `batch` pictures of height × width tokens, by the class's own arguments. Inputs are
    zeros: on the meta device they have no values, and elsewhere none is needed."""
    dtype = dtype or next(transformer.parameters()).dtype
    tokens, time = height * width, torch.full((batch,), 0.5, device=device)
    kind, config = type(transformer).__name__, transformer.config

    def empty(*shape: int) -> torch.Tensor:
        return torch.zeros(*shape, device=device, dtype=dtype)

    if kind.startswith("Flux2"):
        return transformer(
            hidden_states=empty(batch, tokens, config.in_channels),
            encoder_hidden_states=empty(batch, text, config.joint_attention_dim),
            timestep=time,
            guidance=time if config.guidance_embeds else None,
            img_ids=torch.zeros(tokens, 4, device=device),
            txt_ids=torch.zeros(text, 4, device=device),
            return_dict=False,
        )[0]
    if kind.startswith("ZImage"):
        pictures = [empty(config.in_channels, 1, 2 * height, 2 * width) for _ in range(batch)]
        prompts = [empty(text, config.cap_feat_dim) for _ in range(batch)]
        return torch.stack(transformer(pictures, time, prompts, return_dict=False)[0])
    return transformer(
        hidden_states=empty(batch, tokens, config.in_channels),
        encoder_hidden_states=empty(batch, text, config.joint_attention_dim),
        encoder_hidden_states_mask=None,
        timestep=time,
        img_shapes=[[(1, height, width)]] * batch,
        return_dict=False,
    )[0]


def step_bytes(transformer: Any, height: int, width: int, text: int, batch: int) -> int:
    """Peak of one forward and backward above the weights; what there is of gradients then is part of it."""
    with fused_attention(), LiveBytes() as live:
        velocity = run(transformer, height, width, text, batch)
        (velocity.float() ** 2).mean().backward()
    del velocity
    for parameter in transformer.parameters():
        parameter.grad = None
    return int(live.most)


def with_lora(make: Any, rank: int, dtype: torch.dtype, checkpointed: bool) -> Any:
    transformer = on_meta(make).to(dtype)
    transformer.add_adapter(LoraConfig(r=rank, lora_alpha=rank, target_modules=lora_targets(transformer)))
    for parameter in transformer.parameters():
        if parameter.requires_grad:
            parameter.data = parameter.data.float()
    if checkpointed:
        transformer.enable_gradient_checkpointing()
    return transformer


def activations(make: Any, dtype: torch.dtype, checkpointed: bool) -> dict[str, float]:
    """fixed + rank · per_rank + tokens · (per_token + rank · per_token_rank), drawn through four points."""
    sides, ranks = ((16, 32), (64, 64)), (16, 64)
    lengths = [height * width + TEXT for height, width in sides]
    slopes, starts = [], []
    for rank in ranks:
        transformer = with_lora(make, rank, dtype, checkpointed)
        short, long = (step_bytes(transformer, *side, TEXT, 1) for side in sides)
        slopes.append((long - short) / (lengths[1] - lengths[0]))
        starts.append(short - slopes[-1] * lengths[0])
    by_rank, start_by_rank = ((pair[1] - pair[0]) / (ranks[1] - ranks[0]) for pair in (slopes, starts))
    other = step_bytes(transformer, 32, 48, TEXT, 2)
    said = starts[1] + slopes[1] * 2 * (32 * 48 + TEXT)
    return {
        "fixed": round(starts[0] - ranks[0] * start_by_rank),
        "per_rank": round(start_by_rank),
        "per_token": round(slopes[0] - ranks[0] * by_rank),
        "per_token_rank": round(by_rank, 1),
        "worst_fit": round(abs(said - other) / other, 3),
    }


def parameters(module: torch.nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())


def transformer_size(make: Any) -> dict[str, Any]:
    transformer = on_meta(make)
    rounded = [transformer.get_submodule(name) for name in block_linears(transformer)]
    targets = [transformer.get_submodule(name) for name in lora_targets(transformer)]
    return {
        "parameters": parameters(transformer),
        "in_block_linears": sum(linear.weight.numel() for linear in rounded),
        "in_blocks": sum(map(parameters, outer_blocks(transformer))),
        "largest_block": max(map(parameters, outer_blocks(transformer))),
        "lora_per_rank": sum(linear.in_features + linear.out_features for linear in targets),
        "activations": {
            name: {
                "checkpointed": activations(make, dtype, True),
                "kept": activations(make, dtype, False),
            }
            for name, dtype in PRECISIONS.items()
        },
    }


def text_size(make: Any, trim: Callable[[Any], object]) -> dict[str, Any]:
    """The largest of a prompt's working memory in bfloat16: all hidden states are kept, as a family reads
    several of them."""
    encoder = on_meta(make)
    published = parameters(encoder)
    layers = outer_blocks(encoder)
    trim(encoder)
    found = {
        "parameters": published,
        "unread": published - parameters(encoder),
        "in_layers": sum(map(parameters, layers)),
        "largest_layer": max(map(parameters, layers)),
    }
    width = encoder.get_input_embeddings().embedding_dim
    # Given ready, both keep the encoder from looking at values, of which there are none here.
    given = {"attention_mask": torch.empty(1, 1, TEXT, TEXT, device=META, dtype=torch.bfloat16)}
    if encoder.config.model_type == "qwen2_5_vl":
        given = {"position_ids": torch.empty(3, 1, TEXT, dtype=torch.long, device=META)}
    prompt = torch.empty(1, TEXT, width, device=META, dtype=torch.bfloat16)
    encoder.to(torch.bfloat16)
    with torch.no_grad(), fused_attention(), LiveBytes() as live:
        encoder(inputs_embeds=prompt, **given, output_hidden_states=True, use_cache=False)
    found["per_token"] = round(live.most / TEXT)
    prompt.requires_grad_(True)  # as behind the first learnt layer: everything is kept for the backward pass
    with fused_attention(), LiveBytes() as live:
        states = encoder(inputs_embeds=prompt, **given, output_hidden_states=True, use_cache=False)
        sum(state.float().mean() for state in states.hidden_states).backward()
    return found | {"learning_per_token": round(live.most / TEXT)}


def vae_size(make: Any) -> dict[str, Any]:
    """Bytes a pixel of the picture, both ways in bfloat16, at 512×512 px."""
    vae = on_meta(make).to(torch.bfloat16)
    moving = type(vae).__name__ == "AutoencoderKLQwenImage"
    side = 512
    picture = torch.empty(1, 3, *((1,) if moving else ()), side, side, device=META, dtype=torch.bfloat16)
    with torch.no_grad(), fused_attention(), LiveBytes() as live:
        latents = vae.encode(picture).latent_dist.mode()
    into = live.most
    with torch.no_grad(), fused_attention(), LiveBytes() as live:
        vae.decode(latents, return_dict=False)
    return {
        "parameters": parameters(vae),
        "encode_per_pixel": round(into / side**2),
        "decode_per_pixel": round(live.most / side**2),
        "latent_values_per_pixel": latents.numel() / side**2,
    }


def size(name: str, parts: Parts) -> dict[str, Any]:
    transformer = on_meta(parts.transformer)
    config = transformer.config
    width = config.get("joint_attention_dim") or config.get("cap_feat_dim")
    return {
        "transformer": transformer_size(parts.transformer),
        "text_encoder": text_size(parts.text_encoder, parts.trim),
        "vae": vae_size(parts.vae),
        "text_width": width,
        "pixels_per_token": load_base(name).multiple ** 2,
    }


def text(bases: Sequence[str]) -> str:
    found: dict[str, Any] = {}
    for name in bases:
        twin = next(
            (other for other in found if PUBLISHED[other].transformer is PUBLISHED[name].transformer), None
        )
        found[name] = found[twin] if twin else size(name, PUBLISHED[name])
    return json.dumps(found, indent=2) + "\n"


def main(words: Sequence[str]) -> int:
    wanted = text(tuple(PUBLISHED))
    if "--check" in words:
        if FILE.read_text(encoding="utf-8") == wanted:
            return 0
        for number, (old, new) in enumerate(
            zip(FILE.read_text("utf-8").split("\n"), wanted.split("\n"), strict=False)
        ):
            if old != new:
                print(f"line {number + 1}: {old.strip()} is now {new.strip()}")
        print("Run `python scripts/sizes.py`.")
        return 1
    FILE.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    sys.exit(main(sys.argv[1:]))
