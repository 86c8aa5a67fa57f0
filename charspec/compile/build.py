"""Configuration + spec + items → the plan, in its three parts."""

from __future__ import annotations

import hashlib

from charspec.captions import class_caption, control_prompt, nameless_caption, prompts
from charspec.compile.base import Pin, identify
from charspec.compile.config import Config, ProdigyConfig
from charspec.compile.hashes import PictureHashes
from charspec.compile.items import plan_item, unfilled
from charspec.dataset import Item
from charspec.errors import CharspecError
from charspec.plan import (
    AdamWPlan,
    BasePlan,
    ItemPlan,
    LoraPlan,
    LrSchedulePlan,
    NoisePlan,
    OptimizerPlan,
    Plan,
    PriorPlan,
    ProdigyPlan,
    PromptPlan,
    ReleasePlan,
    SamplesPlan,
    TextEncoderPlan,
    TrainPlan,
)
from charspec.source import Source
from charspec.spec import CharacterSpec

CONTROL_SLOT = "_control"


def build_plan(
    config: Config,
    spec: CharacterSpec,
    items: tuple[Item, ...],
    source: Source,
    hashes: PictureHashes,
    pin: Pin | None = None,
) -> Plan:
    """The plan of a spec; the order of keys in the spec, and where it lies, change nothing in it.

    `pin` names the weights that an earlier lock of this spec was made for.
    """
    train = config.train
    ordered = sorted(items, key=lambda item: item.file)
    planned = [
        plan_item(item, source, hashes, train.resolution, config.base.multiple, train.repeats)
        for item in ordered
    ]
    return Plan(
        train=_train(config, spec, tuple(planned), pin),
        samples=_samples(config, spec, source),
        release=ReleasePlan(**spec.release.model_dump()) if spec.release else None,
    )


def sample_seed(slot: str, seed: int) -> int:
    """The seed of a prompt's noise, the same at every epoch: 32 bits of the sha256 of `seed/slot`.

    So a prompt keeps its noise when others are added, renamed or reordered.
    """
    return int.from_bytes(hashlib.sha256(f"{seed}/{slot}".encode()).digest()[:4], "big")


def _train(config: Config, spec: CharacterSpec, items: tuple[ItemPlan, ...], pin: Pin | None) -> TrainPlan:
    train, base = config.train, config.base
    revision, files = identify(base, pin)
    return TrainPlan(
        name=spec.name,
        trigger=spec.trigger,
        base=BasePlan(
            name=base.name,
            family=base.architecture,
            repository=base.repository or "charspec",
            revision=revision,
            files=files,
            multiple=base.multiple,
            token_limit=base.token_limit,
            guidance_scale=base.trained_guidance,
            training_adapter=base.training_adapter,
        ),
        lora=LoraPlan(
            rank=train.rank,
            alpha=float(train.rank) if train.alpha is None else train.alpha,
            targets="default",
        ),
        optimizer=_optimizer(config),
        lr_schedule=LrSchedulePlan(**config.lr_schedule.model_dump()),
        text_encoder=(
            TextEncoderPlan(learning_rate=train.text_encoder_learning_rate) if train.text_encoder else None
        ),
        noise=NoisePlan(**base.noise.model_dump()),
        epochs=train.epochs,
        batch_size=train.batch_size,
        gradient_accumulation=config.hardware.gradient_accumulation,
        resolution=train.resolution,
        flip=train.flip,
        caption_dropout=train.caption_dropout,
        precision=config.hardware.precision,
        quantization=config.hardware.quantization,
        attention=config.hardware.attention,
        compile=config.hardware.compile,
        threads=config.hardware.threads,
        seed=train.seed,
        prior=_prior(config, spec, items),
        items=items,
    )


def _optimizer(config: Config) -> OptimizerPlan:
    values = {**config.optimizer.model_dump(), "learning_rate": config.train.learning_rate}
    if isinstance(config.optimizer, ProdigyConfig):
        return ProdigyPlan(**values)
    return AdamWPlan(**values)


def _prior(config: Config, spec: CharacterSpec, items: tuple[ItemPlan, ...]) -> PriorPlan | None:
    if not config.train.prior_every:
        return None
    return PriorPlan(
        every=config.train.prior_every,
        captions=tuple(
            (class_caption(item.caption, spec), nameless_caption(item.caption, spec)) for item in items
        ),
        steps=config.base.sample_steps,
        guidance_scale=config.base.guidance_scale,
    )


def _samples(config: Config, spec: CharacterSpec, source: Source) -> SamplesPlan:
    if spec.tests is not None:
        # The control prompt is made from the first one: the order of the keys must not choose it.
        spec = spec.model_copy(update={"tests": dict(sorted(spec.tests.items()))})
    written = prompts(spec)
    for slot, prompt in written.items():
        if names := unfilled(prompt):
            hint = "A prompt may name {trigger} and {identity}."
            raise CharspecError(f"nothing fills in {names[0]}", source.where(("tests", slot)), hint, 1)
    sampling, base = config.sampling, config.base
    side = config.train.resolution // base.multiple * base.multiple
    seed = config.train.seed
    return SamplesPlan(
        prompts={
            slot: PromptPlan(prompt=prompt, seed=sample_seed(slot, seed))
            for slot, prompt in sorted(written.items())
        },
        control=PromptPlan(prompt=control_prompt(spec), seed=sample_seed(CONTROL_SLOT, seed)),
        width=_side(sampling.width, side, base.multiple, "width"),
        height=_side(sampling.height, side, base.multiple, "height"),
        steps=base.sample_steps if sampling.steps is None else sampling.steps,
        guidance_scale=base.guidance_scale if sampling.guidance_scale is None else sampling.guidance_scale,
    )


def _side(given: int | None, default: int, multiple: int, key: str) -> int:
    if given is None:
        return max(default, multiple)
    if given % multiple:
        near = max(round(given / multiple), 1) * multiple
        hint = f"The base draws multiples of {multiple}: write sampling.{key}={near}."
        raise CharspecError(f"sampling.{key}={given} cannot be drawn", "command line", hint)
    return given
