"""`charspec merge`: what it writes, refuses, says and draws."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import pytest
import torch
from PIL import Image
from safetensors.torch import load_file

from charspec.cli import main
from charspec.families.lora import Lora, Matrices, lora_bytes, read_header, read_lora
from charspec.families.tensors import tensor_bytes
from charspec.release.merge.text_half import text_tensors
from charspec.tiny.models import build_text_encoder, build_transformer
from tests.families.miniature import write_random_base

OURS = {"charspec.base": "tiny", "modelspec.sai_model_spec": "1.0.0"}
KAEL = {**OURS, "modelspec.title": "Kael", "modelspec.trigger_phrase": "K43L"}


def write(path: Path, seed: int, rank: int = 2, header: Mapping[str, str] = OURS, base: str = "tiny") -> Path:
    """A LoRA on the attention of tiny, or as wide as klein."""
    generator = torch.Generator().manual_seed(seed)
    modules = {}
    for name, module in sorted(build_transformer().named_modules()):
        if ".attn." in name and isinstance(module, torch.nn.Linear):
            wide, high = (module.in_features, module.out_features) if base == "tiny" else (3072, 3072)
            down, up = (
                torch.randn(rank, wide, generator=generator),
                torch.randn(high, rank, generator=generator),
            )
            modules[name] = Matrices(down / 8, up / 8, rank / 2)
    path.write_bytes(lora_bytes(Lora("flux2", modules, header), "diffusers"))
    return path


def with_text(path: Path, seed: int, rank: int) -> Path:
    """A LoRA with a text encoder's half beside it, as `train` writes it."""
    header = {**OURS, "charspec.part": "transformer", "ss_network_dim": str(rank), "ss_network_alpha": "1.0"}
    generator = torch.Generator().manual_seed(seed)
    modules = {}
    for name, module in build_text_encoder(500, 0, 1).named_modules():
        if ".self_attn." in name and isinstance(module, torch.nn.Linear):
            down = torch.randn(rank, module.in_features, generator=generator)
            up = torch.randn(module.out_features, rank, generator=generator)
            modules[f"text_encoder.{name}"] = Matrices(down, up, float(rank))
    half = path.with_name(f"{path.stem}-text.safetensors")
    half.write_bytes(tensor_bytes(text_tensors(modules, rank), {"charspec.part": "text_encoder"}))
    return write(path, seed, rank, header)


@pytest.fixture
def two(tmp_path: Path) -> list[str]:
    return [
        str(write(tmp_path / "kael.safetensors", 1, 2, KAEL)),
        str(write(tmp_path / "inks.safetensors", 2, 3)),
    ]


def test_the_same_command_gives_the_same_bytes_and_the_header_names_the_parents(
    two: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outs = [tmp_path / "a.safetensors", tmp_path / "b.safetensors"]
    for out in outs:
        assert main(["merge", two[0], f"{two[1]}@0.7", "--out", str(out)]) == 0
        printed = capsys.readouterr()
        assert printed.out == f"{out}\n"
        assert "kael  weight 1     rank 2" in printed.err
        assert "inks  weight 0.7   rank 3" in printed.err
        assert "exactly their sum" in printed.err
        assert "kael and inks: nearly independent (cosine " in printed.err
    assert outs[0].read_bytes() == outs[1].read_bytes()
    header = read_header(outs[0])
    sums = [hashlib.sha256(Path(path).read_bytes()).hexdigest() for path in two]
    assert json.loads(header["charspec.parents"]) == [
        {"name": "kael", "sha256": sums[0], "weight": 1.0},
        {"name": "inks", "sha256": sums[1], "weight": 0.7},
    ]
    assert header["modelspec.title"] == "Kael + inks"
    assert header["modelspec.merged_from"] == "kael, inks"
    assert header["modelspec.trigger_phrase"] == "K43L"
    assert header["modelspec.hash_sha256"].startswith("0x")
    assert (header["charspec.base"], header["charspec.merged"]) == ("tiny", "cat")
    assert {matrices.rank for matrices in read_lora(outs[0]).modules.values()} == {5}


def test_svd_says_what_is_lost(two: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "s.safetensors"
    assert main(["merge", *two, "--method", "svd", "--rank", "4", "--out", str(out)]) == 0
    lost = float(read_header(out)["charspec.lost_share"])
    assert 0 < lost < 0.5
    assert f"merged: rank 4, 20 layers; {lost:.1%} of it is lost" in capsys.readouterr().err
    assert main(["merge", *two, "--method", "svd", "--out", str(out), "--force"]) == 0
    assert {matrices.rank for matrices in read_lora(out).modules.values()} == {3}, "the largest of the parts"


def test_text_encoders_are_merged_too_and_the_result_draws(
    two: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One has a half of rank 2, one of rank 3, one has none: the file is of one rank, as it is loaded."""
    a, b = with_text(tmp_path / "a.safetensors", 3, 2), with_text(tmp_path / "b.safetensors", 4, 3)
    out = tmp_path / "out.safetensors"
    assert main(["merge", f"{a}@0.5", str(b), two[1], "--out", str(out)]) == 0
    printed = capsys.readouterr()
    text = tmp_path / "out-text.safetensors"
    assert printed.out == f"{out}\n{text}\n"
    assert "the text encoder's half was merged too" in printed.err
    merged, parents = (
        load_file(text),
        [load_file(f"{path.with_suffix('')}-text.safetensors") for path in (a, b)],
    )
    assert read_header(text)["charspec.part"] == "text_encoder"
    for name in (key.removesuffix(".lora_A.weight") for key in merged if key.endswith("A.weight")):
        down, up = f"{name}.lora_A.weight", f"{name}.lora_B.weight"
        assert merged[down].shape[0] == merged[up].shape[1] == 8, "the sum of the transformers' ranks"
        # a: alpha 1 at rank 2, times 0.5; b: alpha 1 at rank 3
        wanted = sum(
            by * (half[up].double() @ half[down].double())
            for by, half in zip((0.25, 1 / 3), parents, strict=True)
        )
        torch.testing.assert_close(merged[up].double() @ merged[down].double(), wanted, atol=1e-5, rtol=1e-5)
    monkeypatch.setenv("CHARSPEC_BASE_PATH", str(write_random_base(tmp_path / "base")))
    monkeypatch.setenv("CHARSPEC_CACHE", str(tmp_path / "cache"))
    drawing = ["--prompt", "K43L", "--steps", "1", "--out", str(tmp_path / "pictures")]
    assert main(["generate", str(out), *drawing, "--strength", "0,1"]) == 0
    pictures = [Path(line).read_bytes() for line in capsys.readouterr().out.splitlines()]
    assert pictures[0] != pictures[1]
    left = tmp_path / "a-text.safetensors"
    for data, message in (
        (left.read_bytes()[:500], "cannot be read"),
        (tensor_bytes({"text_encoder.x.lora_A.weight": torch.ones(1, 1)}, {}), "no text encoder's half"),
    ):
        left.write_bytes(data)
        assert main(["merge", str(a), str(b), "--out", str(tmp_path / "no.safetensors")]) == 1
        assert message in capsys.readouterr().err
    left.unlink()
    assert main(["merge", str(a), str(b), "--out", str(tmp_path / "no.safetensors")]) == 1
    assert "the other half of this LoRA is missing" in capsys.readouterr().err


def test_the_grid_is_one_labelled_picture_and_draws_what_the_merged_file_does(
    two: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHARSPEC_BASE_PATH", str(write_random_base(tmp_path / "base")))
    monkeypatch.setenv("CHARSPEC_CACHE", str(tmp_path / "cache"))
    out = tmp_path / "merged.safetensors"
    how = ["--prompt", "K43L", "--prompt", "a fox", "--steps", "1", "--seed", "4"]
    assert main(["merge", *two, "--out", str(out), "--grid", "0.5,1", *how]) == 0
    sheet = tmp_path / "merged-grid.png"
    assert capsys.readouterr().out == f"{out}\n{sheet}\n"
    assert main(["generate", str(out), *how, "--out", str(tmp_path / "one")]) == 0
    drawn = [Path(line) for line in capsys.readouterr().out.splitlines()]
    with Image.open(sheet) as opened:
        shown = opened.convert("RGB")
    for number, path in enumerate(drawn):
        with Image.open(path) as opened:
            picture = opened.resize((192, 192), Image.Resampling.NEAREST)
        # both at weight 1: the second column of the second row of this prompt
        places = [(16 + 200, top) for top in range(shown.height - 192)]
        found = [
            top
            for left, top in places
            if shown.crop((left, top, left + 192, top + 192)).tobytes() == picture.tobytes()
        ]
        assert len(found) == 1, number
    only = tmp_path / "only.png"
    assert main(["merge", *two, "--sheet", str(only), "--grid", "1", *how[2:]]) == 0
    assert capsys.readouterr().out == f"{only}\n"


def test_what_cannot_be_merged_is_said_and_nothing_is_written(
    two: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.safetensors"
    bare = [str(write(tmp_path / f"bare{seed}.safetensors", seed, header={})) for seed in (5, 6)]
    wide = str(write(tmp_path / "wide.safetensors", 7, header={}, base="klein"))
    klein = str(write(tmp_path / "klein.safetensors", 8, header={"charspec.base": "flux2-klein-4b"}))
    text = with_text(tmp_path / "text.safetensors", 9, 2)
    half = str(tmp_path / "text-text.safetensors")
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "character.lock.json").write_text("{}")
    copy = tmp_path / "copy.safetensors"
    copy.write_bytes(Path(two[0]).read_bytes())
    grid = ["--grid", "0.5,1", "--prompt", "x"]
    for words, code, message in (
        (two[:1], 2, "2 to 5 LoRAs are merged, not 1"),
        ([*two, *bare, wide, klein], 2, "2 to 5 LoRAs are merged, not 6"),
        ([two[0], klein], 1, "made for different bases: kael for tiny, klein for flux2-klein-4b"),
        ([two[0], wide], 1, "made for different bases: "),
        ([two[0], f"{two[1]}@much"], 2, "'much' is no number"),
        ([two[0], f"{two[1]}@0"], 2, "at weight 0 a LoRA adds nothing"),
        ([two[0], str(copy)], 2, "the same LoRA"),
        ([two[0], half], 1, "the text encoder's half of a LoRA"),
        ([two[0], str(tmp_path / "none")], 2, "no such LoRA"),
        ([two[0], str(tmp_path / "run")], 2, "this is a run, which has a LoRA for each epoch"),
        ([*two, "--rank", "4"], 2, "side by side the ranks add up"),
        ([*two, "--method", "svd", "--rank", "0"], 2, "a rank is 1 or more"),
        ([*two, "--grid", "0.5,1"], 2, "a grid is of weights and prompts"),
        ([*two, *grid, "--size", "65x64"], 2, "Nearest: 64x64 or 72x64."),
        ([str(text), *two, *grid], 2, "a grid cannot show LoRAs that teach the text encoder too"),
        ([*two, "--out", str(tmp_path / "out.bin")], 2, "ends in .safetensors"),
        ([*two, "--out", two[0], "--force"], 2, "not replaced by its own merge"),
        ([*two, "--out", str(copy)], 2, "there is a file already"),
    ):
        assert main(["merge", "--out", str(out), *words]) == code, message
        printed = capsys.readouterr()
        assert message in printed.err
        assert printed.out == ""
    assert not out.exists()
    assert main(["merge", *two]) == 2
    assert "there is nothing to write" in capsys.readouterr().err


def test_files_without_a_base_are_known_by_their_shapes_or_by_what_the_user_says(
    two: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = [str(write(tmp_path / f"bare{seed}.safetensors", seed, header={})) for seed in (5, 6)]
    for number, words in enumerate((bare, [two[0], bare[0]], [*bare, "--base", "tiny"])):
        out = tmp_path / f"{number}.safetensors"
        assert main(["merge", *words, "--out", str(out)]) == 0, words
        assert read_header(out)["charspec.base"] == "tiny"
    assert main(["merge", *bare, "--base", "z-image", "--out", str(tmp_path / "z.safetensors")]) == 1
    assert "made for another base" in capsys.readouterr().err


def test_an_at_in_the_name_of_a_file_is_no_weight(tmp_path: Path, two: list[str]) -> None:
    odd = write(tmp_path / "b@2.safetensors", 3)
    out = tmp_path / "out.safetensors"
    assert main(["merge", two[0], str(odd), "--out", str(out)]) == 0
    assert [parent["weight"] for parent in json.loads(read_header(out)["charspec.parents"])] == [1, 1]
    assert main(["merge", two[0], f"{odd}@-0.5", "--out", str(out), "--force", "--keys", "kohya"]) == 0
    assert [parent["weight"] for parent in json.loads(read_header(out)["charspec.parents"])] == [1, -0.5]
    assert all(key.startswith("lora_unet_") for key in load_file(out))
