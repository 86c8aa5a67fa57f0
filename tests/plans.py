"""Plans of small runs, made without compiling a spec: what a test does not name has a value that suits it."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from PIL import Image

from charspec.plan import BasePlan, ItemPlan, TrainPlan
from charspec.settings import load_base

SIZE = 64
"""Of the bucket, in pixels."""


def item(root: Path, file: str, caption: str, repeats: int = 2) -> ItemPlan:
    """A picture that lies in `root`, whole, in the one bucket."""
    with Image.open(root / file) as picture:
        size = picture.size
    return ItemPlan(
        file=file,
        sha256=hashlib.sha256((root / file).read_bytes()).hexdigest(),
        size=size,
        derived_sha256=None,
        caption=caption,
        crop=None,
        bucket=(SIZE, SIZE),
        repeats=repeats,
    )


def train_plan(items: Iterable[ItemPlan], base: str | BasePlan = "tiny", **values: object) -> TrainPlan:
    """Vendalixia on a base, two epochs of one picture a step; `values` replace those of the plan."""
    plan: dict[str, object] = {
        "name": "Vendalixia",
        "trigger": "Vendalixia",
        "base": base_plan(base) if isinstance(base, str) else base,
        "lora": {"rank": 4, "alpha": 8.0, "targets": "default"},
        "optimizer": adamw(),
        "lr_schedule": {"name": "constant", "warmup_steps": 0},
        "text_encoder": None,
        "noise": {"mean": 0.0, "std": 1.0, "shift": 1.0},
        "epochs": 2,
        "batch_size": 1,
        "gradient_accumulation": 1,
        "resolution": SIZE,
        "flip": False,
        "caption_dropout": 0.0,
        "prior": None,
        "precision": "float32",
        "quantization": "none",
        "attention": "native",
        "compile": False,
        "threads": 1,
        "seed": 0,
        "items": tuple(items),
    }
    return TrainPlan.model_validate(plan | values)


def base_plan(name: str) -> BasePlan:
    facts = load_base(name)
    return BasePlan(
        name=name,
        family=facts.architecture,
        repository=facts.repository or "charspec",
        revision=None,
        files={},
        multiple=facts.multiple,
        token_limit=facts.token_limit,
        guidance_scale=facts.trained_guidance,
    )


def adamw(learning_rate: float = 1e-3, weight_decay: float = 0.01) -> dict[str, object]:
    return {
        "name": "adamw",
        "learning_rate": learning_rate,
        "betas": (0.9, 0.999),
        "epsilon": 1e-8,
        "weight_decay": weight_decay,
        "max_grad_norm": 1.0,
    }
