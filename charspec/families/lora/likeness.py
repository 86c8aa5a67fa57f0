"""Which bases a LoRA seems to be made for, by the names and shapes of its matrices."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from charspec.families.lora.matrices import Matrices
from charspec.families.lora.names import Names, Size, names_of

_ELSEWHERE = {
    "FLUX.1": r"single_transformer_blocks[._]\d+[._](attn[._]to_[qkv]\b|proj_mlp|norm)"
    r"|double_blocks[._](1\d[._]|\d+[._](img|txt)_mod[._])|single_blocks[._]\d+[._]modulation",
    "Stable Diffusion or SDXL": r"(down|up|mid|input|output|middle)_blocks?[._]",
    "Wan": r"\bblocks[._]\d+[._](self|cross)_attn",
}
"""Models that charspec does not train, by what only their keys hold."""


def bases_like(architecture: str, modules: Mapping[str, Matrices]) -> list[str]:
    """The published bases of an architecture that these matrices fit; those whose every block has some come
    first, and alone."""
    names = names_of(architecture)
    fitting = {base: size for base, size in names.sizes.items() if _fits(modules, names, size)}
    counted = _block_counts(modules)
    exact = [base for base, size in fitting.items() if counted.items() <= size.blocks.items()]
    return exact or list(fitting)


def elsewhere(keys: Iterable[str]) -> str | None:
    """A model that is none of charspec's bases and that these keys are of; None if they say nothing."""
    known = list(keys)
    for model, pattern in _ELSEWHERE.items():
        if any(re.search(pattern, key) for key in known):
            return model
    return None


def _fits(modules: Mapping[str, Matrices], names: Names, size: Size) -> bool:
    counted = _block_counts(modules)
    if any(count > size.blocks.get(kind, 0) for kind, count in counted.items()):
        return False
    widths = {matrices.down.shape[1] for name, matrices in modules.items() if name.endswith(names.wide)}
    return widths <= {size.width}


def _block_counts(modules: Mapping[str, Matrices]) -> dict[str, int]:
    """The kind of block → one more than the highest number that a module is in."""
    counts: dict[str, int] = {}
    for name in modules:
        kind, number, rest = (*name.split(".", 2), "", "")[:3]
        if number.isdecimal() and rest:
            counts[kind] = max(counts.get(kind, 0), int(number) + 1)
    return counts
