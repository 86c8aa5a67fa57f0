"""`charspec pick`, as it is typed: what it shows, what it asks, what it writes."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from charspec.choice import read_choice
from charspec.cli import asking, main
from tests.compare.fake_run import FakeRun
from tests.compare.test_picking import score

SHOWN = """\
Vendalixia on tiny, 4 of 4 epochs

   epoch              identity
       0  base            0.01
       1  underfit        0.22
       2  underfit        0.32
→      3  sweet spot      0.62
·      4  sweet spot      0.64

Recommended (→): epoch 3, runner-up (·): epoch 4
  - Epoch 3 is the earliest that is as good as the best: identity 0.62 (0.01 at epoch 0), its rise
    98% of that of epoch 4 (0.64).
  - Runner-up: epoch 4, identity 0.64 (0.01 at epoch 0), the highest.
"""
Capsys = pytest.CaptureFixture[str]


@pytest.fixture
def run(tmp_path: Path) -> FakeRun:
    """Four epochs whose scores recommend the third."""
    made = FakeRun(tmp_path / "studio", planned=4, done=4)
    score(made, (0, 0.2, 0.3, 0.61, 0.62))
    return made


def pick(run: FakeRun, *words: str) -> int:
    return main(["pick", str(run.folder), "--no-measure", *words])


def answers(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """A person at a terminal who types these lines."""
    monkeypatch.setattr(asking, "on_a_terminal", lambda: True)
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def test_what_is_not_measured_is_measured_first(tmp_path: Path, capsys: Capsys) -> None:
    run = FakeRun(tmp_path / "studio", planned=4, done=4)
    assert main(["pick", str(run.folder)]) == 2
    head, _, titles, base, *rest = capsys.readouterr().out.splitlines()
    assert head == "Vendalixia on tiny, 4 of 4 epochs"
    measured = "epoch identity palette pose copied places copied diversity leak adherence"
    assert " ".join(titles.split()) == measured
    assert base.split()[:2] == ["0", "base"]
    assert "Recommended (→): epoch 3, runner-up (·): epoch 4" in rest


def test_nobody_is_asked_where_nobody_is(run: FakeRun, capsys: Capsys) -> None:
    assert pick(run) == 2
    printed = capsys.readouterr()
    assert printed.out == SHOWN
    assert "--yes takes what is recommended, --epoch N the one you name" in printed.err
    assert read_choice(run.folder) is None


def test_yes_takes_what_is_recommended(run: FakeRun, capsys: Capsys) -> None:
    assert pick(run, "--yes") == 0
    printed = capsys.readouterr()
    assert printed.out.splitlines()[-1] == str(run.folder / "release.yaml")
    assert printed.err.splitlines()[-1] == "epoch 3 is chosen"
    choice = read_choice(run.folder)
    assert choice is not None
    assert (choice.epoch, choice.chosen_by) == (3, "recommendation")


def test_an_epoch_that_is_named_is_taken_and_the_one_before_is_named(run: FakeRun, capsys: Capsys) -> None:
    assert pick(run, "--epoch", "4", "--because", "best face") == 0
    assert pick(run, "--epoch", "2") == 0
    assert capsys.readouterr().err.splitlines()[-1] == "epoch 2 is chosen, instead of epoch 4"
    choice = read_choice(run.folder)
    assert choice is not None
    assert (choice.epoch, choice.chosen_by) == (2, "person")


def test_a_person_confirms_with_enter(run: FakeRun, monkeypatch: pytest.MonkeyPatch, capsys: Capsys) -> None:
    answers(monkeypatch, "")
    assert pick(run) == 0
    assert "Release which epoch? A number, or none [3]:" in capsys.readouterr().err
    choice = read_choice(run.folder)
    assert choice is not None
    assert (choice.epoch, choice.chosen_by) == (3, "person")


def test_a_person_names_another_and_a_slip_is_asked_again(
    run: FakeRun, monkeypatch: pytest.MonkeyPatch, capsys: Capsys
) -> None:
    answers(monkeypatch, "14", "4")
    assert pick(run) == 0
    assert "That is no epoch of this run." in capsys.readouterr().err
    choice = read_choice(run.folder)
    assert choice is not None
    assert choice.epoch == 4


def test_a_person_may_want_none(run: FakeRun, monkeypatch: pytest.MonkeyPatch, capsys: Capsys) -> None:
    answers(monkeypatch, "none")
    assert pick(run) == 1
    assert "Nothing was written." in capsys.readouterr().err
    assert read_choice(run.folder) is None


def test_what_is_in_the_way_is_said(run: FakeRun, tmp_path: Path, capsys: Capsys) -> None:
    assert main(["pick", str(tmp_path)]) == 2
    assert "has no character.lock.json" in capsys.readouterr().err
    assert pick(run, "--epoch", "7") == 2
    assert "this run has no epoch 7" in capsys.readouterr().err
    (run.folder / "epochs/04/vendalixia-e04.safetensors").unlink()
    assert pick(run, "--epoch", "4") == 1
    assert "the weights of epoch 4 are missing" in capsys.readouterr().err


def test_a_run_with_the_base_alone_has_nothing_to_pick(tmp_path: Path, capsys: Capsys) -> None:
    run = FakeRun(tmp_path / "young", planned=4, done=0)
    assert pick(run) == 1
    assert "no trained epoch yet" in capsys.readouterr().err
