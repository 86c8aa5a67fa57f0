"""`charspec export-dataset`: the pictures and final captions of a spec in the layout of another program."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from charspec.cli.configuring import add_config_dir
from charspec.cli.enhancing import enhance_first
from charspec.errors import CharspecError

HELP = """Write pictures and final captions as another program wants them. Pictures are copied byte for byte;
one with `crop` or `enhance` is written as it trains. The originals stay, and nothing is overwritten."""
EXAMPLES = """examples:
  charspec export-dataset character.yaml --to imagefolder --out hub/
  charspec export-dataset character.yaml --to kohya --out train/

imagefolder  Hugging Face: pictures beside metadata.jsonl (file_name, text)
kohya        sd-scripts: 20_Vendalixia young woman/front.png with front.txt, a folder per number of repeats

After Ctrl-C the same command goes on; the folder is there when all of it is."""

_LAYOUTS = ("imagefolder", "kohya")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("spec", type=Path, metavar="SPEC", help="a character.yaml")
    parser.add_argument("--to", required=True, choices=_LAYOUTS, dest="layout", help="the layout")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder to write")
    add_config_dir(parser)


def run(options: argparse.Namespace) -> int:
    from charspec.cli.estimating import Estimate
    from charspec.compile import compile_spec
    from charspec.prepare.exporting import LAYOUTS, lay_out, write_set
    from charspec.prepare.exporting.writing import check_free

    assert tuple(LAYOUTS) == _LAYOUTS
    out: Path = options.out.absolute()
    check_free(out)
    enhance_first(options.spec)
    compiled = compile_spec(options.spec, config_dirs=options.config_dir)
    spec = compiled.loaded.require()
    images = spec.images
    if isinstance(images, str) and out.resolve().is_relative_to((compiled.loaded.folder / images).resolve()):
        hint = "Choose a folder outside of it: `images:` would find the copies there."
        raise CharspecError("this lies within the folder of the pictures", str(options.out), hint)
    laid = lay_out(compiled.plan.train, spec.identity.class_phrase, options.layout)
    estimate = Estimate(sys.stderr, len(laid.pictures), "picture")

    def step() -> None:
        estimate.step()
        estimate.show()

    estimate.show()
    try:
        write_set(laid, compiled.loaded.folder, out, step)
    finally:
        estimate.wipe()
    print(options.out)
    _say_renamed(options.layout, [(item.file, place) for item, place in laid.pictures])
    return 0


def _say_renamed(layout: str, places: list[tuple[str, str]]) -> None:
    """Which pictures have another name there, on stderr."""
    for file, place in places:
        if Path(file).stem != Path(place).stem:
            print(f"note: {file} is {place} there", file=sys.stderr)
