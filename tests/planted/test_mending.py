"""What is planted and can be mended is mended, and the set is a good one again."""

from collections.abc import Callable
from pathlib import Path

import pytest

from charspec.lint import LintConfig, lint_spec, mend, write_all
from tests.planted.faults import FAULTS, good
from tests.planted.pictures import Studio

SAFE = {"C101", "C102", "C104", "C119", "P103", "S104", "S112"}
UNSAFE = {"C118"}
RESTORED = {"C101", "C102", "C118"}
"""Faults that took away or exchanged what a fix can only write as it was."""


def texts(folder: Path) -> dict[str, bytes]:
    files = (file for file in folder.rglob("*") if file.suffix in (".yaml", ".txt", ".jsonl", ".csv"))
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


@pytest.fixture
def mended(studio: Studio, tmp_path: Path) -> Callable[[str], tuple[int, Path]]:
    def run(name: str) -> tuple[int, Path]:
        fault = FAULTS[name]
        spec = fault.plant(good(fault.layout, fault.count)).made.write(tmp_path / "set", studio)
        changes = mend(spec, config=LintConfig(), unsafe=fault.code in UNSAFE)
        write_all(changes)
        return sum(change.fixes for change in changes), spec

    return run


@pytest.mark.parametrize("name", [name for name, fault in FAULTS.items() if fault.code in SAFE | UNSAFE])
def test_a_fault_that_can_be_mended_leaves_a_good_set(
    name: str, mended: Callable[[str], tuple[int, Path]], studio: Studio, tmp_path: Path
) -> None:
    fault = FAULTS[name]
    fixes, spec = mended(name)
    if fixes == 0:
        found = [one for one in lint_spec(spec, config=LintConfig()).findings if one.code == fault.code]
        assert found
        assert not any(one.fix for one in found), "there is a fix, and nothing was mended"
        return
    assert fixes == 1
    assert lint_spec(spec, config=LintConfig()).findings == ()
    if fault.code in RESTORED:
        good(fault.layout, fault.count).write(tmp_path / "good", studio)
        assert texts(spec.parent) == texts(tmp_path / "good")


@pytest.mark.parametrize(
    "name", [name for name, fault in FAULTS.items() if fault.code not in SAFE | UNSAFE and fault.count == 10]
)
def test_no_other_fault_is_touched(name: str, mended: Callable[[str], tuple[int, Path]]) -> None:
    assert mended(name)[0] == 0
