import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charspec.compare.report.curve import HEIGHT, WIDTH, Series, curve, ticks

VALUE = st.floats(min_value=1e-6, max_value=1e6)


def line(*values: float, name: str = "grid loss", ground: float | None = None) -> Series:
    return Series(name, "firm", tuple(enumerate(values, start=1)), ground)


def heights(drawn: str) -> list[float]:
    return [float(y) for y in re.findall(r'class="dot" cx="[\d.]+" cy="([\d.]+)"', drawn)]


@given(VALUE, VALUE)
def test_ticks_cover_all_values_with_a_readable_number_of_lines(first: float, second: float) -> None:
    low, high = sorted((first, second))
    marks = ticks(low, high)
    assert marks[0] <= low + 1e-9 * high
    assert marks[-1] >= high - 1e-9 * high
    assert 2 <= len(marks) <= 8


@given(st.lists(VALUE, min_size=1, max_size=20))
def test_every_point_lies_inside_the_drawing(values: list[float]) -> None:
    drawn = curve("Loss", [line(*values)], last=10)
    places = re.findall(r'class="dot" cx="([\d.]+)" cy="([\d.]+)"', drawn)
    assert len(places) == len(values)
    assert all(0 <= float(x) <= WIDTH and 0 <= float(y) <= HEIGHT for x, y in places)


def test_a_lower_value_is_drawn_lower() -> None:
    first, second = heights(curve("Loss", [line(0.5, 0.3)], last=2))
    assert second > first  # y grows downwards


def test_a_shared_span_puts_equal_values_at_equal_heights() -> None:
    one = curve("Loss", [line(0.5, 0.4)], last=2, span=(0.1, 0.9))
    other = curve("Loss", [line(0.5, 0.2)], last=2, span=(0.1, 0.9))
    assert heights(one)[0] == heights(other)[0]


def test_the_ground_line_lies_where_the_bases_value_is() -> None:
    drawn = curve("Drift", [line(0.5, 0.3, ground=0.5)], last=2)
    (y,) = re.findall(r'class="ground firm"[^>]* y1="([\d.]+)"', drawn)
    assert float(y) == pytest.approx(heights(drawn)[0])


def test_a_point_is_called_as_the_page_calls_its_row() -> None:
    drawn = curve("Loss", [line(0.5)], last=1, name=lambda epoch: f"2:{epoch}")
    assert 'data-key="2:1"' in drawn


def test_the_curve_of_two_epochs_is_the_golden_one(golden: Callable[[str, str], None]) -> None:
    lines = [
        Series("training loss", "soft", ((1, 0.4), (2, 0.3))),
        Series("grid loss", "firm", ((0, 0.52), (1, 0.37), (2, 0.32)), 0.52),
    ]
    golden("curve.html", curve("Loss", lines, last=3))
