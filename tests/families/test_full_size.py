"""At the published sizes, without weights: what a LoRA of rank 16 is on each base."""

import pytest
import torch

from charspec.families import load_family
from charspec.families.flux2_text import DEV_LAYERS, klein_layers
from charspec.families.loading import Hardware
from charspec.train import lora
from scripts.published import PUBLISHED, on_meta
from tests.families.test_contract import base_plan

META = torch.device("meta")
RANK = 16

# base: (targeted layers, parameters of the LoRA, a key, its shape)
EXPECTED = {
    "flux2-dev": (192, "single_transformer_blocks.47.attn.to_qkv_mlp_proj.lora_B.weight", (55296, RANK)),
    "flux2-klein-9b": (144, "single_transformer_blocks.23.attn.to_out.lora_A.weight", (RANK, 16384)),
    "flux2-klein-4b": (100, "transformer_blocks.4.ff_context.linear_in.lora_B.weight", (18432, RANK)),
    "z-image": (238, "layers.29.feed_forward.w2.lora_A.weight", (RANK, 10240)),
    "z-image-turbo": (238, "context_refiner.1.attention.to_out.0.lora_B.weight", (3840, RANK)),
    "qwen-image-2512": (720, "transformer_blocks.59.txt_mlp.net.0.proj.lora_B.weight", (12288, RANK)),
}


@pytest.mark.parametrize("base", EXPECTED)
def test_a_lora_has_the_keys_and_shapes_of_the_published_transformer(
    base: str, miniatures: dict[str, str]
) -> None:
    family = load_family(base_plan(base), Hardware(META), miniatures[base])
    transformer = on_meta(PUBLISHED[base].transformer)
    targets = family.lora_targets(transformer)
    layers, key, shape = EXPECTED[base]
    assert len(targets) == layers
    assert not any("modulation" in name or "norm" in name or "embed" in name for name in targets)
    wanted = sum(
        RANK * (module.in_features + module.out_features)
        for module in (transformer.get_submodule(name) for name in targets)
    )
    parameters = lora.attach(transformer, targets, RANK, float(RANK), META)
    assert len(parameters) == 2 * layers
    assert parameters[f"transformer.{key}"].shape == shape
    assert sum(value.numel() for value in parameters.values()) == wanted
    assert {value.dtype for value in parameters.values()} == {torch.float32}


def test_published_encoders_are_read_at_the_published_layers() -> None:
    assert klein_layers(36) == (9, 18, 27)
    assert DEV_LAYERS == (10, 20, 30)
