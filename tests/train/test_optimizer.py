"""Each optimizer does what its settings say, and goes on from a saved state as if it had not stopped."""

import builtins
import math
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from charspec.errors import CharspecError
from charspec.plan import AdamWPlan, OptimizerPlan, ProdigyPlan
from charspec.records import read_epochs
from charspec.train.events import EpochDone
from charspec.train.optimizer import Part, make_part, restore, state_of, step
from charspec.train.run import train
from tests.train.conftest import MakeLock

ADAMW = AdamWPlan(
    name="adamw", learning_rate=1e-2, betas=(0.9, 0.999), epsilon=1e-8, weight_decay=0.0, max_grad_norm=1.0
)
ADAMW8BIT = ADAMW.model_copy(update={"name": "adamw8bit"})
PRODIGY = ProdigyPlan(
    name="prodigy",
    learning_rate=1.0,
    betas=(0.9, 0.99),
    epsilon=1e-8,
    weight_decay=0.0,
    max_grad_norm=None,
    initial_d=1e-6,
    d_coefficient=1.0,
    growth_rate=None,
    bias_correction=True,
    safeguard_warmup=True,
)
ALL: Sequence[OptimizerPlan] = (ADAMW, ADAMW8BIT, PRODIGY)
SHAPE = (64, 128)  # large enough for bitsandbytes to round its moments


def goal() -> Tensor:
    return torch.randn(SHAPE, generator=torch.Generator().manual_seed(1))


def part_of(plan: OptimizerPlan) -> Part:
    matrix = torch.zeros(SHAPE, requires_grad=True)
    return make_part(plan, {"transformer.matrix": matrix}, plan.learning_rate)


def steps(part: Part, count: int, factor: float = 1.0, clip: float | None = None) -> Tensor:
    """The matrix after `count` steps towards the goal, the loss being half the squared distance."""
    matrix = part.parameters["transformer.matrix"]
    for _ in range(count):
        (0.5 * (matrix - goal()).square().sum()).backward()
        step([part], factor, clip)
    return matrix.detach().clone()


@pytest.mark.parametrize("plan", ALL, ids=lambda plan: plan.name)
def test_it_comes_nearer(plan: OptimizerPlan) -> None:
    before, after = goal().norm(), (steps(part_of(plan), 60) - goal()).norm()
    assert after < 0.8 * before


@pytest.mark.parametrize("plan", ALL, ids=lambda plan: plan.name)
def test_a_state_put_back_continues_to_the_bit(plan: OptimizerPlan) -> None:
    straight = steps(part_of(plan), 24)
    first = part_of(plan)
    steps(first, 12)
    tensors, numbers = state_of([first])
    kept = {name: value.clone() for name, value in tensors.items()}
    second = part_of(plan)
    with torch.no_grad():
        second.parameters["transformer.matrix"].copy_(first.parameters["transformer.matrix"])
    restore([second], kept, numbers)
    assert torch.equal(steps(second, 12), straight)


@pytest.mark.parametrize("plan", [ADAMW, ADAMW8BIT], ids=lambda plan: plan.name)
def test_adams_first_step_is_as_long_as_the_rate(plan: OptimizerPlan) -> None:
    for factor in (1.0, 0.25):
        moved = steps(part_of(plan), 1, factor).abs()
        assert moved.max() == pytest.approx(plan.learning_rate * factor, rel=1e-3)


def test_eight_bits_take_a_quarter_of_the_memory_and_go_nearly_the_same_way() -> None:
    exact, rounded = part_of(ADAMW), part_of(ADAMW8BIT)
    there, here = steps(exact, 20), steps(rounded, 20)
    assert 0 < (here - there).abs().max() < 0.05
    assert torch.nn.functional.cosine_similarity(here.flatten(), there.flatten(), 0) > 0.99
    bytes_of = {
        name: sum(value.numel() * value.element_size() for value in state_of([part])[0].values())
        for name, part in (("exact", exact), ("rounded", rounded))
    }
    assert bytes_of["rounded"] < 0.3 * bytes_of["exact"]
    moments = [value.dtype for name, value in state_of([rounded])[0].items() if name.startswith("state")]
    assert moments == [torch.uint8, torch.uint8]


def test_prodigy_finds_its_step_size_for_each_part() -> None:
    part = part_of(PRODIGY)
    steps(part, 30)
    found = part.optimizer.param_groups[0]["d"]
    assert found > 100 * PRODIGY.initial_d
    slow = part_of(PRODIGY.model_copy(update={"growth_rate": 1.02}))
    sizes = []
    for _ in range(30):
        steps(slow, 1)
        sizes.append(slow.optimizer.param_groups[0]["d"])
    left = [size for size in sizes if size > PRODIGY.initial_d]
    assert all(after <= 1.02 * before * (1 + 1e-9) for before, after in pairwise(left))
    assert PRODIGY.initial_d < left[-1] < 0.1 * found
    matrix = torch.zeros(SHAPE, requires_grad=True)
    other = make_part(PRODIGY, {"text_encoder.matrix": matrix}, 0.1)
    assert other.optimizer is not part.optimizer


def test_weight_decay_shrinks(capsys: pytest.CaptureFixture[str]) -> None:
    for plan in ALL:
        part = part_of(plan.model_copy(update={"weight_decay": 0.5, "learning_rate": 0.1}))
        matrix = part.parameters["transformer.matrix"]
        with torch.no_grad():
            matrix.fill_(1.0)
        matrix.sum().mul(0).backward()
        step([part], 1.0, None)
        if plan is not PRODIGY:  # without a gradient it knows no step size and stands still
            assert torch.allclose(matrix, torch.tensor(0.95))
    assert capsys.readouterr().out == ""


def test_clipping_bounds_the_gradient_over_all_parts() -> None:
    """Seen through plain gradient descent, whose step is the gradient."""
    matrices = [torch.zeros(3, requires_grad=True), torch.zeros(4, requires_grad=True)]
    parts = [
        Part({f"{name}.matrix": matrix}, 1.0, torch.optim.SGD([matrix], lr=1.0))
        for name, matrix in zip(("transformer", "text_encoder"), matrices, strict=True)
    ]

    def moved(clip: float | None) -> float:
        for matrix in matrices:
            matrix.grad = torch.full_like(matrix, 10.0)
        before = [matrix.detach().clone() for matrix in matrices]
        step(parts, 1.0, clip)
        return math.sqrt(sum(float((m - b).square().sum()) for m, b in zip(matrices, before, strict=True)))

    assert moved(None) == pytest.approx(10 * math.sqrt(7))
    assert moved(2.0) == pytest.approx(2.0, rel=1e-4)
    assert moved(1000.0) == pytest.approx(10 * math.sqrt(7))


@pytest.mark.parametrize(("plan", "package"), [(ADAMW8BIT, "bitsandbytes"), (PRODIGY, "prodigyopt")])
def test_a_missing_library_is_named(
    plan: OptimizerPlan, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def absent(name: str, *rest: Any) -> Any:
        if name == package:
            raise ImportError(f"No module named '{name}'")
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", absent)
    with pytest.raises(CharspecError, match=f"'{plan.name}' needs the package {package}") as caught:
        part_of(plan)
    assert caught.value.hint == f"pip install {package}, or use optimizer=adamw."


@pytest.mark.parametrize("plan", [ADAMW8BIT, PRODIGY], ids=lambda plan: plan.name)
def test_a_stopped_run_ends_with_the_bytes_of_a_straight_one(
    random_base: Path, spec_folder: Path, make_lock: MakeLock, tmp_path: Path, plan: OptimizerPlan
) -> None:
    lock = make_lock(optimizer=plan.model_dump(), lora={"rank": 64, "alpha": 64, "targets": "default"})
    straight, stopped = tmp_path / "straight", tmp_path / "stopped"
    list(train(lock, spec_folder, straight, random_base))
    events = train(lock, spec_folder, stopped, random_base)
    for event in events:
        if isinstance(event, EpochDone) and event.epoch.epoch == 1:
            break
    events.close()
    list(train(lock, spec_folder, stopped, random_base))
    name = "epochs/02/vendalixia-e02.safetensors"
    assert (stopped / name).read_bytes() == (straight / name).read_bytes()
    assert read_epochs(stopped) == read_epochs(straight)
