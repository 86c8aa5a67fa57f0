"""What `charspec compile` costs, as it is called, beside what Hydra alone costs to compose the same.

python benchmarks/compile.py [--rounds N] — CPU time of whole processes, all threads counted, the least of
some. The floor is a script that imports Hydra and composes the same groups with the same values, given as
overrides, and does nothing else: no spec, no pictures, no lock.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from PIL import Image

from charspec.compile import compile_spec
from charspec.resources import conf_dir

FLOOR = """
import sys
from hydra import compose, initialize_config_dir
from omegaconf import OmegaConf
with initialize_config_dir(sys.argv[1], version_base="1.3", job_name="floor"):
    OmegaConf.to_container(compose("config", sys.argv[2:]), resolve=True, throw_on_missing=True)
"""
PICTURES = (15, 200)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=9, help="how often each is run (9)")
    rounds: int = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CHARSPEC_CACHE"] = f"{folder}/cache"
        # As an installed package runs: from bytecode that an earlier run wrote.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = f"{folder}/bytecode"
        specs = {count: character(Path(folder) / str(count), count) for count in PICTURES}
        few, many = specs[15], specs[200]
        calls: dict[str, Callable[[], Sequence[str]]] = {
            "bare Python": lambda: ["-c", ""],
            "bare Hydra, the same groups and values": lambda: ["-c", FLOOR, str(conf_dir()), *overrides(few)],
            "compile, 15 pictures": lambda: ["-m", "charspec", "compile", str(few)],
            "compile, 15 pictures, --check": lambda: ["-m", "charspec", "compile", str(few), "--check"],
            "compile, 15 pictures, --explain": lambda: ["-m", "charspec", "compile", str(few), "--explain"],
            "compile, 200 pictures, hashes known": lambda: known(many),
            "compile, 200 pictures, first time": lambda: fresh(many),
            "completion of base=z": lambda: [
                "-m",
                "charspec",
                "completion",
                "--at",
                f"charspec train {few} base=z",
            ],
        }
        for words in calls.values():
            cpu([sys.executable, *words()])
        # Round by round, so that a busy minute of the machine falls on all of them.
        figures = {name: [] for name in calls}  # type: dict[str, list[float]]
        for _ in range(rounds):
            for name, words in calls.items():
                figures[name].append(cpu([sys.executable, *words()]))
        least = {name: min(found) for name, found in figures.items()}
    floor = least["bare Hydra, the same groups and values"]
    print("| what | CPU | × bare Hydra |\n|---|--:|--:|")
    for name, seconds in least.items():
        print(f"| {name} | {seconds * 1000:,.0f} ms | {seconds / floor:.2f} |")


def character(folder: Path, count: int) -> Path:
    """A spec with so many pictures of 1024×1024 px, each of its own colour and some noise."""
    (folder / "images").mkdir(parents=True)
    lines = ["schema: charspec/1", "trigger: Vendalixia", "base: tiny"]
    lines += ["identity: a young woman with silver hair and a red scarf", "images:"]
    for number in range(count):
        name = f"images/{number:03}.png"
        noise = Image.effect_noise((256, 256), 40 + number % 50).resize((1024, 1024))
        Image.merge("RGB", [noise, noise, noise.point(lambda value, shift=number: value ^ shift)]).save(
            folder / name, compress_level=1
        )
        lines += [
            f"  {name}:",
            "    angle: front",
            f"    pose: pose number {number}",
            "    expression: smiling",
        ]
    spec = folder / "character.yaml"
    spec.write_text("\n".join(lines) + "\n", "utf-8")
    return spec


def overrides(spec: Path) -> list[str]:
    """What the compiler hands to Hydra, as the words a user of bare Hydra would write."""
    configured = compile_spec(spec).configured
    chosen = [f"{group}={name}" for group, name in configured.choices.items() if group != "preset"]
    values = configured.config.train.model_dump(mode="json").items()
    return [*chosen, *(f"train.{key}={'null' if value is None else value}" for key, value in values)]


def known(spec: Path) -> list[str]:
    """Compile when all pictures were read before, and some seconds after they were written."""
    time.sleep(2.5)
    compile_spec(spec)
    return ["-m", "charspec", "compile", str(spec)]


def fresh(spec: Path) -> list[str]:
    """Compile with another time of change on every picture, so that no hash is known."""
    for picture in (spec.parent / "images").iterdir():
        os.utime(picture)
    return ["-m", "charspec", "compile", str(spec)]


def cpu(command: Sequence[str]) -> float:
    """Seconds of CPU time that a process took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
