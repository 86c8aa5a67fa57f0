"""Seconds a step and peak memory of each real base on this GPU, as JSON to keep and to send back.

    python benchmarks/gpu.py --hardware 24gb                     bases whose weights are in the hub's cache
    python benchmarks/gpu.py --hardware 24gb --random            all, with random weights: nothing is fetched
    python benchmarks/gpu.py --base flux2-klein-4b --path /models/klein --hardware 16gb --remember

Speed and memory do not depend on the values of weights, so `--random` measures what the real ones would. A
step is forward, backward and AdamW on a LoRA of the base, at the base's own resolution, as `charspec train`
makes it. `--remember` puts the result into this user's calibration, which `compile --dry-run` and `train`
read; the document's schema is schemas/calibration.schema.json. To help others, send it back in an issue.
"""

import argparse
import sys
import time
from pathlib import Path
from typing import Any

import torch
import yaml

sys.path.insert(0, str(Path(__file__).parents[1]))

import charspec.families.quiet  # noqa: F401 (before diffusers)
from charspec import __version__
from charspec.estimate.calibration import Calibration, Speed, remember
from charspec.families.loading import Hardware
from charspec.families.loading.attention import set_attention
from charspec.families.loading.quantized import quantize
from charspec.families.loading.streamed import stream_blocks
from charspec.resources import conf_dir
from charspec.settings import load_base
from scripts.published import PUBLISHED, on_meta
from scripts.sizes import lora_targets, run

STEPS = 10
WARM_UP = 3


def hardware_of(name: str, device: torch.device) -> Hardware:
    """A preset of conf/hardware."""
    said = yaml.safe_load((conf_dir() / "hardware" / f"{name}.yaml").read_text("utf-8"))
    keys = ("precision", "quantization", "attention", "compile", "gradient_checkpointing", "offload")
    return Hardware(device=device, **{key: said[key] for key in keys})


def random_transformer(base: str, hardware: Hardware) -> Any:
    """The published architecture with random weights, treated as `load_model` treats real ones."""
    model = on_meta(PUBLISHED[base].transformer).to(hardware.dtype).to_empty(device="cpu")
    with torch.no_grad():
        for tensor in (*model.parameters(), *model.buffers()):
            tensor.normal_(std=0.02)
    quantize(model, hardware)
    set_attention(model, hardware.attention, base)
    if hardware.gradient_checkpointing:
        model.enable_gradient_checkpointing()
    if hardware.compile:
        model.compile_repeated_blocks()
    if hardware.offload == "blocks":
        return stream_blocks(model, hardware.device)
    return model.to(hardware.device)


def real_transformer(base: str, path: Path, hardware: Hardware) -> Any:
    """The transformer in a pipeline folder."""
    from charspec.families.loading import load_model

    kind = type(on_meta(PUBLISHED[base].transformer))
    return load_model(kind, path, "transformer", base, hardware)


def measure(base: str, transformer: Any, hardware: Hardware, rank: int, resolution: int) -> Speed:
    """Time `STEPS` steps after `WARM_UP`, the least of them; memory over all."""
    from peft import LoraConfig

    facts, device = load_base(base), hardware.device
    transformer.add_adapter(LoraConfig(r=rank, lora_alpha=rank, target_modules=lora_targets(transformer)))
    learnt = [value for value in transformer.parameters() if value.requires_grad]
    for value in learnt:
        value.data = value.data.to(device, torch.float32)
    optimizer = torch.optim.AdamW(learnt, fused=True)
    side = resolution // facts.multiple
    shape = (side, side, facts.token_limit, 1)

    def step() -> None:
        run(transformer, *shape, device, hardware.dtype).float().square().mean().backward()
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)

    def draw() -> None:
        with torch.no_grad():
            for _ in range(2 if facts.guidance_scale > 1 else 1):
                run(transformer, *shape, device, hardware.dtype)

    seconds = least(step, device, STEPS)
    peak = torch.cuda.max_memory_allocated(device) if device.type == "cuda" else None
    return Speed(
        base=base,
        device=torch.cuda.get_device_name(device) if device.type == "cuda" else "CPU",
        precision=hardware.precision,
        quantization=hardware.quantization,
        gradient_checkpointing=hardware.gradient_checkpointing,
        offload=hardware.offload,
        compile=hardware.compile,
        tokens=side * side + facts.token_limit,
        rank=rank,
        seconds_per_step=seconds,
        pixels=resolution**2,
        seconds_per_drawing_step=least(draw, device, 3),
        peak_bytes=peak,
        source="benchmark",
        charspec=__version__,
    )


def least(work: Any, device: torch.device, times: int) -> float:
    """Seconds of the fastest of some runs, the first few not counted."""
    found = []
    for _ in range(WARM_UP + times):
        began = time.perf_counter()
        work()
        if device.type == "cuda":
            torch.cuda.synchronize(device)
        found.append(time.perf_counter() - began)
    return min(found[WARM_UP:])


def folder_of(base: str, given: Path | None) -> Path | None:
    """The weights of a base: the folder given, or the hub's cache; None if they are not here."""
    from charspec.hub import missing_files, snapshot

    if given is not None:
        return given
    facts = load_base(base)
    found = snapshot(facts.repository, facts.revision) if facts.repository else None
    return found.folder if found and not missing_files(found.folder) else None


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--base", action="append", choices=sorted(PUBLISHED), help="may be repeated; default: all"
    )
    parser.add_argument("--hardware", default="24gb", help="a preset of conf/hardware (default: 24gb)")
    parser.add_argument("--path", type=Path, help="a pipeline folder with the weights of the one --base")
    parser.add_argument("--random", action="store_true", help="random weights at the published size")
    parser.add_argument("--rank", type=int, default=16)
    parser.add_argument("--resolution", type=int, help="px (default: the base's own)")
    parser.add_argument("--remember", action="store_true", help="put the result into the calibration file")
    options = parser.parse_args(words)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    hardware = hardware_of(options.hardware, device)
    speeds = []
    for base in options.base or [name for name in PUBLISHED if name != "tiny"]:
        folder = None if options.random else folder_of(base, options.path)
        if folder is None and not options.random:
            print(f"{base}: no weights here; give --random, or --path with --base", file=sys.stderr)
            continue
        if device.type == "cuda":
            torch.cuda.reset_peak_memory_stats(device)
        try:
            transformer = (
                real_transformer(base, folder, hardware) if folder else random_transformer(base, hardware)
            )
            side = options.resolution or load_base(base).resolution
            speeds.append(measure(base, transformer, hardware, options.rank, side))
        except torch.OutOfMemoryError:
            print(f"{base}: does not fit with --hardware {options.hardware}", file=sys.stderr)
            continue
        finally:
            transformer = None
        found = speeds[-1]
        gigabytes = "" if found.peak_bytes is None else f", {found.peak_bytes / 2**30:.1f} GB"
        print(f"{base}: {found.seconds_per_step:.3f} s a step{gigabytes}", file=sys.stderr)
        if options.remember:
            remember(found)
    print(Calibration(speeds=tuple(speeds)).model_dump_json(indent=2))
    return 0 if speeds else 1


if __name__ == "__main__":
    sys.exit(main())
