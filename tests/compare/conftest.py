"""A run's folder to compare, without a model."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.compare.browser import opened
from tests.compare.fake_run import FakeRun

__all__ = ["opened"]


@pytest.fixture
def new_run(tmp_path: Path) -> Callable[..., FakeRun]:
    """Makes a FakeRun in a fresh folder; the arguments are those of FakeRun."""

    def make(**choices: Any) -> FakeRun:
        return FakeRun(tmp_path / "studio", **choices)

    return make


@pytest.fixture
def golden() -> Callable[[str, str], None]:
    """Compares markup with a committed file, one tag a line."""

    def compare(name: str, markup: str) -> None:
        expected = Path(__file__).parent / "golden" / name
        lines = markup.replace("><", ">\n<") + "\n"
        assert lines == expected.read_text(encoding="utf-8"), f"{expected} differs: look, then write it anew"

    return compare
