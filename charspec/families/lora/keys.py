"""The keys of a LoRA file, as diffusers, PEFT, ComfyUI (also ai-toolkit, and Black Forest Labs' own names),
kohya (sd-scripts, musubi-tuner) and OneTrainer spell them → matrices by module."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from torch import Tensor

from charspec.errors import CharspecError

DOTTED = ("base_model.model.", "model.diffusion_model.", "diffusion_model.", "transformer.")
FLAT = ("lora_unet_", "lora_transformer_", "lycoris_")
"""What comes before the name of a module; after those in FLAT it has underscores for dots."""

_KEY = re.compile(
    r"(?P<module>.+?)\."
    r"(?:(?:(?P<down>lora_A|lora_down|lora\.down)|(?P<up>lora_B|lora_up|lora\.up))(?:\.\w+)?\.weight|alpha)"
)
_KINDS = {
    "dora_scale": "a DoRA",
    "lora_magnitude_vector": "a DoRA",
    ".lokr_": "a LoKr",
    ".hada_": "a LoHa",
    ".oft_": "an OFT",
    ".lora_mid": "a LoRA of convolutions",
    ".diff": "a difference of whole weights",
}
"""What tells other adapters that go by the name of LoRA."""


class Module(NamedTuple):
    """A module as a file calls it, without what comes before its name."""

    name: str
    flat: bool


@dataclass
class Found:
    """What a file has for one module; `key` is its name in the file."""

    key: str
    down: Tensor | None = None
    up: Tensor | None = None
    alpha: float | None = None


def by_module(tensors: Mapping[str, Tensor], where: str) -> dict[Module, Found]:
    """Group a file's tensors; raises CharspecError for keys that are none of a LoRA, and for halves without
    the other."""
    modules: dict[Module, Found] = {}
    strange = []
    for key in sorted(tensors):
        match = _KEY.fullmatch(key)
        if match is None:
            strange.append(key)
            continue
        found = modules.setdefault(_module(match["module"]), Found(match["module"]))
        value = tensors[key]
        if match["down"]:
            found.down = value
        elif match["up"]:
            found.up = value
        else:
            found.alpha = float(value.item())
    if strange or not modules:
        raise _no_lora(strange, where)
    for found in modules.values():
        _check(found, where)
    return modules


def _module(name: str) -> Module:
    for prefix in FLAT:
        if name.startswith(prefix):
            return Module(name.removeprefix(prefix), True)
    while prefix := next((prefix for prefix in DOTTED if name.startswith(prefix)), ""):
        name = name.removeprefix(prefix)
    return Module(name, False)


def _no_lora(strange: list[str], where: str) -> CharspecError:
    kind = next((word for mark, word in _KINDS.items() if any(mark in key for key in strange)), None)
    if kind:
        what = f"this is {kind}, which charspec cannot use"
        hint = "charspec uses plain LoRAs: matrices lora_A and lora_B, or lora_down and lora_up."
    elif strange:
        what = f"{len(strange)} keys of this file are none of a LoRA's: {some(strange)}"
        hint = "Name a LoRA, not a whole model; if it is one, its trainer writes it in a way of its own."
    else:
        what, hint = "this file is empty", "Copy or download it again."
    return CharspecError(what, where=where, hint=hint, exit_code=1)


def _check(found: Found, where: str) -> None:
    if found.down is None or found.up is None:
        what = f"half of {found.key} is missing: its {'up' if found.down is not None else 'down'} matrix"
    elif found.down.ndim != 2 or found.up.ndim != 2:
        what = f"{found.key} belongs to a convolution, and none of charspec's bases learns by one"
    elif found.down.shape[0] != found.up.shape[1] or not found.down.shape[0]:
        what = f"the halves of {found.key} have different ranks: {_shapes(found.down, found.up)}"
    else:
        return
    raise CharspecError(what, where=where, hint="Copy it again, or take another file.", exit_code=1)


def _shapes(down: Tensor, up: Tensor) -> str:
    return f"{tuple(down.shape)} and {tuple(up.shape)}"


def some(names: list[str], most: int = 3) -> str:
    """The first few of a list, and how many more there are."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return f"{', '.join(names[:most])}{more}"
