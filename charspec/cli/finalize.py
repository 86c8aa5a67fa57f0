"""`charspec finalize`: the folder a character is handed on in."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from charspec.cli import base_weights
from charspec.cli.configuring import add_config_dir
from charspec.cli.extras import require_train
from charspec.cli.release_notes import notes
from charspec.errors import CharspecError

if TYPE_CHECKING:
    from charspec.choice import Choice
    from charspec.release.facts import Facts

HELP = """Build the release folder of a run: the chosen LoRA, checked, with the keys of diffusers and of
ComfyUI; a model card; thumbnail and pictures; two real prompts drawn with the released file; the lock."""
EXAMPLES = """examples:
  charspec finalize RUN              the epoch that `charspec pick` chose, to releases/NAME beside the spec
  charspec finalize RUN --epoch 7    choose it here
  charspec finalize RUN --short "Vendalixia" --detailed "Vendalixia, …, reading in a library at night"
  charspec finalize RUN --replace    build it anew, after the spec's `release:` was written

Description, tags, licence, thumbnail and pins are read from `release:` of the spec as it is now."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run_folder", type=Path, metavar="RUN", help="the folder of a run")
    parser.add_argument("--epoch", type=int, metavar="N", help="choose this one (writes RUN/release.yaml)")
    parser.add_argument("--spec", type=Path, metavar="FILE", help="whose `release:` counts (default: found)")
    parser.add_argument("--out", type=Path, metavar="DIR", help="where to (default: releases/NAME)")
    parser.add_argument("--replace", action="store_true", help="build a release that is there anew")
    parser.add_argument("--short", metavar="PROMPT", help="the short prompt (default: trigger and class)")
    parser.add_argument("--detailed", metavar="PROMPT", help="the detailed one (default: like the captions)")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="of both prompts (default: 0)")
    base_weights.add_arguments(parser)
    parser.add_argument(
        "--deploy-path", type=Path, metavar="DIR", help="a local folder with the distilled model of the base"
    )
    add_config_dir(parser)


def run(options: argparse.Namespace) -> int:
    require_train("finalize")
    from charspec.conf_path import searching
    from charspec.project import project_dirs
    from charspec.release.folder import being_built, check_free

    folder: Path = options.run_folder
    _check_options(options)
    out: Path = options.out or _default_out(folder)
    check_free(out, options.replace)  # before anything is chosen or drawn
    with searching([*project_dirs(folder), *options.config_dir]):
        from charspec.compare.retraining import parent_of
        from charspec.release.facts import gather

        spec = options.spec or _find_spec(folder)
        facts = gather(folder, _choice(folder, options.epoch), spec, parent_of(folder))
        for note in notes(facts):
            print(note, file=sys.stderr)
        with being_built(out, options.replace) as growing:
            _fill(facts, growing, options)
    print(out)
    next_step = f"next: read {out / 'README.md'}; `charspec catalog {out.parent}` shows all releases there"
    print(next_step, file=sys.stderr)
    return 0


def _fill(facts: Facts, folder: Path, options: argparse.Namespace) -> None:
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    from charspec.cli.proving import draw_prompts, source_of
    from charspec.families.weights import find_weights
    from charspec.release.loras import write_loras
    from charspec.release.package import pack

    source, base_path = source_of(facts, base_weights.folder(options), options.deploy_path)
    base = find_weights(source.base, base_path)
    strength, loras = write_loras(facts, folder, base)
    drawn = draw_prompts(facts, folder, source, base_path, options)
    pack(facts, folder, strength, loras, drawn)


def _check_options(options: argparse.Namespace) -> None:
    folder: Path = options.run_folder
    if not (folder / "character.lock.json").is_file():
        what = "is no folder of a run: it has no character.lock.json" if folder.exists() else "no such run"
        hint = "Name a folder such as runs/vendalixia/3f2a9c41d07b, below runs/ beside the spec."
        raise CharspecError(what, str(folder), hint)
    from charspec.compare.folder import open_run

    open_run(folder)  # the folder of a spec has a lock, too
    if options.spec is not None and not options.spec.is_file():
        raise CharspecError("no such spec", str(options.spec), "Name a character.yaml.")
    if options.seed < 0 or any(said is not None and not said.strip() for said in _prompts(options)):
        raise CharspecError("a prompt has words, and a seed is 0 or more", "command line")


def _prompts(options: argparse.Namespace) -> tuple[str | None, str | None]:
    return options.short, options.detailed


def _default_out(folder: Path) -> Path:
    """releases/NAME beside the spec, as it is seen from here where it lies below the working folder."""
    from charspec.plan import read_lock
    from charspec.release.facts import LOCK, spec_folder

    if folder.resolve().parent.parent.name != "runs":
        hint = "Say where to: --out DIR."
        raise CharspecError("this run does not lie in a runs/ folder beside its spec", str(folder), hint)
    beside, here = spec_folder(folder), Path.cwd().resolve()
    shown = beside.relative_to(here) if beside.is_relative_to(here) else beside
    return shown / "releases" / read_lock(folder / LOCK).plan.train.slug


def _find_spec(folder: Path) -> Path | None:
    from charspec.plan import read_lock
    from charspec.release.facts import LOCK, find_specs, spec_folder

    found = find_specs(folder, read_lock(folder / LOCK))
    if len(found) == 1:
        return found[0]
    why = (
        f"several specs in {spec_folder(folder)} are this character's: {', '.join(f.name for f in found)}"
        if found
        else f"no spec of this character lies in {spec_folder(folder)}"
    )
    hint = "description, tags and licence are those of the run's lock; --spec FILE says which counts"
    print(f"note: {why}: {hint}", file=sys.stderr)
    return None


def _choice(folder: Path, epoch: int | None) -> Choice:
    from charspec.choice import read_choice

    if epoch is not None:
        from charspec.compare.picking import choose

        choice = choose(folder, epoch, "person")
        print(f"chosen: epoch {choice.epoch}, written to {folder / 'release.yaml'}", file=sys.stderr)
        return choice
    found = read_choice(folder)
    if found is None:
        hint = f"Choose one: charspec pick {folder}, or add --epoch N here."
        raise CharspecError("no epoch of this run is chosen yet", str(folder), hint, 1)
    return found
