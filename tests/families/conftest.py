"""The miniatures, each written once per session."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.miniatures import BUILD, write_miniature


@pytest.fixture(scope="session")
def miniatures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Base → its pipeline folder. Read only."""
    root = tmp_path_factory.mktemp("miniatures")
    return {base: write_miniature(base, root / base) for base in BUILD}


@pytest.fixture(autouse=True, scope="module")
def _spared_collections() -> Iterator[None]:
    """The collector passes by what is there before a module's tests: half a million objects of torch and
    diffusers, which take 0.3 s each time that a training releases memory."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()
