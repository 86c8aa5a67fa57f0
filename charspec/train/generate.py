"""Drawing any prompt with a trained character: an epoch of a run, or (`loose`) a LoRA file on its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from PIL.Image import Image

from charspec.errors import CharspecError
from charspec.families import Condition, Family, load_family
from charspec.families.loading import Hardware, Precision, Quantization
from charspec.families.lora import Lora, mount, read_lora, refill, set_strength
from charspec.plan import BasePlan, PromptPlan, SamplesPlan, read_lock
from charspec.records import read_epochs
from charspec.settings import base_names, load_base
from charspec.train.cache import encode_prompts, release_memory
from charspec.train.distilled import on_distilled, sampled_as
from charspec.train.env import make_deterministic
from charspec.train.sample import draw_pictures
from charspec.train.text_lora import load_text


@dataclass(frozen=True)
class Source:
    """What draws: a base, the LoRA on it (None for the base alone), that on its text encoder if there is one,
    and how the base is sampled. `rank` and `alpha` are the text encoder's; the other file says its own."""

    base: BasePlan
    weights: Path | None
    text_weights: Path | None
    rank: int
    alpha: float
    samples: SamplesPlan
    precision: Precision
    quantization: Quantization
    attention: str
    threads: int


@dataclass(frozen=True)
class Wish:
    """One picture that is asked for. `strength` multiplies the LoRA: 1 is as it was trained, 0 the base
    alone."""

    prompt: str
    seed: int
    strength: float = 1.0


def from_run(run: Path, epoch: int | None) -> Source:
    """An epoch of a run: the last one, or `epoch`; 0 is the base without LoRA."""
    lock = read_lock(run / "character.lock.json")
    found = {line.epoch: line for line in read_epochs(run)}
    if not found:
        raise CharspecError("this run has no epoch yet", where=str(run), hint="Train it first.", exit_code=1)
    number = max(found) if epoch is None else epoch
    if number not in found:
        raise CharspecError(
            f"this run has no epoch {number}",
            where=str(run),
            hint=f"It has {', '.join(map(str, sorted(found)))}.",
        )
    weights, text_weights = found[number].weights, found[number].text_weights
    plan = lock.plan.train
    return Source(
        base=plan.base,
        weights=run / weights.file if weights else None,
        text_weights=run / text_weights.file if text_weights else None,
        rank=plan.lora.rank,
        alpha=plan.lora.alpha,
        samples=lock.plan.samples,
        precision=plan.precision,
        quantization=plan.quantization,
        attention=plan.attention,
        threads=plan.threads,
    )


def deployed(source: Source) -> Source:
    """The same LoRA as it is usually run: on the distilled model of its base, in that one's few steps.

    Raises CharspecError if conf/base knows no such model.
    """
    deploy = load_base(source.base.name).deploy
    if deploy is None:
        raise CharspecError(
            f"{source.base.name} has no distilled model: it is run as it is trained",
            hint="Leave --deploy away.",
        )
    return replace(source, base=on_distilled(source.base, deploy), samples=sampled_as(source.samples, deploy))


def resized(source: Source, width: int, height: int) -> Source:
    """The same at another size. Raises CharspecError unless both sides are multiples of the base's."""
    step = source.base.multiple
    if width % step or height % step:
        wide, high = (
            sorted({side // step * step or step, -(-side // step) * step}) for side in (width, height)
        )
        near = " or ".join(dict.fromkeys(f"{one}x{other}" for one in wide for other in high))
        raise CharspecError(
            f"{width}x{height} cannot be drawn: sides are multiples of {step} px on {source.base.name}",
            where="--size",
            hint=f"Nearest: {near}.",
        )
    return replace(source, samples=source.samples.model_copy(update={"width": width, "height": height}))


def hears_negative(source: Source) -> bool:
    """Whether a negative prompt changes anything: not where guidance is built into the base or was distilled
    away, nor without guidance."""
    return not has_no_guidance(source) and source.samples.guidance_scale > 1


def has_no_guidance(source: Source) -> bool:
    """Whether the weights themselves leave no room for a negative prompt, whatever the guidance."""
    if source.base.guidance_scale is not None:
        return True
    if source.base.name not in base_names():
        return False
    facts = load_base(source.base.name)
    return facts.distilled or (facts.deploy is not None and source.base.repository == facts.deploy.repository)


def generate(source: Source, prompts: Sequence[str], seed: int, base_path: Path | None) -> Iterator[Image]:
    """One picture per prompt, each from the same noise, so that only the words differ."""
    return draw(source, [Wish(prompt, seed) for prompt in prompts], "", base_path)


def draw(source: Source, wishes: Sequence[Wish], negative: str, base_path: Path | None) -> Iterator[Image]:
    """One picture per wish, in order; each is drawn by itself, so that the same wish gives the same picture
    whatever stands beside it."""
    where = make_deterministic(source.threads)
    lora = read_lora(source.weights, source.base.family) if source.weights else None
    family = load_family(source.base, _hardware(source, where), base_path)
    # The text encoder is done with before the transformer comes: they need not lie in memory together.
    conditions = {
        strength: _encode(source, family, [wish.prompt for wish in wishes] + [negative], strength, where)
        for strength in _text_strengths(source, wishes)
    }
    transformer = family.load("transformer")
    if lora is not None:
        mount(transformer, lora, where, source.base.name, str(source.weights))
    release_memory()
    vae = family.load("image")
    for wish in wishes:
        set_strength(transformer, wish.strength)
        chosen = [PromptPlan(prompt=wish.prompt, seed=wish.seed)]
        known = conditions[wish.strength if source.text_weights else 1.0]
        yield from draw_pictures(
            family, transformer, vae, chosen, known, source.samples, where, negative=negative
        )


def draw_mixtures(
    source: Source, mixtures: Iterable[Lora], wishes: Sequence[Wish], negative: str, base_path: Path | None
) -> Iterator[Image]:
    """Every wish with each of several LoRAs, on one loading of the base; in order, the wishes innermost.

    The LoRAs differ in their values alone: same modules, same ranks. `source` says how it is drawn; its own
    weights are not, and strengths do not count.
    """
    where = make_deterministic(source.threads)
    family = load_family(source.base, _hardware(source, where), base_path)
    conditions = encode_prompts(family, [*(wish.prompt for wish in wishes), negative])
    transformer, vae = family.load("transformer"), family.load("image")
    mounted = False
    for lora in mixtures:
        if mounted:
            refill(transformer, lora, where)
        else:
            mount(transformer, lora, where, source.base.name, "the merged LoRA")
            release_memory()
        mounted = True
        for wish in wishes:
            chosen = [PromptPlan(prompt=wish.prompt, seed=wish.seed)]
            yield from draw_pictures(
                family, transformer, vae, chosen, conditions, source.samples, where, negative=negative
            )


def _text_strengths(source: Source, wishes: Sequence[Wish]) -> list[float]:
    """The strengths that the prompts are read with: one, unless the text encoder learnt too."""
    return list(dict.fromkeys(wish.strength for wish in wishes)) if source.text_weights else [1.0]


@torch.no_grad()
def _encode(
    source: Source, family: Family, prompts: Sequence[str], strength: float, where: torch.device
) -> dict[str, Condition]:
    """The prompts, by the text encoder with its LoRA if it has one: then not through the cache."""
    if source.text_weights is None:
        return encode_prompts(family, prompts)
    text = load_text(family, source.text_weights, source.rank, source.alpha * strength, where)
    return {prompt: family.encode_prompt(text, [prompt])[0] for prompt in dict.fromkeys(prompts)}


def _hardware(source: Source, where: torch.device) -> Hardware:
    """As it was trained, with the text encoder layer by layer on a GPU, since it draws a few prompts only."""
    return Hardware(
        device=where,
        precision=source.precision,
        quantization=source.quantization,
        attention=source.attention,
        offload="none" if where.type == "cpu" or source.text_weights else "encoders",
    )
