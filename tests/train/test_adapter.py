"""The training adapter of a distilled base: on while the LoRA learns, off in drawing, and in no file."""

from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from charspec.errors import CharspecError
from charspec.families import Family, load_family
from charspec.families.loading import Hardware
from charspec.families.weights import find_training_adapter
from charspec.hub import TRAINING_ADAPTER
from charspec.plan import Lock
from charspec.plan import lock as lock_of
from charspec.records import read_epochs
from charspec.train import lora
from charspec.train.adapter import hold, without_adapter, without_lora
from charspec.train.run import train
from charspec.train.tensors import load_tensors
from tests.families.test_contract import base_plan
from tests.miniatures import write_miniature
from tests.train.conftest import MakeLock

CPU = torch.device("cpu")
ONE_PROMPT = {"baseline": "Vendalixia, standing"}
TURBO = base_plan("z-image-turbo").model_copy(update={"training_adapter": "somebody/adapter/v2.safetensors"})


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_miniature("z-image-turbo", tmp_path_factory.mktemp("turbo"))


@pytest.fixture(scope="module")
def turbo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same base with an adapter beside it, in the keys that its trainer writes."""
    folder = write_miniature("z-image-turbo", tmp_path_factory.mktemp("with-adapter"))
    transformer = load_family(TURBO, Hardware(CPU), folder).load("transformer")
    torch.manual_seed(3)
    keys = {}
    for layer in range(2):
        for part in ("to_q", "to_k", "to_v", "to_out.0"):
            name = f"layers.{layer}.attention.{part}"
            linear = transformer.get_submodule(name)
            keys[f"diffusion_model.{name}.lora_A.weight"] = torch.randn(8, linear.in_features)
            keys[f"diffusion_model.{name}.lora_B.weight"] = torch.randn(linear.out_features, 8)
    save_file(keys, folder / TRAINING_ADAPTER)
    return folder


@pytest.fixture
def family(turbo: Path) -> Family:
    return load_family(TURBO, Hardware(CPU), turbo)


def test_it_is_on_in_training_off_in_drawing_and_on_alone_without_the_lora(
    turbo: Path, family: Family
) -> None:
    x = torch.randn(1, 16, 8, 8, generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        condition = family.encode_prompt(family.load("text"), ["Vendalixia"])

    def predicted(model: object) -> torch.Tensor:
        with torch.no_grad():
            return family.predict(model, x, torch.tensor([0.5]), condition)

    transformer = family.load("transformer")
    base = predicted(transformer)
    parameters = lora.attach(transformer, family.lora_targets(transformer), 4, 4.0, CPU)
    with torch.no_grad():
        for parameter in parameters.values():
            parameter.normal_(std=0.3)
    character = predicted(transformer)
    found = find_training_adapter(TURBO, turbo)
    assert found is not None
    hold(transformer, family, found)
    trained = predicted(transformer)
    with without_adapter(transformer):
        assert torch.equal(predicted(transformer), character)
    assert torch.equal(predicted(transformer), trained)
    with without_lora(transformer):
        adapter = predicted(transformer)
        with without_adapter(transformer):
            assert torch.equal(predicted(transformer), base)
    assert torch.equal(predicted(transformer), trained)
    seen = [base, character, adapter, trained]
    assert all(not torch.allclose(a, b, atol=1e-4) for i, a in enumerate(seen) for b in seen[:i])
    learning = {id(value) for value in transformer.parameters() if value.requires_grad}
    assert learning == {id(value) for value in parameters.values()}


def of_turbo(lock: Lock, epochs: int = 1) -> Lock:
    plan = lock.plan.train.model_copy(update={"base": TURBO, "epochs": epochs})
    return lock_of(lock.plan.model_copy(update={"train": plan}))


def test_a_run_learns_with_it_and_neither_its_file_nor_its_first_row_holds_it(
    turbo: Path,
    bare: Path,
    spec_folder: Path,
    make_lock: MakeLock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lock = of_turbo(make_lock(ONE_PROMPT))
    list(train(lock, spec_folder, tmp_path / "with", turbo))
    monkeypatch.setattr("charspec.train.run.find_training_adapter", lambda base, path: None)
    list(train(lock, spec_folder, tmp_path / "without", bare))
    on, off = (read_epochs(tmp_path / name) for name in ("with", "without"))
    assert on[0].grid_loss != off[0].grid_loss, "the fixed loss is measured as it is trained"
    for a, b in zip(on[0].samples, off[0].samples, strict=True):
        assert (tmp_path / "with" / a.file).read_bytes() == (tmp_path / "without" / b.file).read_bytes()
    assert on[1].weights is not None
    assert off[1].weights is not None
    weights = [
        load_tensors(tmp_path / d / w.file) for d, w in (("with", on[1].weights), ("without", off[1].weights))
    ]
    assert set(weights[0]) == set(weights[1])
    assert any(not torch.equal(weights[0][name], weights[1][name]) for name in weights[0])


def test_a_resumed_run_gives_the_bytes_of_a_straight_one(
    turbo: Path, spec_folder: Path, make_lock: MakeLock, tmp_path: Path
) -> None:
    list(train(of_turbo(make_lock(ONE_PROMPT), 2), spec_folder, tmp_path / "straight", turbo))
    for epochs in (1, 2):
        list(train(of_turbo(make_lock(ONE_PROMPT), epochs), spec_folder, tmp_path / "resumed", turbo))
    straight, resumed = (read_epochs(tmp_path / name)[-1].weights for name in ("straight", "resumed"))
    assert straight is not None
    assert straight == resumed


def test_an_adapter_that_cannot_be_had_stops_the_training_before_it_begins(
    bare: Path, spec_folder: Path, make_lock: MakeLock, tmp_path: Path
) -> None:
    with pytest.raises(CharspecError, match=r"training adapter of z-image-turbo could not be had") as caught:
        list(train(of_turbo(make_lock()), spec_folder, tmp_path / "run", bare))
    assert caught.value.hint is not None
    assert TRAINING_ADAPTER in caught.value.hint
    assert not (tmp_path / "run" / "epochs.jsonl").exists()


def test_an_adapter_of_another_base_is_refused(family: Family, tmp_path: Path) -> None:
    transformer = family.load("transformer")
    lora.attach(transformer, family.lora_targets(transformer), 4, 4.0, CPU)
    name = "diffusion_model.layers.0.attention.to_q"
    save_file(
        {f"{name}.lora_A.weight": torch.zeros(4, 7), f"{name}.lora_B.weight": torch.zeros(9, 4)},
        tmp_path / "odd.safetensors",
    )
    with pytest.raises(CharspecError, match="does not fit the base"):
        hold(transformer, family, tmp_path / "odd.safetensors")
