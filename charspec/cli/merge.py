"""`charspec merge`: several LoRAs of one base as one file, and a sheet that shows at which weights."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from charspec.cli import base_weights, drawing, mixing
from charspec.cli.configuring import add_config_dir
from charspec.cli.extras import require_train
from charspec.cli.released import is_release, released_lora
from charspec.conf_path import searching
from charspec.errors import CharspecError
from charspec.project import project_dirs

if TYPE_CHECKING:
    from charspec.release.merge import Merged, Part

HELP = """Put two to five LoRAs of one base into one file, each with its weight: a character and a style. Says
how far they get in each other's way; draws a grid of weights by prompts, so that you see it."""
EXAMPLES = """examples:
  charspec merge vendalixia-e06.safetensors inks.safetensors@0.7 --out vendalixia-inks.safetensors
  charspec merge RELEASE/ inks.safetensors --out a.safetensors --prompt "Vendalixia at sea" --grid 0.5,0.75,1
  charspec merge a.safetensors b.safetensors c.safetensors --method svd --rank 32 --out abc.safetensors
  charspec merge a.safetensors b.safetensors --prompt "Vendalixia" --grid 0.5,1 --sheet only-the-grid.png

cat   side by side: exactly the weighted sum; the ranks add up
svd   pressed to a rank (default: the largest of them); says what share is lost

For a style, take the character's LoRA of a slightly earlier epoch (guide, step 9): `for_style_merge: true`
below `release:` in the spec makes `charspec pick` recommend one."""

_MOST = 5
"""More than this is no mixture that anybody could judge: each takes room from every other."""

_METHODS = ("cat", "svd")
_KEYS = ("diffusers", "comfyui", "kohya")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "sources",
        nargs="+",
        metavar="LORA[@WEIGHT]",
        help="a LoRA of any trainer, or a release folder; its weight is 1 if it is not said",
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="the .safetensors to write")
    parser.add_argument("--method", choices=_METHODS, default="cat", help="default: cat")
    parser.add_argument("--rank", type=int, metavar="R", help="of svd")
    parser.add_argument(
        "--keys", choices=_KEYS, default="diffusers", help="as in `export`; default: diffusers"
    )
    parser.add_argument("--base", metavar="NAME", help="the base they were made for, where no file says it")
    parser.add_argument("--force", action="store_true", help="replace files that are there")
    grid = parser.add_argument_group("a grid of samples")
    grid.add_argument(
        "--grid", metavar="X,…", help="the weights that the first two LoRAs are drawn with, each with each"
    )
    grid.add_argument(
        "--prompt",
        action="append",
        default=[],
        dest="prompts",
        metavar="P",
        help="of the grid; may be repeated",
    )
    grid.add_argument(
        "--sheet", type=Path, metavar="PNG", help="the grid's file (default: beside --out, NAME-grid.png)"
    )
    drawing.add_arguments(parser)
    base_weights.add_arguments(parser)
    add_config_dir(parser)


def run(options: argparse.Namespace) -> int:
    require_train("merge")
    wanted = [_source(word) for word in options.sources]
    sheet = _check(options, wanted)
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    from charspec.release.merge import (
        as_lora,
        combine,
        common_base,
        interference,
        merged_files,
        merged_header,
        read_part,
        summary,
    )
    from charspec.writing import write_atomically

    with searching([*project_dirs(wanted[0][0].absolute().parent), *options.config_dir]):
        parts = [read_part(path, weight, options.base) for path, weight in wanted]
        base = common_base(parts, options.base)
        grid = mixing.prepare(options, parts, base) if sheet else None
        rank = options.rank or max(part.rank for part in parts)
        merged = combine(parts, [part.weight for part in parts], options.method, rank)
        lora = as_lora(parts, merged, merged_header(parts, merged, base, options.method))
        norms, pairs = interference(parts)
        _say(parts, norms, merged, options.method)
        for line in summary(parts, norms, pairs):
            print(line, file=sys.stderr)
        files = merged_files(lora, merged, options.keys, options.out) if options.out else {}
        _refuse_present([*files], options.force)
        for path, data in files.items():
            write_atomically(path, data)
            print(path, flush=True)
        if merged.text and options.out:
            _say_text(options.keys)
        if grid and sheet:
            mixing.draw(grid, parts, options.method, rank, sheet)
            print(sheet, flush=True)
    return 0


def _source(word: str) -> tuple[Path, float]:
    """A path and its weight; an @ in a path that is there belongs to the path."""
    path, at, weight = word.rpartition("@")
    if not at or Path(word).exists():
        path, weight = word, "1"
    value = drawing.number(weight, word)
    if value == 0:
        raise CharspecError("at weight 0 a LoRA adds nothing", word, "Leave it away.")
    return _file(Path(path)), value


def _file(path: Path) -> Path:
    """The LoRA at a path: a file, that of a release folder, or PEFT's folder."""
    if is_release(path):
        return released_lora(path)
    if (path / "character.lock.json").is_file():
        hint = "Name the file of one of its epochs: epochs/06/….safetensors, as `charspec pick` recommends."
        raise CharspecError("this is a run, which has a LoRA for each epoch", str(path), hint)
    return path


def _check(options: argparse.Namespace, wanted: Sequence[tuple[Path, float]]) -> Path | None:
    """Refuse what cannot be before anything is read; the path of the sheet, if one is wanted."""
    if not 2 <= len(wanted) <= _MOST:
        raise CharspecError(
            f"2 to {_MOST} LoRAs are merged, not {len(wanted)}", hint="Name others, or fewer."
        )
    if options.method == "cat" and options.rank is not None:
        raise CharspecError("side by side the ranks add up", "--rank", "Add --method svd to press them.")
    if options.rank is not None and options.rank < 1:
        raise CharspecError("a rank is 1 or more", "--rank")
    if options.out is None and options.sheet is None:
        raise CharspecError("there is nothing to write", "--out", "Name a file: --out merged.safetensors")
    if options.out and options.out.suffix != ".safetensors":
        raise CharspecError("a LoRA's name ends in .safetensors", str(options.out))
    if bool(options.grid or options.sheet) != bool(options.prompts):
        raise CharspecError(
            "a grid is of weights and prompts", "--grid", 'Say both: --grid 0.5,0.75,1 --prompt "Vendalixia".'
        )
    sheet: Path | None = options.sheet
    if options.prompts and sheet is None:
        sheet = options.out.with_name(f"{options.out.stem}-grid.png")
    outs = [path for path in (options.out, sheet) if path]
    _refuse_present(outs, options.force)
    if any(out.resolve() == path.resolve() for out in outs for path, _ in wanted):
        raise CharspecError(
            "a LoRA is not replaced by its own merge", str(options.out), "Choose another name."
        )
    return sheet


def _refuse_present(paths: Sequence[Path], force: bool) -> None:
    for path in paths:
        if path.exists() and not force:
            raise CharspecError("there is a file already", str(path), "Choose another name, or add --force.")


def _say(parts: Sequence[Part], norms: Sequence[float], merged: Merged, method: str) -> None:
    """A line for each LoRA, one for what became of them."""
    width = max(len(part.name) for part in parts)
    for part, norm in zip(parts, norms, strict=True):
        print(
            f"{part.name:<{width}}  weight {part.weight:<5g} rank {part.rank:<4} norm {norm:.3g}",
            file=sys.stderr,
        )
    lost = f"; {merged.lost:.1%} of it is lost" if method == "svd" else ", exactly their sum"
    print(f"merged: rank {merged.rank}, {len(merged.modules)} layers{lost}", file=sys.stderr)


def _say_text(keys: str) -> None:
    print(
        "note: the text encoder's half was merged too, into the file that ends in -text, which charspec "
        f"alone loads{'' if keys == 'diffusers' else ': what it learnt is missing in other programs'}",
        file=sys.stderr,
    )
