"""A transformer in one file, under the names that its authors or ComfyUI gave its weights.

diffusers knows those names: its own conversion is run once on the header alone, without any weights, so that
a file of another model is refused in a moment and not after tens of GB; then on the weights. The
configuration is the one beside the file, and nothing is asked of the hub.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from charspec.assembled import origin
from charspec.errors import CharspecError
from charspec.families.loading.checks import check_whole, read_object

OWN_NAME = "diffusion_pytorch_model"
"""What diffusers' own weights files begin with."""

_WRAPPERS = ("model.diffusion_model.", "diffusion_model.")
"""Before every name, where a file is made for ComfyUI; a checkpoint of a whole pipeline has other parts
beside."""

_SCALES = (
    "scaled_fp8",
    ".scale_weight",
    ".weight_scale",
    ".weight_scale_2",
    ".comfy_quant",
    ".scale_input",
    ".input_scale",
    ".absmax",
    ".quant_map",
)


def single_file(part: Path) -> Path | None:
    """The one weights file in a part's folder that diffusers did not write; None if there is none."""
    files = sorted(part.glob("*.safetensors"))
    return files[0] if len(files) == 1 and not files[0].name.startswith(OWN_NAME) else None


def load_single_file(kind: Any, file: Path, name: str, dtype: torch.dtype) -> Any:
    """The transformer of class `kind` in `file`, by the config.json beside it; `name` is the base's.

    Raises CharspecError if the file lacks a tensor of that model or has one of another shape, and if its
    weights are rounded with scales of their own.
    """
    from safetensors import safe_open

    model, own = _matched(kind, file, name)
    config, wanted = kind.load_config(file.parent), model.state_dict()
    with safe_open(file, framework="pt") as stored:
        weights = {key: stored.get_tensor(given).to(dtype) for key, given in own.items()}
    found = _converted(kind, config, wanted, weights, file, name)
    model.load_state_dict({key: found[key] for key in wanted}, assign=True)
    return model


def check_single_file(folder: Path, name: str) -> None:
    """As `load_single_file` refuses it, by the header alone; does nothing for a folder that diffusers wrote.
    The class is the one that the config.json beside the file names."""
    file = single_file(folder / "transformer")
    if file is None:
        return
    said = read_object(file.parent / "config.json", name).get("_class_name")
    kind = getattr(importlib.import_module("diffusers"), str(said), None)
    if kind is not None:
        _matched(kind, file, name)


def _matched(kind: Any, file: Path, name: str) -> tuple[Any, dict[str, str]]:
    """The model without values, and the transformer's own name of each tensor → the name in the file."""
    from accelerate import init_empty_weights

    header = check_whole(file, name)
    own = _own_names(header)
    _refuse_rounded(own.values(), file)
    config = kind.load_config(file.parent)
    with init_empty_weights():
        model = kind.from_config(config)
    wanted = model.state_dict()
    shapes = {key: torch.empty(header[given]["shape"], device="meta") for key, given in own.items()}
    _compare(wanted, _converted(kind, config, wanted, shapes, file, name), file, name)
    return model, own


def _own_names(header: Iterable[str]) -> dict[str, str]:
    """The transformer's own name of each of its tensors → the name in the file."""
    given = list(header)
    for wrapper in _WRAPPERS:
        inside = {key.removeprefix(wrapper): key for key in given if key.startswith(wrapper)}
        if inside:
            return inside
    return {key: key for key in given}


def _refuse_rounded(names: Iterable[str], file: Path) -> None:
    scaled = next((name for name in names if name.endswith(_SCALES)), None)
    if scaled is not None:
        raise CharspecError(
            f"the weights of this file are rounded with scales of their own ({scaled}), which charspec does "
            "not read",
            where=str(origin(file)),
            hint="Take the same model in bf16; hardware.quantization=fp8 rounds it as it is loaded.",
            exit_code=1,
        )


def _converted(
    kind: Any,
    config: dict[str, Any],
    wanted: Mapping[str, Tensor],
    state: dict[str, Tensor],
    file: Path,
    name: str,
) -> Mapping[str, Tensor]:
    """The same tensors by diffusers' names; `state` is emptied."""
    from diffusers.loaders.single_file_model import SINGLE_FILE_LOADABLE_CLASSES

    if wanted.keys() <= state.keys():
        return state
    convert = SINGLE_FILE_LOADABLE_CLASSES[kind.__name__]["checkpoint_mapping_fn"]
    try:
        found: dict[str, Tensor] = convert(checkpoint=state, config=config)
    except (KeyError, IndexError, RuntimeError, ValueError) as error:
        raise _another(f"diffusers does not know its {error}", file, name) from error
    return found


def _compare(wanted: Mapping[str, Tensor], found: Mapping[str, Tensor], file: Path, name: str) -> None:
    missing = [key for key in wanted if key not in found]
    if missing:
        known = len(wanted) - len(missing)
        raise _another(f"{known:,} of {len(wanted):,} weights are there, {missing[0]} is not", file, name)
    for key, tensor in wanted.items():
        if found[key].shape != tensor.shape:
            here, there = (" × ".join(map(str, one.shape)) for one in (found[key], tensor))
            raise _another(f"{key} is {here} here and {there} in {name}", file, name)
    if surplus := [key for key in found if key not in wanted]:
        raise _another(f"{surplus[0]} is no weight of it", file, name)


def _another(why: str, file: Path, name: str) -> CharspecError:
    return CharspecError(
        f"this file does not hold the transformer of {name}: {why}",
        where=str(origin(file)),
        hint="Choose the base that this file is of (base=NAME), or name the file of this base.",
        exit_code=1,
    )
