"""How much a LoRA adds: as the product of its matrices says, without ever making it."""

from __future__ import annotations

import math

import torch
from hypothesis import given
from hypothesis import strategies as st

from charspec.families.lora import Lora, Matrices
from charspec.families.lora.strength import strength


def random_lora(seed: int, rank: int, alpha: float, factor: float = 1.0) -> Lora:
    generator = torch.Generator().manual_seed(seed)
    modules = {}
    for number, (inner, outer) in enumerate(((16, 24), (40, 8))):
        down = torch.randn(rank, inner, generator=generator)
        modules[f"layer.{number}"] = Matrices(
            down, torch.randn(outer, rank, generator=generator) * factor, alpha
        )
    return Lora("flux2", modules, {})


@given(st.integers(0, 9), st.integers(1, 8), st.floats(0.5, 32))
def test_it_is_the_rms_of_what_is_added_to_the_outputs(seed: int, rank: int, alpha: float) -> None:
    lora = random_lora(seed, rank, alpha)
    added = [m.scale * m.up.double() @ m.down.double() for m in lora.modules.values()]
    expected = math.sqrt(sum(float((one**2).sum()) / len(one) for one in added) / len(added))
    assert math.isclose(strength(lora), expected, rel_tol=1e-9)


def test_a_lora_that_never_learned_has_none() -> None:
    assert strength(random_lora(0, 4, 4.0, factor=0.0)) == 0


def test_twice_the_matrix_is_twice_the_strength() -> None:
    once, twice = strength(random_lora(1, 4, 4.0)), strength(random_lora(1, 4, 4.0, factor=2.0))
    assert math.isclose(twice, 2 * once, rel_tol=1e-9)
