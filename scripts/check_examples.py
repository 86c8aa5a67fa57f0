"""Lint every example: a folder with `findings.json` must give exactly those findings, any other none at all.

`--write` renews the golden files after a change that is meant. A clean example with a lock beside it is held
to that lock too (`charspec compile --check`).
"""

import json
import subprocess
import sys
from pathlib import Path

EXAMPLES = Path(__file__).parents[1] / "examples"
CHARSPEC = str(Path(sys.executable).with_name("charspec"))
"""The command of the environment this script runs in."""


def charspec(example: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command in the example's folder, so that the paths it prints are relative to that."""
    return subprocess.run(
        [CHARSPEC, *arguments, "character.yaml"], cwd=example, capture_output=True, text=True, check=False
    )


def clean_faults(example: Path) -> str:
    """What is wrong with an example that should lint clean and fit its lock; empty if nothing is."""
    linted = charspec(example, "lint", "--format", "concise")
    if linted.returncode or linted.stdout.strip():
        return linted.stdout + linted.stderr
    if not (example / "character.lock.json").exists():
        return ""
    compiled = charspec(example, "compile", "--check")
    return compiled.stdout + compiled.stderr if compiled.returncode else ""


def golden_faults(example: Path, golden: Path, write: bool) -> str:
    """What is wrong with an example that should have the findings of its golden file; empty if nothing is."""
    linted = charspec(example, "lint", "--format", "json")
    if not any(file["findings"] for file in json.loads(linted.stdout)["files"]):
        return "a faulty example without a finding\n"
    if write:
        golden.write_text(linted.stdout, encoding="utf-8")
    if linted.stdout == golden.read_text(encoding="utf-8"):
        return ""
    now = charspec(example, "lint", "--format", "concise").stdout
    return f"not the findings of {golden.name}; now they are:\n{now}"


def main(arguments: list[str]) -> int:
    examples = sorted(path.parent for path in EXAMPLES.rglob("character.yaml") if "runs" not in path.parts)
    failed = 0
    for example in examples:
        golden = example / "findings.json"
        wrong = (
            golden_faults(example, golden, "--write" in arguments)
            if golden.exists()
            else clean_faults(example)
        )
        print(f"{'FAULT' if wrong else 'ok'} {example.relative_to(EXAMPLES)}\n{wrong}", end="")
        failed += bool(wrong)
    if failed:
        print("if the change is meant: python scripts/check_examples.py --write", file=sys.stderr)
    return 1 if failed or not examples else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
