"""FLUX.2. Black Forest Labs' code stacks q, k and v of each stream, and has shift before scale in its last
norm (diffusers, `convert_flux2_transformer_checkpoint_to_diffusers`)."""

from charspec.families.lora.names import Names, Size


def _size(width: int, double: int, single: int, modelspec: str) -> Size:
    blocks = {"transformer_blocks": double, "single_transformer_blocks": single}
    return Size(width, blocks, modelspec)


NAMES = Names(
    own={
        "transformer_blocks.{}.attn.to_out.0": "double_blocks.{}.img_attn.proj",
        "transformer_blocks.{}.attn.to_add_out": "double_blocks.{}.txt_attn.proj",
        "transformer_blocks.{}.ff.linear_in": "double_blocks.{}.img_mlp.0",
        "transformer_blocks.{}.ff.linear_out": "double_blocks.{}.img_mlp.2",
        "transformer_blocks.{}.ff_context.linear_in": "double_blocks.{}.txt_mlp.0",
        "transformer_blocks.{}.ff_context.linear_out": "double_blocks.{}.txt_mlp.2",
        "single_transformer_blocks.{}.attn.to_qkv_mlp_proj": "single_blocks.{}.linear1",
        "single_transformer_blocks.{}.attn.to_out": "single_blocks.{}.linear2",
        "x_embedder": "img_in",
        "context_embedder": "txt_in",
        "time_guidance_embed.timestep_embedder.linear_1": "time_in.in_layer",
        "time_guidance_embed.timestep_embedder.linear_2": "time_in.out_layer",
        "time_guidance_embed.guidance_embedder.linear_1": "guidance_in.in_layer",
        "time_guidance_embed.guidance_embedder.linear_2": "guidance_in.out_layer",
        "double_stream_modulation_img.linear": "double_stream_modulation_img.lin",
        "double_stream_modulation_txt.linear": "double_stream_modulation_txt.lin",
        "single_stream_modulation.linear": "single_stream_modulation.lin",
        "norm_out.linear": "final_layer.adaLN_modulation.1",
        "proj_out": "final_layer.linear",
    },
    fused={
        "double_blocks.{}.img_attn.qkv": (
            "transformer_blocks.{}.attn.to_q",
            "transformer_blocks.{}.attn.to_k",
            "transformer_blocks.{}.attn.to_v",
        ),
        "double_blocks.{}.txt_attn.qkv": (
            "transformer_blocks.{}.attn.add_q_proj",
            "transformer_blocks.{}.attn.add_k_proj",
            "transformer_blocks.{}.attn.add_v_proj",
        ),
    },
    turned=frozenset({"norm_out.linear"}),
    comfyui_own=True,
    wide=(
        ".to_q",
        ".to_k",
        ".to_v",
        ".add_q_proj",
        ".add_k_proj",
        ".add_v_proj",
        ".linear_in",
        ".to_qkv_mlp_proj",
    ),
    sizes={
        "flux2-dev": _size(6144, 8, 48, "Flux.2-dev"),
        "flux2-klein-9b": _size(4096, 8, 24, "Flux.2-klein-9b"),
        "flux2-klein-4b": _size(3072, 5, 20, "Flux.2-klein-4b"),
        "tiny": _size(160, 1, 6, "tiny"),
    },
)
