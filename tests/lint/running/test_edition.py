"""Findings are kept for one edition of charspec: every room that makes some belongs to it."""

import json
import subprocess
import sys
from pathlib import Path

from charspec.lint.running.edition import NOT_LINT, edition

ROOT = Path(__file__).parents[3]
LINTED = """
import json, sys
from charspec.cli import main
main(["lint", "--no-cache", *sys.argv[1:]])
print("\\n" + json.dumps(sorted(sys.modules)))
"""


def test_rooms_that_are_left_out_make_no_finding() -> None:
    specs = sorted(str(spec) for spec in ROOT.glob("examples/*/*/character.yaml"))
    command = [sys.executable, "-c", LINTED, "examples/vendalixia/character.yaml", *specs]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    modules = json.loads(found.stdout.splitlines()[-1])
    rooms = {name.split(".")[1] for name in modules if name.startswith("charspec.")}
    assert {"lint", "dataset", "images", "captions"} <= rooms
    assert rooms & NOT_LINT <= {"cli"}


def test_it_is_the_same_as_long_as_nothing_changes() -> None:
    before = edition()
    edition.cache_clear()
    assert edition() == before
