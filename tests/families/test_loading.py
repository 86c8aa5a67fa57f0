"""What is wrong with a folder of weights is said before anything is loaded, with the next step."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from charspec.errors import CharspecError
from charspec.estimate.sizes import size_of
from charspec.families import load_family
from charspec.families.flux2 import Flux2
from charspec.families.loading import Hardware
from charspec.families.loading.quantized import block_linears
from charspec.plan import BasePlan
from tests.families.miniature import write_random_base
from tests.families.test_contract import base_plan as published
from tests.families.test_flux2 import base_plan

CPU = torch.device("cpu")
WEIGHTS = "diffusion_pytorch_model.safetensors"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_random_base(tmp_path_factory.mktemp("whole"))


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "base"))


def load(folder: Path, hardware: Hardware | None = None, base: BasePlan | None = None) -> torch.nn.Module:
    found = load_family(base or base_plan(), hardware or Hardware(CPU), folder).load("transformer")
    assert isinstance(found, torch.nn.Module)
    return found


def sharded(folder: Path) -> None:
    transformer = load(folder)
    shutil.rmtree(folder / "transformer")
    transformer.save_pretrained(folder / "transformer", max_shard_size="500KB")  # type: ignore[operator]


def lose_a_shard(folder: Path) -> None:
    sharded(folder)
    shards = sorted((folder / "transformer").glob("*.safetensors"))
    assert len(shards) > 2
    shards[1].unlink()


def cut_a_shard(folder: Path) -> None:
    sharded(folder)
    shard = sorted((folder / "transformer").glob("*.safetensors"))[1]
    shard.write_bytes(shard.read_bytes()[:-10])


def leave_a_pointer(folder: Path) -> None:
    text = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1234\n"
    (folder / "transformer" / WEIGHTS).write_text(text)


def another_models_class(folder: Path) -> None:
    config = folder / "transformer" / "config.json"
    config.write_text(
        json.dumps(json.loads(config.read_text()) | {"_class_name": "ZImageTransformer2DModel"})
    )
    index = folder / "model_index.json"
    index.write_text(json.dumps(json.loads(index.read_text()) | {"_class_name": "ZImagePipeline"}))


@pytest.mark.parametrize(
    ("spoil", "message", "step"),
    [
        (
            lose_a_shard,
            r"1 of \d+ weights files of the transformer are missing: diff",
            "Get the weights again",
        ),
        (cut_a_shard, r"cut short: [\d,]+ of [\d,]+ bytes are there", "Get the weights again"),
        (leave_a_pointer, "Git LFS pointer", "git lfs pull"),
        (
            lambda folder: (folder / "transformer" / WEIGHTS).write_bytes(b"\xff" * 5000),
            "no safetensors file",
            "Get the weights again",
        ),
        (
            lambda folder: (folder / "transformer" / WEIGHTS).unlink(),
            "has no weights here",
            "Get the weights again",
        ),
        (
            lambda folder: shutil.rmtree(folder / "transformer"),
            "this folder has no transformer",
            "Get the weights again",
        ),
        (
            another_models_class,
            "this is the folder of another base: this folder is a ZImagePipeline",
            "base=z-image",
        ),
        (
            lambda folder: (folder / "transformer" / "config.json").write_text("{"),
            "damaged: it is no JSON",
            "Get the weights again",
        ),
    ],
)
def test_a_spoilt_folder_is_told_what_is_wrong_and_what_to_do(
    folder: Path, spoil: Callable[[Path], object], message: str, step: str
) -> None:
    spoil(folder)
    with pytest.raises(CharspecError, match=message) as caught:
        load(folder)
    assert caught.value.exit_code == 1
    assert str(folder / "transformer") in str(caught.value) or str(folder) == caught.value.where
    assert step in (caught.value.hint or "")


def test_the_hint_names_the_repository_of_a_published_base(folder: Path) -> None:
    (folder / "transformer" / WEIGHTS).unlink()
    plan = base_plan(name="flux2-klein-4b", repository="black-forest-labs/FLUX.2-klein-base-4B")
    with pytest.raises(CharspecError, match="no weights here") as caught:
        load(folder, base=plan)
    assert "hf download black-forest-labs/FLUX.2-klein-base-4B" in (caught.value.hint or "")


def test_shards_load_as_one_file_does(folder: Path) -> None:
    before = load(folder).state_dict()
    sharded(folder)
    after = load(folder).state_dict()
    assert before.keys() == after.keys()
    assert all(torch.equal(before[name], after[name]) for name in before)


def test_a_text_encoder_of_another_kind_is_refused(folder: Path) -> None:
    config = folder / "text_encoder" / "config.json"
    config.write_text(json.dumps(json.loads(config.read_text()) | {"model_type": "t5"}))
    with pytest.raises(CharspecError, match="text_encoder is a qwen3, here is a t5"):
        load_family(base_plan(), Hardware(CPU), folder).load("text")


@pytest.mark.parametrize(("quantization", "worst"), [("int8", 0.01), ("fp8", 0.05), ("nf4", 0.15)])
def test_rounded_weights_are_those_of_the_blocks_and_near_the_exact_ones(
    whole: Path, quantization: str, worst: float
) -> None:
    exact = load(whole)
    rounded = load(whole, Hardware(CPU, quantization=quantization))  # type: ignore[arg-type]
    names = list(block_linears(exact))
    assert len(names) == 24
    assert names == list(block_linears(rounded))
    saved = load_file(whole / "transformer" / WEIGHTS)
    for name, module in exact.named_modules():
        if not isinstance(module, torch.nn.Linear):
            continue
        other, ones = rounded.get_submodule(name), torch.eye(module.in_features)
        plain = saved[f"{name}.weight"].float().T
        seen = other(ones) - (0 if module.bias is None else module.bias)
        error = ((seen - plain).norm() / plain.norm()).item()
        assert (0 < error < worst) if name in names else error < 1e-6, (name, error)


def test_a_package_that_is_not_installed_is_named(whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("charspec.families.loading.quantized.find_spec", lambda name: None)
    with pytest.raises(CharspecError, match="quantization=nf4 needs bitsandbytes") as caught:
        load(whole, Hardware(CPU, quantization="nf4"))
    assert "pip install" in (caught.value.hint or "")


def test_an_attention_that_diffusers_does_not_know_lists_those_it_knows(whole: Path) -> None:
    with pytest.raises(CharspecError, match="no attention 'flsh'") as caught:
        load(whole, Hardware(CPU, attention="flsh"))
    assert "flash, " in (caught.value.hint or "")
    assert "native" in (caught.value.hint or "")


def test_an_attention_that_this_machine_lacks_says_what_it_needs(whole: Path) -> None:
    with pytest.raises(CharspecError, match="cannot compute the attention of tiny by 'flash'"):
        load(whole, Hardware(CPU, attention="flash"))


def test_another_attention_is_the_one_that_runs(whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`_native_math` computes on any machine, and not as `native` does it."""
    family = load_family(base_plan(), Hardware(CPU, attention="_native_math"), whole)
    assert isinstance(family, Flux2)
    transformer = family.load("transformer")
    condition = family.encode_prompt(family.load("text"), ["a woman"])[0]
    seen = []
    plain = torch.nn.attention.sdpa_kernel
    monkeypatch.setattr(torch.nn.attention, "sdpa_kernel", lambda *kinds: seen.append(kinds) or plain(*kinds))
    with torch.no_grad():
        family.predict(transformer, torch.zeros(1, 32, 4, 4), torch.tensor([0.5]), [condition])
    assert len(seen) == 7


def test_another_attention_is_forgotten_by_the_next_training(
    whole: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_family(base_plan(), Hardware(CPU, attention="_native_math"), whole).load("transformer")
    family = load_family(base_plan(), Hardware(CPU), whole)
    transformer, condition = (
        family.load("transformer"),
        family.encode_prompt(family.load("text"), ["a fox"])[0],
    )
    monkeypatch.setattr(torch.nn.attention, "sdpa_kernel", lambda *kinds: pytest.fail("not the native one"))
    with torch.no_grad():
        family.predict(transformer, torch.zeros(1, 32, 4, 4), torch.tensor([0.5]), [condition])


LFS_POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1234\n"


@pytest.mark.parametrize("name", ["model_index.json", "scheduler/scheduler_config.json"])
@pytest.mark.parametrize("text", ["", "{", LFS_POINTER])
def test_damage_that_no_part_would_find_is_told_before_any_part_is_loaded(
    name: str, text: str, folder: Path
) -> None:
    (folder / name).write_text(text)
    with pytest.raises(CharspecError, match="damaged: it is no JSON object") as caught:
        load_family(base_plan(), Hardware(CPU), folder)
    assert caught.value.where == str(folder / name)


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("tokenizer.json", None, r"has no vocabulary here: no tokenizer\.json"),
        ("tokenizer.json", LFS_POINTER, "the tokenizer of z-image cannot be used: "),
        ("tokenizer_config.json", None, "has no padding token: tokenizer_config"),
        ("chat_template.jinja", None, r"cannot be used: .*chat_template is not set"),
        ("chat_template.jinja", "{% if a %}", "cannot be used: Unexpected end of template"),
        ("chat_template.jinja", LFS_POINTER, "does not read prompts: its template is damaged"),
    ],
)
def test_a_tokenizer_that_would_not_read_prompts_is_refused(
    file: str, text: str | None, message: str, miniatures: dict[str, Path], tmp_path: Path
) -> None:
    """A template that is a pointer gives every prompt the same tokens, and no error of its own."""
    folder = Path(shutil.copytree(miniatures["z-image"], tmp_path / "base"))
    place = folder / "tokenizer" / file
    place.write_text(text) if text is not None else place.unlink()
    with pytest.raises(CharspecError, match=message) as caught:
        load_family(published("z-image"), Hardware(CPU), folder).load("text")
    assert caught.value.where == str(folder / "tokenizer")
    assert "hf download Tongyi-MAI/Z-Image" in (caught.value.hint or "")


def test_the_folder_of_another_size_of_the_architecture_is_refused(
    miniatures: dict[str, Path], tmp_path: Path
) -> None:
    """By the header alone: the LoRA would be named for a base that it does not fit."""
    folder = Path(shutil.copytree(miniatures["flux2-klein-4b"], tmp_path / "base"))
    size = size_of("flux2-klein-9b")
    assert size is not None
    parameters = size.transformer.parameters
    header = json.dumps({"a": {"dtype": "BF16", "shape": [parameters], "data_offsets": [0, 2 * parameters]}})
    with (folder / "transformer" / WEIGHTS).open("wb") as file:  # a hole of 18 GB, which takes no disk
        file.write(len(header).to_bytes(8, "little") + header.encode())
        file.truncate(8 + len(header) + 2 * parameters)
    with pytest.raises(CharspecError, match=r"another base: its transformer has 9\.\d billion") as caught:
        load_family(published("flux2-klein-4b"), Hardware(CPU), folder)
    assert "Take it with base=flux2-klein-9b" in (caught.value.hint or "")
    load_family(published("flux2-klein-9b"), Hardware(CPU), folder)
