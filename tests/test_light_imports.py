"""Help and lint stay light: they import neither torch nor Hydra, so they answer at once and work without."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {"accelerate", "diffusers", "hydra", "omegaconf", "peft", "torch", "transformers"}
READERS = {"PIL", "dataclasses", "jsonschema", "numpy", "pydantic", "yaml"}
"""What reads specs and pictures: 200 ms that a run with nothing new to find does without."""

# Runs the command line in a process of its own and reports what that process imported, whatever way it ended.
PROBE = """
import json, sys
from charspec.cli import main
try:
    code = main(sys.argv[2:])
except SystemExit as exit:
    code = exit.code
modules = sorted({name.partition(".")[0] for name in sys.modules})
with open(sys.argv[1], "w") as report:
    json.dump({"code": code or 0, "modules": modules}, report)
"""


def imported_by(report: Path, *arguments: str) -> tuple[int, set[str]]:
    """The exit code of `charspec ARGUMENTS`, and the top-level modules it imported."""
    done = subprocess.run(
        [sys.executable, "-c", PROBE, str(report), *arguments], capture_output=True, text=True, check=False
    )
    assert report.exists(), done.stderr
    answer = json.loads(report.read_text())
    return answer["code"], set(answer["modules"])


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    code, modules = imported_by(tmp_path / "report.json", "--help")
    assert code == 0
    assert modules & (HEAVY | {"PIL", "numpy"}) == set()


@pytest.mark.parametrize("output", ["text", "concise", "json"])
def test_a_clean_lint_imports_neither_torch_nor_hydra(tmp_path: Path, vendalixia: Path, output: str) -> None:
    spec = str(vendalixia / "character.yaml")
    code, modules = imported_by(tmp_path / "report.json", "lint", "--format", output, spec)
    assert code == 0
    assert modules & HEAVY == set()


def test_the_first_steps_import_neither_torch_nor_hydra(
    tmp_path: Path, vendalixia: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(vendalixia / "images", tmp_path / "Nyxara" / "images")
    monkeypatch.chdir(tmp_path)
    for words in (
        ("init", "Nyxara", "--yes"),
        ("prepare", "character.yaml", "--crop", "smart", "--enhance", "--write", "--sheet", "sheet.png"),
        ("prompts", "character.yaml", "--write"),
    ):
        code, modules = imported_by(tmp_path / "report.json", *words)
        assert (code, modules & HEAVY) == (0, set())


@pytest.mark.parametrize("words", [[], ["C101"], ["--all", "--format", "json"]])
def test_the_manual_imports_neither_torch_nor_hydra(tmp_path: Path, words: list[str]) -> None:
    code, modules = imported_by(tmp_path / "report.json", "rule", *words)
    assert code == 0
    assert modules & (HEAVY | {"PIL", "numpy"}) == set()


@pytest.mark.parametrize("arguments", [(), ("--format", "json")], ids=["text", "json"])
def test_a_lint_with_nothing_new_imports_none_of_the_readers(
    tmp_path: Path, repository: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.setenv("CHARSPEC_CACHE", str(tmp_path / "cache"))
    spec = str(repository / "examples" / "faulty" / "courier" / "character.yaml")
    first = imported_by(tmp_path / "first.json", "lint", *arguments, spec)
    again = imported_by(tmp_path / "again.json", "lint", *arguments, spec)
    assert first[0] == again[0] == 1
    assert first[1] >= READERS - {"numpy", "jsonschema"}
    assert again[1] & (READERS | HEAVY) == set()


def test_the_probe_sees_what_is_imported(tmp_path: Path, repository: Path) -> None:
    """Guards the tests above: where Hydra is due, in compile, the probe does find it."""
    spec = str(repository / "examples" / "vendalixia" / "character.yaml")
    _, modules = imported_by(tmp_path / "report.json", "compile", "--dry-run", spec)
    assert {"hydra", "omegaconf"} <= modules
    assert "torch" not in modules
