"""Runs over many specs: stable order whatever finishes first, clashes across them, clean ends."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charspec.errors import CharspecError
from charspec.lint.running import run
from charspec.lint.running.pool import in_processes
from charspec.lint.running.run import lint_paths
from charspec.lint.sets.neighbours import Neighbour, all_clashing, clashing
from tests.lint.conftest import build

SPEC = "trigger: {}\nimages:\n  images/a.png: {{caption: '{}, sitting'}}\n"


@pytest.fixture
def specs(tmp_path: Path) -> list[Path]:
    """Twelve characters; the fourth cannot be read, the last three clash."""
    triggers = [f"Kaelith{number:02}x" for number in range(9)] + ["Vendalix", "Vendalixia", "VENDALIX"]
    found = [
        build(tmp_path / f"{number:02}", {"character.yaml": SPEC.format(trigger, trigger)})
        for number, trigger in enumerate(triggers)
    ]
    found[3].write_text("schema: charspec/1\ntrigger: {\n")
    return found


@pytest.mark.parametrize("jobs", [1, 3])
def test_results_come_in_the_order_of_the_specs(
    specs: list[Path], jobs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "_ALONE", 0.0)
    backwards = specs[::-1]
    results = lint_paths(backwards, jobs=jobs, cache=False)
    assert [result.file for result in results] == [str(spec) for spec in backwards]
    assert [one.code for one in results[8].findings] == ["S101"]


def test_processes_give_what_one_process_gives(specs: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    alone = lint_paths(specs, jobs=1, cache=False)
    monkeypatch.setattr(run, "_ALONE", 0.0)
    together = lint_paths(specs, jobs=3, cache=False)
    assert [[one.order for one in result.findings] for result in together] == [
        [one.order for one in result.findings] for result in alone
    ]
    assert [result.texts for result in together] == [result.texts for result in alone]


@pytest.mark.parametrize("cache", [False, True])
def test_clashes_are_found_across_the_specs_also_from_the_cache(
    specs: list[Path], cache: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHARSPEC_CACHE", str(tmp_path / "cache"))

    def clashing_specs(paths: list[Path]) -> list[str]:
        results = lint_paths(paths, cache=cache)
        return [
            Path(result.file).parent.name
            for result in results
            for finding in result.findings
            if finding.code == "T104"
        ]

    for _ in range(2):
        assert clashing_specs(specs) == ["09", "09", "11", "11"]
        assert clashing_specs(specs[:10]) == []
    specs[10].write_text(specs[10].read_text().replace("Vendalixia", "Marlowe"))
    assert clashing_specs(specs) == ["09", "11"]


WORDS = st.text("abcAB", min_size=1, max_size=8)


@given(st.lists(st.none() | WORDS, max_size=10))
def test_looking_up_parts_finds_the_clashes_that_comparing_all_finds(triggers: list[str | None]) -> None:
    characters = [
        Neighbour(f"{number}.yaml", trigger, "a fox") if trigger else None
        for number, trigger in enumerate(triggers)
    ]
    known = [one for one in characters if one]
    assert all_clashing(characters) == [clashing(one, known) if one else () for one in characters]


def test_ten_thousand_characters_of_one_name_are_compared_in_a_blink() -> None:
    copies = [Neighbour(f"{number}.yaml", "Vendalixia", "a fox") for number in range(10_000)]
    assert all(len(near) == 10 for near in all_clashing(copies))


def test_progress_counts_every_spec_that_is_read(specs: list[Path]) -> None:
    seen: list[tuple[int, int]] = []
    lint_paths(specs[:3], cache=False, report=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_a_missing_spec_is_refused_from_a_process_too(
    specs: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "_ALONE", 0.0)
    specs[5].unlink()
    with pytest.raises(CharspecError, match="no such file") as caught:
        lint_paths(specs, jobs=2, cache=False)
    assert caught.value.exit_code == 2
    assert caught.value.where == str(specs[5])
    assert multiprocessing.active_children() == []


def _slow_first(number: int) -> int:
    time.sleep(0.2 if number == 0 else 0)
    return number * number


def _dying(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def test_answers_come_in_order_whatever_is_done_first() -> None:
    assert list(in_processes(_slow_first, range(50), 3)) == [number * number for number in range(50)]


def test_who_stops_asking_leaves_no_process_behind() -> None:
    answers = in_processes(_slow_first, range(1000), 2)
    assert next(answers) == 0
    answers.close()  # type: ignore[attr-defined]
    assert multiprocessing.active_children() == []


def test_a_process_that_is_killed_is_said_and_leaves_no_other_behind() -> None:
    with pytest.raises(CharspecError, match="a process ended") as caught:
        list(in_processes(_dying, range(20), 2))
    assert caught.value.exit_code == 1
    assert multiprocessing.active_children() == []


ENDLESS = """
import signal, sys, time
from charspec.lint.running.pool import in_processes
signal.signal(signal.SIGINT, signal.default_int_handler)  # what a shell starts with & has it ignored
def sleep(number):
    print(number, flush=True)
    time.sleep(60)
try:
    list(in_processes(sleep, range(8), 2))
except KeyboardInterrupt:
    sys.exit(130)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux alone")
@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)])
@pytest.mark.parametrize("to_all", [True, False])
def test_interrupted_or_killed_nothing_goes_on(sent: signal.Signals, code: int, to_all: bool) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", ENDLESS],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.readline()
    (os.killpg if to_all else os.kill)(process.pid, sent)
    _, errors = process.communicate(timeout=20)  # ends when the last process has closed its end of the pipe
    assert process.returncode == code
    assert errors == ""
