"""Packages that round weights: not imported by a training on exact weights, found by one on rounded ones."""

import subprocess
import sys
from pathlib import Path

SCRIPT = """
import sys
from dataclasses import replace
from pathlib import Path
import torch
from charspec.families import load_family
from charspec.families.loading import Hardware
from charspec.plan import BasePlan
from charspec.train import lora

base = BasePlan(name="z-image", family="z_image", repository="", revision=None, files={}, multiple=16,
                token_limit=512, guidance_scale=None)
for quantization in ("none", "int8"):
    hardware = Hardware(torch.device("cpu"), quantization=quantization)
    family = load_family(base, hardware, Path(sys.argv[1]))
    transformer = family.load("transformer")
    target = family.lora_targets(transformer)[0]
    lora.attach(transformer, [target], 4, 4, hardware.device)
    there = [name for name in ("bitsandbytes", "torchao") if name in sys.modules]
    print(quantization, type(transformer.get_submodule(target)).__name__, *there)
"""


def test_only_rounded_weights_import_what_rounds_them(miniatures: dict[str, Path]) -> None:
    words = [sys.executable, "-c", SCRIPT, str(miniatures["z-image"])]
    found = subprocess.run(words, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    exact, rounded = found.stdout.splitlines()
    assert exact == "none Linear"
    assert rounded == "int8 TorchaoLoraLinear torchao", "PEFT knows the layer by its own kind"
    assert "Failed to load" not in found.stderr
    assert "torchao" not in found.stderr
