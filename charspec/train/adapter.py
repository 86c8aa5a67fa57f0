"""The training adapter of a step-distilled base: a LoRA that stands in for what distillation took away.

It is on while the character's LoRA learns and off while pictures are drawn, so that what is learnt is the
character and not the way back from the distillation. It is frozen, and no file of ours ever holds it.
"""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from charspec.errors import CharspecError
from charspec.families import Family
from charspec.families.quiet import spared
from charspec.train.lora import ADAPTER

with spared():
    from peft.tuners.tuners_utils import BaseTunerLayer

TRAINING = "training_adapter"


def hold(transformer: Any, family: Family, path: Path) -> None:
    """Put the training adapter in `path` beside the LoRA that `lora.attach` put there, frozen and on.

    Raises CharspecError if it is no LoRA of this transformer.
    """
    state = family.lora_state(path)
    try:
        with warnings.catch_warnings(), spared():
            warnings.filterwarnings("ignore", module="peft")  # that there are two now is what we want
            transformer.load_lora_adapter(state, prefix="transformer", adapter_name=TRAINING)
    except (ValueError, RuntimeError, KeyError) as error:
        raise _unfit(path, str(error)) from error
    if TRAINING not in transformer.peft_config:
        raise _unfit(path, "none of its matrices belongs to this transformer")
    _activate(transformer, (ADAPTER, TRAINING))


def _unfit(path: Path, reason: str) -> CharspecError:
    return CharspecError(
        f"this training adapter does not fit the base: {reason}",
        where=str(path),
        hint="Give the one that was made for this base.",
        exit_code=1,
    )


def is_held(transformer: Any) -> bool:
    return TRAINING in transformer.peft_config


@contextlib.contextmanager
def without_adapter(transformer: Any) -> Iterator[None]:
    """As the base is drawn: the training adapter off, the character's LoRA as it is now."""
    if not is_held(transformer):
        yield
        return
    now = tuple(_active(transformer))
    _activate(transformer, tuple(name for name in now if name != TRAINING))
    try:
        yield
    finally:
        _activate(transformer, now)


@contextlib.contextmanager
def without_lora(transformer: Any) -> Iterator[None]:
    """The base without the character's LoRA; a training adapter stays on."""
    if is_held(transformer):
        _activate(transformer, (TRAINING,))
    else:
        transformer.disable_adapters()
    try:
        yield
    finally:
        if is_held(transformer):
            _activate(transformer, (ADAPTER, TRAINING))
        else:
            transformer.enable_adapters()


def _layers(transformer: Any) -> Iterator[Any]:
    return (module for module in transformer.modules() if isinstance(module, BaseTunerLayer))


def _active(transformer: Any) -> Sequence[str]:
    active: Sequence[str] = next(_layers(transformer)).active_adapters
    return active


def _activate(transformer: Any, names: tuple[str, ...]) -> None:
    for layer in _layers(transformer):
        layer.set_adapter(list(names))
    # PEFT lets whatever is active learn, and nothing else; here one learns always, the other never.
    for name, parameter in transformer.named_parameters():
        if ".lora_" in name:
            parameter.requires_grad_(f".{ADAPTER}." in name)
