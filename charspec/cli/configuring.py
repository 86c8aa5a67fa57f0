"""What `compile` and `train` have in common: a spec and overrides in any order, folders of options, and the
ways to look at what was composed."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from charspec.errors import CharspecError

if TYPE_CHECKING:
    from charspec.compile import Compiled

_REFUSED = {
    "--config-path": "charspec's own groups are always there, so that a spec means the same everywhere",
    "--config-name": "what a plan is composed from is fixed, so that a spec means the same everywhere",
    "--experimental-rerun": "a lock is what a run is repeated from",
}
_INSTEAD = {
    "--config-path": "Add a folder of options: --config-dir DIR.",
    "--config-name": "Add a folder of options (--config-dir DIR), or choose other options: base=NAME.",
    "--experimental-rerun": "Train the lock of the run: `charspec train RUN/character.lock.json`.",
}


def add_arguments(parser: argparse.ArgumentParser, spec: str = "SPEC") -> None:
    """`spec`, `overrides` and the options that Hydra's users know."""
    what = "a character.yaml, or its .lock.json" if "LOCK" in spec else "a character.yaml"
    parser.add_argument("spec", nargs="?", metavar=spec, help=what)
    parser.add_argument(
        "overrides", nargs="*", metavar="OVERRIDE", help="key=value, such as train.epochs=12 or base=tiny"
    )
    group = parser.add_argument_group("configuration")
    add_config_dir(group)
    group.add_argument(
        "--cfg", choices=("job", "hydra", "all"), help="print the composed configuration as YAML; do no more"
    )
    group.add_argument(
        "--info", action="store_true", help="print where options are found and which are chosen; do no more"
    )
    for flag in _REFUSED:
        parser.add_argument(flag, nargs="?", const="", dest=_name(flag), help=argparse.SUPPRESS)


def add_config_dir(parser: argparse._ActionsContainer) -> None:
    """`--config-dir`, for every verb that reads options."""
    parser.add_argument(
        "--config-dir",
        action="append",
        type=Path,
        default=[],
        metavar="DIR",
        help="a folder with options of your own: DIR/base/NAME.yaml, DIR/preset/…; may be repeated",
    )


def arrange(options: argparse.Namespace) -> None:
    """Make `options.spec` a path (all of them: `options.specs`) and `options.overrides` words, in whatever
    order they came; refuse what cannot be meant."""
    for flag, reason in _REFUSED.items():
        if getattr(options, _name(flag)) is not None:
            raise CharspecError(f"{flag} is not for charspec: {reason}", "command line", _INSTEAD[flag])
    if options.cfg in ("hydra", "all"):
        hint = "`--cfg job` prints what charspec composes, `--info` where it comes from."
        message = f"--cfg {options.cfg}: Hydra's own part (its folders, its logging) is not used here"
        raise CharspecError(message, "command line", hint)
    words = [word for word in (options.spec, *options.overrides) if word is not None]
    asked = getattr(options, "explain", None)
    if asked and (_is_override(asked) or all(map(_is_override, words))):
        words.append(asked)  # `--explain SPEC`, `--explain train.epochs=3`: the word is no key
        options.explain = ""
    specs = [word for word in words if not _is_override(word)]
    if not specs:
        raise CharspecError("which spec?", "command line", "Name one: charspec … character.yaml.")
    if len(specs) > 1 and not getattr(options, "multirun", False):
        hint = "A spec is one file, an override is key=value; `charspec train -m` takes several specs."
        raise CharspecError(f"'{specs[1]}' is neither the spec nor an override", "command line", hint)
    options.spec, options.specs = Path(specs[0]), [Path(spec) for spec in dict.fromkeys(specs)]
    options.overrides = [word for word in words if word not in specs]


def look(options: argparse.Namespace, compiled: Compiled) -> bool:
    """Whether `--cfg` or `--info` asked for a look at the configuration, which is printed then."""
    if options.cfg:
        from charspec.compile import composed_yaml

        print(composed_yaml(compiled.configured), end="")
    if options.info:
        print("\n".join(_info(compiled)))
    return bool(options.cfg or options.info)


@contextlib.contextmanager
def searching(options: argparse.Namespace) -> Iterator[Sequence[str]]:
    """Let the folders of options count that the project and the command line name; gives the overrides."""
    from charspec.compile import searching_for

    with searching_for(options.spec, options.overrides, options.config_dir) as words:
        yield words


def _info(compiled: Compiled) -> Iterator[str]:
    from charspec.conf_path import option_files, searching, shown
    from charspec.resources import conf_dir

    configured = compiled.configured
    yield "options are found in"
    yield f"  {conf_dir()} (charspec's own)"
    for folder in configured.folders:
        yield f"  {shown(folder)}"
    yield "\nchosen, and who chose"
    with searching(configured.folders):
        width = max(len(f"{group}={name}") for group, name in configured.choices.items())
        for group, name in configured.choices.items():
            files = " < ".join(shown(file) for file in option_files(group, name))
            yield f"  {f'{group}={name}':<{width}}  {files}  ({compiled.origins[group].origin})"
    yield "\nguide < preset < base < optimizer < spec < command line: the last that says a value wins"
    yield f"  spec: {compiled.loaded.source.file}"
    yield f"  command line: {' '.join(word.text for word in configured.overrides.values()) or 'nothing'}"


def _is_override(word: str) -> bool:
    return "=" in word and not Path(word).exists()


def _name(flag: str) -> str:
    return flag.strip("-").replace("-", "_")
