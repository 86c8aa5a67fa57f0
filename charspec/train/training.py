"""What a training works on: the plan, the parts that learn, and what they learn from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from charspec.families import Condition, Family
from charspec.plan import TrainPlan
from charspec.train.checkpoint import Progress, save_state
from charspec.train.lora import Component
from charspec.train.optimizer import Part
from charspec.train.processes import Processes
from charspec.train.schedule import batches
from charspec.train.tensors import to_device


@dataclass(frozen=True)
class TrainedText:
    """A text encoder that learns too: its LoRA's matrices by their names in its file.

    Nothing it encodes can be kept, since the next step encodes the same caption otherwise.
    """

    text: Any
    model: Any
    parameters: Mapping[str, Tensor]


@dataclass
class Training:
    """All that a training works on. `latents[i]` are those of item i and, if the plan flips, of its mirror
    image; `prior[i]` those of others in its scene, if the plan has them; `conditions` are the encoded
    prompts, none if the text encoder learns too."""

    plan: TrainPlan
    family: Family
    transformer: Any
    parameters: Mapping[str, Tensor]
    text: TrainedText | None
    parts: Sequence[Part]
    latents: Sequence[Sequence[Tensor]]
    conditions: Mapping[str, Condition]
    device: torch.device
    run: Path
    run_hash: str
    checkpoint_seconds: float
    prior: Sequence[Tensor] = ()
    processes: Processes = field(default_factory=Processes)
    progress: Progress = field(default_factory=Progress)

    def batches(self, epoch: int) -> list[tuple[int, ...]]:
        items = self.plan.items
        return batches(
            self.plan.seed,
            epoch,
            [item.repeats for item in items],
            [item.bucket for item in items],
            self.plan.batch_size,
        )

    @property
    def matrices(self) -> dict[Component, Mapping[str, Tensor]]:
        """What learns, by the model it is in."""
        found: dict[Component, Mapping[str, Tensor]] = {"transformer": self.parameters}
        return found if self.text is None else {**found, "text_encoder": self.text.parameters}

    def encode(self, prompts: Sequence[str]) -> list[Condition]:
        """The conditions of some prompts on the training's device, by the text encoder as it is now."""
        if self.text is not None:
            return self.family.encode_prompt(self.text.text, prompts)
        return [to_device(self.conditions[prompt], self.device) for prompt in prompts]

    def save(self) -> None:
        save_state(self.run, self.run_hash, self.progress, self.parts)
