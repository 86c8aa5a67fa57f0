"""Z-Image. Its own code stacks q, k and v.

kohya's files have its own names, which ComfyUI reads; ComfyUI's own files come with diffusers' names, since
that is what most trainers write and ComfyUI translates (`z_image_to_diffusers` in its code).
"""

from charspec.families.lora.names import Names, Size

_BLOCKS = ("layers.{}", "noise_refiner.{}", "context_refiner.{}")
_SIZE = Size(3840, {"layers": 30, "noise_refiner": 2, "context_refiner": 2}, "Z-Image")

NAMES = Names(
    own={
        **{f"{block}.attention.to_out.0": f"{block}.attention.out" for block in _BLOCKS},
        **{
            f"{block}.feed_forward.{part}": f"{block}.feed_forward.{part}"
            for block in _BLOCKS
            for part in ("w1", "w2", "w3")
        },
        **{f"{block}.adaLN_modulation.0": f"{block}.adaLN_modulation.0" for block in _BLOCKS},
        "all_x_embedder.2-1": "x_embedder",
        "all_final_layer.2-1.linear": "final_layer.linear",
        "all_final_layer.2-1.adaLN_modulation.1": "final_layer.adaLN_modulation.1",
        "t_embedder.mlp.0": "t_embedder.mlp.0",
        "t_embedder.mlp.2": "t_embedder.mlp.2",
        "cap_embedder.1": "cap_embedder.1",
    },
    fused={
        f"{block}.attention.qkv": (
            f"{block}.attention.to_q",
            f"{block}.attention.to_k",
            f"{block}.attention.to_v",
        )
        for block in _BLOCKS
    },
    turned=frozenset(),
    comfyui_own=False,
    wide=(".to_q", ".to_k", ".to_v", ".w1", ".w3"),
    sizes={"z-image": _SIZE, "z-image-turbo": _SIZE},
)
