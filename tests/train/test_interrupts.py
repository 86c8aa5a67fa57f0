"""Signals stop a training in words of their own, wherever they come."""

import os
import signal

import pytest

from charspec.train.interrupts import StoppedError, catch_interrupts


def test_a_stop_that_a_library_turned_into_its_own_error_is_still_a_stop() -> None:
    with pytest.raises(StoppedError) as caught, catch_interrupts():
        import_something()
    assert caught.value.exit_code == 143


def import_something() -> None:
    """As a library that is stopped while it imports another part of itself."""
    try:
        os.kill(os.getpid(), signal.SIGTERM)
    except StoppedError as error:
        raise RuntimeError("cannot import the rest of the library") from error


def test_other_errors_stay_what_they_are() -> None:
    with pytest.raises(RuntimeError, match="something else"), catch_interrupts():
        raise RuntimeError("something else")


def test_a_closed_terminal_stops_as_ctrl_c_does_and_nohup_goes_on() -> None:
    with pytest.raises(StoppedError, match="hung up: what was finished is saved") as caught:
        hang_up()
    assert caught.value.exit_code == 129
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as nohup leaves it
    try:
        hang_up()
    finally:
        signal.signal(signal.SIGHUP, before)


def hang_up() -> None:
    with catch_interrupts():
        os.kill(os.getpid(), signal.SIGHUP)
