"""A text encoder that learns too, on every base: what its LoRA sits in, what moves, what a reload gives."""

from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import torch
from PIL import Image

from charspec.families import load_family
from charspec.families.loading import Hardware
from charspec.families.text import attention_targets
from charspec.plan import Lock
from charspec.records import Weights, read_epochs
from charspec.train.generate import from_run, generate
from charspec.train.run import train
from charspec.train.tensors import load_tensors
from charspec.train.text_lora import load_text, train_text
from tests.families.test_contract import base_plan
from tests.families.test_training import of_base
from tests.train.conftest import CAPTIONS, MakeLock, make_lock, spec_folder  # noqa: F401 (fixtures)

CPU = torch.device("cpu")
RATE = 1e-3
READ = {"flux2-klein-4b": 27, "flux2-dev": 30, "z-image": 2, "qwen-image-2512": 3}
"""How many layers of its miniature's encoder a base reads prompts through; klein's and dev's have 32, the
others' 3."""

PROMPT = "Vendalixia on a beach at sunset"


def with_text(make: MakeLock, base: str, epochs: int = 1, **more: object) -> Lock:
    return of_base(make(text_encoder={"learning_rate": RATE}, **more), base, epochs)


def layer(name: str) -> int:
    return int(name.split("layers.")[1].split(".")[0])


def predicted(family: Any, text: Any, transformer: Any) -> torch.Tensor:
    """Velocities of two fixed latents for two prompts, one of them long."""
    x = torch.randn((2, 16, 8, 8), generator=torch.Generator().manual_seed(1))
    shape = family.noise_shape(transformer, family.load("image"), 64, 64)
    conditions = family.encode_prompt(text, [PROMPT, CAPTIONS[0]])
    velocity: torch.Tensor = family.predict(
        transformer, x[:, : shape[0], : shape[1], : shape[2]], torch.tensor([0.3, 0.7]), conditions
    )
    return velocity


def apart(one: Image.Image, other: Image.Image) -> int:
    """By how many of 255 two pictures differ at most."""
    return max(abs(a - b) for a, b in zip(one.tobytes(), other.tobytes(), strict=True))


@pytest.fixture(scope="module", params=READ)
def base(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


def test_its_lora_sits_in_every_layer_that_is_read_and_in_none_above(
    base: str, miniatures: dict[str, Path]
) -> None:
    family = load_family(base_plan(base), Hardware(CPU), miniatures[base])
    text = family.load("text")
    found = defaultdict(set)
    for name in family.text_lora_targets(text):
        found[layer(name)].add(name.rsplit(".", 1)[1])
    assert sorted(found) == list(range(READ[base]))
    assert all(parts == {"q_proj", "k_proj", "v_proj", "o_proj"} for parts in found.values())
    loaded = {layer(name) for name in attention_targets(family.text_model(text), 40)}
    assert max(loaded) <= READ[base], "what no prompt is read from takes no room"


def test_every_matrix_learns_at_its_own_rate_in_a_file_that_predicts_the_same_again(
    base: str,
    miniatures: dict[str, Path],
    spec_folder: Path,  # noqa: F811
    make_lock: MakeLock,  # noqa: F811
    tmp_path: Path,
) -> None:
    run, lock = tmp_path / "run", with_text(make_lock, base, batch_size=2, caption_dropout=0.5)
    list(train(lock, spec_folder, run, miniatures[base]))
    first, last = read_epochs(run)
    assert first.text_weights is None
    assert last.weights is not None
    assert last.text_weights is not None
    assert last.text_weights.file == last.weights.file.replace(".safetensors", "-text.safetensors")
    learnt = load_tensors(run / last.text_weights.file)
    assert len(learnt) == 2 * 4 * READ[base]
    for name, value in learnt.items():
        assert name.startswith("text_encoder."), name
        if ".lora_B." in name:  # Adam's first steps have the length of the rate
            assert 0 < float(value.abs().max()) < last.step * RATE * 1.1, name
    again = next(iter(generate(from_run(run, 1), [last.samples[0].prompt], 1, miniatures[base])))
    assert apart(again, Image.open(run / last.samples[0].file)) <= 1, "alone or with others, it may round"
    family = load_family(base_plan(base), Hardware(CPU), miniatures[base])
    transformer = family.load("transformer")
    learning = train_text(family, lock.plan.train, CPU)
    plain = predicted(family, learning.text, transformer)
    with torch.no_grad():
        for name, parameter in learning.parameters.items():
            parameter.copy_(learnt[name])
    here = predicted(family, learning.text, transformer)
    assert not torch.equal(here, plain)
    read = load_text(family, run / last.text_weights.file, 4, 8.0, CPU)
    assert torch.equal(predicted(family, read, transformer), here)
    here.square().mean().backward()
    for name, parameter in learning.parameters.items():
        assert parameter.grad is not None, name
        assert torch.isfinite(parameter.grad).all(), name
        assert parameter.grad.any(), name


def test_a_resumed_run_of_both_gives_the_bytes_of_a_straight_one(
    miniatures: dict[str, Path],
    spec_folder: Path,  # noqa: F811
    make_lock: MakeLock,  # noqa: F811
    tmp_path: Path,
) -> None:
    base, straight, resumed = "qwen-image-2512", tmp_path / "straight", tmp_path / "resumed"
    list(train(with_text(make_lock, base, 2), spec_folder, straight, miniatures[base]))
    for epochs in (1, 2):
        list(train(with_text(make_lock, base, epochs), spec_folder, resumed, miniatures[base]))
    ends: list[tuple[Weights | None, Weights | None]] = [
        (read_epochs(run)[-1].weights, read_epochs(run)[-1].text_weights) for run in (straight, resumed)
    ]
    assert ends[0][1] is not None
    assert ends[0] == ends[1]
