"""What steps learn from is the same whenever and by whomever it is drawn."""

from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import torch

from charspec.plan import TrainPlan
from charspec.train.noisy import AHEAD, Noisy, mixed, noisy_batches
from charspec.train.processes import Processes
from charspec.train.training import Training
from tests.train.bare import bare_training
from tests.train.conftest import MakeLock
from tests.train.test_prior import PRIOR


@pytest.fixture
def training(make_lock: MakeLock, tmp_path: Path) -> Training:
    """37 samples in batches of three, with everything that is drawn."""
    plan = make_lock().plan.train
    items = [{**item.model_dump(), "repeats": 18 + n} for n, item in enumerate(plan.items)]
    more: dict[str, Any] = {"batch_size": 3, "gradient_accumulation": 2, "flip": True, "prior": PRIOR}
    plan = TrainPlan.model_validate({**plan.model_dump(), "items": items, "caption_dropout": 0.3, **more})
    return bare_training(plan, tmp_path)


def same(one: Noisy, other: Noisy) -> bool:
    tensors = zip(one[:3], other[:3], strict=True)
    return all(torch.equal(mine, theirs) for mine, theirs in tensors) and one[3:] == other[3:]


def test_a_step_learns_from_the_same_wherever_the_drawing_begins(training: Training) -> None:
    order = training.batches(1)
    straight = list(noisy_batches(training, order, 0))
    assert len(straight) == len(order) > 2 * AHEAD // 3
    for begin in (1, 4, 5, len(order) - 1):
        found = list(noisy_batches(training, order[begin:], begin))
        assert [len(parts) for parts in found] == [len(parts) for parts in straight[begin:]]
        pairs = zip(chain(*found), chain(*straight[begin:]), strict=True)
        assert all(same(one, other) for one, other in pairs)
    assert list(noisy_batches(training, [], 9)) == []


def test_shares_of_a_batch_are_whole_and_others_are_not_reported(training: Training) -> None:
    for parts in noisy_batches(training, training.batches(1), 0):
        assert sum(some.share for some in parts if some.reported) == pytest.approx(1)
    alone = list(noisy_batches(training, training.batches(1), 0))
    training.processes = Processes(1, 3)
    shared = list(noisy_batches(training, training.batches(1), 0))
    for mine, whole in zip(shared, alone, strict=True):
        assert all(some.reported for some in mine), "the first process alone learns from others"
        captions = [caption for some in whole if some.reported for caption in some.captions]
        assert [caption for some in mine for caption in some.captions] == captions[1::3]


def test_the_velocity_leads_out_of_the_noise() -> None:
    x0, noise, sigma = torch.randn(2, 4, 3, 3), torch.randn(2, 4, 3, 3), torch.tensor([0.25, 0.8])
    x, velocity = mixed(x0, noise, sigma)
    assert torch.allclose(x - sigma.view(-1, 1, 1, 1) * velocity, x0, atol=1e-6)
