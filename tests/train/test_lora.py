"""An epoch's file is a LoRA that diffusers loads whole, and that leaves nothing behind once taken off."""

import logging
from pathlib import Path
from typing import Any

import pytest
import torch
from diffusers import Flux2KleinPipeline

from charspec.errors import CharspecError
from charspec.families import load_family
from charspec.families.loading import Hardware
from charspec.records import read_epochs
from charspec.tiny.models import TEXT_LAYERS, TOKENS
from charspec.train import lora
from charspec.train.run import train
from charspec.train.tensors import load_tensors
from tests.train.conftest import MakeLock

CPU = torch.device("cpu")


def picture(pipeline: Any) -> bytes:
    image = pipeline(
        prompt="Vendalixia, standing",
        height=64,
        width=64,
        num_inference_steps=2,
        generator=torch.Generator().manual_seed(0),
        max_sequence_length=TOKENS,
        text_encoder_out_layers=TEXT_LAYERS,
    ).images[0]
    data: bytes = image.tobytes()
    return data


def test_the_pipeline_loads_every_key_draws_otherwise_and_forgets_it_again(
    random_base: Path,
    spec_folder: Path,
    make_lock: MakeLock,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    run = tmp_path / "run"
    list(train(make_lock(), spec_folder, run, random_base))
    weights = read_epochs(run)[-1].weights
    assert weights is not None
    pipeline = Flux2KleinPipeline.from_pretrained(random_base, dtype=torch.float32)
    pipeline.set_progress_bar_config(disable=True)
    base = picture(pipeline)
    with caplog.at_level(logging.WARNING):
        pipeline.load_lora_weights(run / weights.file, adapter_name="character")
    assert not caplog.records
    loaded = {
        name.replace(".character.", "."): value
        for name, value in pipeline.transformer.state_dict().items()
        if "lora_" in name
    }
    saved = load_tensors(run / weights.file)
    assert {f"transformer.{name}" for name in loaded} == set(saved)
    assert all(torch.equal(value, saved[f"transformer.{name}"]) for name, value in loaded.items())
    module = pipeline.transformer.transformer_blocks[0].attn.to_q
    assert module.scaling["character"] == 2.0, "alpha 8 / rank 4"
    assert picture(pipeline) != base
    pipeline.unload_lora_weights()
    assert picture(pipeline) == base


def test_what_was_trained_is_what_the_pipeline_predicts_after_loading(
    random_base: Path, spec_folder: Path, make_lock: MakeLock, tmp_path: Path
) -> None:
    lock = make_lock()
    list(train(lock, spec_folder, tmp_path / "run", random_base))
    path = tmp_path / "run" / lora.file_name(lock.plan.train, 2)
    family = load_family(lock.plan.train.base, Hardware(CPU), random_base)
    ours = family.load("transformer")
    parameters = lora.attach(ours, family.lora_targets(ours), 4, 8.0, CPU)
    lora.put(parameters, load_tensors(path), str(path))
    pipeline = Flux2KleinPipeline.from_pretrained(random_base, dtype=torch.float32)
    pipeline.load_lora_weights(path)
    x, sigma = torch.randn(1, 32, 8, 8, generator=torch.Generator().manual_seed(1)), torch.tensor([0.5])
    condition = family.encode_prompt(family.load("text"), ["Vendalixia"])
    with torch.no_grad():
        trained = family.predict(ours, x, sigma, condition)
        loaded = family.predict(pipeline.transformer, x, sigma, condition)
    assert torch.equal(trained, loaded)


def test_a_lora_starts_at_the_base_and_from_its_seed(random_base: Path, make_lock: MakeLock) -> None:
    family = load_family(make_lock().plan.train.base, Hardware(CPU), random_base)
    transformer = family.load("transformer")
    parameters = lora.attach(transformer, family.lora_targets(transformer), 4, 8.0, CPU)
    seeds = []
    for seed in (1, 1, 2):
        lora.initialise(parameters, seed, 4)
        seeds.append({name: value.detach().clone() for name, value in parameters.items()})
    assert list(parameters) == sorted(parameters)
    assert all(value.dtype == torch.float32 and value.requires_grad for value in parameters.values())
    assert all(torch.equal(seeds[0][name], seeds[1][name]) for name in parameters)
    down = [name for name in parameters if ".lora_A." in name]
    assert not any(torch.equal(seeds[0][name], seeds[2][name]) for name in down)
    assert all(not value.any() for name, value in seeds[0].items() if ".lora_B." in name)


def test_a_lora_of_another_base_or_rank_is_refused(random_base: Path, make_lock: MakeLock) -> None:
    family = load_family(make_lock().plan.train.base, Hardware(CPU), random_base)
    transformer = family.load("transformer")
    parameters = lora.attach(transformer, family.lora_targets(transformer), 4, 8.0, CPU)
    first = next(iter(parameters))
    values = {name: value.detach().clone() for name, value in parameters.items()}
    for wrong in (
        {name: value for name, value in values.items() if name != first},
        {**values, "transformer.elsewhere.lora_A.weight": values[first]},
        {**values, first: values[first][:2]},
    ):
        with pytest.raises(CharspecError, match="does not fit the base") as caught:
            lora.put(parameters, wrong, "a.safetensors")
        assert caught.value.exit_code == 1


def test_a_bfloat16_base_keeps_its_lora_in_float32(random_base: Path, make_lock: MakeLock) -> None:
    family = load_family(make_lock().plan.train.base, Hardware(CPU, "bfloat16"), random_base)
    transformer = family.load("transformer")
    parameters = lora.attach(transformer, family.lora_targets(transformer), 4, 8.0, CPU)
    assert transformer.x_embedder.weight.dtype == torch.bfloat16
    assert {value.dtype for value in parameters.values()} == {torch.float32}


def test_a_disk_that_keeps_something_else_is_noticed(
    make_lock: MakeLock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forgetful(path: Path, data: bytes) -> None:
        path.parent.mkdir(parents=True)
        path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))

    monkeypatch.setattr(lora, "write_atomically", forgetful)
    parameters = {"transformer.proj_out.lora_A.weight": torch.ones(2, 4)}
    with pytest.raises(CharspecError, match="read back is not the LoRA written"):
        lora.save(tmp_path, make_lock(), 1, 4, parameters)
