"""Drift: 0 while the class prompt draws what it drew, high when it draws another picture."""

from charspec.compare.metrics.drift import measure
from charspec.records import CONTROL
from tests.compare.drawings import HER, NEW, SET, case, shot, strangers


def test_the_same_picture_did_not_move() -> None:
    (found,) = measure(case([], control=strangers()[CONTROL]))
    assert (found.slot, found.value) == (CONTROL, 0)


def test_another_picture_moved_far() -> None:
    (found,) = measure(case([], control=shot(CONTROL, HER, NEW[0])))
    assert found.value is not None
    assert found.value > 15


def test_what_cannot_be_compared_is_said() -> None:
    there = shot(CONTROL, HER, SET[0])
    assert "missing" in str(next(iter(measure(case([])))).note)
    assert "epoch 0" in str(next(iter(measure(case([], control=there, base={})))).note)
