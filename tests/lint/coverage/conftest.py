"""Sets whose coverage is looked at."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from charspec.lint.config.thresholds import Thresholds
from charspec.lint.context import Context
from charspec.lint.coverage import Coverage, coverage_of
from charspec.spec import load_spec


@pytest.fixture
def covered(example: Callable[..., Path]) -> Callable[..., Coverage]:
    """`covered([{"angle": "front"}, "a caption", …], head)` → the coverage of a set with these pictures."""

    def cover(pictures: Sequence[Mapping[str, str] | str], head: str = "") -> Coverage:
        lines = [f"{head}images:" + (" {}" if not pictures else "")]
        for number, labels in enumerate(pictures):
            lines.append(f"  images/{number:02}.png:")
            said = {"caption": labels} if isinstance(labels, str) else labels
            lines += [f'    {key}: "{value}"' for key, value in said.items()]
        path = example("\n".join(lines) + "\n")
        found = coverage_of(Context(load_spec(path, "character.yaml"), Thresholds()))
        assert found is not None
        return found

    return cover
