"""One process trains a run, also where machines share a file system that may have no locks."""

import errno
import json
import os
import platform
import time
from pathlib import Path

import pytest

from charspec.train import holding
from charspec.train.holding import SILENCE, TAKEN, TakenError, exclusive


def claim(run: Path, host: str, process: int, silent: float = 0.0) -> Path:
    """What a process elsewhere leaves in the run it trains, `silent` seconds after its last sign of life."""
    record = run / "state" / "owner.json"
    record.parent.mkdir(parents=True, exist_ok=True)
    record.write_text(json.dumps({"host": host, "process": process}))
    then = time.time() - silent
    os.utime(record, (then, then))
    return record


@pytest.fixture
def without_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(handle: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(holding, "_lock", refuse)


def test_who_holds_a_run_is_named_and_lets_go(tmp_path: Path) -> None:
    with exclusive(tmp_path):
        with pytest.raises(TakenError) as caught, exclusive(tmp_path):
            pass
        assert f"by process {os.getpid()} on {platform.node()}" in caught.value.message
        assert caught.value.exit_code == TAKEN == 75
    assert not (tmp_path / "state" / "owner.json").exists()
    with exclusive(tmp_path):
        pass


def test_another_machine_counts_as_long_as_it_gives_signs_of_life(tmp_path: Path) -> None:
    claim(tmp_path, "node7", 4321, silent=SILENCE / 2)
    with pytest.raises(TakenError) as caught, exclusive(tmp_path):
        pass
    assert "process 4321 on node7" in caught.value.message
    assert caught.value.hint is not None
    assert "120 seconds" in caught.value.hint
    claim(tmp_path, "node7", 4321, silent=SILENCE + 1)
    with exclusive(tmp_path):
        assert json.loads((tmp_path / "state" / "owner.json").read_text())["process"] == os.getpid()


def test_an_owner_here_that_was_killed_does_not_count(tmp_path: Path) -> None:
    claim(tmp_path, platform.node(), 2**22 + 1)
    with exclusive(tmp_path):
        pass


@pytest.mark.usefixtures("without_locks")
def test_without_locks_the_record_alone_decides(tmp_path: Path) -> None:
    claim(tmp_path, platform.node(), os.getppid())
    with pytest.raises(TakenError, match=f"process {os.getppid()} on"), exclusive(tmp_path):
        pass
    claim(tmp_path, platform.node(), 2**22 + 1)
    with exclusive(tmp_path):
        pass


def test_signs_of_life_are_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holding, "BEAT", 0.01)
    record = tmp_path / "state" / "owner.json"
    with exclusive(tmp_path):
        os.utime(record, (1, 1))
        until = time.monotonic() + 10
        while record.stat().st_mtime == 1 and time.monotonic() < until:
            time.sleep(0.01)
        assert record.stat().st_mtime > 1


def test_a_record_of_someone_else_is_left_where_it_is(tmp_path: Path) -> None:
    with exclusive(tmp_path):
        claim(tmp_path, "node7", 4321)
    assert (tmp_path / "state" / "owner.json").exists()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"host": "a"}', '{"host": "a", "process": null}'])
def test_a_damaged_record_holds_nobody_off(tmp_path: Path, text: str) -> None:
    record = claim(tmp_path, "node7", 1)
    record.write_text(text)
    with exclusive(tmp_path):
        pass
