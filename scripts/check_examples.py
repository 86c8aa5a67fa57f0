"""Lint every example: a folder with `findings.json` must give exactly those findings, any other none at all.

`--write` renews the golden files after a change that is meant. A clean example with a lock beside it is held
to that lock too (`charspec compile --check`).
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
GOLDEN = "findings.json"
CHARSPEC = str(Path(sys.executable).with_name("charspec"))
"""The command of the environment this script runs in."""


def lint(example: Path) -> tuple[int, dict[str, Any]]:
    """The exit code and the findings of `charspec lint` on an example, with paths relative to its folder."""
    done = subprocess.run(
        [CHARSPEC, "lint", "--format", "json", "character.yaml"],
        cwd=example, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode not in {0, 1}:
        sys.exit(f"{example}: lint ended with {done.returncode}\n{done.stderr}")
    findings: dict[str, Any] = json.loads(done.stdout)
    return done.returncode, findings


def found(findings: dict[str, Any]) -> list[str]:
    return [
        "  {location[file]}:{location[line]}: {code} {message}".format(**finding)
        for file in findings["files"]
        for finding in file["findings"]
    ]


def stale_lock(example: Path) -> list[str]:
    """What `charspec compile --check` says against the committed lock, if there is one."""
    if not (example / "character.lock.json").exists():
        return []
    done = subprocess.run(
        [CHARSPEC, "compile", "--check", "character.yaml"],
        cwd=example, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return [done.stdout + done.stderr] if done.returncode else []


def faults(example: Path, write: bool) -> list[str]:
    """What is wrong with an example; nothing if it is as it should be."""
    code, findings = lint(example)
    golden = example / GOLDEN
    if not golden.exists():
        return found(findings) or stale_lock(example)
    text = json.dumps(findings, indent=2, ensure_ascii=False) + "\n"
    if write:
        golden.write_text(text, encoding="utf-8")
    if code != 1:
        return ["  a faulty example must end lint with exit code 1"]
    if text == golden.read_text(encoding="utf-8"):
        return []
    return [f"  its findings are not those of {GOLDEN}; now they are:", *found(findings)]


def main(arguments: list[str]) -> int:
    examples = sorted(path.parent for path in (ROOT / "examples").glob("*/character.yaml"))
    failed = 0
    for example in examples:
        wrong = faults(example, write="--write" in arguments)
        failed += bool(wrong)
        print(f"{'FAULT' if wrong else 'ok   '} {example.relative_to(ROOT)}")
        print("\n".join(wrong), end="\n" if wrong else "")
    if failed:
        print("if the change is meant: python scripts/check_examples.py --write", file=sys.stderr)
    return 1 if failed or not examples else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
