"""`charspec export`: a LoRA with the keys of another program, and back."""

from pathlib import Path

import pytest
import torch

from charspec.cli import main
from charspec.families.lora import Lora, Matrices, lora_bytes, read_header
from charspec.tiny.models import build_transformer

HEADER = {"charspec.base": "tiny", "modelspec.sai_model_spec": "1.0.0", "ss_output_name": "vendalixia-e02"}


def write(path: Path, alpha: float = 2.0, header: dict[str, str] | None = None) -> Path:
    """A LoRA of rank 2 on a part of tiny, as `charspec train` writes it."""
    modules = {
        name: Matrices(torch.randn(2, module.in_features), torch.randn(module.out_features, 2), alpha)
        for name, module in sorted(build_transformer().named_modules())
        if ".attn." in name and isinstance(module, torch.nn.Linear)
    }
    path.write_bytes(lora_bytes(Lora("flux2", modules, HEADER if header is None else header), "diffusers"))
    return path


@pytest.mark.parametrize("keys", ["comfyui", "kohya", "diffusers"])
def test_there_and_back_is_the_same_file(
    keys: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, there, back = (
        write(tmp_path / "a.safetensors"),
        tmp_path / "b.safetensors",
        tmp_path / "c.safetensors",
    )
    assert main(["export", str(file), "--keys", keys, "--out", str(there)]) == 0
    assert capsys.readouterr() == (f"{there}\n", "")
    assert main(["export", str(there), "--keys", "diffusers", "--out", str(back)]) == 0
    assert back.read_bytes() == file.read_bytes()
    assert (there.read_bytes() == file.read_bytes()) == (keys == "diffusers")
    header = read_header(there)
    assert {name: header[name] for name in HEADER} == HEADER
    assert ("lora_adapter_metadata" in header) == (keys == "diffusers"), "diffusers would scale twice by it"


def test_what_a_file_cannot_do_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write(tmp_path / "a.safetensors", 3.0, {**HEADER, "charspec.part": "transformer"})
    assert main(["export", str(file), "--keys", "comfyui", "--out", str(tmp_path / "b.safetensors")]) == 0
    error = capsys.readouterr().err
    assert "diffusers does not: it refuses an alpha" in error
    assert "trained together with the text encoder" in error


def test_what_cannot_be_exported_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write(tmp_path / "a.safetensors")
    text = write(tmp_path / "a-text.safetensors", header={**HEADER, "charspec.part": "text_encoder"})
    (tmp_path / "cut.safetensors").write_bytes(file.read_bytes()[:300])
    (tmp_path / "a.ckpt").write_bytes(b"x")
    (tmp_path / "folder").mkdir()
    for source, words, code, message in (
        (tmp_path / "none", [], 2, "no such LoRA"),
        (tmp_path / "folder", [], 2, "no such LoRA"),
        (text, [], 1, "text encoder's half"),
        (tmp_path / "cut.safetensors", [], 1, "cannot be read"),
        (tmp_path / "a.ckpt", [], 1, "is a pickle"),
        (file, ["--base", "z-image"], 1, "made for another base"),
        (file, ["--base", "z-imag"], 2, "Did you mean 'z-image'?"),
        (file, ["--out", str(file)], 2, "there is a file already"),
        (file, ["--out", str(tmp_path / "b.bin")], 2, "ends in .safetensors"),
    ):
        out = ["--out", str(tmp_path / "out.safetensors")]
        assert main(["export", str(source), "--keys", "kohya", *out, *words]) == code, message
        printed = capsys.readouterr()
        assert message in printed.err
        assert printed.out == ""
    assert not (tmp_path / "out.safetensors").exists()
