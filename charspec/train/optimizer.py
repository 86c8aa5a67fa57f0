"""The optimizers, and their state in a resume point.

Each part that is trained, the transformer's LoRA and the text encoder's, has an optimizer of its own: so each
has its own rate, and Prodigy finds a step size for each.
"""

from __future__ import annotations

import contextlib
import io
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from charspec.errors import CharspecError
from charspec.plan import AdamWPlan, OptimizerPlan
from charspec.train.flat import Flat, flatten
from charspec.train.flat import clip as clip_flat
from charspec.train.flat import step as step_flat


@dataclass(frozen=True)
class Part:
    """A LoRA in training: its matrices by their names in its file, its learning rate before the schedule, and
    the optimizer that steps it: each of them, or all in one tensor."""

    parameters: Mapping[str, Tensor]
    learning_rate: float
    optimizer: torch.optim.Optimizer
    flat: Flat | None = None

    @property
    def stepped(self) -> Sequence[Tensor]:
        """The tensors that the optimizer steps, which have the gradients."""
        return [*self.parameters.values()] if self.flat is None else [self.flat.values]

    def remembered(self) -> Iterator[tuple[str, str, Any]]:
        """What the optimizer remembers of each matrix: its name, the moment, and the value."""
        for name, parameter in self.parameters.items():
            state = self.optimizer.state[parameter if self.flat is None else self.flat.values]
            for moment, value in state.items():
                whole = self.flat is not None and isinstance(value, Tensor) and value.dim()
                yield name, moment, self.flat.view(value, name) if self.flat and whole else value


def make_part(plan: OptimizerPlan, parameters: Mapping[str, Tensor], learning_rate: float) -> Part:
    """A part with its optimizer; raises CharspecError if the optimizer's library is not installed."""
    tensors = list(parameters.values())
    optimizer: torch.optim.Optimizer
    flat = None
    if isinstance(plan, AdamWPlan):
        settings: dict[str, Any] = {
            "lr": learning_rate,
            "betas": plan.betas,
            "eps": plan.epsilon,
            "weight_decay": plan.weight_decay,
        }
        if plan.name == "adamw":
            # The others are left apart: Prodigy and 8-bit blocks reckon by matrix.
            flat = flatten(parameters)
            optimizer = torch.optim.AdamW([flat.values], **settings, fused=True)
        else:
            optimizer = _bitsandbytes().optim.AdamW8bit(tensors, **settings)
        return Part(parameters, learning_rate, optimizer, flat)
    library = _prodigyopt()
    with contextlib.redirect_stdout(io.StringIO()):  # it prints a line about weight decay
        optimizer = library.Prodigy(
            tensors,
            lr=learning_rate,
            betas=plan.betas,
            eps=plan.epsilon,
            weight_decay=plan.weight_decay,
            d0=plan.initial_d,
            d_coef=plan.d_coefficient,
            growth_rate=math.inf if plan.growth_rate is None else plan.growth_rate,
            use_bias_correction=plan.bias_correction,
            safeguard_warmup=plan.safeguard_warmup,
        )
    return Part(parameters, learning_rate, optimizer)


def step(parts: Sequence[Part], factor: float, max_grad_norm: float | None) -> None:
    """One step of every part at `factor` times its rate, its gradients clipped to one norm over all parts."""
    if max_grad_norm is not None:
        if len(parts) == 1 and (flat := parts[0].flat) is not None:
            clip_flat(flat, max_grad_norm)
        else:
            tensors = [tensor for part in parts for tensor in part.stepped]
            torch.nn.utils.clip_grad_norm_(tensors, max_grad_norm)
    for part in parts:
        for group in part.optimizer.param_groups:
            group["lr"] = part.learning_rate * factor
        if part.flat is not None:
            step_flat(part.flat, part.optimizer)
        else:
            part.optimizer.step()
            part.optimizer.zero_grad()


def state_of(parts: Sequence[Part]) -> tuple[dict[str, Tensor], str]:
    """What the optimizers remember: tensors as `<moment>.<matrix>`, and the rest as JSON: numbers, and which
    names stand for one tensor, such as the table of values that 8-bit moments share."""
    tensors: dict[str, Tensor] = {}
    numbers: dict[str, float] = {}
    same: dict[str, str] = {}
    places: dict[int, str] = {}
    for index, part in enumerate(parts):
        for name, moment, value in part.remembered():
            key = f"{moment}.{name}"
            if not isinstance(value, Tensor):
                numbers[key] = value
            elif (first := places.setdefault(value.data_ptr(), key)) != key:
                same[key] = first
            else:
                tensors[key] = value
        for setting, value in part.optimizer.param_groups[0].items():
            if _is_number(value):
                numbers[f"group.{index}.{setting}"] = value
    return tensors, json.dumps({"numbers": numbers, "same": same}, sort_keys=True)


def restore(parts: Sequence[Part], tensors: Mapping[str, Tensor], others: str) -> None:
    """Put back what `state_of` gave, to the bit."""
    found = json.loads(others)
    numbers: dict[str, float] = found["numbers"]
    same: dict[str, str] = found["same"]
    for index, part in enumerate(parts):
        at = next(iter(part.parameters.values())).device
        here = {key: value.to(at) for key, value in tensors.items()}
        remembered = {**here, **{key: here[first] for key, first in same.items()}, **numbers}
        states: dict[str, dict[str, Any]] = {name: {} for name in part.parameters}
        for key, value in remembered.items():
            moment, _, name = key.partition(".")
            if name in states:
                states[name][moment] = value
        _put_back(part, states)
        for setting in part.optimizer.param_groups[0]:
            key = f"group.{index}.{setting}"
            if key in numbers:
                part.optimizer.param_groups[0][setting] = numbers[key]


def _put_back(part: Part, states: Mapping[str, Mapping[str, Any]]) -> None:
    """Give the optimizer what it remembered of each matrix, by moment."""
    if part.flat is None:
        for name, parameter in part.parameters.items():
            part.optimizer.state[parameter] = dict(states[name])
        return
    one = next(iter(states.values()))
    part.optimizer.state[part.flat.values] = {
        moment: part.flat.join({name: states[name][moment] for name in states}) if value.dim() else value
        for moment, value in one.items()
    }


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _bitsandbytes() -> Any:
    try:
        import bitsandbytes
    except ImportError as error:
        raise _missing("adamw8bit", "bitsandbytes", error) from error
    return bitsandbytes


def _prodigyopt() -> Any:
    try:
        import prodigyopt
    except ImportError as error:
        raise _missing("prodigy", "prodigyopt", error) from error
    return prodigyopt


def _missing(optimizer: str, package: str, error: ImportError) -> CharspecError:
    return CharspecError(
        f"the optimizer '{optimizer}' needs the package {package}: {error}",
        hint=f"pip install {package}, or use optimizer=adamw.",
        exit_code=1,
    )
