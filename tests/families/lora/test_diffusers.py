"""diffusers' own loader as the judge of a file: whole files of every base pass, others are named."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from charspec.errors import CharspecError
from charspec.families import load_family
from charspec.families.loading import Hardware
from charspec.families.lora import Lora, Matrices, lora_bytes
from charspec.families.lora.loading import check_loads
from charspec.families.lora.write import Keys
from charspec.settings import load_base
from tests.families.lora.test_loading import BASES, random_lora
from tests.families.test_contract import base_plan


def lora_of(base: str, folder: Path) -> Lora:
    family = load_family(base_plan(base), Hardware(torch.device("cpu")), folder)
    return random_lora(family, base_plan(base).family, 3.0)


@pytest.mark.parametrize("base", BASES)
def test_a_whole_file_passes_in_both_spellings(
    base: str, miniatures: dict[str, Path], tmp_path: Path
) -> None:
    lora = lora_of(base, miniatures[base])
    spellings: tuple[Keys, ...] = ("diffusers", "comfyui")
    for keys in spellings:
        path = tmp_path / f"{keys}.safetensors"
        path.write_bytes(lora_bytes(lora, keys))
        check_loads(path, lora, load_base(base).pipeline, miniatures[base])


def test_what_is_left_out_too_much_or_of_another_shape_is_named(
    miniatures: dict[str, Path], tmp_path: Path
) -> None:
    base = "flux2-klein-4b"
    lora = lora_of(base, miniatures[base])
    name = next(iter(lora.modules))
    found = lora.modules[name]
    rest = {key: value for key, value in lora.modules.items() if key != name}
    elsewhere = name.replace(".0.", ".77.")
    spoiled = {
        "without": rest,
        "beyond": {**lora.modules, elsewhere: Matrices(found.down.clone(), found.up.clone(), found.alpha)},
        "narrow": {**rest, name: Matrices(found.down[:, 1:], found.up, found.alpha)},
    }
    for kind, modules in spoiled.items():
        path = tmp_path / f"{kind}.safetensors"
        path.write_bytes(lora_bytes(Lora(lora.architecture, modules, {}), "diffusers"))
        with pytest.raises(CharspecError, match=r"does not load this LoRA whole") as caught:
            check_loads(path, lora, load_base(base).pipeline, miniatures[base])
        assert (elsewhere if kind == "beyond" else name) in caught.value.message
