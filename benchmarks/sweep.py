"""A sweep over epochs against the same lengths trained one by one: steps, CPU time, and equal bytes.

    python benchmarks/sweep.py [--pictures 2] [--repeats 2] [--lengths 10 15 20]

The embedded base is trained on some pictures of the example in a temporary folder: minutes on one core.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

EXAMPLE = Path(__file__).parents[1] / "examples" / "vendalixia"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=2)
    parser.add_argument("--repeats", type=int, default=2)
    parser.add_argument("--lengths", type=int, nargs="+", default=[10, 15, 20])
    options = parser.parse_args()
    given: list[int] = options.lengths
    words = [f"train.repeats={options.repeats}", "sampling.steps=2"]
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CHARSPEC_CACHE"] = str(Path(folder) / "cache")
        warm = _spec(Path(folder) / "warm", options.pictures)
        _charspec("train", warm, *words, "train.epochs=1")  # the caches, which all runs share
        swept = _spec(Path(folder) / "swept", options.pictures)
        lengths = ",".join(map(str, given))
        together = _charspec("train", swept, "-m", *words, f"train.epochs={lengths}")
        alone = 0.0
        different: list[int] = []
        for length in given:
            single = _spec(Path(folder) / f"alone-{length}", options.pictures)
            alone += _charspec("train", single, *words, f"train.epochs={length}")
            if _weights(swept, length) != _weights(single, length):
                different.append(length)
    steps = options.pictures * options.repeats
    one, each = max(given) * steps, sum(given) * steps
    print(f"{'':<22} {'steps':>6} {'runs':>6} {'CPU s':>7}")
    print(f"{f'-m train.epochs={lengths}':<22} {one:>6} {1.0:>6.2f} {together:>7.1f}")
    print(f"{'one by one':<22} {each:>6} {each / one:>6.2f} {alone:>7.1f}  ({alone / together:.2f}×)")
    said = f"DIFFERENT after {different} epochs" if different else "equal bytes at every length"
    print(f"weights: {said}")
    raise SystemExit(1 if different else 0)


def _spec(folder: Path, pictures: int) -> Path:
    """The example with its first pictures alone."""
    import yaml

    folder.mkdir()
    data = yaml.safe_load((EXAMPLE / "character.yaml").read_text("utf-8"))
    data["images"] = dict(list(data["images"].items())[:pictures])
    for file in data["images"]:
        (folder / file).parent.mkdir(exist_ok=True)
        shutil.copy(EXAMPLE / file, folder / file)
    (folder / "character.yaml").write_text(yaml.safe_dump(data, sort_keys=False), "utf-8")
    return folder / "character.yaml"


def _charspec(verb: str, spec: Path, *words: str) -> float:
    """CPU seconds of a command and all that it starts."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "charspec", verb, str(spec), *words]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _weights(spec: Path, epoch: int) -> bytes:
    (file,) = spec.parent.glob(f"runs/*/*/epochs/{epoch:02}/*.safetensors")
    return file.read_bytes()


if __name__ == "__main__":
    main()
