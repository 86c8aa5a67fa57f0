"""What is written loads in diffusers: every key is consumed, and the transformer predicts the same."""

import logging
from pathlib import Path
from typing import Any

import pytest
import torch

from charspec.families import Family, load_family
from charspec.families.loading import Hardware
from charspec.families.lora import Lora, Matrices, lora_bytes, mount, read_lora, refused_by_diffusers
from charspec.families.lora.write import Keys
from tests.families.test_contract import base_plan
from tests.miniatures import load_pipeline

CPU = torch.device("cpu")
BASES = ("flux2-dev", "flux2-klein-4b", "z-image", "qwen-image-2512")
RANK = 3


def random_lora(family: Family, architecture: str, alpha: float) -> Lora:
    """On the modules that charspec trains; the values are large, so that a lost one shows."""
    transformer = family.load("transformer")
    generator = torch.Generator().manual_seed(4)
    modules = {}
    for name in family.lora_targets(transformer):
        module = transformer.get_submodule(name)
        down = torch.randn(RANK, module.in_features, generator=generator) / 4
        modules[name] = Matrices(down, torch.randn(module.out_features, RANK, generator=generator) / 4, alpha)
    return Lora(architecture, modules, {})


@torch.no_grad()
def predicted(family: Family, transformer: Any, vae: Any) -> torch.Tensor:
    shape = family.noise_shape(transformer, vae, 64, 64)
    x = torch.randn(1, *shape, generator=torch.Generator().manual_seed(5))
    return family.predict(transformer, x, torch.tensor([0.6]), [conditions(family, transformer)])


def conditions(family: Family, transformer: Any) -> dict[str, torch.Tensor]:
    return family.encode_prompt(family.load("text"), ["Vendalixia at sea"])[0]


@pytest.mark.parametrize("alpha", [3.0, 1.5, 2.0])
@pytest.mark.parametrize("base", BASES)
def test_every_spelling_loads_whole_and_means_the_same(
    base: str,
    alpha: float,
    miniatures: dict[str, Path],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    plan = base_plan(base)
    family = load_family(plan, Hardware(CPU), miniatures[base])
    vae = family.load("image")
    lora = random_lora(family, plan.family, alpha)
    ours = family.load("transformer")
    untouched = predicted(family, ours, vae)
    mount(ours, lora, CPU, base, "a.safetensors")
    expected = predicted(family, ours, vae)
    assert not torch.allclose(expected, untouched, atol=1e-2)
    styles: tuple[Keys, ...] = ("diffusers", "comfyui", "kohya")
    for keys in styles:
        path = tmp_path / f"{keys}.safetensors"
        path.write_bytes(lora_bytes(lora, keys))
        again = family.load("transformer")
        mount(again, read_lora(path, plan.family), CPU, base, str(path))
        assert torch.equal(predicted(family, again, vae), expected), keys
        if refused_by_diffusers(lora, keys):
            assert base.startswith("flux2")  # and held by the test below
            continue
        pipeline = load_pipeline(miniatures[base])
        with caplog.at_level(logging.WARNING):
            pipeline.load_lora_weights(path, adapter_name="character")
        assert not [record for record in caplog.records if "lora" in record.getMessage().lower()]
        loaded = {name for name in pipeline.transformer.state_dict() if "lora_" in name}
        assert len(loaded) == 2 * len(lora.modules)
        torch.testing.assert_close(
            predicted(family, pipeline.transformer, vae), expected, atol=2e-5, rtol=1e-4
        )


def test_diffusers_refuses_an_alpha_in_a_comfyui_file_of_flux2(
    miniatures: dict[str, Path], tmp_path: Path
) -> None:
    """The one limit, said in docs/lora-files.md: once diffusers takes it, the note there can go."""
    plan = base_plan("flux2-klein-4b")
    family = load_family(plan, Hardware(CPU), miniatures["flux2-klein-4b"])
    path = tmp_path / "a.safetensors"
    path.write_bytes(lora_bytes(random_lora(family, plan.family, 2.0), "comfyui"))
    with pytest.raises(ValueError, match="should be empty"):
        load_pipeline(miniatures["flux2-klein-4b"]).load_lora_weights(path)
