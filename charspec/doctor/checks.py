"""The whole examination: what is here, and what would not work and why."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from charspec.cache import cache_dir
from charspec.doctor.document import Advice, BaseFound, CacheFound, DoctorDocument, ExtraFound, GpuFound
from charspec.doctor.machine import find_bases, find_caches, find_extras, this_machine
from charspec.doctor.telling import find_notify
from charspec.environment import Gpu, TorchBuild, find_gpus, memory_gb, torch_build
from charspec.hub import missing_files
from charspec.settings import load_base
from charspec.writing import nearest_folder

OLDEST_DRIVER = {11: 450, 12: 525, 13: 580}
"""The oldest NVIDIA driver (on Linux) that runs a major version of CUDA, from NVIDIA's table of minor version
compatibility."""

SCARCE_GB = 2.0
"""Below this much free disk a cache of latents and the checkpoints of one run may not fit."""

_MOVED_BY = {"charspec": "CHARSPEC_CACHE", "hub": "HF_HOME"}

_PURPOSES = {
    "train": "`charspec train`, `generate` and `compare` of weights",
    "models": "lint through models of your own (ONNX)",
    "quantize": "rounded weights (hardware.quantization=int8, fp8, nf4) and optimizer=adamw8bit",
    "sweep": "sweeps by joblib, submitit or Ray",
    "trackers": "tracker=tensorboard and tracker=wandb",
    "notify": "word of a run's end by desktop, e-mail, webhook or chat",
}


def examine() -> DoctorDocument:
    """Look at this machine; imports none of the libraries it looks for, and changes nothing."""
    gpus, build = find_gpus(), torch_build()
    extras, bases, caches = tuple(find_extras()), tuple(find_bases()), tuple(find_caches())
    notify, unheard = find_notify()
    advice = [
        *_packages(extras),
        *_gpu(gpus, build),
        *_weights(bases),
        *_places(caches),
        *unheard,
    ]
    return DoctorDocument(
        environment=this_machine(),
        memory_gb=memory_gb(),
        gpus=tuple(
            GpuFound(name=gpu.name, memory_gb=gpu.memory_mb / 1024, driver=gpu.driver) for gpu in gpus
        ),
        extras=extras,
        bases=bases,
        caches=caches,
        notify=notify,
        advice=tuple(sorted(advice, key=lambda found: found.level != "problem")),
    )


def _packages(extras: Sequence[ExtraFound]) -> Iterator[Advice]:
    for extra in extras:
        wanted = "charspec" if extra.name == "core" else f"'charspec[{extra.name}]'"
        for wrong in extra.wrong:
            who = wanted.strip("'")
            yield Advice(
                level="problem",
                what=f"{wrong} by {who}",
                next=f"pip install --upgrade {wanted}",
            )
        if not extra.missing or extra.name == "dev":
            continue
        names = ", ".join(re.split(r"[<>=!~]", missing)[0] for missing in extra.missing)
        step = f"pip install {wanted}"
        if extra.name == "core":
            yield Advice(level="problem", what=f"charspec itself needs {names}", next=step)
        else:
            purpose = _PURPOSES.get(extra.name, f"what the extra `{extra.name}` is for")
            yield Advice(level="note", what=f"{purpose}: not without {names}", next=step)


def _gpu(gpus: Sequence[Gpu], build: TorchBuild | None) -> Iterator[Advice]:
    if build is None:
        return
    if gpus and build.cuda is None:
        yield Advice(
            level="problem",
            what=f"the GPU ({gpus[0].name}) would not be used: torch {build.version} is a build for CPUs",
            next="Install a CUDA build of torch: https://pytorch.org/get-started/locally",
        )
    elif gpus and build.cuda is not None:
        oldest = OLDEST_DRIVER.get(int(build.cuda.split(".")[0]), 0)
        if int(gpus[0].driver.split(".")[0]) < oldest:
            yield Advice(
                level="problem",
                what=f"the driver {gpus[0].driver} is too old for torch {build.version} (CUDA {build.cuda}), "
                f"which needs {oldest} at least",
                next="Renew the driver, or install a torch built for an older CUDA.",
            )
    elif not gpus and build.hip is None:
        yield Advice(
            level="note",
            what="no GPU is here: the base `tiny` trains in minutes on a CPU, the others would take days",
            next="Train real bases where there is a GPU: `charspec train NAME.lock.json`.",
        )


def _weights(bases: Sequence[BaseFound]) -> Iterator[Advice]:
    families = Path(__file__).parents[1] / "families"
    for base in bases:
        if base.where == "partly" and base.repository is None:
            yield Advice(
                level="problem",
                what=f"the weights of {base.name} in the package are not whole: {', '.join(base.missing)}",
                next="Install charspec again.",
            )
        elif base.where == "partly":
            yield Advice(
                level="note",
                what=f"{base.name} was fetched in part: {_some(base.missing)} missing",
                next=f"A training fetches the rest, or: hf download {base.repository}",
            )
        family = load_base(base.name).architecture.replace("-", "_")
        if not (families / f"{family}.py").is_file():
            yield Advice(
                level="note",
                what=f"{base.name} cannot be trained with this version: there is no family `{family}`",
                next="It can be linted and compiled; choose another base to train.",
            )
    absent = [base.name for base in bases if base.where == "nowhere"]
    if absent and os.environ.get("HF_HUB_OFFLINE", "0").lower() in ("1", "true", "yes", "on"):
        yield Advice(
            level="note",
            what=f"HF_HUB_OFFLINE is set: what is not here cannot be fetched ({', '.join(absent)})",
            next="Unset it once, or name a folder: base.path=FOLDER.",
        )
    if given := os.environ.get("CHARSPEC_BASE_PATH"):
        lacking = missing_files(Path(given))
        yield Advice(
            level="problem" if lacking else "note",
            what=f"CHARSPEC_BASE_PATH={given} is used for every base"
            + (f", but it lacks {_some(lacking)}" if lacking else ""),
            next="Unset it, or name the folder of one training: base.path=FOLDER.",
        )


def _places(caches: Sequence[CacheFound]) -> Iterator[Advice]:
    folder = nearest_folder(cache_dir())
    if not os.access(folder, os.W_OK):
        yield Advice(
            level="problem",
            what=f"the cache cannot be written: {cache_dir()}",
            next="Name another folder: CHARSPEC_CACHE=FOLDER.",
        )
    for cache in caches:
        free = cache.free_gigabytes
        if cache.name in _MOVED_BY and free is not None and free < SCARCE_GB:
            yield Advice(
                level="note",
                what=f"{free:.1f} GB are free for the cache {cache.folder}",
                next=f"Free some space, or move it: {_MOVED_BY[cache.name]}=FOLDER.",
            )


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
