"""The estimate of memory against what is really held, and what is advised where it is too much."""

from pathlib import Path
from typing import Any

import pytest
import torch
from diffusers import Flux2Transformer2DModel
from torch.profiler import ProfilerActivity, profile

from charspec.compile import compile_spec
from charspec.estimate import Setup, advice, estimate_document, memory, setup_of, size_of
from charspec.estimate.memory import GB, PER_WEIGHT
from charspec.families.loading import Hardware, load_model
from charspec.families.loading.quantized import block_linears
from charspec.plan import Plan
from scripts import sizes
from scripts.live_bytes import LiveBytes
from scripts.published import PUBLISHED, on_meta
from tests.families.miniature import write_random_base

REAL = [name for name in PUBLISHED if name != "tiny"]
EXAMPLE = Path(__file__).parents[2] / "examples" / "vendalixia" / "character.yaml"


def plan_of(base: str, *overrides: str) -> tuple[Plan, Setup]:
    words = [f"base={base}", *overrides]
    if not any(word.startswith("train.resolution") for word in words):
        words.append("train.resolution=1024")
    found = compile_spec(EXAMPLE, words)
    side = found.plan.train.resolution
    items = tuple(item.model_copy(update={"bucket": (side, side)}) for item in found.plan.train.items)
    train = found.plan.train.model_copy(update={"items": items})
    return found.plan.model_copy(update={"train": train}), setup_of(train, found.execution.hardware)


def test_counting_live_bytes_is_what_the_allocator_counts() -> None:
    """A step of the embedded base's transformer on the CPU, real tensors: our count against PyTorch's own
    record of every allocation."""
    torch.manual_seed(0)
    transformer = PUBLISHED["tiny"].transformer().requires_grad_(False)
    transformer.get_submodule("single_transformer_blocks.0.attn.to_out").requires_grad_(True)
    text = torch.randn(1, 64, 384)

    def step() -> None:
        velocity = transformer(
            hidden_states=torch.randn(1, 256, 32),
            encoder_hidden_states=text,
            timestep=torch.tensor([0.5]),
            img_ids=torch.zeros(256, 4),
            txt_ids=torch.zeros(64, 4),
            guidance=None,
            return_dict=False,
        )[0]
        velocity.square().mean().backward()
        transformer.zero_grad(set_to_none=True)

    step()
    with LiveBytes() as live:
        step()
    with profile(activities=[ProfilerActivity.CPU], profile_memory=True) as recorded:
        step()
    held, most = 0, 0
    for event in recorded.profiler.kineto_results.events():  # type: ignore[union-attr]
        if event.name() == "[memory]":
            held += event.nbytes()
            most = max(most, held)
    assert live.most == pytest.approx(most, rel=0.15)


@pytest.mark.parametrize("base", REAL)
def test_parameters_are_those_of_the_true_classes(base: str) -> None:
    size = size_of(base)
    assert size is not None
    parts = PUBLISHED[base]
    transformer = on_meta(parts.transformer)
    assert size.transformer.parameters == sizes.parameters(transformer)
    linears = [transformer.get_submodule(name) for name in block_linears(transformer)]
    assert size.transformer.in_block_linears == sum(linear.weight.numel() for linear in linears)
    assert size.text_encoder.parameters == sizes.parameters(on_meta(parts.text_encoder))
    assert size.vae.parameters == sizes.parameters(on_meta(parts.vae))


@pytest.mark.parametrize("checkpointed", [True, False])
@pytest.mark.parametrize(
    ("rank", "side", "batch"), [(16, (48, 48), 1), (32, (64, 64), 2), (128, (32, 32), 1)]
)
def test_the_line_holds_where_it_was_not_drawn(
    checkpointed: bool, rank: int, side: tuple[int, int], batch: int
) -> None:
    size = size_of("flux2-klein-4b")
    assert size is not None
    found = size.transformer.activations["bfloat16"]
    line = found.checkpointed if checkpointed else found.kept
    make = PUBLISHED["flux2-klein-4b"].transformer
    transformer = sizes.with_lora(make, rank, torch.bfloat16, checkpointed)
    real = sizes.step_bytes(transformer, *side, 512, batch)
    tokens = batch * (side[0] * side[1] + 512)
    assert line.bytes(tokens, rank) == pytest.approx(real, rel=0.15)


@pytest.mark.parametrize("quantization", ["int8", "fp8", "nf4"])
def test_a_rounded_weight_takes_what_the_formula_says(tmp_path: Path, quantization: Any) -> None:
    folder = write_random_base(tmp_path / "base")
    hardware = Hardware(torch.device("cpu"), "bfloat16", quantization=quantization)
    model = load_model(Flux2Transformer2DModel, folder, "transformer", "tiny", hardware)
    exact = load_model(Flux2Transformer2DModel, folder, "transformer", "tiny", Hardware(torch.device("cpu")))
    held, count = 0, 0
    for name in block_linears(model):
        weight = model.get_submodule(name).weight
        held += sum(tensor.nbytes for tensor in _tensors(weight))
        count += exact.get_submodule(name).weight.numel()
    assert held / count == pytest.approx(PER_WEIGHT[quantization], rel=0.06)


def _tensors(weight: torch.Tensor) -> list[torch.Tensor]:
    """What a rounded weight consists of: values and scales."""
    if hasattr(weight, "__tensor_flatten__"):
        return [getattr(weight, name) for name in weight.__tensor_flatten__()[0]]
    state: Any = getattr(weight, "quant_state")  # noqa: B009 (bitsandbytes puts it there)
    return [weight, state.absmax, *([state.state2.absmax] if state.nested else [])]


def test_the_larger_phase_is_the_peak() -> None:
    plan, setup = plan_of("flux2-dev", "hardware=80gb")
    size = size_of("flux2-dev")
    assert size is not None
    held = memory(plan, size, setup)
    assert held.peak == max(held.phases.values())
    assert set(held.phases) == {"captions", "pictures", "steps", "samples"}
    assert held.phases["captions"] > size.text_encoder.held * 2


@pytest.mark.parametrize(
    ("base", "fitting"),
    [
        ("flux2-klein-4b", {"12gb", "16gb", "24gb", "48gb", "80gb"}),
        ("z-image", {"12gb", "16gb", "24gb", "48gb", "80gb"}),
        ("qwen-image-2512", {"48gb", "80gb"}),
        ("flux2-dev", {"80gb"}),
    ],
)
def test_each_base_fits_presets_of_its_size_and_the_rest_are_told_what_to_change(
    base: str, fitting: set[str]
) -> None:
    compiled = compile_spec(EXAMPLE, [f"base={base}", "train.resolution=1024"])
    found = estimate_document(compiled.lock, compiled.execution.hardware)
    assert found.memory is not None
    presets = found.memory.presets
    assert {preset.name for preset in presets if preset.fits} == fitting
    for preset in presets:
        assert bool(preset.advice) != preset.fits, preset
        if not preset.advice:
            continue
        followed = [f"hardware={preset.name}", *preset.advice]
        plan, setup = plan_of(base, *followed)
        size = size_of(base)
        assert size is not None
        assert memory(plan, size, setup).peak <= preset.memory_gb * GB, followed


def test_what_changes_no_byte_is_advised_first() -> None:
    size = size_of("flux2-klein-4b")
    assert size is not None
    plan, setup = plan_of("flux2-klein-4b", "hardware=80gb", "hardware.gradient_checkpointing=false")
    assert memory(plan, size, setup).peak > 24 * GB
    assert advice(plan, size, setup, 24 * GB) == ["hardware.gradient_checkpointing=true"]
    assert advice(plan, size, setup, 100 * GB) == []
    assert advice(plan, size, setup, 1 * GB) == []
