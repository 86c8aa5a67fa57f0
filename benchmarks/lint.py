"""What `charspec lint` costs beside other linters, in CPU time and memory.

    python benchmarks/lint.py [--peers FOLDER]

`--peers` is the bin/ of an environment with yamllint, check-jsonschema, caption-audit and lora-audit; those
that are missing are left out. Every figure is the least of several runs, its own processes counted, and is
also given as a multiple of bare Python in the same minute, which a busy machine changes less.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageDraw

from charspec.dataset import load_dataset
from charspec.lint.registry import all_rules
from charspec.spec import load_spec

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "vendalixia"
PIXELS = {"signals", "signals_by_file", "repeats", "decode_error"}
"""What a rule asks for whose answer needs decoded pictures."""


class Cost(NamedTuple):
    """CPU seconds of a process and its children, and the most memory one of them took, in MiB."""

    seconds: float
    memory: float


# A process remembers as its most memory that of the one it was forked from: a small one has to be in between.
STOPWATCH = """
import os, sys
pid = os.fork()
if not pid:
    for stream in (1, 2):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
    os.execvp(sys.argv[1], sys.argv[1:])
_, status, used = os.wait4(pid, 0)
print(os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
"""


def cost(command: Sequence[str], folder: Path, environment: Mapping[str, str], runs: int) -> Cost:
    """The least of several runs, whatever the command finds and prints."""
    stopwatch = [sys.executable, "-S", "-c", STOPWATCH, *command]
    found = []
    for _ in range(runs):
        told = subprocess.run(
            stopwatch, cwd=folder, env=environment, stdout=subprocess.PIPE, check=True
        ).stdout
        code, seconds, memory = told.split()
        if code not in (b"0", b"1"):
            raise SystemExit(f"{' '.join(command)} failed with exit code {code.decode()}")
        found.append(Cost(float(seconds), float(memory)))
    return Cost(min(one.seconds for one in found), max(one.memory for one in found))


def beside_the_pictures(folder: Path) -> None:
    """The example's pictures with their captions in files beside them, as the other tools read them."""
    for item in load_dataset(load_spec(EXAMPLE / "character.yaml")).items:
        shutil.copy(item.path, folder)
        (folder / Path(item.file).name).with_suffix(".txt").write_text(item.caption + "\n", "utf-8")


def thousand_pictures(folder: Path) -> None:
    """One character in a thousand pictures of 640×640, no two alike, each with its caption."""
    (folder / "images").mkdir(parents=True)
    dice = random.Random(1)
    for number in range(1000):
        image = Image.new("RGB", (640, 640), tuple(dice.randrange(256) for _ in range(3)))
        draw = ImageDraw.Draw(image)
        for _ in range(20):
            left, top = dice.randrange(560), dice.randrange(560)
            box = (left, top, left + dice.randrange(20, 400), top + dice.randrange(20, 400))
            draw.ellipse(box, fill=tuple(dice.randrange(256) for _ in range(3)))
        image.save(folder / "images" / f"{number:04}.jpg", quality=90)
        caption = "Vendalixia, a young woman with silver hair and a red scarf, standing\n"
        (folder / "images" / f"{number:04}.txt").write_text(caption)
    head = (
        "schema: charspec/1\ntrigger: Vendalixia\nidentity: a young woman with silver hair and a red scarf\n"
    )
    (folder / "character.yaml").write_text(f"{head}images: images/\n")


def thousand_characters(folder: Path) -> None:
    """The example a thousand times, each with a trigger of its own."""
    text = (EXAMPLE / "character.yaml").read_text("utf-8")
    for number in range(1000):
        trigger = "".join("bdfgklmnrstvz"[number // 13**place % 13] + "aeiou"[place] for place in range(4))
        own = folder / f"{number:04}"
        shutil.copytree(EXAMPLE / "images", own / "images")
        (own / "character.yaml").write_text(text.replace("Vendalixia", trigger.capitalize()), "utf-8")


def lint(*options: str) -> list[str]:
    return [sys.executable, "-m", "charspec", "lint", *options]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--peers", type=Path, metavar="FOLDER", help="bin/ of an environment with the others")
    parser.add_argument("--runs", type=int, default=15, metavar="N", help="runs of each short command (15)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        measure(Path(name), options.peers, options.runs)


def measure(folder: Path, peers: Path | None, runs: int) -> None:
    environment = {**os.environ, "CHARSPEC_CACHE": str(folder / "cache"), "OMP_NUM_THREADS": "1"}
    example, beside = folder / "example", folder / "beside"
    shutil.copytree(EXAMPLE, example)
    beside.mkdir()
    beside_the_pictures(beside)
    dry = ",".join(rule.code for rule in all_rules() if not PIXELS & set(rule.wants))
    floor = cost([sys.executable, "-c", "pass"], example, environment, 2 * runs).seconds

    def row(name: str, command: Sequence[str], where: Path = example, times: int = runs) -> None:
        used = cost(command, where, environment, times)
        times_floor = f"{used.seconds / floor:.1f}"
        print(
            f"| {name} | {used.seconds * 1000:,.0f} ms | {times_floor} | {used.memory:.0f} MiB |", flush=True
        )

    print("| command | CPU | × Python | memory |\n|---|--:|--:|--:|")
    print(f"| bare Python | {floor * 1000:,.0f} ms | 1.0 | |")
    cost(lint(), example, environment, 1)
    row("charspec lint, nothing new", lint())
    row("charspec lint --format json, nothing new", lint("--format", "json"))
    row("charspec lint, first run, no rule about pixels", lint("--no-cache", "--select", dry))
    row("charspec lint, first run", lint("--no-cache"))
    schema = str(ROOT / "schemas" / "character.schema.json")
    for tool, arguments, where in (
        ("yamllint", ["character.yaml"], example),
        ("check-jsonschema", ["--schemafile", schema, "character.yaml"], example),
        ("caption-audit", ["--trigger", "Vendalixia", "."], beside),
        ("lora-audit", ["scan", "."], beside),
    ):
        if peers and (peers / tool).exists():
            row(tool, [str(peers / tool), *arguments], where)
    thousand_pictures(folder / "pictures")
    row("1,000 pictures, first run", lint(), folder / "pictures", 1)
    row("1,000 pictures, nothing new", lint(), folder / "pictures", 3)
    thousand_characters(folder / "characters")
    row("1,000 characters, first run, no rule about pixels", lint("--select", dry), folder / "characters", 1)
    row("1,000 characters, nothing new", lint("--select", dry), folder / "characters", 3)


if __name__ == "__main__":
    main()
