"""`charspec export`: a LoRA in the spelling of another program."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from charspec.cli.extras import require_train
from charspec.errors import CharspecError
from charspec.settings import load_base

if TYPE_CHECKING:
    from charspec.families.lora import Keys, Lora

HELP = """Write a LoRA, of charspec or of another trainer, with the keys of another program. The matrices stay
as they are, so that the way back gives the same file."""
EXAMPLES = """examples:
  charspec export vendalixia-e10.safetensors --keys comfyui --out vendalixia-comfyui.safetensors
  charspec export vendalixia-e10.safetensors --keys kohya --out vendalixia-kohya.safetensors
  charspec export someone.safetensors --base z-image --keys diffusers --out someone-diffusers.safetensors

comfyui    diffusion_model.double_blocks.0.img_attn.qkv.lora_A.weight
kohya      lora_unet_double_blocks_0_img_attn_qkv.lora_down.weight (sd-scripts, musubi-tuner, Forge)
diffusers  transformer.transformer_blocks.0.attn.to_q.lora_A.weight (what `charspec train` writes)"""

_KEYS = ("diffusers", "comfyui", "kohya")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", type=Path, metavar="LORA", help="a .safetensors, or a folder of PEFT's")
    parser.add_argument("--keys", required=True, choices=_KEYS, help="whose names the keys shall have")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="the file to write")
    parser.add_argument(
        "--base", metavar="NAME", help="the base it was made for, where neither header nor keys say it"
    )


def run(options: argparse.Namespace) -> int:
    require_train("export")
    from charspec.families.lora import Keys, lora_bytes, lora_in, read_lora

    assert get_args(Keys) == _KEYS
    source: Path = options.source
    out: Path = options.out
    file = lora_in(source)
    if file is None:
        raise CharspecError("no such LoRA", where=str(source), hint="Name a .safetensors file.")
    if out.exists():
        raise CharspecError("there is a file already", where=str(out), hint="Choose another name for --out.")
    if out.suffix != ".safetensors":
        raise CharspecError("a LoRA's name ends in .safetensors", where=str(out))
    lora = read_lora(file, _architecture(file, options.base))
    from charspec.writing import write_atomically

    write_atomically(out, lora_bytes(lora, options.keys))
    print(out)
    _say_limits(lora, options.keys)
    return 0


def _architecture(file: Path, base: str | None) -> str | None:
    """What the user says, else what the header says; None leaves it to the keys."""
    from charspec.families.lora import read_header

    header = read_header(file)
    if header.get("charspec.part") == "text_encoder":
        raise CharspecError(
            "this is the text encoder's half of a LoRA, which charspec alone can load",
            where=str(file),
            hint="Export the other half, the file without `-text`.",
            exit_code=1,
        )
    said = base or header.get("charspec.base")
    return load_base(said).architecture if said else None


def _say_limits(lora: Lora, keys: Keys) -> None:
    from charspec.families.lora import refused_by_diffusers

    if lora.header.get("charspec.part"):
        print(
            "note: trained together with the text encoder, whose half no other program loads: what it learnt "
            "is missing there",
            file=sys.stderr,
        )
    if refused_by_diffusers(lora, keys):
        print(
            "note: ComfyUI loads this file, diffusers does not: it refuses an alpha beside these keys",
            file=sys.stderr,
        )
