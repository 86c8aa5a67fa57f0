"""What the pictures of a set show, and which ones are worth shooting next: `charspec lint --coverage`."""

from charspec.lint.coverage.matrix import Coverage, coverage_of
from charspec.lint.coverage.shots import Cell, Shot

__all__ = ["Cell", "Coverage", "Shot", "coverage_of"]
