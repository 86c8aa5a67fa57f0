"""Every setting of a training has the effect it promises, seen in what the model is asked and learns."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from charspec.errors import CharspecError
from charspec.plan import LrSchedulePlan, NoisePlan, TrainPlan
from charspec.train import loop
from charspec.train.processes import Processes, check_batch
from charspec.train.schedule import draw, in_parts, rate_factor, sigma_of
from tests.train.bare import asked, bare_training, run_epochs
from tests.train.conftest import MakeLock


@pytest.fixture
def plan(make_lock: MakeLock) -> TrainPlan:
    return make_lock().plan.train


def of(plan: TrainPlan, **changes: Any) -> TrainPlan:
    return TrainPlan.model_validate({**plan.model_dump(), **changes})


def repeated(plan: TrainPlan, *repeats: int, **more: object) -> list[dict[str, Any]]:
    return [
        {**item.model_dump(), "repeats": count, **more}
        for item, count in zip(plan.items, repeats, strict=True)
    ]


def test_batch_size_is_the_pictures_of_a_step(plan: TrainPlan, tmp_path: Path) -> None:
    for size, steps in ((1, 8), (2, 4), (3, 3), (8, 1)):
        training = bare_training(of(plan, batch_size=size, items=repeated(plan, 4, 4)), tmp_path)
        run_epochs(training, 1)
        assert training.progress.step == steps
        assert sum(len(sigma) for _, sigma, _ in asked(training)) == 8
        assert max(len(sigma) for _, sigma, _ in asked(training)) == size


def test_repeats_and_epochs_say_how_often_a_picture_is_seen(plan: TrainPlan, tmp_path: Path) -> None:
    training = bare_training(of(plan, items=repeated(plan, 3, 1), epochs=2), tmp_path)
    run_epochs(training, 2)
    captions = [float(condition["embeds"][0]) for _, _, rows in asked(training) for condition in rows]
    first, second = (len(item.caption) / 100 for item in plan.items)
    assert sum(value == pytest.approx(first) for value in captions) == 6
    assert sum(value == pytest.approx(second) for value in captions) == 2


def test_accumulation_changes_the_memory_and_not_the_result(plan: TrainPlan, tmp_path: Path) -> None:
    found, largest = {}, {}
    for parts in (1, 2, 3, 9):
        several = of(plan, batch_size=4, gradient_accumulation=parts, items=repeated(plan, 5, 6))
        training = bare_training(several, tmp_path)
        found[parts] = run_epochs(training, 2)
        largest[parts] = max(len(sigma) for _, sigma, _ in asked(training))
        assert training.progress.step == 6, "as many optimizer steps, whatever the parts"
    assert largest == {1: 4, 2: 2, 3: 2, 9: 1}
    for parts in (2, 3, 9):
        assert torch.allclose(found[parts], found[1], atol=1e-5)
    assert not torch.allclose(found[1], torch.full_like(found[1], 0.1), atol=1e-3)


def test_parts_are_even_and_none_is_empty() -> None:
    assert [len(part) for part in in_parts(range(7), 3)] == [3, 2, 2]
    assert [len(part) for part in in_parts(range(2), 5)] == [1, 1]
    assert [index for part in in_parts(range(7), 3) for index in part] == list(range(7))
    assert in_parts([], 2) == []


def test_shares_cover_a_batch_and_a_batch_that_cannot_be_shared_is_refused() -> None:
    shares = [Processes(rank, 3).share(range(7)) for rank in range(3)]
    assert sorted(index for share in shares for index in share) == list(range(7))
    assert list(Processes(2, 3).share(range(2))) == []
    check_batch(4, Processes(0, 2))
    with pytest.raises(CharspecError, match="2 processes cannot share batches of 3") as caught:
        check_batch(3, Processes(0, 2))
    assert "train.batch_size=4" in str(caught.value.hint)


def test_clipping_shortens_what_a_step_may_do(plan: TrainPlan, tmp_path: Path) -> None:
    """With Adam a clipped gradient shows where ε is no longer small beside it."""
    moved = {}
    for norm in (None, 1.0, 1e-3):
        optimizer = plan.optimizer.model_dump() | {"max_grad_norm": norm, "epsilon": 1.0, "weight_decay": 0.0}
        matrix = run_epochs(bare_training(of(plan, optimizer=optimizer), tmp_path), 1)
        moved[norm] = float((matrix - 0.1).norm())
    assert moved[1e-3] < 0.01 * moved[1.0] < 0.01 * moved[None]


@pytest.mark.parametrize("name", ["constant", "linear", "cosine"])
def test_each_step_is_made_at_its_rate(
    plan: TrainPlan, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    factors: list[float] = []
    real = loop.make_step

    def recorded(parts: Any, factor: float, norm: float | None) -> None:
        real(parts, factor, norm)
        factors.append(parts[0].optimizer.param_groups[0]["lr"])

    monkeypatch.setattr(loop, "make_step", recorded)
    schedule = {"name": name, "warmup_steps": 4}
    training = bare_training(of(plan, lr_schedule=schedule, items=repeated(plan, 5, 5), epochs=2), tmp_path)
    run_epochs(training, 2)
    rate = plan.optimizer.learning_rate
    done = np.arange(16) / 16
    course = {"constant": np.ones(16), "linear": 1 - done, "cosine": 0.5 * (1 + np.cos(np.pi * done))}[name]
    wanted = rate * np.concatenate([[0.25, 0.5, 0.75, 1.0], course])
    assert factors == pytest.approx(list(wanted), rel=1e-12)


def test_a_rate_that_falls_ends_near_zero_and_a_warm_up_as_long_as_the_training_never_falls() -> None:
    cosine = LrSchedulePlan(name="cosine", warmup_steps=0)
    assert 0 < rate_factor(cosine, 999, 1000) < 1e-5
    linear = LrSchedulePlan(name="linear", warmup_steps=10)
    assert [rate_factor(linear, step, 10) for step in range(10)] == pytest.approx(np.arange(1, 11) / 10)


def test_dropped_captions_are_the_empty_one_in_their_share(plan: TrainPlan, tmp_path: Path) -> None:
    for share, low, high in ((0.0, 0, 0), (0.3, 90, 150), (1.0, 400, 400)):
        training = bare_training(
            of(plan, caption_dropout=share, items=repeated(plan, 200, 200), batch_size=8), tmp_path
        )
        run_epochs(training, 1)
        empty = sum(float(row["embeds"].abs().sum()) == 0 for _, _, rows in asked(training) for row in rows)
        assert low <= empty <= high


def test_flip_takes_the_mirror_image_for_about_half(plan: TrainPlan, tmp_path: Path) -> None:
    """x = (1 − σ)·x0 + σ·noise: where σ is small the sign of the mean is that of x0."""
    for flip, low, high in ((False, 0, 0), (True, 0.4, 0.6)):
        noise = {"mean": -6.0, "std": 0.1, "shift": 1.0}
        training = bare_training(
            of(plan, flip=flip, noise=noise, items=repeated(plan, 150, 150), batch_size=10), tmp_path
        )
        run_epochs(training, 1)
        mirrored = np.mean([float(row.mean()) < 0 for x, _, _ in asked(training) for row in x])
        assert low <= mirrored <= high


def test_pictures_of_one_bucket_go_together(plan: TrainPlan, tmp_path: Path) -> None:
    items = repeated(plan, 3, 3)
    items[1]["bucket"] = (64, 48)
    training = bare_training(of(plan, items=items, batch_size=4), tmp_path)
    run_epochs(training, 1)
    together = [{round(float(row["embeds"][0]), 4) for row in rows} for _, _, rows in asked(training)]
    assert all(len(captions) == 1 for captions in together)


@pytest.mark.parametrize(
    "noise",
    [NoisePlan(mean=0.0, std=1.0, shift=1.0), NoisePlan(mean=0.2, std=1.1, shift=3.16)],
    ids=["plain", "shifted"],
)
def test_sigma_has_the_documented_density(noise: NoisePlan) -> None:
    """A histogram of σ against the formula's integral over each bin, by χ² of 19 degrees of freedom."""
    count, bins = 8000, 20
    sigmas = np.array([draw(3, step, 0, (1, 1, 1), noise, False, 0.0).sigma for step in range(count)])

    def below(sigma: float) -> float:
        plain = sigma / (noise.shift - (noise.shift - 1) * sigma)
        z = (np.log(plain / (1 - plain)) - noise.mean) / noise.std
        return float(0.5 * (1 + torch.erf(torch.tensor(z / np.sqrt(2), dtype=torch.float64))))

    edges = np.linspace(0, 1, bins + 1)
    shares = np.diff([0.0, *(below(edge) for edge in edges[1:-1]), 1.0])
    seen, _ = np.histogram(sigmas, edges)
    large = shares * count >= 5
    chi2 = float(np.sum((seen[large] - count * shares[large]) ** 2 / (count * shares[large])))
    assert chi2 < 43.8, "exceeded once in a thousand seeds"
    assert sigma_of(noise, 0.0) == pytest.approx(float(np.median(sigmas)), abs=0.02)


def test_sigma_and_noise_are_kept_in_float32(plan: TrainPlan, tmp_path: Path) -> None:
    """bfloat16 would keep 507 of 1,001 values of σ."""
    training = bare_training(of(plan, precision="bfloat16"), tmp_path)
    run_epochs(training, 1)
    assert all(x.dtype == sigma.dtype == torch.float32 for x, sigma, _ in asked(training))
