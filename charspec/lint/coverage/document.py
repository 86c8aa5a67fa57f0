"""The coverage of a set for programs: `charspec lint --coverage -f json`."""

import json
from collections.abc import Sequence

from charspec.lint.coverage.matrix import Coverage

COVERAGE_VERSION = 1


def coverage_json(coverages: Sequence[Coverage]) -> str:
    """The coverage of several specs as one document.

    `cells` lists the combinations that pictures show; null stands for what is not said of them.
    """
    document = {"version": COVERAGE_VERSION, "files": [_one(coverage) for coverage in coverages]}
    text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    # Of a file name that is no UTF-8, the bytes that are none become `?`.
    return text.encode("utf-8", "replace").decode("utf-8")


def _one(coverage: Coverage) -> dict[str, object]:
    return {
        "file": coverage.file,
        "pictures": coverage.pictures,
        "angles": coverage.angles,
        "framings": coverage.framings,
        "expressions": coverage.expressions,
        "cells": [{**cell._asdict(), "files": files} for cell, files in coverage.cells.items()],
        "unknown": coverage.unknown,
        "gaps": coverage.gaps,
        "shots": [{**shot._asdict(), "words": str(shot)} for shot in coverage.shots],
    }
