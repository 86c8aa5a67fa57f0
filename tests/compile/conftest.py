"""The golden spec, in a folder that a test may change."""

import shutil
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parents[1] / "golden" / "lock"


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """A copy of the golden character.yaml with its pictures, without its lock."""
    folder = tmp_path / "set"
    shutil.copytree(GOLDEN, folder, ignore=shutil.ignore_patterns("*.lock.json"))
    return folder / "character.yaml"
