"""A byte a weight is enough: what is read back is close, and small."""

from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from charspec.tiny.packed import load_packed, save_packed


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32), scale=st.floats(1e-3, 100))
def test_a_weight_moves_by_half_a_step_of_its_row_at_most(
    tmp_path_factory: pytest.TempPathFactory, seed: int, scale: float
) -> None:
    draws = torch.Generator().manual_seed(seed)
    weights = {
        "matrix": torch.randn((5, 7), generator=draws) * scale,
        "filter": torch.randn((3, 2, 4, 4), generator=draws) * scale,
        "bias": torch.randn(5, generator=draws) * scale,
    }
    path = tmp_path_factory.mktemp("packed") / "weights.safetensors"
    save_packed(weights, path)
    found = load_packed(path)
    assert found.keys() == weights.keys()
    for name, weight in weights.items():
        assert found[name].shape == weight.shape
        assert found[name].dtype == torch.float32
        rows, read = (value.reshape(len(weight), -1) for value in (weight, found[name]))
        step = rows.abs().amax(1, keepdim=True) / 127
        assert ((rows - read).abs() <= 0.5 * step + rows.abs() * 1e-3 + 1e-6).all()


def test_it_takes_a_byte_for_each_weight_and_nothing_of_a_row_of_zeros(tmp_path: Path) -> None:
    weights = {"matrix": torch.cat([torch.zeros(1, 4096), torch.ones(3, 4096)])}
    save_packed(weights, tmp_path / "weights.safetensors")
    assert (tmp_path / "weights.safetensors").stat().st_size < 4 * 4096 + 1024
    assert torch.equal(load_packed(tmp_path / "weights.safetensors")["matrix"], weights["matrix"])
