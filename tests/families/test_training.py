"""A few steps of the real trainer on every base: loss finite, LoRA moved, resumed to the same bytes."""

import math
from pathlib import Path

import pytest

from charspec.plan import Lock
from charspec.plan import lock as lock_of
from charspec.records import read_epochs
from charspec.train.run import train
from charspec.train.tensors import load_tensors
from tests.families.test_contract import base_plan
from tests.miniatures import BUILD
from tests.train.conftest import MakeLock, make_lock, spec_folder  # noqa: F401 (fixtures)


def of_base(lock: Lock, base: str, epochs: int) -> Lock:
    """A plan of 4 steps an epoch in batches of one or two captions of different lengths, on another base."""
    plan = lock.plan.train.model_copy(update={"base": base_plan(base), "epochs": epochs})
    return lock_of(lock.plan.model_copy(update={"train": plan}))


@pytest.mark.parametrize("base", BUILD)
def test_every_base_trains_and_draws(
    base: str,
    miniatures: dict[str, Path],
    spec_folder: Path,  # noqa: F811
    make_lock: MakeLock,  # noqa: F811
    tmp_path: Path,
) -> None:
    run = tmp_path / "run"
    lock = of_base(make_lock(batch_size=2, caption_dropout=0.5), base, 1)
    list(train(lock, spec_folder, run, miniatures[base]))
    first, last = read_epochs(run)
    assert last.loss is not None
    assert math.isfinite(last.loss)
    assert last.grid_loss is not None
    assert last.grid_loss != first.grid_loss
    assert last.weights is not None
    weights = load_tensors(run / last.weights.file)
    idle = {name for name, value in weights.items() if ".lora_B." in name and not value.any()}
    # What a last block makes of the words, no one reads: there alone nothing can be learnt.
    assert all(name.startswith("transformer.transformer_blocks.1.") for name in idle)
    assert all(".txt_mlp." in name or ".to_add_out." in name or ".add_q_proj." in name for name in idle)
    assert all((run / sample.file).stat().st_size > 0 for sample in (*first.samples, *last.samples))


@pytest.mark.parametrize("base", ["z-image", "qwen-image-2512"])
def test_a_resumed_run_gives_the_bytes_of_a_straight_one(
    base: str,
    miniatures: dict[str, Path],
    spec_folder: Path,  # noqa: F811
    make_lock: MakeLock,  # noqa: F811
    tmp_path: Path,
) -> None:
    straight, resumed = tmp_path / "straight", tmp_path / "resumed"
    list(train(of_base(make_lock(), base, 2), spec_folder, straight, miniatures[base]))
    list(train(of_base(make_lock(), base, 1), spec_folder, resumed, miniatures[base]))
    list(train(of_base(make_lock(), base, 2), spec_folder, resumed, miniatures[base]))
    ends = [read_epochs(run)[-1].weights for run in (straight, resumed)]
    assert ends[0] is not None
    assert ends[0] == ends[1]
