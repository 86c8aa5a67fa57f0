"""A text encoder that learns too, at a rate of its own (guide, step 7: 1e-5).

Its LoRA sits beside the attention of every layer that conditions are read through, as text encoders' LoRAs
usually do. Captions are encoded anew at every step, so it stays in memory beside the transformer, and every
step costs its forward and backward pass as well.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch

from charspec.errors import CharspecError
from charspec.families import Family
from charspec.plan import TrainPlan
from charspec.train import lora
from charspec.train.schedule import Purpose
from charspec.train.tensors import load_tensors
from charspec.train.training import TrainedText


def train_text(family: Family, plan: TrainPlan, where: torch.device) -> TrainedText:
    """Load the text encoder and put a LoRA of the plan's rank into it, which begins from the plan's seed."""
    text = family.load("text")
    model = family.text_model(text)
    parameters = _attach(family, text, plan.lora.rank, plan.lora.alpha, where)
    lora.initialise(parameters, plan.seed, plan.lora.rank, Purpose.TEXT_LORA)
    return TrainedText(text, model, parameters)


def load_text(family: Family, weights: Path, rank: int, alpha: float, where: torch.device) -> Any:
    """The text encoder with a LoRA that was trained: what `Family.encode_prompt` takes.

    Raises CharspecError if the file is missing or fits another encoder.
    """
    if not weights.is_file():
        raise CharspecError(
            "the other half of this LoRA is missing: it was trained together with the text encoder's",
            where=str(weights),
            hint="Put that file beside the LoRA, under this name.",
            exit_code=1,
        )
    text = family.load("text")
    lora.put(_attach(family, text, rank, alpha, where), load_tensors(weights), str(weights))
    return text


def _attach(
    family: Family, text: Any, rank: int, alpha: float, where: torch.device
) -> dict[str, torch.Tensor]:
    targets = family.text_lora_targets(text)
    return lora.attach(family.text_model(text), targets, rank, alpha, where, "text_encoder")
