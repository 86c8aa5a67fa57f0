"""`charspec generate`: pictures of a trained character for any prompt."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from charspec.cli import base_weights, drawing
from charspec.cli.configuring import add_config_dir
from charspec.cli.extras import require_train
from charspec.cli.released import is_release, released_lora
from charspec.conf_path import searching
from charspec.errors import CharspecError
from charspec.project import project_dirs

if TYPE_CHECKING:
    from PIL.Image import Image

    from charspec.drawn import Drawn
    from charspec.train.generate import Source, Wish

HELP = """Draw prompts with any epoch of a run, with a release folder, or with a LoRA file. The base is drawn
with --epoch 0, or at strength 0."""
EXAMPLES = """examples:
  charspec generate RUN --prompt "Vendalixia reading in a library"
  charspec generate RUN --epoch 4 --prompt "Vendalixia running" --prompt "Vendalixia asleep" --out pictures/
  charspec generate RUN --prompt "Vendalixia at sea" --seed 1,2,3 --strength 0.5,0.75,1 --sheet
  charspec generate RUN --short-and-detailed --sheet      which style of prompt suits it best?
  charspec generate RUN --deploy --base-path FLUX.2-klein-4B/ --prompt "Vendalixia at sea"
  charspec generate vendalixia-e10.safetensors --prompt "Vendalixia at sea" --size 1024x768
  charspec generate someone.safetensors --base z-image --prompt "someone at sea"
  charspec generate RUN --again 03-vendalixia-at-sea.png  the same picture, by what it says of itself

The same prompt, seed and settings give the same file; pictures that are there are never replaced."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "source",
        type=Path,
        metavar="RUN|RELEASE|LORA",
        help="the folder of a run or of a release, or a LoRA of any trainer",
    )
    what = parser.add_argument_group("what is drawn")
    what.add_argument(
        "--prompt", action="append", default=[], dest="prompts", metavar="P", help="may be repeated"
    )
    what.add_argument(
        "--short-and-detailed",
        action="store_true",
        help="a short prompt, and a detailed one in the structure of the captions (a run, or a release)",
    )
    what.add_argument(
        "--again", type=Path, metavar="PICTURE", help="what this picture of `generate` says it shows"
    )
    what.add_argument("--epoch", type=int, metavar="N", help="of the run (default: the last one)")
    what.add_argument(
        "--strength", metavar="X,…", help="of the LoRA: 1 as it was trained; several draw several pictures"
    )
    drawing.add_arguments(parser)
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="where to (default: generated/ in the run, or beside a file)"
    )
    parser.add_argument(
        "--sheet", action="store_true", help="a labelled contact sheet too: prompts and seeds by strengths"
    )
    parser.add_argument(
        "--base",
        metavar="NAME",
        help="the base to draw a LoRA file with, where the file does not say it or another is wanted",
    )
    base_weights.add_arguments(parser)
    parser.add_argument(
        "--deploy",
        action="store_true",
        help="on the distilled model of the base, in its few steps; --base-path is its folder then",
    )
    add_config_dir(parser)


def run(options: argparse.Namespace) -> int:
    require_train("generate")
    source: Path = options.source
    _check(options)
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    from charspec.cli import again
    from charspec.train.loose import base_folder

    drawn = again.apply(options) if options.again else None
    prompts = [*options.prompts, *(_pair(source) if options.short_and_detailed else [])]
    strengths, seeds = drawing.strengths(options.strength), drawing.seeds(options.seed)
    near = source if source.is_dir() else source.absolute().parent
    with searching([*project_dirs(near), *options.config_dir]):
        chosen = drawing.with_settings(_source(options), options)
        base_path = base_weights.folder(options) or (
            None if options.deploy else base_folder(chosen.base.name)
        )
    if drawn:
        again.check(drawn, chosen, options.again)
    if strengths != [1.0] and chosen.weights is None:
        raise CharspecError("epoch 0 is the base without LoRA", "--strength", "Leave --strength away.")
    # A release folder is whole as it is: pictures go beside it.
    beside = source.parent if source.is_file() or is_release(source) else source
    out: Path = options.out or beside / "generated"
    from charspec.train.generate import Wish

    wishes = [Wish(prompt, seed, by) for prompt in prompts for seed in seeds for by in strengths]
    _draw(chosen, wishes, options.negative or "", base_path, out, options.sheet)
    return 0


def _check(options: argparse.Namespace) -> None:
    """Refuse at once what needs no look at any weights."""
    source: Path = options.source
    if not source.exists():
        raise CharspecError("no such run or LoRA", where=str(source), hint="Runs lie in runs/ beside a spec.")
    if _is_run(source) and options.base is not None:
        raise CharspecError("a run has its base already", where="--base", hint="Leave --base away.")
    if not _is_run(source) and options.epoch is not None:
        raise CharspecError(
            "--epoch chooses among the epochs of a run", hint="Name the run's folder instead."
        )
    if not (options.prompts or options.short_and_detailed or options.again):
        raise CharspecError("there is nothing to draw", hint='Say what: --prompt "Vendalixia at sea".')
    if any(not prompt.strip() for prompt in options.prompts):
        raise CharspecError("a prompt has words", where="--prompt")
    if source.is_dir() and not _is_run(source) and not is_release(source) and not _holds_lora(source):
        raise CharspecError(
            "this is no folder of a run: it has no character.lock.json",
            where=str(source),
            hint="Name a folder such as runs/vendalixia/3f2a9c41d07b.",
        )
    if _is_run(source):
        from charspec.compare.folder import open_run

        open_run(source)  # the folder of a spec has a lock, too


def _source(options: argparse.Namespace) -> Source:
    from charspec.train.generate import deployed, from_run
    from charspec.train.loose import from_file

    source: Path = options.source
    if _is_run(source):
        chosen = from_run(source, options.epoch)
    else:
        chosen = from_file(released_lora(source) if is_release(source) else source, options.base)
    return deployed(chosen) if options.deploy else chosen


def _is_run(source: Path) -> bool:
    return not is_release(source) and (source / "character.lock.json").is_file()


def _holds_lora(folder: Path) -> bool:
    from charspec.families.lora import lora_in

    return lora_in(folder) is not None


def _pair(source: Path) -> list[str]:
    """The guide's last test (step 10): which of the two styles of prompt suits this model?"""
    from charspec.plan import read_lock
    from charspec.release.wording import class_phrase, detailed_prompt, short_prompt

    file = source / "character.lock.json"
    if not file.is_file():
        hint = "Name the run of this LoRA, or say --prompt."
        raise CharspecError("a LoRA alone knows no captions", str(source), hint)
    plan = read_lock(file).plan
    kind = class_phrase(plan.train.trigger, plan.samples.prompts, plan.samples.control.prompt)
    captions = [item.caption for item in plan.train.items]
    return [short_prompt(plan.train.trigger, kind), detailed_prompt(captions)]


def _draw(
    source: Source, wishes: Sequence[Wish], negative: str, base_path: Path | None, out: Path, sheet: bool
) -> None:
    """Write each picture when it is drawn and print its path; the sheet last."""
    from charspec.drawn import chunks
    from charspec.train.generate import draw
    from charspec.train.said import describe
    from charspec.train.sample import png_bytes
    from charspec.writing import write_atomically

    says = describe(source, negative)
    counter = drawing.Counter(len(wishes))
    pictures: list[tuple[int, Image]] = []
    try:
        for wish, picture in zip(wishes, draw(source, wishes, negative, base_path), strict=True):
            number = drawing.next_number(out)
            path = out / drawing.file_name(number, wish.prompt, *_varied(wish, wishes))
            write_atomically(path, png_bytes(picture, chunks(says(wish))))
            counter.clear()
            print(path, flush=True)
            counter.drawn()
            pictures.append((number, picture))
    finally:
        counter.clear()
    if sheet:
        path = out / drawing.file_name(drawing.next_number(out), "sheet")
        write_atomically(path, png_bytes(_sheet(says(wishes[0]), wishes, pictures)))
        print(path, flush=True)


def _varied(wish: Wish, wishes: Sequence[Wish]) -> list[str]:
    """What tells the pictures of one prompt apart, for their file names."""
    words = [f"seed{wish.seed}"] if any(other.seed != wish.seed for other in wishes) else []
    if any(other.strength != wish.strength for other in wishes):
        words.append(f"strength{wish.strength:g}")
    return words


def _sheet(first: Drawn, wishes: Sequence[Wish], pictures: Sequence[tuple[int, Image]]) -> Image:
    """Prompts and seeds down, strengths across; with one strength, seeds across."""
    from charspec.images.sheet import Row, contact_sheet

    strengths = list(dict.fromkeys(wish.strength for wish in wishes))
    seeds = list(dict.fromkeys(wish.seed for wish in wishes))
    across = len(strengths) if len(strengths) > 1 else len(seeds)
    columns = [f"strength {strength:g}" for strength in strengths]
    if len(strengths) == 1:
        columns = [f"seed {seed}" for seed in seeds]
    rows = []
    for start in range(0, len(wishes), across):
        wish, group = wishes[start], pictures[start : start + across]
        seed = f" (seed {wish.seed})" if len(strengths) > 1 and len(seeds) > 1 else ""
        numbers = f"{group[0][0]:02d}" + (f" to {group[-1][0]:02d}" if across > 1 else "")
        rows.append(Row(f"{numbers}  {wish.prompt}{seed}", [picture for _, picture in group]))
    settings = f"{first.width}x{first.height}, {first.steps} steps, guidance {first.guidance_scale:g}"
    return contact_sheet(f"{first.name or first.base} on {first.base}: {settings}", columns, rows)
