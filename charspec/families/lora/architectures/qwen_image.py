"""Qwen-Image: diffusers' names are its own, in every program."""

from charspec.families.lora.names import Names, Size

_PARTS = (
    "attn.to_q",
    "attn.to_k",
    "attn.to_v",
    "attn.to_out.0",
    "attn.add_q_proj",
    "attn.add_k_proj",
    "attn.add_v_proj",
    "attn.to_add_out",
    "img_mlp.net.0.proj",
    "img_mlp.net.2",
    "txt_mlp.net.0.proj",
    "txt_mlp.net.2",
    "img_mod.1",
    "txt_mod.1",
)
_OTHERS = (
    "img_in",
    "txt_in",
    "time_text_embed.timestep_embedder.linear_1",
    "time_text_embed.timestep_embedder.linear_2",
    "norm_out.linear",
    "proj_out",
)
_NAMES = (*(f"transformer_blocks.{{}}.{part}" for part in _PARTS), *_OTHERS)

NAMES = Names(
    own={name: name for name in _NAMES},
    fused={},
    turned=frozenset(),
    comfyui_own=True,
    wide=(".to_q", ".to_k", ".to_v", ".add_q_proj", ".add_k_proj", ".add_v_proj", ".net.0.proj", "_mod.1"),
    sizes={"qwen-image-2512": Size(3072, {"transformer_blocks": 60}, "Qwen-Image")},
)
