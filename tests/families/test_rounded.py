"""Rounded, streamed and checkpointed: every architecture trains under what the hardware presets ask for, and
its LoRA loads into the exact pipeline."""

import math
from pathlib import Path

import pytest
import torch
from diffusers import DiffusionPipeline

from charspec.records import read_epochs
from charspec.settings.execution import HardwareExecution
from charspec.train.run import train
from tests.families.test_training import of_base
from tests.train.conftest import MakeLock, make_lock, spec_folder  # noqa: F401 (fixtures)

PLAIN = HardwareExecution(memory_gb=None, gradient_checkpointing=False, offload="none")
STREAMED = HardwareExecution(memory_gb=None, gradient_checkpointing=True, offload="blocks")


@pytest.mark.parametrize("base", ["flux2-dev", "z-image", "qwen-image-2512"])
@pytest.mark.parametrize(("quantization", "execution"), [("int8", STREAMED), ("nf4", PLAIN)])
def test_a_lora_of_a_rounded_base_loads_into_the_exact_one(
    base: str,
    quantization: str,
    execution: HardwareExecution,
    miniatures: dict[str, Path],
    spec_folder: Path,  # noqa: F811
    make_lock: MakeLock,  # noqa: F811
    tmp_path: Path,
) -> None:
    lock = of_base(make_lock(quantization=quantization, precision="bfloat16"), base, 1)
    list(train(lock, spec_folder, tmp_path, miniatures[base], execution=execution))
    last = read_epochs(tmp_path)[-1]
    assert last.loss is not None
    assert math.isfinite(last.loss)
    assert last.weights is not None
    pipeline = DiffusionPipeline.from_pretrained(miniatures[base], dtype=torch.float32, tokenizer=None)
    pipeline.load_lora_weights(tmp_path / last.weights.file)
    loaded = {k: v for k, v in pipeline.transformer.state_dict().items() if ".lora_B." in k}
    assert len(loaded) > 10
    assert sum(bool(value.any()) for value in loaded.values()) > len(loaded) / 2
