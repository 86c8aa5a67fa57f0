"""A transformer in a single file, by its authors' names or ComfyUI's, trains as the same weights in their
folder do; what is none is refused before it is read."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import torch
from diffusers import Flux2Transformer2DModel, QwenImageTransformer2DModel, ZImageTransformer2DModel
from torch import Tensor

from charspec.assembled import weights_folder
from charspec.cli import main
from charspec.errors import CharspecError
from charspec.families import load_family
from charspec.families.loading import Hardware
from charspec.families.loading.single_file import load_single_file, single_file
from charspec.records import read_epochs
from charspec.train.tensors import load_tensors
from tests.families.test_command_line import WORDS, spec, words_of  # noqa: F401 (fixture)
from tests.families.test_contract import base_plan
from tests.single_files import original, write_single_file

KINDS: dict[str, Any] = {
    "flux2-dev": Flux2Transformer2DModel,
    "flux2-klein-4b": Flux2Transformer2DModel,
    "z-image": ZImageTransformer2DModel,
    "qwen-image-2512": QwenImageTransformer2DModel,
}


def place(folder: Path, config_of: Path) -> Path:
    """A folder with a base's transformer/config.json and room for a single file."""
    folder.mkdir(exist_ok=True)
    shutil.copy(config_of / "transformer" / "config.json", folder)
    return folder / "some-model_bf16.safetensors"


def load(base: str, file: Path) -> dict[str, Tensor]:
    assert single_file(file.parent) == file
    state: dict[str, Tensor] = load_single_file(KINDS[base], file, base, torch.float32).state_dict()
    return state


@pytest.mark.parametrize("wrapper", ["", "model.diffusion_model."])
@pytest.mark.parametrize("base", KINDS)
def test_every_weight_of_the_file_is_that_of_the_folder(
    base: str, wrapper: str, miniatures: dict[str, Path], tmp_path: Path
) -> None:
    file = place(tmp_path, miniatures[base])
    state = original(miniatures[base])
    write_single_file(file, state, wrapper)
    if wrapper:  # other parts beside, as in a checkpoint of a whole pipeline
        inner = {f"{wrapper}{key}": value for key, value in state.items()}
        write_single_file(file, inner | {"vae.decoder.conv_in.weight": torch.zeros(2)})
    found, wanted = (
        load(base, file),
        KINDS[base].from_pretrained(miniatures[base] / "transformer").state_dict(),
    )
    assert found.keys() == wanted.keys()
    assert all(torch.equal(found[key], wanted[key]) for key in wanted)


@pytest.mark.parametrize("base", ["flux2-klein-4b", "z-image", "qwen-image-2512"])
def test_the_file_of_another_base_is_refused_before_it_is_read(
    base: str, miniatures: dict[str, Path], tmp_path: Path
) -> None:
    for other in KINDS:
        if other == base:
            continue
        file = place(tmp_path / other, miniatures[base])
        write_single_file(file, original(miniatures[other]))
        with pytest.raises(CharspecError, match=f"not hold the transformer of {base}: ") as caught:
            load(base, file)
        assert "base=NAME" in (caught.value.hint or "")


def test_it_is_refused_before_any_part_of_the_base_is_loaded(
    miniatures: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHARSPEC_CACHE", str(tmp_path / "cache"))
    file = write_single_file(tmp_path / "flux.safetensors", original(miniatures["flux2-klein-4b"]))
    folder = weights_folder(miniatures["z-image"], file)
    with pytest.raises(CharspecError, match="not hold the transformer of z-image") as caught:
        load_family(base_plan("z-image"), Hardware(torch.device("cpu")), folder)
    assert caught.value.where == str(file), "the user's own place, not that of a link to it"


def test_a_missing_weight_and_one_of_another_shape_are_named(
    miniatures: dict[str, Path], tmp_path: Path
) -> None:
    file = place(tmp_path, miniatures["z-image"])
    state = original(miniatures["z-image"])
    gone = state.pop("layers.1.feed_forward.w2.weight")
    write_single_file(file, state)
    with pytest.raises(CharspecError, match=r"100 of 101 weights are there, layers\.1\.feed_forward\.w2"):
        load("z-image", file)
    write_single_file(file, state | {"layers.1.feed_forward.w2.weight": gone[:4]})
    with pytest.raises(CharspecError, match=r"w2\.weight is 4 × \d+ here and 32 × \d+ in z-image"):
        load("z-image", file)


def test_weights_with_scales_of_their_own_are_refused_and_plain_fp8_is_read(
    miniatures: dict[str, Path], tmp_path: Path
) -> None:
    file = place(tmp_path, miniatures["qwen-image-2512"])
    state = {
        key: value.to(torch.float8_e4m3fn) for key, value in original(miniatures["qwen-image-2512"]).items()
    }
    write_single_file(file, state)
    found = load("qwen-image-2512", file)
    assert all(torch.equal(found[key], state[key].float()) for key in state)
    write_single_file(file, state | {"img_in.weight_scale": torch.ones(())})
    with pytest.raises(CharspecError, match="rounded with scales of their own") as caught:
        load("qwen-image-2512", file)
    assert "bf16" in (caught.value.hint or "")


def test_a_base_is_trained_and_drawn_with_a_single_file(
    spec: Path,  # noqa: F811
    miniatures: dict[str, Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = write_single_file(tmp_path / "z.safetensors", original(miniatures["z-image"]))
    words = words_of("z-image", miniatures)
    assert main(["train", str(spec), *words]) == 0
    assert main(["train", str(spec), *words, f"base.transformer={file}"]) == 0
    assert f"(weights: {miniatures['z-image']} with {file})" in capsys.readouterr().err
    runs = sorted((spec.parent / "runs" / "vendalixia").iterdir(), key=lambda run: run.stat().st_mtime)
    ends = [read_epochs(run)[-1] for run in runs]
    assert ends[0].loss == ends[1].loss
    learnt = [
        load_tensors(run / end.weights.file) for run, end in zip(runs, ends, strict=True) if end.weights
    ]
    assert all(torch.equal(learnt[0][key], learnt[1][key]) for key in learnt[0])
    locks = [json.loads((run / "character.lock.json").read_text("utf-8")) for run in runs]
    files = [lock["plan"]["train"]["base"]["files"] for lock in locks]
    (sha256,) = {files[1][name] for name in files[1] if name not in files[0]}
    assert files[1]["transformer/transformer.safetensors"] == sha256
    draw = ["generate", str(runs[1]), "--prompt", "x", "--base-path", str(miniatures["z-image"])]
    assert main([*draw, "--out", str(tmp_path / "out")]) == 1
    assert "--base-transformer FILE" in capsys.readouterr().err
    assert main([*draw, "--base-transformer", str(file), "--out", str(tmp_path / "out")]) == 0
    assert (tmp_path / "out" / "01-x.png").stat().st_size > 0
    write_single_file(file, original(miniatures["z-image-turbo"]) | {"norm_final.weight": torch.zeros(4)})
    assert main(["train", str(runs[1] / "character.lock.json"), *words[1:2], f"base.transformer={file}"]) != 0


def test_a_single_file_that_cannot_be_is_refused(
    miniatures: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHARSPEC_CACHE", str(tmp_path / "cache"))
    folder, file = miniatures["z-image"], tmp_path / "z.safetensors"
    with pytest.raises(CharspecError, match="is not there"):
        weights_folder(folder, file)
    with pytest.raises(CharspecError, match="does not train on GGUF"):
        weights_folder(folder, file.with_suffix(".gguf"))
    file.touch()
    with pytest.raises(CharspecError, match="is one part of a base") as caught:
        weights_folder(None, file)
    assert "base.path=FOLDER" in (caught.value.hint or "")
    with pytest.raises(CharspecError, match=r"lacks transformer/config\.json"):
        weights_folder(tmp_path, file)
    before = weights_folder(folder, file)
    assert before == weights_folder(folder, file)
    assert before is not None
    (before / "vae" / "stale.safetensors").symlink_to(file)
    weights_folder(folder, file)
    assert not (before / "vae" / "stale.safetensors").is_symlink()
