"""Hold constraints.txt to what is installed in the running environment: `--write` renews it, without it a
difference is an error.

Only plain `name==version` lines are written: no local path, no host, and no local label of a build
(`torch==2.13.0`, not `torch==2.13.0+cpu`), so that the file means the same everywhere.
"""

import re
import sys
from importlib.metadata import distributions, requires
from pathlib import Path

CONSTRAINTS = Path(__file__).parents[1] / "constraints.txt"
HEADER = """\
# The exact versions charspec is developed and tested with; every install of the Makefile uses them.
# Renewed by `make constraints` after newer versions were installed by hand.
"""
APART = Path(sys.prefix) / "share" / "enhance"
"""What the Makefile installs outside of site-packages: spandrel, and the torchvision that it imports."""

LEFT_OUT = {"charspec", "pip"}
"""Ourselves, and the installer that python -m venv brings."""


def installed() -> dict[str, str]:
    """Every distribution of this environment, as `{name: version}` without local build labels."""
    found: dict[str, str] = {}
    for distribution in (*distributions(), *distributions(path=[str(APART)])):
        name = distribution.metadata["Name"]
        if name.lower() not in LEFT_OUT:
            found[name] = distribution.version.split("+")[0]
    return found


def pinned() -> dict[str, str]:
    """The pins of constraints.txt, as `{name: version}`."""
    lines = (line.strip() for line in CONSTRAINTS.read_text(encoding="utf-8").splitlines())
    return dict(line.split("==") for line in lines if line and not line.startswith("#"))


def normalized(name: str) -> str:
    """PEP 503: `Types_PyYAML` and `types-pyyaml` are one project."""
    return re.sub(r"[-_.]+", "-", name).lower()


def differences() -> list[str]:
    """Pins that are not what is installed, and requirements of pyproject.toml that nothing pins.

    Packages that are installed without a pin are let be: a GPU build of torch brings its own. The version of
    torch is the user's choice too (TORCH in the Makefile).
    """
    pins = pinned()
    found = [
        f"{name}=={version} is installed, constraints.txt says {pins[name]}"
        for name, version in installed().items()
        if name != "torch" and pins.get(name, version) != version
    ]
    names = {normalized(name) for name in pins}
    declared = {re.split(r"[^\w.-]", requirement)[0] for requirement in requires("charspec") or []}
    found += [f"{name} is required but not pinned" for name in declared if normalized(name) not in names]
    return sorted(found)


def main(arguments: list[str]) -> int:
    if arguments == ["--write"]:
        pins = sorted(installed().items(), key=lambda pin: pin[0].lower())
        CONSTRAINTS.write_text(HEADER + "".join(f"{name}=={version}\n" for name, version in pins))
        return 0
    found = differences()
    print("\n".join(found) or f"constraints.txt: {len(pinned())} pins, as installed")
    if found:
        print("run: make constraints, or install afresh with make clean setup-dev", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
