"""The contract of a family, with the pipeline's own code as the judge."""

from pathlib import Path
from typing import Any

import pytest
import torch
from diffusers import Flux2KleinPipeline, Flux2Transformer2DModel
from torch import Tensor

from charspec.errors import CharspecError
from charspec.families import load_family
from charspec.families.flux2 import Flux2
from charspec.families.flux2_text import klein_layers
from charspec.families.loading import Hardware
from charspec.plan import BasePlan
from charspec.tiny.models import TEXT_LAYERS, TOKENS
from tests.families.miniature import write_random_base

PROMPTS = ["Vendalixia, a young woman, running", ""]
CPU = torch.device("cpu")


def base_plan(**changes: object) -> BasePlan:
    facts: dict[str, object] = {
        "name": "tiny",
        "family": "flux2",
        "repository": "charspec",
        "revision": None,
        "files": {},
        "multiple": 8,
        "token_limit": TOKENS,
        "guidance_scale": None,
    }
    return BasePlan.model_validate(facts | changes)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_random_base(tmp_path_factory.mktemp("base"))


@pytest.fixture(scope="module")
def family(folder: Path) -> Flux2:
    found = load_family(base_plan(), Hardware(CPU), folder)
    assert isinstance(found, Flux2)
    return found


@pytest.fixture(scope="module")
def pipeline(folder: Path) -> Any:
    loaded = Flux2KleinPipeline.from_pretrained(folder, dtype=torch.float32)
    loaded.set_progress_bar_config(disable=True)
    return loaded


def pixels(seed: int) -> Tensor:
    return torch.rand(1, 3, 64, 64, generator=torch.Generator().manual_seed(seed)) * 2 - 1


class ExactVelocity:
    """Stands in for the transformer's forward and answers with the velocity from x0 to `noise`, packed as the
    real one packs."""

    def __init__(self, velocity: Tensor) -> None:
        self.packed = velocity.flatten(2).transpose(1, 2)

    def __call__(self, hidden_states: Tensor, **_: object) -> tuple[Tensor]:
        return (self.packed.expand(hidden_states.shape[0], -1, -1),)


def test_embeddings_equal_the_pipelines_own(family: Flux2, pipeline: Any) -> None:
    own, _ = pipeline.encode_prompt(PROMPTS, max_sequence_length=TOKENS, text_encoder_out_layers=TEXT_LAYERS)
    ours = family.encode_prompt(family.load("text"), PROMPTS)
    assert torch.equal(torch.stack([condition["embeds"] for condition in ours]), own)


def test_the_exact_velocity_gives_loss_0_and_the_pipelines_loop_returns_the_picture(
    family: Flux2, pipeline: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    vae, transformer = family.load("image"), pipeline.transformer
    x0 = family.encode_image(vae, pixels(1))
    noise = torch.randn(x0.shape, generator=torch.Generator().manual_seed(2))
    monkeypatch.setattr(transformer, "forward", ExactVelocity(noise - x0))
    conditions = family.encode_prompt(family.load("text"), PROMPTS)
    for sigma in (0.1, 0.9):
        x = (1 - sigma) * x0 + sigma * noise
        velocity = family.predict(transformer, x, torch.tensor([sigma]), conditions[:1])
        assert torch.equal(velocity, noise - x0)
    latents = pipeline(
        prompt="a photo",
        latents=noise,
        height=64,
        width=64,
        num_inference_steps=4,
        max_sequence_length=TOKENS,
        text_encoder_out_layers=TEXT_LAYERS,
        output_type="latent",
    ).images
    encoded = vae.encode(pixels(1)).latent_dist.mode()
    assert (latents - encoded).abs().max() < 2e-5
    picture = family.sample(transformer, vae, conditions[:1], conditions[1], [noise[0]], 4, 4.0)[0]
    decoded = vae.decode(encoded, return_dict=False)[0]
    wanted = pipeline.image_processor.postprocess(decoded, output_type="pil")[0]
    differences = [abs(a - b) for a, b in zip(picture.tobytes(), wanted.tobytes(), strict=True)]
    assert max(differences) <= 1


def test_decode_is_the_inverse_of_encode(family: Flux2) -> None:
    vae = family.load("image")
    through = vae.decode(vae.encode(pixels(3)).latent_dist.mode(), return_dict=False)[0]
    assert torch.allclose(family.decode(vae, family.encode_image(vae, pixels(3))), through, atol=1e-4)


def test_sampling_equals_the_pipelines_own_picture(family: Flux2, pipeline: Any) -> None:
    """Guidance, padding and size: the same prompt and noise, once through our way and once through the
    pipeline alone."""
    transformer, vae = family.load("transformer"), family.load("image")
    conditions = family.encode_prompt(family.load("text"), PROMPTS)
    shape = family.noise_shape(transformer, vae, 64, 48)
    assert shape == (32, 6, 8)
    noise = torch.randn(shape, generator=torch.Generator().manual_seed(5))
    ours = family.sample(transformer, vae, conditions[:1], conditions[1], [noise], 3, 4.0)[0]
    own = pipeline(
        prompt=PROMPTS[0],
        latents=noise[None],
        height=48,
        width=64,
        num_inference_steps=3,
        guidance_scale=4.0,
        max_sequence_length=TOKENS,
        text_encoder_out_layers=TEXT_LAYERS,
    ).images[0]
    assert ours.size == (64, 48)
    assert ours.tobytes() == own.tobytes()


def test_predict_is_what_the_transformer_says_to_the_pipeline(family: Flux2) -> None:
    """Another σ or another caption gives another velocity; a picture's place in the batch does not."""
    transformer = family.load("transformer")
    conditions = family.encode_prompt(family.load("text"), PROMPTS)
    x = torch.randn(2, 32, 8, 8, generator=torch.Generator().manual_seed(4))
    sigma = torch.tensor([0.3, 0.7])
    with torch.no_grad():
        both = family.predict(transformer, x, sigma, conditions)
        second = family.predict(transformer, x[1:], sigma[1:], conditions[1:])
        other = family.predict(transformer, x[1:], sigma[:1], conditions[1:])
        told_else = family.predict(transformer, x[1:], sigma[1:], conditions[:1])
    assert both.shape == x.shape
    assert torch.allclose(both[1:], second, atol=1e-5)
    assert not torch.allclose(second, other, atol=1e-3)
    assert not torch.allclose(second, told_else, atol=1e-3)


def test_targets_are_all_attention_and_feed_forward_linears_and_nothing_else(family: Flux2) -> None:
    targets = family.lora_targets(family.load("transformer"))
    assert targets == sorted(targets)
    assert len(targets) == 24
    assert "single_transformer_blocks.5.attn.to_qkv_mlp_proj" in targets
    assert "single_transformer_blocks.5.attn.to_out" in targets
    assert not any("modulation" in name or "norm" in name or "embed" in name for name in targets)


def test_the_published_4b_transformer_has_a_target_for_each_of_its_block_linears(family: Flux2) -> None:
    with torch.device("meta"):
        published = Flux2Transformer2DModel(
            in_channels=128,
            num_layers=5,
            num_single_layers=20,
            attention_head_dim=128,
            num_attention_heads=24,
            joint_attention_dim=7680,
            guidance_embeds=False,
        )
    targets = family.lora_targets(published)
    assert len(targets) == 5 * 12 + 20 * 2
    shapes = {name: tuple(published.get_submodule(name).weight.shape) for name in targets}
    assert shapes["transformer_blocks.4.attn.add_q_proj"] == (3072, 3072)
    assert shapes["single_transformer_blocks.19.attn.to_out"] == (3072, 4 * 3072)


def test_published_encoders_are_read_at_the_published_layers() -> None:
    assert klein_layers(36) == (9, 18, 27)
    assert klein_layers(3) == TEXT_LAYERS


def test_a_prompt_that_would_be_cut_is_refused(family: Flux2) -> None:
    text = family.load("text")
    with pytest.raises(CharspecError, match="its end would be cut off") as caught:
        family.encode_prompt(text, ["Vendalixia " + "running " * TOKENS])
    assert caught.value.exit_code == 1


def test_a_folder_without_a_pipeline_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CharspecError, match="no weights of tiny") as caught:
        load_family(base_plan(), Hardware(CPU), tmp_path)
    assert caught.value.exit_code == 2


def test_other_weights_than_the_plans_are_refused(folder: Path) -> None:
    plan = base_plan(files={"vae/diffusion_pytorch_model.safetensors": "0" * 64})
    with pytest.raises(CharspecError, match="not the file of tiny that the plan was made for"):
        load_family(plan, Hardware(CPU), folder)


def test_a_family_that_is_not_there_is_named(folder: Path) -> None:
    with pytest.raises(CharspecError, match="there is no family 'sdxl'"):
        load_family(base_plan(name="sdxl", family="sdxl"), Hardware(CPU), folder)


def test_a_cut_weights_file_is_said_in_words(tmp_path: Path) -> None:
    broken = write_random_base(tmp_path / "base")
    weights = broken / "vae" / "diffusion_pytorch_model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])
    with pytest.raises(CharspecError, match="cut short"):
        load_family(base_plan(), Hardware(CPU), broken)
