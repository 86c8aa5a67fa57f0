"""A miniature's transformer as one file, by the names of its authors: what diffusers must find its way back
from."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

WEIGHTS = "transformer/diffusion_pytorch_model.safetensors"

_FLUX2 = {
    "x_embedder": "img_in",
    "context_embedder": "txt_in",
    "time_guidance_embed.timestep_embedder.linear_1": "time_in.in_layer",
    "time_guidance_embed.timestep_embedder.linear_2": "time_in.out_layer",
    "time_guidance_embed.guidance_embedder.linear_1": "guidance_in.in_layer",
    "time_guidance_embed.guidance_embedder.linear_2": "guidance_in.out_layer",
    "stream_modulation_img.linear": "stream_modulation_img.lin",
    "stream_modulation_txt.linear": "stream_modulation_txt.lin",
    "single_stream_modulation.linear": "single_stream_modulation.lin",
    "proj_out": "final_layer.linear",
    "single_transformer_blocks.": "single_blocks.",
    "transformer_blocks.": "double_blocks.",
    "attn.to_qkv_mlp_proj": "linear1",
    "ff_context.linear_in": "txt_mlp.0",
    "ff_context.linear_out": "txt_mlp.2",
    "ff.linear_in": "img_mlp.0",
    "ff.linear_out": "img_mlp.2",
    "attn.to_add_out": "txt_attn.proj",
    "attn.to_out.0": "img_attn.proj",
    "attn.to_out": "linear2",
    "attn.norm_added_q.weight": "txt_attn.norm.query_norm.scale",
    "attn.norm_added_k.weight": "txt_attn.norm.key_norm.scale",
}
_Z_IMAGE = {
    "all_final_layer.2-1.": "final_layer.",
    "all_x_embedder.2-1.": "x_embedder.",
    ".attention.to_out.0.": ".attention.out.",
    ".attention.norm_k.": ".attention.k_norm.",
    ".attention.norm_q.": ".attention.q_norm.",
}


def original(folder: Path) -> dict[str, Tensor]:
    """The transformer of a pipeline folder, FLUX.2 by the names of Black Forest Labs, Z-Image by its own;
    Qwen-Image has one set of names only."""
    state = load_file(folder / WEIGHTS)
    if "x_embedder.weight" in state:
        return _flux2(state)
    return _z_image(state) if any(".attention.to_q." in key for key in state) else state


def write_single_file(file: Path, state: dict[str, Tensor], wrapper: str = "") -> Path:
    save_file({f"{wrapper}{key}": value.contiguous() for key, value in state.items()}, file)
    return file


def _flux2(state: dict[str, Tensor]) -> dict[str, Tensor]:
    found: dict[str, Tensor] = {}
    for key in list(state):
        if key == "norm_out.linear.weight":
            scale, shift = state.pop(key).chunk(2)
            found["final_layer.adaLN_modulation.1.weight"] = torch.cat([shift, scale])
        elif key.endswith((".attn.to_q.weight", ".attn.add_q_proj.weight")):
            stem = key.rpartition(".attn.")[0]
            names = (
                ("to_q", "to_k", "to_v") if ".to_q." in key else ("add_q_proj", "add_k_proj", "add_v_proj")
            )
            stream = "img" if ".to_q." in key else "txt"
            rows = torch.cat([state.pop(f"{stem}.attn.{name}.weight") for name in names])
            found[f"{_named(stem + '.', _FLUX2)}{stream}_attn.qkv.weight"] = rows
    for key, value in state.items():
        own = "" if key.startswith("single") else "img_attn."
        norms = {f"attn.norm_{one}.weight": f"{own}norm.{word}_norm.scale" for one, word in _NORMS}
        found[_named(key, _FLUX2 | norms)] = value
    return found


_NORMS = (("q", "query"), ("k", "key"))


def _z_image(state: dict[str, Tensor]) -> dict[str, Tensor]:
    found: dict[str, Tensor] = {"norm_final.weight": torch.ones(4)}  # in the published file, used by nobody
    for key in [key for key in state if key.endswith(".attention.to_q.weight")]:
        rows = torch.cat([state.pop(key.replace(".to_q.", f".{name}.")) for name in ("to_q", "to_k", "to_v")])
        found[key.replace(".to_q.", ".qkv.")] = rows
    return found | {_named(key, _Z_IMAGE): value for key, value in state.items()}


def _named(key: str, names: dict[str, str]) -> str:
    for old, new in names.items():
        key = key.replace(old, new)
    return key
