"""The plan: everything a run needs, resolved. Three parts, each with its own hash, so that only what matters
is done again.

`train` holds all that decides the weights and nothing that does not; `samples` decides the pictures drawn at
each epoch; `release` goes into the release folder. A `Lock` is the canonical plan with its hashes: no date,
no origin, no environment.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from charspec.documents import read_document
from charspec.errors import CharspecError
from charspec.hub import is_commit

PLAN_VERSION: Literal[1] = 1
SHA256 = r"^[0-9a-f]{64}$"


class Model(BaseModel):
    """Frozen, no unknown keys: a plan is read as strictly as it is written."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


def slug(text: str) -> str:
    """Lower case, and a dash for whatever a file system or a shell could misread; never empty."""
    kept = "".join(letter if letter.isalnum() else " " for letter in text.lower())
    return "-".join(kept.split()) or "character"


class BasePlan(Model):
    """The base model. A local folder is a place, not an identity: given at run time, never locked."""

    name: str = Field(description="the name in a spec, e.g. flux2-klein-4b")
    family: str = Field(description="which file of charspec/families trains it, e.g. flux2")
    repository: str = Field(description="hub repository, or `charspec` for the embedded base")
    revision: str | None = Field(description="commit of the repository; null until one is known")
    files: dict[str, str] = Field(
        description="sha256 of each file of its pipeline folder, where that is local; else empty"
    )
    multiple: int = Field(ge=1, description="sides of pictures are multiples of this, px")
    token_limit: int = Field(ge=1, description="length every caption is padded to, in tokens")
    guidance_scale: float | None = Field(description="value fed to a guidance-embedded base in training")
    training_adapter: str | None = Field(
        default=None,
        description="LoRA that is on while training and off while sampling: hub repository and file; null "
        "for a base that needs none",
    )

    @property
    def is_known(self) -> bool:
        """Whether these are certain weights, named by a commit or by the hashes of their files; not whatever
        the repository holds on the day."""
        return is_commit(self.revision) or bool(self.files)


class LoraPlan(Model):
    rank: int = Field(ge=1)
    alpha: float = Field(gt=0)
    targets: Literal["default"] = Field(description="every attention and feed-forward Linear of the blocks")


class AdamWPlan(Model):
    """AdamW, its moments in float32 or, as `adamw8bit`, in 8 bits by blocks."""

    name: Literal["adamw", "adamw8bit"]
    learning_rate: float = Field(gt=0)
    betas: tuple[float, float]
    epsilon: float = Field(gt=0)
    weight_decay: float = Field(ge=0)
    max_grad_norm: float | None = Field(gt=0, description="gradients are clipped to this L2 norm")


class ProdigyPlan(Model):
    """Prodigy finds its step size d; `learning_rate` multiplies it."""

    name: Literal["prodigy"]
    learning_rate: float = Field(gt=0)
    betas: tuple[float, float]
    epsilon: float = Field(gt=0)
    weight_decay: float = Field(ge=0)
    max_grad_norm: float | None = Field(gt=0, description="gradients are clipped to this L2 norm")
    initial_d: float = Field(gt=0)
    d_coefficient: float = Field(gt=0)
    growth_rate: float | None = Field(ge=1, description="d grows by this factor a step at most; null: freely")
    bias_correction: bool
    safeguard_warmup: bool


OptimizerPlan = Annotated[AdamWPlan | ProdigyPlan, Field(discriminator="name")]


class LrSchedulePlan(Model):
    name: Literal["constant", "linear", "cosine"]
    warmup_steps: int = Field(ge=0)


class TextEncoderPlan(Model):
    learning_rate: float = Field(gt=0)


class NoisePlan(Model):
    """σ = sigmoid(mean + std·z), then shifted: σ' = shift·σ / (1 + (shift − 1)·σ)."""

    mean: float
    std: float = Field(gt=0)
    shift: float = Field(gt=0)


class ItemPlan(Model):
    """One picture as it is trained. Paths are POSIX, relative to the spec."""

    file: str
    sha256: str = Field(pattern=SHA256)
    size: tuple[int, int] = Field(description="width, height in px after EXIF rotation")
    derived_sha256: str | None = Field(
        description="of the enhanced copy that is trained instead; null if none"
    )
    caption: str = Field(min_length=1, description="the final text, trigger included")
    crop: tuple[int, int, int, int] | None = Field(description="left, top, right, bottom, px")
    bucket: tuple[int, int] = Field(description="width, height in px it is trained at")
    repeats: int = Field(ge=1)


PRIOR_PICTURES = 4
"""Drawn for each item: half of anyone, half of someone who is described as the character is."""


class PriorPlan(Model):
    """Pictures of others, drawn by the base itself, from which it keeps what the class phrase means to it:
    prior preservation (Ruiz et al. 2022, “DreamBooth”).
    """

    every: int = Field(ge=1, description="every so many steps learn from a picture of another as well")
    captions: tuple[tuple[str, str], ...] = Field(
        min_length=1,
        description="of each item in order: anyone of the class in its scene; the same with the character's "
        "traits and without the trigger",
    )
    steps: int = Field(ge=1, description="sampling steps of those pictures")
    guidance_scale: float = Field(ge=0)


class TrainPlan(Model):
    """All that decides the weights."""

    name: str = Field(min_length=1, description="what people call the character: `Vendalixia`")
    trigger: str = Field(min_length=1)
    base: BasePlan
    lora: LoraPlan
    optimizer: OptimizerPlan
    lr_schedule: LrSchedulePlan
    text_encoder: TextEncoderPlan | None
    noise: NoisePlan
    epochs: int = Field(ge=1)
    batch_size: int = Field(ge=1, description="pictures of one step, over all its parts and processes")
    gradient_accumulation: int = Field(
        ge=1, description="parts a process works through its share of a batch in, to spare memory"
    )
    resolution: int = Field(ge=16)
    flip: bool
    caption_dropout: float = Field(ge=0, le=1)
    precision: Literal["float32", "bfloat16"]
    quantization: Literal["none", "int8", "fp8", "nf4"] = Field(
        description="how the frozen Linear weights of the transformer's blocks are rounded"
    )
    attention: str = Field(description="attention backend of diffusers; its kernels round differently")
    compile: bool = Field(description="blocks by torch.compile, whose fused kernels round differently")
    threads: int = Field(ge=1, description="CPU threads; part of the promise of equal bytes")
    seed: int = Field(ge=0)
    prior: PriorPlan | None
    items: tuple[ItemPlan, ...] = Field(min_length=1)

    @property
    def slug(self) -> str:
        """The name as folders and files carry it: `runs/vendalixia/`, `vendalixia-e01.safetensors`."""
        return slug(self.name)

    @property
    def samples_per_epoch(self) -> int:
        """Pictures seen in one epoch, each as often as it repeats."""
        return sum(item.repeats for item in self.items)

    @property
    def steps_per_epoch(self) -> int:
        """Batches of one epoch. A batch holds pictures of one bucket; a bucket's short last batch is a step
        too.
        """
        buckets: Counter[tuple[int, int]] = Counter()
        for item in self.items:
            buckets[item.bucket] += item.repeats
        return sum(-(-count // self.batch_size) for count in buckets.values())

    @property
    def steps(self) -> int:
        """Optimizer steps of the whole training."""
        return self.epochs * self.steps_per_epoch

    @property
    def passes_per_step(self) -> float:
        """Forward and backward passes of a step on average: one, and those of pictures of others."""
        return 1.0 if self.prior is None else 1 + 1 / self.prior.every


class PromptPlan(Model):
    prompt: str = Field(min_length=1)
    seed: int = Field(ge=0)


class SamplesPlan(Model):
    """What is drawn at every epoch, the same noise each time."""

    prompts: dict[str, PromptPlan]
    control: PromptPlan = Field(
        description="the class phrase without trigger: does the character leak into it?"
    )
    width: int = Field(ge=16)
    height: int = Field(ge=16)
    steps: int = Field(ge=1)
    guidance_scale: float = Field(ge=0)


class ReleasePlan(Model):
    description: str | None
    tags: tuple[str, ...]
    license: str | None
    thumbnail: str | None
    pins: tuple[str, ...]
    for_style_merge: bool
    commercial: bool


class Plan(Model):
    version: Literal[1] = PLAN_VERSION
    train: TrainPlan
    samples: SamplesPlan
    release: ReleasePlan | None


class Hashes(Model):
    train: str = Field(pattern=SHA256)
    samples: str = Field(pattern=SHA256)
    release: str = Field(pattern=SHA256)
    run: str = Field(
        pattern=SHA256,
        description="identity of the run: `train`, without `epochs` where longer continues shorter",
    )


class Lock(Model):
    """What `NAME.lock.json` holds."""

    plan: Plan
    hashes: Hashes


def canonical_json(value: Any) -> str:
    """One text for one value: keys sorted, no spaces, UTF-8 as it is, floats as Python writes them."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _sha256(value: Any) -> str:
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()


def run_identity(train: TrainPlan) -> str:
    """sha256 that names the run's folder. With a constant rate a longer run continues a shorter one, so
    `epochs` is left out.
    """
    data = _deciding(train)
    if train.lr_schedule.name == "constant":
        del data["epochs"]
    return _sha256(data)


def _deciding(train: TrainPlan) -> dict[str, Any]:
    """What is hashed of `train`. A commit names its files, so their hashes beside it add nothing: a run that
    began before they were known stays the same run."""
    data = train.model_dump(mode="json")
    if is_commit(train.base.revision):
        del data["base"]["files"]
    return data


def lock(plan: Plan) -> Lock:
    """The plan with the sha256 of each of its parts."""
    data = plan.model_dump(mode="json")
    return Lock(
        plan=plan,
        hashes=Hashes(
            train=_sha256(_deciding(plan.train)),
            samples=_sha256(data["samples"]),
            release=_sha256(data["release"]),
            run=run_identity(plan.train),
        ),
    )


def lock_text(lock: Lock) -> str:
    """The bytes of `NAME.lock.json`: sorted, indented for diffs, one newline at the end."""
    return json.dumps(lock.model_dump(mode="json"), sort_keys=True, ensure_ascii=False, indent=2) + "\n"


def _version(path: Path) -> int:
    """The version that a lock says its plan has; 0 if it says none."""
    try:
        version = json.loads(path.read_bytes())["plan"]["version"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return 0
    return version if isinstance(version, int) else 0


def read_lock(path: Path) -> Lock:
    """The lock in a file; raises CharspecError if it is none, or if its hashes are not those of its plan."""
    try:
        found = Lock.model_validate(read_document(path, "lock"))
    except CharspecError:
        if (version := _version(path)) > PLAN_VERSION:
            message = f"a newer charspec wrote this lock: its plan is version {version}, not {PLAN_VERSION}"
            hint = "Renew charspec (pip install --upgrade charspec), or run `charspec compile` on the spec."
            raise CharspecError(message, str(path), hint, 1) from None
        raise
    if found != lock(found.plan):
        hint = "A lock is not edited by hand: run `charspec compile` on the spec again."
        raise CharspecError("the plan in this lock is not the one it was hashed from", str(path), hint, 1)
    return found
