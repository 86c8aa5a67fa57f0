"""The miniatures, each written once per session."""

from pathlib import Path

import pytest

from tests.miniatures import BUILD, write_miniature


@pytest.fixture(scope="session")
def miniatures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Base → its pipeline folder. Read only."""
    root = tmp_path_factory.mktemp("miniatures")
    return {base: write_miniature(base, root / base) for base in BUILD}
