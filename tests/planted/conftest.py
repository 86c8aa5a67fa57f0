"""Pictures for planted and clean sets are drawn once a session, and no cache of another run is read."""

from collections.abc import Callable
from pathlib import Path

import pytest

from charspec.lint import LintConfig, LintResult, lint_spec
from tests.planted.model import CharacterSet
from tests.planted.pictures import Studio


@pytest.fixture(scope="session")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Studio:
    return Studio(tmp_path_factory.mktemp("studio"))


@pytest.fixture
def lint_set(studio: Studio, tmp_path: Path) -> Callable[[CharacterSet], LintResult]:
    """Writes a set and lints it as someone would who has no configuration but the set's own."""

    def lint(made: CharacterSet) -> LintResult:
        spec = made.write(tmp_path / "set", studio)
        config = None if "charspec.toml" in made.extra else LintConfig()
        return lint_spec(spec, "character.yaml", config)

    return lint
