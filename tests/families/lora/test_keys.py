"""Every module of every base, in every spelling: there and back without the loss of a bit."""

import json
import math
from pathlib import Path

import pytest
import torch

from charspec.families.lora import Lora, Matrices, lora_bytes, modelspec_name, read_lora
from charspec.families.lora.likeness import bases_like
from charspec.families.lora.names import all_architectures, names_of
from charspec.families.lora.write import Keys
from charspec.settings import base_names, load_base
from scripts.published import PUBLISHED, on_meta

STYLES: tuple[Keys, ...] = ("diffusers", "comfyui", "kohya")
BASES = ("flux2-dev", "flux2-klein-9b", "flux2-klein-4b", "z-image", "qwen-image-2512", "tiny")


def linears(base: str) -> dict[str, tuple[int, int]]:
    """Every Linear of the transformer at its published size: input and output width."""
    return {
        name: (module.in_features, module.out_features)
        for name, module in on_meta(PUBLISHED[base].transformer).named_modules()
        if isinstance(module, torch.nn.Linear)
    }


def random_lora(base: str, rank: int, alpha: float, dtype: torch.dtype = torch.float32) -> Lora:
    generator = torch.Generator().manual_seed(3)
    modules = {
        name: Matrices(
            torch.randn(rank, inside, generator=generator).to(dtype),
            torch.randn(outside, rank, generator=generator).to(dtype),
            alpha,
        )
        for name, (inside, outside) in sorted(linears(base).items())
    }
    header = {"format": "pt", "charspec.base": base, "modelspec.sai_model_spec": "1.0.0"}
    return Lora(load_base(base).architecture, modules, header)


def written(lora: Lora, keys: Keys, folder: Path) -> Path:
    path = folder / f"{keys}.safetensors"
    path.write_bytes(lora_bytes(lora, keys))
    return path


@pytest.mark.parametrize("base", BASES)
def test_every_module_comes_back_bit_for_bit(base: str, tmp_path: Path) -> None:
    lora = random_lora(base, 1, 1.0)
    original = written(lora, "diffusers", tmp_path).read_bytes()
    for keys in ("comfyui", "kohya"):
        path = written(lora, keys, tmp_path)
        again = read_lora(path)
        assert again.modules.keys() == lora.modules.keys()
        assert lora_bytes(again, "diffusers") == original
        assert lora_bytes(again, keys) == path.read_bytes()


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float16])
@pytest.mark.parametrize(("rank", "alpha"), [(4, 4.0), (4, 2.0), (4, 8.0), (6, 4.0), (3, 10.7), (2, 0.1)])
@pytest.mark.parametrize("base", ["tiny"])
def test_scales_come_back_whatever_they_are(
    base: str, rank: int, alpha: float, dtype: torch.dtype, tmp_path: Path
) -> None:
    lora = random_lora(base, rank, alpha, dtype)
    original = written(lora, "diffusers", tmp_path).read_bytes()
    for first in STYLES:
        for second in STYLES:
            middle = read_lora(written(lora, first, tmp_path))
            back = read_lora(written(middle, second, tmp_path))
            assert {found.alpha for found in back.modules.values()} == {alpha}
            assert lora_bytes(back, "diffusers") == original, (first, second)


def test_what_a_power_of_two_would_lose_is_not_folded(tmp_path: Path) -> None:
    lora = random_lora("tiny", 4, 1.0)
    name = next(iter(lora.modules))
    least = torch.full_like(lora.modules[name].up, 1e-45)
    modules = {**lora.modules, name: Matrices(lora.modules[name].down, least, 1.0)}
    path = written(Lora("flux2", modules, {}), "comfyui", tmp_path)
    assert torch.equal(read_lora(path).modules[name].up, least)
    assert read_lora(path).modules[name].alpha == 1.0


def test_modules_may_have_ranks_and_scales_of_their_own(tmp_path: Path) -> None:
    lora = random_lora("tiny", 4, 4.0)
    odd = random_lora("tiny", 2, 8.0)
    names = [name for name in lora.modules if name.endswith(("to_out", "linear_in"))]
    mixed = Lora("flux2", {**lora.modules, **{name: odd.modules[name] for name in names}}, {})
    original = written(mixed, "diffusers", tmp_path).read_bytes()
    for keys in STYLES:
        assert lora_bytes(read_lora(written(mixed, keys, tmp_path)), "diffusers") == original


def test_a_part_of_q_k_and_v_and_unequal_ranks_come_back(tmp_path: Path) -> None:
    lora, other = random_lora("tiny", 2, 2.0), random_lora("tiny", 3, 3.0)
    block = "transformer_blocks.0.attn"
    modules = {
        f"{block}.to_q": lora.modules[f"{block}.to_q"],
        f"{block}.to_v": other.modules[f"{block}.to_v"],
        f"{block}.add_k_proj": lora.modules[f"{block}.add_k_proj"],
    }
    lora = Lora("flux2", modules, {})
    original = written(lora, "diffusers", tmp_path).read_bytes()
    for keys in STYLES:
        assert lora_bytes(read_lora(written(lora, keys, tmp_path), "flux2"), "diffusers") == original


def test_a_shared_down_matrix_stays_one(tmp_path: Path) -> None:
    lora = random_lora("tiny", 4, 4.0)
    block = "transformer_blocks.0.attn"
    q, k, v = (lora.modules[f"{block}.{name}"] for name in ("to_q", "to_k", "to_v"))
    shared = {f"{block}.to_q": q}
    shared |= {f"{block}.to_{name}": Matrices(q.down, one.up, 4.0) for name, one in (("k", k), ("v", v))}
    path = written(Lora("flux2", shared, {}), "comfyui", tmp_path)
    header = json.loads(path.read_bytes()[8:].split(b"}}")[0] + b"}}")
    assert header["diffusion_model.double_blocks.0.img_attn.qkv.lora_A.weight"]["shape"][0] == 4
    again = read_lora(path)
    assert all(torch.equal(again.modules[name].up, shared[name].up) for name in shared)
    assert lora_bytes(again, "comfyui") == path.read_bytes()


@pytest.mark.parametrize("base", BASES)
def test_a_base_is_known_by_the_shapes_of_its_lora(base: str) -> None:
    lora = random_lora(base, 1, 1.0)
    found = bases_like(lora.architecture, lora.modules)
    assert base in found
    assert all(load_base(name).architecture == load_base(base).architecture for name in found)
    assert len(found) == 1 or set(found) == {"z-image", "z-image-turbo"}


def test_every_base_has_its_size() -> None:
    assert {name for found in all_architectures() for name in names_of(found).sizes} == set(base_names())


def test_scales_are_the_alpha_by_the_rank() -> None:
    assert math.isclose(random_lora("tiny", 3, 10.7).modules["proj_out"].scale, 10.7 / 3)


@pytest.mark.parametrize(
    ("base", "common"),
    [
        ("flux2-dev", "Flux.2-dev"),
        ("flux2-klein-4b", "Flux.2-klein-4b"),
        ("z-image-turbo", "Z-Image"),
        ("qwen-image-2512", "Qwen-Image"),
        ("tiny", "tiny"),
    ],
)
def test_managers_know_a_base_by_its_common_name(base: str, common: str) -> None:
    architecture = load_base(base).architecture
    assert modelspec_name(architecture, base) == common
    assert modelspec_name(architecture, "of-my-own") == "of-my-own"
