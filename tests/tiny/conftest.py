from pathlib import Path

import pytest


@pytest.fixture
def examples_folder() -> Path:
    return Path(__file__).parents[2] / "examples"
