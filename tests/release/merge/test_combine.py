"""Side by side is exactly the weighted sum; pressed to a rank it is the nearest LoRA of that rank."""

from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from charspec.families import Family, load_family
from charspec.families.loading import Hardware
from charspec.families.lora import Keys, Lora, mount, read_lora
from charspec.release.merge import Part, as_lora, combine, merged_files, read_part
from tests.families.lora.test_loading import predicted
from tests.families.test_contract import base_plan
from tests.release.merge.loras import Shapes, delta, plain_parts, random_modules, write

CPU = torch.device("cpu")
SHAPES = {"transformer_blocks.0.attn.to_q": (12, 9), "transformer_blocks.0.attn.to_k": (7, 11)}


def shapes(family: Family, transformer: Any) -> Shapes:
    found = {name: transformer.get_submodule(name) for name in family.lora_targets(transformer)}
    return {name: (module.in_features, module.out_features) for name, module in found.items()}


@torch.no_grad()
@pytest.mark.parametrize("base", ["flux2-klein-4b", "z-image", "qwen-image-2512"])
def test_the_merged_lora_draws_as_the_weighted_sum_of_its_parents_does(
    base: str, miniatures: dict[str, Path], tmp_path: Path
) -> None:
    plan = base_plan(base)
    family = load_family(plan, Hardware(CPU), miniatures[base])
    vae, summed = family.load("image"), family.load("transformer")
    untouched = predicted(family, summed, vae)
    sizes = shapes(family, summed)
    half = dict(list(sizes.items())[::2])
    parents: list[tuple[Shapes, int, float, Keys, float]] = [
        (sizes, 3, 3.0, "diffusers", 0.7),
        (sizes, 5, 2.0, "comfyui", 1.0),
        (half, 2, 1.0, "kohya", -0.4),
    ]
    parts: list[Part] = []
    for number, (where, rank, alpha, keys, weight) in enumerate(parents):
        modules = random_modules(where, rank, alpha, number)
        path = write(tmp_path / f"{number}.safetensors", plan.family, modules, keys, {"charspec.base": base})
        parts.append(read_part(path, weight, None))
        for name in modules:
            summed.get_submodule(name).weight += (weight * delta(modules, name)).float()
    expected = predicted(family, summed, vae)
    assert not torch.allclose(expected, untouched, atol=1e-2)

    merged = combine(parts, [part.weight for part in parts], "cat", None)
    for spelt in ("diffusers", "comfyui", "kohya"):
        out = tmp_path / f"merged-{spelt}.safetensors"
        for path, data in merged_files(as_lora(parts, merged, {}), merged, spelt, out).items():
            path.write_bytes(data)
        drawing = family.load("transformer")
        mount(drawing, read_lora(out, plan.family), CPU, base, str(out))
        torch.testing.assert_close(predicted(family, drawing, vae), expected, atol=2e-5, rtol=1e-4)


parents = st.lists(
    st.tuples(
        st.integers(1, 4),
        st.sampled_from([0.5, 1.0, 4.0]),
        st.sampled_from([-1.0, 0.3, 1.0, 2.5]),
        st.sets(st.sampled_from(sorted(SHAPES)), min_size=1),
        st.integers(0, 999),
    ),
    min_size=2,
    max_size=5,
)


@given(parents, st.integers(1, 12))
@settings(max_examples=25, deadline=None)
def test_whatever_the_ranks_alphas_weights_and_modules(drawn: list[Any], rank: int) -> None:
    parts = plain_parts(
        [
            (random_modules({name: SHAPES[name] for name in names}, own, alpha, seed), weight)
            for own, alpha, weight, names, seed in drawn
        ]
    )
    weights = [part.weight for part in parts]
    side, pressed = (combine(parts, weights, method, rank) for method in ("cat", "svd"))
    lost = total = 0.0
    for name in sorted({name for part in parts for name in part.lora.modules}):
        wanted = sum(part.weight * delta(part.lora.modules, name) for part in parts)
        assert isinstance(wanted, torch.Tensor)
        torch.testing.assert_close(delta(side.modules, name), wanted, atol=1e-5, rtol=1e-5)
        left, sigma, right = torch.linalg.svd(wanted, full_matrices=False)
        nearest = left[:, :rank] * sigma[:rank] @ right[:rank]
        gap = (delta(pressed.modules, name) - wanted).norm()
        assert gap <= (nearest - wanted).norm() + 1e-4, "no LoRA of this rank comes nearer"
        lost, total = lost + float(sigma[rank:].square().sum()), total + float(sigma.square().sum())
        assert pressed.modules[name].rank <= rank
    assert pressed.lost == pytest.approx(lost / total if total else 0.0, abs=1e-6)
    assert side.lost == 0


def test_half_precision_is_added_up_in_float32() -> None:
    modules = random_modules(SHAPES, 3, 3.0, 1)
    halves = {
        name: type(found)(found.down.bfloat16(), found.up.bfloat16(), found.alpha)
        for name, found in modules.items()
    }
    merged = combine(plain_parts([(halves, 0.3), (modules, 1.0)]), [0.3, 1.0], "cat", None)
    for name, found in merged.modules.items():
        assert found.up.dtype == found.down.dtype == torch.float32
        wanted = 0.3 * delta(halves, name) + delta(modules, name)
        torch.testing.assert_close(delta(merged.modules, name), wanted, atol=1e-6, rtol=1e-6)


def test_pressing_again_gives_the_same_values() -> None:
    parts = plain_parts([(random_modules(SHAPES, 4, 4.0, seed), 1.0) for seed in (1, 2)])
    once, again = (combine(parts, [1.0, 1.0], "svd", 3) for _ in range(2))
    for name, found in once.modules.items():
        assert torch.equal(found.up, again.modules[name].up)
        assert torch.equal(found.down, again.modules[name].down)
        largest = found.up.gather(0, found.up.abs().argmax(0, keepdim=True))
        assert (largest > 0).all(), "of two signs that an SVD may have, always the same"


def test_a_file_of_ours_keeps_its_architecture() -> None:
    parts = plain_parts([(random_modules(SHAPES, 1, 1.0, 0), 1.0), (random_modules(SHAPES, 1, 1.0, 1), 1.0)])
    merged = combine(parts, [1.0, 1.0], "cat", None)
    assert as_lora(parts, merged, {"a": "b"}) == Lora("flux2", merged.modules, {"a": "b"})
