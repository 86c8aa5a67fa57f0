"""Progress of a long lint: on a terminal only, and gone when the report comes."""

import io

import pytest

from charspec.cli import counting


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, in seconds; a test sets it."""
    now = [0.0]
    monkeypatch.setattr(counting.time, "monotonic", lambda: now[0])
    return now


def test_a_short_run_shows_nothing(clock: list[float]) -> None:
    terminal = Terminal()
    with counting.counting(terminal) as report:
        assert report is not None
        clock[0] = 0.9
        report(3, 3)
    assert terminal.getvalue() == ""


def test_a_long_run_counts_and_wipes_its_line(clock: list[float]) -> None:
    terminal = Terminal()
    with counting.counting(terminal) as report:
        assert report is not None
        for clock[0], done in ((1.0, 1), (1.05, 2), (1.2, 1_000)):
            report(done, 1_200)
    assert terminal.getvalue() == "\r\x1b[K1 of 1,200 specs\r\x1b[K1,000 of 1,200 specs\r\x1b[K"


def test_a_line_is_wiped_when_the_run_is_interrupted(clock: list[float]) -> None:
    terminal = Terminal()

    def interrupted() -> None:
        with counting.counting(terminal) as report:
            assert report is not None
            clock[0] = 2.0
            report(1, 2)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_no_terminal_no_progress() -> None:
    with counting.counting(io.StringIO()) as report:
        assert report is None
