"""Verbs that end their process at once lose nothing of what they wrote, nor the exit code."""

import subprocess
import sys
from pathlib import Path

import pytest

from charspec.cli import VERBS
from charspec.cli.haste import QUICK

ROOT = Path(__file__).parents[2]


def charspec(*words: str, stdout: int = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "charspec", *words]
    return subprocess.run(command, cwd=ROOT, stdout=stdout, stderr=subprocess.PIPE, text=True, check=False)


def test_they_are_verbs() -> None:
    assert VERBS.keys() >= QUICK


def test_a_long_output_arrives_whole() -> None:
    found = charspec("lint", "examples/faulty/courier", "--format", "sarif")
    assert found.returncode == 1
    assert len(found.stdout) > 65536  # more than a pipe holds
    assert found.stdout.endswith("}\n")


@pytest.mark.parametrize(
    ("words", "code"), [(("lint", "nothere"), 2), (("rule", "S101"), 0), (("rule", "Q9"), 2)]
)
def test_the_exit_code_is_kept(words: tuple[str, ...], code: int) -> None:
    found = charspec(*words)
    assert found.returncode == code
    assert bool(found.stderr) == (code != 0)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_what_cannot_be_written_is_an_error_in_words() -> None:
    with Path("/dev/full").open("w") as full:
        found = charspec("rule", "--all", stdout=full.fileno())
    assert found.returncode == 1
    assert "No space left" in found.stderr
    assert "Traceback" not in found.stderr
