"""What every family promises, with the pipelines of diffusers as the judges; the same for all six bases."""

import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from charspec.families import Condition, Family, load_family
from charspec.families.loading import Hardware
from charspec.families.tensors import tensor_bytes
from charspec.plan import BasePlan
from charspec.settings import load_base
from charspec.train import lora
from tests.miniatures import BUILD, SIZE, load_pipeline

CPU = torch.device("cpu")
PROMPTS = ("Vendalixia, a young woman, running", "Vendalixia", "")
STEPS = 4


@dataclass(frozen=True)
class Subject:
    """One base: our family and the pipeline it must agree with, on the same weights."""

    base: str
    folder: Path
    family: Family
    pipeline: Any
    guidance: float

    @property
    def guided(self) -> dict[str, object]:
        """How a user asks the pipeline for this base's guidance."""
        if type(self.pipeline).__name__ == "QwenImagePipeline":
            return {"true_cfg_scale": self.guidance, "negative_prompt": ""}
        return {"guidance_scale": self.guidance}

    def conditions(self, *prompts: str) -> list[Condition]:
        with torch.no_grad():
            return self.family.encode_prompt(self.family.load("text"), list(prompts))


def base_plan(base: str) -> BasePlan:
    facts = load_base(base)
    return BasePlan.model_validate(
        {
            "name": base,
            "family": facts.architecture,
            "repository": facts.repository,
            "revision": None,
            "files": {},
            "multiple": facts.multiple,
            "token_limit": facts.token_limit,
            "guidance_scale": facts.trained_guidance,
        }
    )


@pytest.fixture(scope="module", params=BUILD)
def subject(request: pytest.FixtureRequest, miniatures: dict[str, Path]) -> Subject:
    folder = miniatures[request.param]
    family = load_family(base_plan(request.param), Hardware(CPU), folder)
    guidance = load_base(request.param).guidance_scale
    return Subject(request.param, folder, family, load_pipeline(folder), guidance)


def pixels(seed: int, count: int = 1) -> Tensor:
    shape = (count, 3, SIZE, SIZE)
    return torch.rand(shape, generator=torch.Generator().manual_seed(seed)) * 2 - 1


def normal(shape: tuple[int, ...], seed: int) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


def raw_latents(subject: Subject, picture: Tensor) -> Tensor:
    """What the VAE itself makes of a picture: (B, C, h, w), before any normalisation."""
    vae = subject.pipeline.vae
    video = type(vae).__name__ == "AutoencoderKLQwenImage"
    with torch.no_grad():
        latents: Tensor = vae.encode(picture.unsqueeze(2) if video else picture).latent_dist.mode()
    return latents.squeeze(2) if video else latents


def decoded(subject: Subject, latents: Tensor) -> Tensor:
    """A picture in [−1, 1] of latents as the VAE has them."""
    vae = subject.pipeline.vae
    video = type(vae).__name__ == "AutoencoderKLQwenImage"
    with torch.no_grad():
        picture: Tensor = vae.decode(latents.unsqueeze(2) if video else latents, return_dict=False)[0]
    return picture[:, :, 0] if video else picture


class Exact:
    """Stands in for a transformer's forward: the exact velocity from x0 to noise, as that model would say it.

    Z-Image takes lists, runs on 1 − σ and says where to go rather than where from; Qwen-Image and FLUX.2 take
    tokens. What it was told of time and noisy latents must fit: x = (1 − σ)·x0 + σ·noise.
    """

    def __init__(self, transformer: Any, x0: Tensor, noise: Tensor) -> None:
        self.kind = type(transformer).__name__
        self.x0, self.noise = x0, noise

    def tokens(self, latents: Tensor) -> Tensor:
        if self.kind == "Flux2Transformer2DModel":
            return latents.flatten(2).transpose(1, 2)
        b, c, h, w = latents.shape
        grid = latents.view(b, c, h // 2, 2, w // 2, 2).permute(0, 2, 4, 1, 3, 5)
        return grid.reshape(b, h * w // 4, 4 * c)

    def __call__(self, *given: Any, **named: Any) -> tuple[Any]:
        if self.kind == "ZImageTransformer2DModel":
            x, time = given[0], given[1]
            for one, t in zip(x, time, strict=True):
                self.check(one.squeeze(1)[None], self.x0, self.noise, 1 - t)
            return ([-(self.noise - self.x0)[0].unsqueeze(1) for _ in x],)
        x, time = named["hidden_states"], named["timestep"]
        x0, noise = self.tokens(self.x0), self.tokens(self.noise)
        self.check(x, x0, noise, time.view(-1, 1, 1))
        return ((noise - x0).expand(len(x), -1, -1),)

    def check(self, x: Tensor, x0: Tensor, noise: Tensor, sigma: Tensor) -> None:
        assert torch.allclose(x, (1 - sigma) * x0 + sigma * noise, atol=1e-4)


def test_the_exact_velocity_gives_loss_0_and_the_pipelines_loop_returns_the_picture(
    subject: Subject, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wrong sign, time, normalisation or packing cannot pass. Guidance, the schedule's shift and Qwen's
    rescaling of norms are on, as the base is meant to be drawn with."""
    family, pipeline = subject.family, subject.pipeline
    picture = pixels(1)
    x0 = family.encode_image(family.load("image"), picture)
    noise = normal(tuple(x0.shape), 2)
    exact = Exact(pipeline.transformer, x0, noise)
    monkeypatch.setattr(pipeline.transformer, "forward", exact)
    conditions = subject.conditions(PROMPTS[0])
    for sigma in (0.1, 0.5, 0.9):
        x = (1 - sigma) * x0 + sigma * noise
        velocity = family.predict(pipeline.transformer, x, torch.tensor([sigma]), conditions)
        assert torch.equal(velocity, noise - x0)
        assert velocity.dtype == torch.float32
    packed = exact.tokens(noise) if exact.kind == "QwenImageTransformer2DModel" else noise
    drawn = pipeline(
        prompt=PROMPTS[0],
        latents=packed,
        height=SIZE,
        width=SIZE,
        num_inference_steps=STEPS,
        output_type="pt",
        **subject.guided,
    ).images
    wanted = decoded(subject, raw_latents(subject, picture)) / 2 + 0.5
    assert (drawn - wanted.clamp(0, 1)).abs().max() < 2e-5


def test_embeddings_equal_the_pipelines_own(subject: Subject) -> None:
    ours = [row["embeds"] for row in subject.conditions(*PROMPTS)]
    own = subject.pipeline.encode_prompt(list(PROMPTS))
    if isinstance(own[0], list):
        wanted = own[0]
    elif own[1].shape == own[0].shape[:2]:
        wanted = [row[kept.bool()] for row, kept in zip(*own, strict=True)]
    else:
        wanted = list(own[0])
    assert [row.shape for row in ours] == [row.shape for row in wanted]
    assert all(torch.equal(a, b) for a, b in zip(ours, wanted, strict=True))


def test_a_prompt_encoded_alone_is_as_among_others(subject: Subject) -> None:
    among = subject.conditions(*PROMPTS)
    for prompt, row in zip(PROMPTS, among, strict=True):
        alone = subject.conditions(prompt)[0]
        assert torch.allclose(alone["embeds"], row["embeds"], atol=1e-5)


def test_encoding_changes_no_list_of_the_caller(subject: Subject) -> None:
    prompts = list(PROMPTS)
    with torch.no_grad():
        subject.family.encode_prompt(subject.family.load("text"), prompts)
    assert prompts == list(PROMPTS)


def test_decode_is_the_inverse_of_encode(subject: Subject) -> None:
    vae = subject.family.load("image")
    latents = subject.family.encode_image(vae, pixels(3, 2))
    assert latents.shape[2:] == subject.family.noise_shape(subject.pipeline.transformer, vae, SIZE, SIZE)[1:]
    wanted = decoded(subject, raw_latents(subject, pixels(3, 2)))
    assert torch.allclose(subject.family.decode(vae, latents), wanted, atol=1e-4)


def test_sampling_equals_the_pipelines_own_picture(subject: Subject) -> None:
    """Prompts of different lengths, a landscape format: through our way and through the pipeline alone."""
    family, pipeline = subject.family, subject.pipeline
    transformer, vae = family.load("transformer"), family.load("image")
    *conditions, negative = subject.conditions(*PROMPTS)
    shape = family.noise_shape(transformer, vae, SIZE, SIZE - 16)
    noise = [normal(shape, 5), normal(shape, 6)]
    ours = family.sample(transformer, vae, conditions, negative, noise, 3, subject.guidance)
    stacked = torch.stack(noise)
    exact = Exact(transformer, stacked, stacked)
    guided = subject.guided
    if "negative_prompt" in guided:
        guided = guided | {"negative_prompt": ["", ""]}
    own = pipeline(
        prompt=list(PROMPTS[:2]),
        latents=exact.tokens(stacked) if exact.kind == "QwenImageTransformer2DModel" else stacked,
        height=SIZE - 16,
        width=SIZE,
        num_inference_steps=3,
        **guided,
    ).images
    assert [picture.size for picture in ours] == [(SIZE, SIZE - 16)] * 2
    for a, b in zip(ours, own, strict=True):  # within one step of 255: three prompts were encoded, then two
        assert max(abs(x - y) for x, y in zip(a.tobytes(), b.tobytes(), strict=True)) <= 1
    assert ours[0].tobytes() != ours[1].tobytes()


def test_a_pictures_place_in_the_batch_changes_nothing_and_its_sigma_and_words_do(subject: Subject) -> None:
    family, transformer = subject.family, subject.family.load("transformer")
    conditions = subject.conditions(*PROMPTS[:2])
    shape = family.noise_shape(transformer, subject.pipeline.vae, SIZE, SIZE)
    x, sigma = normal((2, *shape), 4), torch.tensor([0.3, 0.7])
    with torch.no_grad():
        both = family.predict(transformer, x, sigma, conditions)
        second = family.predict(transformer, x[1:], sigma[1:], conditions[1:])
        other = family.predict(transformer, x[1:], sigma[:1], conditions[1:])
        told_else = family.predict(transformer, x[1:], sigma[1:], conditions[:1])
    assert both.shape == x.shape
    assert torch.allclose(both[1:], second, atol=1e-5)
    assert not torch.allclose(second, other, atol=1e-4)
    assert not torch.allclose(second, told_else, atol=1e-4)


def attached(subject: Subject) -> tuple[Any, dict[str, Tensor]]:
    """A transformer with a LoRA of rank 4 and alpha 8 that changes much."""
    transformer = subject.family.load("transformer")
    targets = subject.family.lora_targets(transformer)
    parameters = lora.attach(transformer, targets, 4, 8.0, CPU)
    with torch.no_grad():
        for index, parameter in enumerate(parameters.values()):
            parameter.copy_(normal(tuple(parameter.shape), index) * 0.3)
    return transformer, parameters


def test_the_pipeline_loads_every_key_of_a_lora_predicts_as_we_do_and_forgets_it_again(
    subject: Subject, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    family = subject.family
    pipeline = load_pipeline(subject.folder)
    transformer, parameters = attached(subject)
    targets = sorted({name.removeprefix("transformer.").rsplit(".lora_", 1)[0] for name in parameters})
    assert targets == family.lora_targets(pipeline.transformer)
    path = tmp_path / "lora.safetensors"
    adapter = {"r": 4, "lora_alpha": 8.0, "target_modules": targets}
    metadata = json.dumps({f"transformer.{key}": value for key, value in adapter.items()})
    path.write_bytes(tensor_bytes(parameters, {"format": "pt", "lora_adapter_metadata": metadata}))
    shape = family.noise_shape(transformer, pipeline.vae, SIZE, SIZE)
    x, sigma, conditions = normal((1, *shape), 1), torch.tensor([0.5]), subject.conditions("Vendalixia")

    def predicted(model: Any) -> Tensor:
        with torch.no_grad():
            return family.predict(model, x, sigma, conditions)

    base, ours = predicted(pipeline.transformer), predicted(transformer)
    with caplog.at_level(logging.WARNING):
        pipeline.load_lora_weights(path, adapter_name="character")
    assert not caplog.records
    loaded = {n for n in pipeline.transformer.state_dict() if "lora_" in n}
    assert {f"transformer.{name.replace('.character.', '.')}" for name in loaded} == set(parameters)
    assert torch.equal(predicted(pipeline.transformer), ours)
    assert not torch.allclose(ours, base, atol=1e-3)
    pipeline.unload_lora_weights()
    assert torch.equal(predicted(pipeline.transformer), base)


class Heard(Exception):  # noqa: N818 (no error: it ends a forward early)
    """What a time embedding was given."""

    def __init__(self, time: Tensor) -> None:
        super().__init__()
        self.time = time


def hear(_module: Any, inputs: tuple[Tensor, ...]) -> None:
    raise Heard(inputs[0])


def test_a_bfloat16_base_hears_every_sigma(subject: Subject) -> None:
    """1,001 values of σ are 1,001 for the time embedding; rounded to bfloat16 they would be 507."""
    hardware = Hardware(CPU, precision="bfloat16")
    family = load_family(base_plan(subject.base), hardware, subject.folder)
    transformer = family.load("transformer")
    embedding = {
        "Flux2Transformer2DModel": lambda: transformer.time_guidance_embed.time_proj,
        "QwenImageTransformer2DModel": lambda: transformer.time_text_embed.time_proj,
        "ZImageTransformer2DModel": lambda: transformer.t_embedder,
    }[type(transformer).__name__]()
    shape = family.noise_shape(transformer, subject.pipeline.vae, 16, 16)
    with torch.no_grad():
        condition = family.encode_prompt(family.load("text"), ["Vendalixia"])[0]
        velocity = family.predict(transformer, normal((1, *shape), 0), torch.tensor([0.5]), [condition])
    assert velocity.dtype == torch.float32
    assert velocity.isfinite().all()
    embedding.register_forward_pre_hook(hear)
    sigma = torch.linspace(0, 1, 1001)
    with pytest.raises(Heard) as heard:
        family.predict(transformer, normal((1001, *shape), 0), sigma, [condition] * 1001)
    assert len(sigma.to(torch.bfloat16).unique()) == 507
    assert heard.value.time.dtype == torch.float32
    assert len(heard.value.time.unique()) == 1001
