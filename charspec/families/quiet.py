"""Silence about packages that are installed and not asked for: torchao and bitsandbytes report at import each
kernel that this machine has no use for, and a user who trains without them would look for a fault.

Their errors stay. Import this before diffusers or peft.
"""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import cast

_TALKERS = (
    "bitsandbytes",
    "diffusers.quantizers.torchao.torchao_quantizer",
    "torch.utils._pytree",
    "torchao",
)

for _name in _TALKERS:
    logging.getLogger(_name).setLevel(logging.ERROR)

_ROUNDING = ("bitsandbytes", "torchao")
_ASK = ("accelerate.utils.imports", "peft.import_utils", "transformers.utils.import_utils")


@contextmanager
def spared() -> Iterator[None]:
    """Let diffusers and peft do without the packages that round weights: they import them to look for rounded
    layers, a second for nothing as long as nobody has rounded any. A package that is imported is left alone.
    """
    modules = cast(dict[str, ModuleType | None], sys.modules)
    spare = [name for name in _ROUNDING if name not in modules]
    modules.update(dict.fromkeys(spare))  # what stands there as None is not found by any import
    try:
        yield
    finally:
        for name in spare:
            del modules[name]
        _forget()


def _forget() -> None:
    """Whether a package is there is asked once and remembered: let it be asked again."""
    for name in _ASK:
        for word, answer in vars(sys.modules.get(name, sys)).items():
            if word.startswith(("is_bnb", "is_bitsandbytes", "is_torchao")) and hasattr(
                answer, "cache_clear"
            ):
                answer.cache_clear()
