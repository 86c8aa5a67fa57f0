"""Making jobs, and holding every test here to leave nothing running."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from charspec.launch import Job
from tests.launch.jobs import processes_with, wait_for


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No lock of a GPU that anything else on this machine would see."""
    monkeypatch.setenv("CHARSPEC_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def job(tmp_path: Path) -> Callable[..., Job]:
    """Make a job of some Python code; its folder is its own."""

    def make(name: str, code: str, *arguments: str) -> Job:
        folder = tmp_path / name
        folder.mkdir()
        return Job(
            name, (sys.executable, "-S", "-c", code, *arguments), folder, tmp_path / "logs" / f"{name}.log"
        )

    return make


@pytest.fixture(autouse=True)
def _nothing_left(tmp_path: Path) -> Iterator[None]:
    """Fail if a process that works in the test's folder, or names it in its command, outlives the test."""
    yield
    wait_for(lambda: not processes_with(str(tmp_path)), 5)
