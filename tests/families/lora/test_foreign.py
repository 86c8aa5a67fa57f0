"""LoRAs of other trainers are read, and what is no LoRA for the base is refused in words."""

import json
from pathlib import Path

import pytest
import torch
from peft import LoraConfig, get_peft_model
from safetensors.torch import save_file

from charspec.errors import CharspecError
from charspec.families.lora import read_lora
from charspec.tiny.models import build_transformer

BLOCK = "single_transformer_blocks.1.attn"


def pair(inside: int, outside: int, rank: int = 2) -> tuple[torch.Tensor, torch.Tensor]:
    return torch.randn(rank, inside), torch.randn(outside, rank)


def saved(tmp_path: Path, tensors: dict[str, torch.Tensor], header: dict[str, str] | None = None) -> Path:
    path = tmp_path / "a.safetensors"
    save_file({name: value.contiguous() for name, value in tensors.items()}, path, header)
    return path


def test_pefts_own_folder_is_read_with_its_alpha_and_patterns(tmp_path: Path) -> None:
    model = build_transformer()
    names = [f"{BLOCK}.to_out", "transformer_blocks.0.attn.to_q"]
    config = LoraConfig(
        r=4, lora_alpha=2, target_modules=names, alpha_pattern={names[1]: 6}, init_lora_weights=False
    )
    get_peft_model(model, config).save_pretrained(tmp_path / "folder")
    assert (tmp_path / "folder" / "adapter_config.json").is_file()
    lora = read_lora(tmp_path / "folder")
    assert lora.architecture == "flux2"
    assert {name: (found.rank, found.alpha) for name, found in lora.modules.items()} == {
        names[0]: (4, 2.0),
        names[1]: (4, 6.0),
    }
    layer = model.get_submodule(names[0])
    assert torch.equal(lora.modules[names[0]].up, layer.lora_B["default"].weight)


def test_rank_stabilised_settings_scale_by_the_root_of_the_rank(tmp_path: Path) -> None:
    down, up = pair(640, 160, rank=4)
    name = f"base_model.model.{BLOCK}.to_out"
    (tmp_path / "adapter_config.json").write_text(json.dumps({"r": 4, "lora_alpha": 8, "use_rslora": True}))
    path = tmp_path / "adapter_model.safetensors"
    save_file({f"{name}.lora_A.weight": down, f"{name}.lora_B.weight": up}, path)
    assert read_lora(path).modules[f"{BLOCK}.to_out"].scale == 8 / 4**0.5


@pytest.mark.parametrize("alpha", [None, 1.0])
@pytest.mark.parametrize(
    "halves", [("lora_A", "lora_B"), ("lora_down", "lora_up"), ("lora_A.default", "lora_B.default")]
)
@pytest.mark.parametrize(
    "module",
    [
        f"transformer.{BLOCK}.to_out",
        f"{BLOCK}.to_out",
        f"base_model.model.{BLOCK}.to_out",
        f"diffusion_model.{BLOCK}.to_out",
        f"lora_transformer_{BLOCK}.to_out".replace(".", "_"),
        "diffusion_model.single_blocks.1.linear2",
        "base_model.model.single_blocks.1.linear2",
        "single_blocks.1.linear2",
        "lora_unet_single_blocks_1_linear2",
    ],
)
def test_every_spelling_is_known(
    module: str, halves: tuple[str, str], alpha: float | None, tmp_path: Path
) -> None:
    down, up = pair(640, 160)
    tensors = {f"{module}.{halves[0]}.weight": down, f"{module}.{halves[1]}.weight": up}
    if alpha:
        tensors[f"{module}.alpha"] = torch.tensor(alpha)
    ((name, found),) = read_lora(saved(tmp_path, tensors)).modules.items()
    assert name == f"{BLOCK}.to_out"
    assert torch.equal(found.down, down)
    assert torch.equal(found.up, up)
    assert found.scale == (0.5 if alpha else 1.0)


def test_a_fused_layer_is_cut_by_rows_and_shares_its_down_matrix(tmp_path: Path) -> None:
    down, up = pair(160, 480)
    key = "diffusion_model.double_blocks.0.txt_attn.qkv"
    lora = read_lora(saved(tmp_path, {f"{key}.lora_A.weight": down, f"{key}.lora_B.weight": up}))
    parts = [lora.modules[f"transformer_blocks.0.attn.add_{name}_proj"] for name in "qkv"]
    x = torch.randn(5, 160)
    torch.testing.assert_close(torch.cat([x @ one.down.T @ one.up.T for one in parts], 1), x @ down.T @ up.T)


def test_the_last_norm_of_black_forest_labs_has_its_halves_the_other_way_round(tmp_path: Path) -> None:
    down, up = pair(160, 320)
    for prefix, name in (
        ("diffusion_model.", "final_layer.adaLN_modulation.1"),
        ("transformer.", "norm_out.linear"),
    ):
        key = f"{prefix}{name}"
        found = read_lora(
            saved(tmp_path, {f"{key}.lora_A.weight": down, f"{key}.lora_B.weight": up}), "flux2"
        )
        wanted = up if prefix == "transformer." else torch.cat([up[160:], up[:160]])
        assert torch.equal(found.modules["norm_out.linear"].up, wanted)


A, B = "lora_A.weight", "lora_B.weight"
DOWN, UP = pair(160, 160)
KLEIN = {
    f"transformer.transformer_blocks.{index}.{module}.{half}": torch.ones(shape)
    for index in range(5)
    for module in ("attn.to_q", "ff.linear_out")
    for half, shape in ((A, (2, 3072 if module == "attn.to_q" else 9216)), (B, (3072, 2)))
}


@pytest.mark.parametrize(
    ("tensors", "architecture", "words"),
    [
        (KLEIN, "z_image", ("made for another base", "flux2-klein-4b")),
        ({f"lora_unet_down_blocks_0_attentions_0_{A}": DOWN}, None, ("none of a LoRA's",)),
        ({f"lora_unet_input_blocks_4_1_proj_in.{A}": DOWN, f"lora_unet_input_blocks_4_1_proj_in.{B}": UP},
         "flux2", ("Stable Diffusion",)),
        ({f"transformer.single_transformer_blocks.3.proj_mlp.{A}": DOWN,
          f"transformer.single_transformer_blocks.3.proj_mlp.{B}": UP}, "flux2", ("FLUX.1",)),
        ({f"lora_unet_double_blocks_0_img_mod_lin.{A}": DOWN,
          f"lora_unet_double_blocks_0_img_mod_lin.{B}": UP},
         None, ("FLUX.1",)),
        ({**KLEIN, f"transformer.mystery.{A}": DOWN, f"transformer.mystery.{B}": UP},
         "flux2", ("1 of the 11 modules", "transformer.mystery")),
        ({f"transformer.proj_out.{A}": DOWN}, "flux2", ("half of transformer.proj_out is missing",)),
        ({f"transformer.proj_out.{A}": DOWN, f"transformer.proj_out.{B}": pair(4, 4, 3)[1]},
         "flux2", ("different ranks",)),
        ({f"transformer.proj_out.{A}": DOWN * torch.nan, f"transformer.proj_out.{B}": UP},
         "flux2", ("no numbers", "proj_out.lora_A")),
        ({"transformer.proj_out.lokr_w1": DOWN}, "flux2", ("a LoKr",)),
        ({"lora_unet_single_blocks_0_linear1.dora_scale": DOWN}, "flux2", ("a DoRA",)),
        ({"model.weight": DOWN}, "flux2", ("none of a LoRA's", "model.weight")),
        ({f"transformer.x_embedder.{A}": DOWN, f"transformer.x_embedder.{B}": UP,
          f"diffusion_model.img_in.{A}": DOWN.clone(), f"diffusion_model.img_in.{B}": UP.clone()},
         "flux2", ("x_embedder twice",)),
    ],
)  # fmt: skip
def test_what_is_no_lora_for_the_base_is_said(
    tensors: dict[str, torch.Tensor], architecture: str | None, words: tuple[str, ...], tmp_path: Path
) -> None:
    path = saved(tmp_path, tensors)
    with pytest.raises(CharspecError) as caught:
        read_lora(path, architecture)
    assert caught.value.exit_code == 1
    assert caught.value.where == str(path)
    assert caught.value.hint
    for word in words:
        assert word in str(caught.value)


@pytest.mark.parametrize("name", ["a.ckpt", "a.pt", "a.safetensors"])
def test_a_pickle_is_refused_unopened(name: str, tmp_path: Path) -> None:
    torch.save({"lora_A.weight": DOWN}, tmp_path / name)
    with pytest.raises(CharspecError, match="pickle"):
        read_lora(tmp_path / name)


@pytest.mark.parametrize("kept", [0, 4, 100, -1])
def test_a_file_cut_short_is_said(kept: int, tmp_path: Path) -> None:
    path = saved(tmp_path, {f"transformer.proj_out.{A}": DOWN, f"transformer.proj_out.{B}": UP})
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(CharspecError, match="cannot be read") as caught:
        read_lora(path)
    assert "download it again" in str(caught.value)
