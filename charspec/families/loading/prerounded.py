"""A transformer that was saved in rounded weights: by torchao, or by bitsandbytes as nf4 or int8.

It is taken as it is, and a float32 LoRA learns on top. diffusers would load what bitsandbytes rounded on a
GPU alone, and either only if it was imported while those packages were there (see `families.quiet`), so both
are read here, from the same files and the same way on any machine.
"""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import Tensor

from charspec.assembled import origin
from charspec.errors import CharspecError
from charspec.families.loading.hardware import Hardware
from charspec.families.loading.quantized import empty_4bit, require

_TORCHAO = {"Int8WeightOnlyConfig": "int8", "Float8WeightOnlyConfig": "fp8"}
_4BIT = ".quant_state.bitsandbytes__"


class Rounding(NamedTuple):
    """How weights were rounded (`nf4`, `fp4`, `int8`, `fp8`, or the package's own name of it), and by which
    package."""

    kind: str
    package: str

    def __str__(self) -> str:
        return f"{self.kind} by {self.package}"


def rounding_of(part: Path) -> Rounding | None:
    """What the config.json of a part says of its weights; None if they are exact."""
    try:
        said = json.loads((part / "config.json").read_text("utf-8")).get("quantization_config")
    except (OSError, ValueError, AttributeError):
        return None  # the loading says what is wrong with it
    if not isinstance(said, dict):
        return None
    package = str(said.get("quant_method"))
    if package == "bitsandbytes" or said.get("load_in_4bit") or said.get("load_in_8bit"):
        four = str(said.get("bnb_4bit_quant_type", "fp4"))
        return Rounding(four if said.get("load_in_4bit") else "int8", "bitsandbytes")
    if package == "torchao":
        default = said.get("quant_type", {}).get("default", {})
        name = str(default.get("_type") if isinstance(default, dict) else default)
        return Rounding(_TORCHAO.get(name, name), package)
    return Rounding(package, package)


def check_rounding(folder: Path, hardware: Hardware, name: str) -> None:
    """Raise CharspecError if the transformer in `folder` is rounded in a way that charspec does not train on,
    or that `hardware` contradicts."""
    place = folder / "transformer"
    rounding = rounding_of(place)
    if rounding is None:
        return
    said = f"the transformer of {name} in this folder is rounded already, to {rounding}"
    where = str(origin(place))
    if rounding.package not in ("torchao", "bitsandbytes"):
        hint = f"Take the folder of {name} in bf16; hardware.quantization=nf4 rounds it as it is loaded."
        raise CharspecError(f"{said}: charspec does not train on that", where, hint, 1)
    if hardware.quantization not in ("none", rounding.kind):
        raise CharspecError(
            f"{said}: hardware.quantization={hardware.quantization} cannot be",
            where,
            f"Take hardware.quantization=none, which leaves it as it is, or the folder of {name} in bf16.",
            1,
        )
    if rounding.package == "bitsandbytes" and hardware.offload == "blocks":
        hint = "Take hardware.offload=encoders."
        raise CharspecError(
            f"{said}: its blocks cannot be streamed (hardware.offload=blocks)", where, hint, 1
        )
    require(rounding.package, where)


def load_rounded(kind: Any, place: Path, rounding: Rounding, hardware: Hardware) -> Any:
    """The model of class `kind` in `place`; ValueError if the files lack one of its weights, or are of
    another format than today's."""
    from accelerate import init_empty_weights
    from safetensors import safe_open

    state: dict[str, Tensor] = {}
    facts: dict[str, str] = {}
    for file in sorted(place.glob("*.safetensors")):
        with safe_open(file, framework="pt") as stored:
            facts |= stored.metadata() or {}
            state |= {key: stored.get_tensor(key) for key in stored.keys()}  # noqa: SIM118 (no mapping)
    with init_empty_weights():
        model = kind.from_config(kind.load_config(place))
    if rounding.package == "torchao":
        state = _torchao(state, facts, place, hardware)
    else:
        _take_bitsandbytes(model, state, hardware.dtype)
    rest = {key: value.to(hardware.dtype) if type(value) is Tensor else value for key, value in state.items()}
    model.load_state_dict(rest, strict=False, assign=True)
    lost = sorted(name for name, value in model.named_parameters() if value.is_meta)
    if lost:
        raise ValueError(f"{len(lost)} weights are missing: {', '.join(lost[:3])}")
    return model


def _torchao(
    state: dict[str, Tensor], facts: dict[str, str], place: Path, hardware: Hardware
) -> dict[str, Tensor]:
    """The rounded tensors put together from their parts, as the header says; the others as they are."""
    if "tensor_names" not in facts:
        raise ValueError("torchao's description of its weights is not in the files")
    outer = {key: state.pop(key) for key in list(state) if "." not in key}  # whose names torchao cannot split
    names = [name for name in json.loads(facts["tensor_names"]) if "." in name]
    join = importlib.import_module("torchao.prototype.safetensors.safetensors_support")
    found, left = join.unflatten_tensor_state_dict(state, facts | {"tensor_names": json.dumps(names)})
    if left:
        raise ValueError(f"parts of weights are missing beside {min(left)}")
    for tensor in found.values():
        if type(tensor) is not Tensor and tensor.dtype != hardware.dtype:
            made_for = str(tensor.dtype).removeprefix("torch.")
            raise CharspecError(
                f"these weights were rounded to compute in {made_for}, not in {hardware.precision}",
                str(origin(place)),
                f"Take hardware.precision={made_for}.",
                1,
            )
    return {**found, **outer}


def _take_bitsandbytes(model: Any, state: dict[str, Tensor], dtype: torch.dtype) -> None:
    """Put bitsandbytes' layers with their weights into `model`, and take those out of `state`."""
    for name, linear in [(n, m) for n, m in model.named_modules() if isinstance(m, torch.nn.Linear)]:
        packed = next((key for key in state if key.startswith(f"{name}.weight{_4BIT}")), None)
        if packed is not None:
            kind = packed.rpartition(_4BIT)[2]
            model.set_submodule(name, _four_bits(name, linear, state, dtype, kind))
        elif f"{name}.SCB" in state:
            model.set_submodule(name, _eight_bits(name, linear, state))


def _four_bits(
    name: str, linear: torch.nn.Linear, state: dict[str, Tensor], dtype: torch.dtype, kind: str
) -> torch.nn.Module:
    nn = importlib.import_module("bitsandbytes.nn")
    made = empty_4bit(linear, dtype, kind)
    begin = f"{name}.weight."
    facts = {key: state.pop(key) for key in list(state) if key.startswith(begin)}
    data = state.pop(f"{name}.weight")
    made.weight = nn.Params4bit.from_prequantized(data, facts, device="cpu", module=made)
    rounded: torch.nn.Module = made
    return rounded


def _eight_bits(name: str, linear: torch.nn.Linear, state: dict[str, Tensor]) -> torch.nn.Module:
    nn = importlib.import_module("bitsandbytes.nn")
    with torch.device("meta"):
        made = nn.Linear8bitLt(
            linear.in_features, linear.out_features, linear.bias is not None, has_fp16_weights=False
        )
    data, scale = state.pop(f"{name}.weight"), state.pop(f"{name}.SCB")
    state.pop(f"{name}.weight_format", None)
    made.weight = nn.Int8Params(data, requires_grad=False, has_fp16_weights=False, CB=data, SCB=scale)
    rounded: torch.nn.Module = made
    return rounded
