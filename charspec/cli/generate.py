"""`charspec generate`: pictures of a trained character for any prompt."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from charspec.cli.configuring import add_config_dir
from charspec.cli.extras import require_train
from charspec.conf_path import searching
from charspec.errors import CharspecError
from charspec.project import project_dirs

HELP = "Draw prompts with any epoch of a run, or with a LoRA file. The base is drawn with --epoch 0."
EXAMPLES = """examples:
  charspec generate RUN --prompt "Vendalixia reading in a library"
  charspec generate RUN --epoch 4 --prompt "Vendalixia running" --prompt "Vendalixia asleep" --out pictures/
  charspec generate RUN --deploy --base-path FLUX.2-klein-4B/ --prompt "Vendalixia at sea"
  charspec generate vendalixia-e10.safetensors --prompt "Vendalixia at sea" --seed 7
  charspec generate someone.safetensors --base z-image --prompt "someone at sea"

The same prompt and seed give the same picture; pictures that are there are never replaced."""

_LONGEST = 60


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "source", type=Path, metavar="RUN|LORA", help="the folder of a run, or a LoRA of any trainer"
    )
    parser.add_argument(
        "--prompt", action="append", required=True, dest="prompts", metavar="P", help="may be repeated"
    )
    parser.add_argument("--epoch", type=int, metavar="N", help="of the run (default: the last one)")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="of the noise (default: 0)")
    parser.add_argument("--out", type=Path, metavar="DIR", help="where to (default: generated/ in the run)")
    parser.add_argument(
        "--base",
        metavar="NAME",
        help="the base to draw a LoRA file with, where the file does not say it or another is wanted",
    )
    parser.add_argument(
        "--base-path", type=Path, metavar="DIR", help="a local folder with the base's weights"
    )
    parser.add_argument(
        "--deploy",
        action="store_true",
        help="on the distilled model of the base, in its few steps; --base-path is its folder then",
    )
    add_config_dir(parser)


def run(options: argparse.Namespace) -> int:
    require_train("generate")
    source: Path = options.source
    if not source.exists():
        raise CharspecError("no such run or LoRA", where=str(source), hint="Runs lie in runs/ beside a spec.")
    is_run = (source / "character.lock.json").is_file()
    if is_run and options.base is not None:
        raise CharspecError("a run has its base already", where="--base", hint="Leave --base away.")
    if source.is_file() and options.epoch is not None:
        raise CharspecError(
            "--epoch chooses among the epochs of a run", hint="Name the run's folder instead."
        )
    if any(not prompt.strip() for prompt in options.prompts) or options.seed < 0:
        raise CharspecError("a prompt has words, and a seed is 0 or more", where="command line")
    if source.is_dir() and not is_run and not _holds_lora(source):
        raise CharspecError(
            "this is no folder of a run: it has no character.lock.json",
            where=str(source),
            hint="Name a folder such as runs/vendalixia/3f2a9c41d07b.",
        )
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    from charspec.train.generate import deployed, from_run, generate
    from charspec.train.loose import base_folder, from_file
    from charspec.train.sample import png_bytes
    from charspec.writing import write_atomically

    near = source if source.is_dir() else source.absolute().parent
    with searching([*project_dirs(near), *options.config_dir]):
        chosen = from_run(source, options.epoch) if is_run else from_file(source, options.base)
        if options.deploy:
            chosen = deployed(chosen)
        base_path = options.base_path or (None if options.deploy else base_folder(chosen.base.name))
    out: Path = options.out or (source if source.is_dir() else source.parent) / "generated"
    pictures = generate(chosen, options.prompts, options.seed, base_path)
    for prompt, picture in zip(options.prompts, pictures, strict=True):
        path = out / f"{_next_number(out):02d}-{_shortened(prompt)}.png"
        write_atomically(path, png_bytes(picture))
        print(path)
        sys.stdout.flush()
    return 0


def _holds_lora(folder: Path) -> bool:
    from charspec.families.lora import lora_in

    return lora_in(folder) is not None


def _next_number(out: Path) -> int:
    """One more than the highest number that a picture there begins with."""
    heads = (file.name.partition("-")[0] for file in out.glob("*-*.png"))
    return max((int(head) for head in heads if head.isdecimal()), default=0) + 1


def _shortened(prompt: str) -> str:
    from charspec.plan import slug

    return slug(prompt)[:_LONGEST].rstrip("-")
