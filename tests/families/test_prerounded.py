"""A base whose transformer was saved in rounded weights is trained as it is."""

import importlib
import json
import math
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import bitsandbytes
import pytest
import torch
from diffusers import ZImageTransformer2DModel
from safetensors.torch import load_file, save_file
from transformers import BitsAndBytesConfig, Qwen3Model

from charspec.errors import CharspecError
from charspec.families import load_family
from charspec.families.loading import Hardware
from charspec.records import read_epochs
from charspec.settings.execution import HardwareExecution
from charspec.train.run import train
from tests.families.test_contract import base_plan
from tests.families.test_training import of_base
from tests.single_files import WEIGHTS
from tests.train.conftest import MakeLock, make_lock, spec_folder  # noqa: F401 (fixtures)

torchao = importlib.import_module("torchao.quantization")
flatten = importlib.import_module("torchao.prototype.safetensors.safetensors_support")
CPU = torch.device("cpu")
BFLOAT16 = Hardware(CPU, "bfloat16")


def is_linear(module: Any, _name: str) -> bool:
    return type(module) is torch.nn.Linear


def by_torchao(folder: Path, config: Any) -> None:
    """What `save_pretrained` of diffusers writes of a transformer loaded with a TorchAoConfig."""
    model = ZImageTransformer2DModel.from_pretrained(folder / "transformer", dtype=torch.bfloat16)
    torchao.quantize_(model, config, filter_fn=is_linear)
    state, facts = flatten.flatten_tensor_state_dict(model.state_dict())
    save_file(state, folder / WEIGHTS, metadata=facts)
    kind = {"default": {"_type": type(config).__name__, "_version": 2, "_data": {}}}
    describe(folder, {"quant_method": "torchao", "quant_type": kind})


def by_bitsandbytes(folder: Path, made: Callable[[torch.nn.Linear], Any], said: dict[str, Any]) -> None:
    """The same with a BitsAndBytesConfig, which diffusers applies on a GPU alone: its layers are those of
    bitsandbytes, which say themselves what is saved."""
    model = ZImageTransformer2DModel.from_pretrained(folder / "transformer", dtype=torch.bfloat16)
    for name, module in list(model.named_modules()):
        if is_linear(module, name):
            layer = made(module)
            layer.bias = module.bias
            model.set_submodule(name, layer.to(CPU))
    save_file(model.state_dict(), folder / WEIGHTS)
    describe(folder, {"quant_method": "bitsandbytes", **said})


def describe(folder: Path, said: dict[str, Any]) -> None:
    config = folder / "transformer" / "config.json"
    config.write_text(json.dumps(json.loads(config.read_text("utf-8")) | {"quantization_config": said}))


def four_bits(linear: torch.nn.Linear) -> Any:
    nn = cast(Any, bitsandbytes.nn)
    layer = nn.Linear4bit(linear.in_features, linear.out_features, quant_type="nf4")
    layer.weight = nn.Params4bit(linear.weight.data, requires_grad=False, quant_type="nf4")
    return layer


def eight_bits(linear: torch.nn.Linear) -> Any:
    nn = cast(Any, bitsandbytes.nn)
    layer = nn.Linear8bitLt(linear.in_features, linear.out_features, has_fp16_weights=False)
    layer.weight = nn.Int8Params(linear.weight.data, requires_grad=False, has_fp16_weights=False)
    return layer


NF4 = {"load_in_4bit": True, "bnb_4bit_quant_type": "nf4"}
ROUND: dict[str, Callable[[Path], None]] = {
    "int8 by torchao": lambda folder: by_torchao(folder, torchao.Int8WeightOnlyConfig(version=2)),
    "fp8 by torchao": lambda folder: by_torchao(folder, torchao.Float8WeightOnlyConfig()),
    "nf4 by bitsandbytes": lambda folder: by_bitsandbytes(folder, four_bits, NF4),
    "int8 by bitsandbytes": lambda folder: by_bitsandbytes(folder, eight_bits, {"load_in_8bit": True}),
}
WORST = {"int8": 0.02, "fp8": 0.06, "nf4": 0.15}


@pytest.fixture(scope="module")
def rounded(miniatures: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Rounding → z-image's miniature saved so. Read only."""
    root = tmp_path_factory.mktemp("rounded")
    for name, write in ROUND.items():
        write(Path(shutil.copytree(miniatures["z-image"], root / name)))
    return {name: root / name for name in ROUND}


def refused(folder: Path, hardware: Hardware) -> CharspecError:
    with pytest.raises(CharspecError) as caught:
        load_family(base_plan("z-image"), hardware, folder).load("transformer")
    assert caught.value.exit_code == 1
    return caught.value


@pytest.mark.parametrize("name", ROUND)
def test_it_is_loaded_as_it_is_and_a_lora_learns_on_it(
    name: str,
    rounded: dict[str, Path],
    miniatures: dict[str, Path],
    spec_folder: Path,  # noqa: F811
    make_lock: MakeLock,  # noqa: F811
    tmp_path: Path,
) -> None:
    family = load_family(base_plan("z-image"), BFLOAT16, rounded[name])
    model, exact = family.load("transformer"), load_file(miniatures["z-image"] / WEIGHTS)
    layer = model.get_submodule("layers.1.feed_forward.w1")
    seen = layer(torch.eye(layer.in_features, dtype=torch.bfloat16)).float()
    plain = exact["layers.1.feed_forward.w1.weight"].T
    assert 0 < (seen - plain).norm() / plain.norm() < WORST[name.split()[0]]
    assert torch.equal(model.x_pad_token.float(), exact["x_pad_token"].bfloat16().float())
    lock = of_base(make_lock(precision="bfloat16"), "z-image", 1)
    checkpointed = HardwareExecution(memory_gb=None, gradient_checkpointing=True, offload="encoders")
    list(train(lock, spec_folder, tmp_path / "run", rounded[name], execution=checkpointed))
    last = read_epochs(tmp_path / "run")[-1]
    assert last.loss is not None
    assert last.weights is not None
    assert math.isfinite(last.loss)
    learnt = load_file(tmp_path / "run" / last.weights.file)
    assert all(value.dtype == torch.float32 for value in learnt.values())
    assert sum(bool(value.any()) for key, value in learnt.items() if ".lora_B." in key) > 10


def test_rounding_it_otherwise_is_refused_and_the_same_again_is_not(rounded: dict[str, Path]) -> None:
    folder = rounded["nf4 by bitsandbytes"]
    error = refused(folder, Hardware(CPU, "bfloat16", quantization="int8"))
    assert "rounded already, to nf4 by bitsandbytes: hardware.quantization=int8 cannot be" in str(error)
    assert "hardware.quantization=none" in (error.hint or "")
    assert error.where == str(folder / "transformer")
    load_family(base_plan("z-image"), Hardware(CPU, "bfloat16", quantization="nf4"), folder)
    assert "cannot be streamed" in str(
        refused(folder, Hardware(CPU, gradient_checkpointing=True, offload="blocks"))
    )


def test_another_precision_than_it_was_rounded_for_is_refused(rounded: dict[str, Path]) -> None:
    error = refused(rounded["fp8 by torchao"], Hardware(CPU))
    assert "rounded to compute in bfloat16, not in float32" in str(error)
    assert error.hint == "Take hardware.precision=bfloat16."


def test_another_package_and_lost_weights_are_told(rounded: dict[str, Path], tmp_path: Path) -> None:
    folder = Path(shutil.copytree(rounded["nf4 by bitsandbytes"], tmp_path / "base"))
    state = load_file(folder / WEIGHTS)
    save_file({key: value for key, value in state.items() if ".w2." not in key}, folder / WEIGHTS)
    assert "weights are missing: context_refiner.0.feed_forward.w2.weight" in str(refused(folder, BFLOAT16))
    describe(folder, {"quant_method": "quanto"})
    assert "rounded already, to quanto by quanto: charspec does not train on that" in str(
        refused(folder, BFLOAT16)
    )


def test_a_rounded_text_encoder_is_read_too(miniatures: dict[str, Path], tmp_path: Path) -> None:
    """transformers rounds and loads on a CPU; the published folders in 4 bits have both parts so."""
    folder = Path(shutil.copytree(miniatures["z-image"], tmp_path / "base"))
    place = folder / "text_encoder"
    config = BitsAndBytesConfig(
        load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_compute_dtype=torch.bfloat16
    )
    encoder = cast(Any, Qwen3Model).from_pretrained(place, quantization_config=config, dtype=torch.bfloat16)
    shutil.rmtree(place)
    encoder.save_pretrained(place)
    hardware = Hardware(CPU, "bfloat16", offload="encoders")
    plain, found = (
        load_family(base_plan("z-image"), hardware, where) for where in (miniatures["z-image"], folder)
    )
    exact, near = (
        family.encode_prompt(family.load("text"), ["a fox"])[0]["embeds"] for family in (plain, found)
    )
    assert exact.shape == near.shape
    assert 0 < (exact - near).norm() / exact.norm() < 0.5
