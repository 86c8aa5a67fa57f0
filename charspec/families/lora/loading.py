"""What diffusers makes of a LoRA file: its own loader, on a transformer that has shapes and no weights."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch

from charspec.errors import CharspecError
from charspec.families.lora.keys import some
from charspec.families.lora.matrices import Lora
from charspec.families.quiet import spared

with spared():
    import diffusers

ADAPTER = "character"


def check_loads(file: Path, lora: Lora, pipeline: str, base: Path) -> None:
    """Raise CharspecError unless the diffusers pipeline of that name loads the file with every key consumed.

    `base` is a pipeline folder: its transformer is built from its configuration on the meta device, so that
    this costs no memory and reads no weights.
    """
    kind = getattr(diffusers, pipeline)
    transformer = _without_weights(base)
    try:
        with _refusals() as said:
            state, metadata = kind.lora_state_dict(str(file), return_lora_metadata=True)
            kind.load_lora_into_transformer(
                state, transformer, adapter_name=ADAPTER, metadata=metadata, low_cpu_mem_usage=True
            )
    except (ValueError, RuntimeError, KeyError) as error:
        raise _refused(file, pipeline, str(error)) from error
    there = {name for name, _ in transformer.named_parameters() if ".lora_" in name}
    wanted = {f"{module}.lora_{half}.{ADAPTER}.weight" for module in lora.modules for half in ("A", "B")}
    left = sorted(wanted ^ there)
    if left:
        raise _refused(file, pipeline, f"its modules are others: {some(left)}")
    if said:
        raise _refused(file, pipeline, said[0])


def _without_weights(base: Path) -> Any:
    index = json.loads((base / "model_index.json").read_text(encoding="utf-8"))
    kind = getattr(diffusers, index["transformer"][1])
    with torch.device("meta"):
        return kind.from_config(kind.load_config(base / "transformer"))


@contextmanager
def _refusals() -> Iterator[list[str]]:
    """What diffusers logs of keys that it did not expect: it does not stop for them."""
    said: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            text = record.getMessage()
            if "unexpected keys" in text or "missing keys" in text:
                said.append(" ".join(text.split()))

    logger, listener = logging.getLogger("diffusers"), Listener(logging.WARNING)
    logger.addHandler(listener)
    try:
        yield said
    finally:
        logger.removeHandler(listener)


def _refused(file: Path, pipeline: str, why: str) -> CharspecError:
    return CharspecError(
        f"diffusers' {pipeline} does not load this LoRA whole: {' '.join(why.split())[:300]}",
        where=str(file),
        hint="It is not released: train it again, or choose another epoch with --epoch.",
        exit_code=1,
    )
