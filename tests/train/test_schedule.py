"""The schedule depends on its arguments alone, and covers what it promises."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from charspec.plan import LrSchedulePlan, NoisePlan
from charspec.train.schedule import Purpose, batches, draw, rate_factor, sigma_of, steps_per_epoch, stream

NOISE = NoisePlan(mean=0.2, std=1.1, shift=1.0)
SHAPE = (4, 3, 2)
BUCKETS = st.sampled_from([(64, 64), (64, 48), (48, 64)])
ITEMS = st.lists(st.tuples(st.integers(1, 5), BUCKETS), min_size=1, max_size=6)
SEEDS = st.integers(0, 2**32 - 1)


@given(SEEDS, st.integers(0, 50), ITEMS, st.integers(1, 4))
def test_an_epoch_has_every_item_times_its_repeats_in_batches_of_one_bucket(
    seed: int, epoch: int, items: list[tuple[int, tuple[int, int]]], batch_size: int
) -> None:
    repeats, buckets = [count for count, _ in items], [bucket for _, bucket in items]
    found = batches(seed, epoch, repeats, buckets, batch_size)
    assert Counter(item for batch in found for item in batch) == Counter(dict(enumerate(repeats)))
    assert all(len({buckets[item] for item in batch}) == 1 for batch in found)
    assert all(1 <= len(batch) <= batch_size for batch in found)
    assert len(found) == steps_per_epoch(repeats, buckets, batch_size)
    assert found == batches(seed, epoch, repeats, buckets, batch_size)


def test_epochs_and_seeds_differ_in_their_order() -> None:
    orders = {
        tuple(batches(seed, epoch, [20, 20], [(64, 64)] * 2, 1)) for seed in range(5) for epoch in range(5)
    }
    assert len(orders) == 25


@given(SEEDS, st.integers(0, 10_000), st.integers(0, 8))
def test_a_draw_is_the_same_whatever_was_drawn_before(seed: int, step: int, sample: int) -> None:
    first = draw(seed, step, sample, SHAPE, NOISE, True, 0.5)
    draw(seed, step + 1, sample, SHAPE, NOISE, True, 0.5)
    again = draw(seed, step, sample, SHAPE, NOISE, True, 0.5)
    assert np.array_equal(first.noise, again.noise)
    assert (first.sigma, first.flip, first.drop_caption) == (again.sigma, again.flip, again.drop_caption)
    assert 0 < first.sigma < 1
    assert first.noise.dtype == np.float32


@given(SEEDS, st.integers(0, 1000), st.integers(0, 8))
def test_neighbours_share_no_noise(seed: int, step: int, sample: int) -> None:
    here = draw(seed, step, sample, SHAPE, NOISE, False, 0).noise
    for other in (
        draw(seed, step + 1, sample, SHAPE, NOISE, False, 0),
        draw(seed, step, sample + 1, SHAPE, NOISE, False, 0),
        draw(seed + 1, step, sample, SHAPE, NOISE, False, 0),
    ):
        assert not np.intersect1d(here, other.noise).size
    assert not np.array_equal(stream(seed, Purpose.GRID).random(4), stream(seed, Purpose.LORA).random(4))


def test_noise_sigma_flip_and_dropout_have_their_distributions() -> None:
    draws = [draw(0, step, 0, SHAPE, NOISE, True, 0.1) for step in range(4000)]
    noise = np.stack([one.noise for one in draws])
    assert abs(noise.mean()) < 0.02
    assert abs(noise.std() - 1) < 0.02
    logits = np.log([one.sigma / (1 - one.sigma) for one in draws])
    assert abs(logits.mean() - NOISE.mean) < 0.08
    assert abs(logits.std() - NOISE.std) < 0.06
    assert 0.46 < np.mean([one.flip for one in draws]) < 0.54
    assert 0.08 < np.mean([one.drop_caption for one in draws]) < 0.12
    assert not any(draw(0, step, 0, SHAPE, NOISE, False, 0.0).flip for step in range(50))


def test_a_shift_moves_sigma_towards_noise() -> None:
    shifted = NoisePlan(mean=0.0, std=1.0, shift=3.0)
    assert sigma_of(shifted, 0.0) == pytest.approx(0.75)
    assert sigma_of(NoisePlan(mean=0.0, std=1.0, shift=1.0), 0.0) == pytest.approx(0.5)


def test_rates_follow_their_schedule() -> None:
    constant = LrSchedulePlan(name="constant", warmup_steps=4)
    assert [rate_factor(constant, step, 10) for step in (0, 1, 3, 4, 9)] == [0.25, 0.5, 1, 1, 1]
    linear = LrSchedulePlan(name="linear", warmup_steps=0)
    assert [rate_factor(linear, step, 10) for step in (0, 5, 9)] == pytest.approx([1, 0.5, 0.1])
    cosine = LrSchedulePlan(name="cosine", warmup_steps=0)
    assert [rate_factor(cosine, step, 10) for step in (0, 5)] == pytest.approx([1, 0.5])
