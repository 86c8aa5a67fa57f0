"""What `charspec train` costs beside the barest loop that learns the same, and beside diffusers' scripts.

    python benchmarks/train.py [--peer FOLDER --peer-site FOLDER] [--runs N] [--only PART]

On miniatures of two bases, in their true classes. CPU time of whole processes with all their threads, memory
as resident set; by turns, the least of several runs.

`--peer` is the folder examples/dreambooth of a checkout of https://github.com/huggingface/diffusers. Its
scripts import torchvision; a folder for `--peer-site`, which comes before the installed packages, is made by

    pip install --no-deps --target FOLDER torchvision==0.28.0 \
        datasets pyarrow dill multiprocess xxhash pandas python-dateutil

and by a FOLDER/sitecustomize.py that defines the operators `torchvision::nms` and `torchvision::qnms` in
`torch.library.Library("torchvision", "DEF")`, because the wheel's own need another build of torch.
"""

import argparse
import itertools
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from train_sets import BASES, write_character

HERE = Path(__file__).parent
PEERS = {
    "flux2-klein-4b": "train_dreambooth_lora_flux2_klein.py",
    "z-image": "train_dreambooth_lora_z_image.py",
}
STEPS = 12
BEGUN = 10
"""Steps of ours before the base is drawn and its pictures are compared with every training picture."""
SIDE = 128
"""Of the pictures whose steps are compared, in px: small, so that what is not the model can be seen."""
SMALLEST = {"sampling.steps": "1", "sampling.width": "64", "sampling.height": "64"}
"""The scripts draw nothing before they train: ours as little as can be."""


class Cost(NamedTuple):
    """CPU seconds until the first step is made, CPU milliseconds of a later step, MiB, what was built."""

    first: float
    step: float
    memory: float
    modules: frozenset[str]


class Bench:
    """A folder with miniatures, sets and a cache, in which programs are run under watch."""

    def __init__(self, folder: Path, peer: Path | None, peer_site: Path | None) -> None:
        self.folder, self.peer, self.peer_site = folder, peer, peer_site
        self.targets: dict[str, list[str]] = {}
        making = [sys.executable, str(HERE / "train_sets.py"), str(folder)]
        subprocess.run(making, env=self.environment(), capture_output=True, check=True)

    def environment(self, site: Path | None = None) -> dict[str, str]:
        return {
            **os.environ,
            "CHARSPEC_CACHE": str(self.folder / "cache"),
            "CHARSPEC_CALIBRATION": str(self.folder / "calibration.json"),
            "HF_HUB_OFFLINE": "1",
            "HF_DATASETS_CACHE": str(self.folder / "datasets"),
            "OMP_NUM_THREADS": "1",
            "PYTHONPATH": str(site or ""),
        }

    def watch(
        self, words: Sequence[str], end: str = "exit", site: Path | None = None, steps: int = STEPS
    ) -> Cost:
        """The cost of a program's first steps."""
        notes = self.folder / "notes.json"
        notes.unlink(missing_ok=True)
        command = [sys.executable, str(HERE / "train_probe.py"), str(notes), str(steps), end, *words]
        done = subprocess.run(
            command, env=self.environment(site), cwd=self.folder, capture_output=True, text=True, check=False
        )
        if not notes.exists():
            raise SystemExit(f"{' '.join(words)} ended before its step {steps}:\n{done.stderr[-3000:]}")
        found = json.loads(notes.read_text("utf-8"))
        ends: list[float] = found["ends"]
        # The first few steps warm up.
        later = [(after - before) * 1000 for before, after in itertools.pairwise(ends[2:])]
        return Cost(ends[0], min(later), found["memory"], frozenset(found["modules"]))

    def ours(
        self,
        base: str,
        spec: Path,
        *words: str,
        end: str = "exit",
        cold: bool = True,
        steps: int = STEPS,
    ) -> Cost:
        """`charspec train` of a spec; its run and its cache are removed before, if it is to begin cold."""
        if cold:
            shutil.rmtree(spec.parent / "runs", ignore_errors=True)
            shutil.rmtree(self.folder / "cache", ignore_errors=True)
        given = overrides(self.folder, base) | dict(word.split("=", 1) for word in words)
        settings = [f"{key}={value}" for key, value in given.items()]
        return self.watch(["charspec", "train", str(spec), *settings], end, steps=steps)

    def bare(self, base: str, spec: Path, resolution: int = 256, rank: int = 16) -> Cost:
        targets = json.dumps(self.targets[base])
        places = [str(self.folder / base), targets, str(spec.parent / "images")]
        return self.watch([str(HERE / "train_bare.py"), base, *places, str(resolution), str(rank)])

    def script(self, base: str, spec: Path, captioned: bool) -> Cost:
        """diffusers' script with the same layers and settings: `captioned`, on a caption for each picture, as
        ours; else on one caption for all."""
        assert self.peer is not None, "asked only with --peer"
        out = self.folder / "peer"
        shutil.rmtree(out, ignore_errors=True)
        pictures = self.folder / "pictures"  # it takes every file of a folder for a picture
        shutil.rmtree(pictures, ignore_errors=True)
        shutil.copytree(spec.parent / "images", pictures, ignore=shutil.ignore_patterns("*.txt"))
        captions = {file.stem: file.read_text("utf-8").strip() for file in spec.parent.glob("images/*.txt")}
        words = {
            "pretrained_model_name_or_path": str(self.folder / base),
            "instance_prompt": captions["0000"],
            "dataset_name" if captioned else "instance_data_dir": str(pictures),
            "output_dir": str(out),
            "lora_layers": ",".join(self.targets[base]),
            "resolution": "256",
            "train_batch_size": "1",
            "rank": "16",
            "lora_alpha": "16",
            "learning_rate": "1e-4",
            "max_train_steps": str(4 * STEPS),
            "mixed_precision": "no",
            "lr_scheduler": "constant",
            "lr_warmup_steps": "0",
        }
        if captioned:
            rows = [
                {"file_name": file.name, "text": captions[file.stem]} for file in sorted(pictures.iterdir())
            ]
            text = "".join(f"{json.dumps(row)}\n" for row in rows)
            (pictures / "metadata.jsonl").write_text(text, encoding="utf-8")
            words["caption_column"] = "text"
        given = [part for name, value in words.items() for part in (f"--{name}", value)]
        return self.watch(
            [str(self.peer / PEERS[base]), *given, "--cache_latents", "--skip_final_inference"],
            site=self.peer_site,
        )


def overrides(folder: Path, base: str) -> dict[str, str]:
    return {
        "base": base,
        "base.path": str(folder / base),
        "hardware": "cpu",  # float32 and no activations computed twice, as the bare loop and the scripts
        "train.resolution": "256",
        "train.rank": "16",
        "train.repeats": "20",
        "train.epochs": "2",
        **SMALLEST,
    }


def least(costs: Sequence[Cost]) -> Cost:
    return Cost(
        min(cost.first for cost in costs),
        min(cost.step for cost in costs),
        min(cost.memory for cost in costs),
        costs[0].modules,
    )


def measure_steps(bench: Bench, spec: Path, rounds: int) -> None:
    print("\n| a step, CPU | model alone | bare loop | charspec | more than the model | than the loop |")
    print("|---|--:|--:|--:|--:|--:|")
    for base in BASES:
        notes = bench.folder / "steps.json"
        words = [str(notes), base, str(bench.folder / base), str(spec), str(rounds)]
        given = ["hardware.threads=1", "train.epochs=1", "train.repeats=100", f"train.resolution={SIDE}"]
        command = [sys.executable, str(HERE / "train_steps.py"), *words, *given]
        subprocess.run(command, env=bench.environment(), cwd=bench.folder, check=True)
        found = json.loads(notes.read_text("utf-8"))
        bench.targets[base] = found["targets"]
        model, bare, ours = (min(found["steps"][name]) for name in ("model", "bare", "ours"))
        pairs = [found["steps"][name] for name in ("ours", "model", "bare")]
        above = [
            statistics.median(a - b for a, b in zip(pairs[0], other, strict=True)) for other in pairs[1:]
        ]
        name = f"{base}, {SIDE} px, {len(found['targets'])} layers"
        print(
            f"| {name} | {model:.2f} ms | {bare:.2f} ms | {ours:.2f} ms "
            f"| {above[0]:.2f} ms | {above[1]:.2f} ms |",
            flush=True,
        )


def measure_starts(bench: Bench, spec: Path, runs: int) -> None:
    """Beside the script twice: on a caption for each picture, as ours, and on one for all."""
    print("\n| to the end of step 1, CPU | bare loop | charspec | script, captions | script, one caption |")
    print("|---|--:|--:|--:|--:|")
    for base in BASES:
        bare, ours, captioned, single = [], [], [], []
        for _ in range(runs):
            bare.append(bench.bare(base, spec))
            ours.append(bench.ours(base, spec))
            captioned += [bench.script(base, spec, True)] if bench.peer else []
            single += [bench.script(base, spec, False)] if bench.peer else []
        own, columns = least(ours), []
        for name, costs in (("bare", bare), ("", ours), ("script", captioned), ("script", single)):
            if not costs:
                continue
            low = least(costs)
            text = f"{low.first:.2f} s, {low.memory:.0f} MiB"
            if name == "bare":
                text += f" (charspec / this: {own.memory / low.memory:.2f} of the memory)"
            elif name:
                text += f" (charspec / this: {own.first / low.first:.2f})"
            columns.append(text)
        print(f"| {base} | {' | '.join(columns)} |", flush=True)


def measure_warm(bench: Bench, spec: Path, runs: int) -> None:
    """The same again: from a saved state, and another plan on the same pictures."""
    print("\n| to the end of step 1, CPU | first run | resumed | / first | another rate | / first |")
    print("|---|--:|--:|--:|--:|--:|")
    for base in BASES:
        index = json.loads((bench.folder / base / "model_index.json").read_text("utf-8"))
        encoders = {index["text_encoder"][1], index["vae"][1]}
        first, resumed, other = [], [], []
        for _ in range(runs):
            first.append(bench.ours(base, spec, end="term"))
            resumed.append(bench.ours(base, spec, cold=False))
            other.append(bench.ours(base, spec, "train.learning_rate=2e-4", cold=False))
        assert encoders <= first[0].modules, f"{encoders} are not what encodes"
        for name, cost in (("a resume", resumed[0]), ("a rerun", other[0])):
            if loaded := encoders & cost.modules:
                print(f"{name} of {base} loads {', '.join(sorted(loaded))} before its first step")
        a, b, c = (least(costs).first for costs in (first, resumed, other))
        print(f"| {base} | {a:.2f} s | {b:.2f} s | {b / a:.2f} | {c:.2f} s | {c / a:.2f} |", flush=True)


def measure_growth(bench: Bench) -> None:
    """How a run of Z-Image grows, each time in one of its sizes alone."""
    print("\n| z-image | to the end of step 1, CPU | a step, CPU | memory |\n|---|--:|--:|--:|")
    sizes: list[tuple[str, int, tuple[str, ...]]] = [
        ("10 pictures, 256 px, rank 16", 10, ()),
        *((f"{side} px", 10, (f"train.resolution={side}",)) for side in (128, 512)),
        *((f"rank {rank}", 10, (f"train.rank={rank}",)) for rank in (4, 64)),
        *((f"{count:,} pictures", count, ()) for count in (100, 1000)),
    ]
    for name, count, words in sizes:
        spec = bench.folder / str(count) / "character.yaml"
        if not spec.exists():
            write_character(spec.parent, count)
        cost = bench.ours("z-image", spec, *words, steps=BEGUN)
        print(f"| {name} | {cost.first:.2f} s | {cost.step:.1f} ms | {cost.memory:.0f} MiB |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--peer", type=Path, metavar="FOLDER", help="folder of diffusers' example scripts")
    parser.add_argument("--peer-site", type=Path, metavar="FOLDER", help="packages of theirs alone")
    parser.add_argument("--runs", type=int, default=3, metavar="N", help="runs of each start (3)")
    parser.add_argument("--rounds", type=int, default=20, metavar="N", help="rounds of ten steps (20)")
    parts = ("steps", "starts", "warm", "growth")
    parser.add_argument("--only", nargs="+", choices=parts, default=parts, help="what to measure (all)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        bench = Bench(Path(name), options.peer, options.peer_site)
        spec = write_character(bench.folder / "spec", 10)
        if {"steps", "starts"} & set(options.only):
            measure_steps(bench, spec, options.rounds)
        if "starts" in options.only:
            measure_starts(bench, spec, options.runs)
        if "warm" in options.only:
            measure_warm(bench, spec, options.runs)
        if "growth" in options.only:
            measure_growth(bench)


if __name__ == "__main__":
    main()
