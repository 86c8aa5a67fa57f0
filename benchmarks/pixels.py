"""What the pixel rules cost beside the bare decoding of the same files, in CPU time.

    python benchmarks/pixels.py [PHOTOGRAPHS]

PHOTOGRAPHS is a folder of JPEGs (or CHARSPEC_PHOTOS); without one, only drawings are measured. "Decoding" is
Pillow opening and loading every file in full; "rules" is decoding, measuring and comparing them as lint does,
which has read their headers for other rules by then; "and keeping" adds the SHA-256 of the files (by which
the whole linter knows them again) and writing the cache. All of it is done by as many threads as lint takes
(one for each core, or --threads), since cores that work side by side take longer for the same. Every figure
is the least CPU time of several rounds, in which the tasks take turns.
"""

import argparse
import os
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from pathlib import Path

from PIL import Image, ImageDraw

from charspec.images import ImageFacts, UnreadableImageError, read_facts, sha256
from charspec.images.gather import Wanted, gather
from charspec.images.surround import largest_cluster
from charspec.images.twins import find_twins

ROOT = Path(__file__).parents[1]
ROUNDS = 15
MANY = 1000


def least(*tasks: Callable[[], object], rounds: int = ROUNDS) -> list[float]:
    """The least CPU time of each task, all threads counted; they take turns."""
    found: list[list[float]] = [[] for _ in tasks]
    for _ in range(rounds):
        for times, task in zip(found, tasks, strict=True):
            start = time.process_time()
            task()
            times.append(time.process_time() - start)
    return [min(times) for times in found]


def load(file: Path) -> None:
    with Image.open(file) as picture:
        picture.load()


def decode(files: Sequence[Path], threads: int) -> None:
    if threads == 1:
        for file in files:
            load(file)
        return
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(load, files))


def rules(files: Sequence[Path], threads: int, folder: Path | None, fresh: bool = True) -> None:
    """Everything that lint does with the pixels of a set; `fresh` empties the cache first."""
    if fresh and folder:
        for kept in (Path(os.environ["CHARSPEC_CACHE"]) / "signals").glob("*"):
            kept.unlink()
    wanted = [Wanted(str(file), file, None, partial(header, file), partial(sha256, file)) for file in files]
    found = gather(wanted, folder, threads=threads)
    signals = [one for one in found.values() if not isinstance(one, UnreadableImageError)]
    find_twins(signals)
    largest_cluster([one.surround for one in signals])


@cache
def header(file: Path) -> ImageFacts:
    return read_facts(file)


def many(folder: Path) -> list[Path]:
    """A thousand small drawings, all different."""
    files = []
    for number in range(MANY):
        lot = random.Random(number)
        picture = Image.new("RGB", (256, 256), tuple(lot.randrange(256) for _ in range(3)))
        pen = ImageDraw.Draw(picture)
        for _ in range(12):
            x, y = lot.randrange(200), lot.randrange(200)
            pen.ellipse(
                (x, y, x + lot.randrange(20, 90), y + 60), tuple(lot.randrange(256) for _ in range(3))
            )
        files.append(folder / f"{number:04}.png")
        picture.save(files[-1])
        os.utime(files[-1], (1e9, 1e9))
    return files


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("photographs", nargs="?", default=os.environ.get("CHARSPEC_PHOTOS"), type=Path)
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    options = parser.parse_args()
    threads = options.threads
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["CHARSPEC_CACHE"] = str(folder / "cache")
        sets = {"drawings, PNG": sorted((ROOT / "examples" / "vendalixia" / "images").glob("*.png"))}
        if options.photographs:
            sets["photographs, JPEG"] = sorted(options.photographs.rglob("*.jpg"))
            sets["photographs, PNG"] = as_png(sets["photographs, JPEG"], folder)
        sets["all of these"] = [file for files in sets.values() for file in files]
        print(f"{'files':29}{'decoding':>12}{'rules':>12}{'ratio':>8}{'and keeping':>14}{'ratio':>8}")
        for kind, files in sets.items():
            bare, judged, kept = least(
                partial(decode, files, threads),
                partial(rules, files, threads, None),
                partial(rules, files, threads, folder),
            )
            print(f"{kind:24}{len(files):5}{bare:10.3f} s", end="")
            print(f"{judged:10.3f} s{judged / bare:8.2f}{kept:12.3f} s{kept / bare:8.2f}")
        thousand = many(folder)
        (cold,) = least(partial(rules, thousand, threads, folder), rounds=1)
        # What was written just now is not trusted to stay as it is: a later run knows it by its times.
        time.sleep(2.1)
        rules(thousand, threads, folder, fresh=False)
        (kept,) = least(partial(rules, thousand, threads, folder, fresh=False))
        print(f"{MANY} pictures of 256×256: {cold:.2f} s, from the cache {kept:.3f} s")


def as_png(files: Sequence[Path], folder: Path) -> list[Path]:
    written = []
    for number, file in enumerate(files):
        written.append(folder / f"photograph-{number}.png")
        with Image.open(file) as picture:
            picture.convert("RGB").save(written[-1])
    return written


if __name__ == "__main__":
    main()
