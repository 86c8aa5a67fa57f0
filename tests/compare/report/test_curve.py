import math
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charspec.compare.report.curve import HEIGHT, WIDTH, curve, series_of, ticks
from charspec.records import Epoch

LOSS = st.floats(min_value=1e-6, max_value=1e6)


def epoch(number: int, loss: float | None, grid_loss: float | None) -> Epoch:
    return Epoch(
        epoch=number, step=number * 60, loss=loss, grid_loss=grid_loss, weights=None, samples=(),
        samples_hash="0" * 64,
    )  # fmt: skip


@given(LOSS, LOSS)
def test_ticks_cover_all_values_with_a_readable_number_of_lines(first: float, second: float) -> None:
    low, high = sorted((first, second))
    marks = ticks(low, high)
    assert marks[0] <= low + 1e-9 * high
    assert marks[-1] >= high - 1e-9 * high
    assert 2 <= len(marks) <= 8


@given(st.lists(st.tuples(LOSS, LOSS), min_size=1, max_size=20))
def test_every_point_lies_inside_the_drawing(losses: list[tuple[float, float]]) -> None:
    drawn = curve([epoch(n, a, b) for n, (a, b) in enumerate(losses, start=1)], planned=10)
    places = re.findall(r'class="dot" cx="([\d.]+)" cy="([\d.]+)"', drawn)
    assert len(places) == 2 * len(losses)
    assert all(0 <= float(x) <= WIDTH and 0 <= float(y) <= HEIGHT for x, y in places)


def test_a_lower_loss_is_drawn_lower() -> None:
    drawn = curve([epoch(1, 0.5, None), epoch(2, 0.3, None)], planned=2)
    first, second = (float(y) for y in re.findall(r'class="dot" cx="[\d.]+" cy="([\d.]+)"', drawn))
    assert second > first  # y grows downwards


def test_the_base_has_a_grid_loss_but_no_training_loss() -> None:
    lines = series_of([epoch(0, None, 0.6), epoch(1, 0.5, 0.4)])
    assert [(line.name, line.points) for line in lines] == [
        ("training loss", ((1, 0.5),)),
        ("grid loss", ((0, 0.6), (1, 0.4))),
    ]


@pytest.mark.parametrize("loss", [math.nan, math.inf])
def test_a_loss_that_is_not_finite_is_no_point(loss: float) -> None:
    assert series_of([epoch(1, loss, 0.4)])[0].name == "grid loss"


def test_without_any_loss_a_sentence_says_so() -> None:
    assert "No loss yet" in curve([epoch(0, None, None)], planned=5)
    assert "No loss yet" in curve([], planned=5)


def test_the_curve_of_two_epochs_is_the_golden_one(golden: Callable[[str, str], None]) -> None:
    golden("curve.html", curve([epoch(0, None, 0.52), epoch(1, 0.4, 0.37), epoch(2, 0.3, 0.32)], planned=3))
