"""A folder's own count of parameters against the published one."""

from pathlib import Path

import torch
from safetensors.torch import save_file

from charspec.estimate.folder import is_of_size


def test_shards_are_counted_together_and_another_size_is_told(tmp_path: Path) -> None:
    (tmp_path / "transformer").mkdir()
    for number, rows in enumerate((60, 40)):
        save_file({f"w{number}": torch.zeros(rows, 10)}, tmp_path / "transformer" / f"{number}.safetensors")
    assert is_of_size(tmp_path, 1000)
    assert is_of_size(tmp_path, 1010), "a few more or less are the same model"
    assert not is_of_size(tmp_path, 600)
    assert not is_of_size(tmp_path, 4_000_000_000)


def test_what_cannot_be_counted_is_taken_for_the_published_one(tmp_path: Path) -> None:
    assert is_of_size(tmp_path, 1000), "no transformer at all"
    (tmp_path / "transformer").mkdir()
    (tmp_path / "transformer" / "model.safetensors").write_bytes(b"version https://git-lfs")
    assert is_of_size(tmp_path, 1000)
