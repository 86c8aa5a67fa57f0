"""What a plan will take, in words: rows for `compile --dry-run` and for `train` before it begins."""

from __future__ import annotations

import shutil
from pathlib import Path

from charspec.cli.amounts import clock, size
from charspec.estimate import EstimateDocument, PresetEstimate
from charspec.plan import TrainPlan
from charspec.writing import nearest_folder

_PHASES = {
    "captions": "encoding captions",
    "pictures": "encoding pictures",
    "steps": "training steps",
    "samples": "drawing samples",
}


def memory_row(found: EstimateDocument) -> str:
    """The peak of the plan as it is, and the phase that decides it."""
    if found.memory is None:
        return "not known: nobody counted weights of this size"
    phases = found.memory.phases
    largest = max(phases, key=lambda phase: phases[phase])
    others = ", ".join(f"{_PHASES[name]} {size(taken)}" for name, taken in phases.items() if name != largest)
    return f"about {size(found.memory.peak_bytes)} for {_PHASES[largest]} ({others})"


def lack_of_room(found: EstimateDocument, run: Path) -> str | None:
    """A note where the disk of a run's folder has too little room for what is still to be written; None if
    it has enough, or nobody counted."""
    if found.disk is None:
        return None
    place = nearest_folder(run.absolute())
    held = sum(file.stat().st_size for file in run.rglob("*") if file.is_file())
    # A resume point is written beside the one that it replaces.
    needed = found.disk.lora_files + 2 * found.disk.state + found.disk.samples - held
    free = shutil.disk_usage(place).free
    if needed <= free:
        return None
    return (
        f"note: about {size(needed)} are still to be written to {place}, where {size(free)} are free; a full "
        "disk stops the training, and the same command goes on once there is room"
    )


def distilled_weights(plan: TrainPlan, folder: Path | None) -> str | None:
    """A note where a folder of weights calls itself step-distilled and the base of the plan is not: the two
    have one shape, so nothing else would tell. None if all is well."""
    from charspec.estimate.folder import says_distilled
    from charspec.settings import load_base

    if folder is None or load_base(plan.base.name).distilled or not says_distilled(folder):
        return None
    return (
        f"note: {folder} calls itself step-distilled, and training undoes that (charspec rule B102); "
        f"{plan.base.name} is trained on {plan.base.repository}"
    )


def preset_rows(found: EstimateDocument) -> list[str]:
    """A line for each preset: does this plan fit, and if not, what makes it fit."""
    if found.memory is None:
        return []
    rows = [_preset(preset) for preset in found.memory.presets]
    if not any(preset.fits or preset.advice for preset in found.memory.presets):
        rows.append("no GPU of these sizes is enough: lower train.resolution or train.batch_size")
    return rows


def fits_row(found: EstimateDocument) -> str:
    """The presets that this plan fits, in a line."""
    if found.memory is None:
        return "not known"
    fitting = ", ".join(preset.name for preset in found.memory.presets if preset.fits)
    return f"hardware={fitting or 'none as it is'}; `charspec compile SPEC --dry-run` says what spares memory"


def _preset(preset: PresetEstimate) -> str:
    needs = f"hardware={preset.name:<5} {size(preset.peak_bytes):>8} of {preset.memory_gb:g} GB"
    if preset.fits:
        return f"{needs}  fits"
    if preset.advice:
        return f"{needs}  fits with {' '.join(preset.advice)}"
    return f"{needs}  too small, whatever is spared"


def time_row(found: EstimateDocument, seconds: float | None) -> str:
    """How long `seconds` are, and how that is known."""
    if found.time is None or seconds is None:
        return "known after the first steps; benchmarks/gpu.py measures it beforehand"
    where = "an earlier run" if found.time.source == "run" else "a benchmark"
    return f"about {clock(seconds)}, by the speed of {where} on {found.time.device}"


def disk_rows(found: EstimateDocument) -> dict[str, str]:
    """Caches, the run's folder, the base."""
    if found.disk is None:
        return {}
    disk = found.disk
    kept = disk.lora_files + disk.state + disk.samples
    text = f"captions up to {size(disk.text_cache)}" if disk.text_cache else "captions are encoded every step"
    return {
        "cache": f"latents {size(disk.latent_cache)}, {text}",
        "disk": f"about {size(kept)} for the run: LoRA files {size(disk.lora_files)}, "
        f"resume point {size(disk.state)}, samples {size(disk.samples)}",
        "base": f"{found.base}, {(found.base_parameters or 0) / 1e9:.3g} billion parameters, "
        f"about {size(disk.base)} to fetch once",
    }
