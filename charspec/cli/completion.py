"""`charspec completion`: a script that lets a shell complete verbs, flags and overrides."""

from __future__ import annotations

import argparse

from charspec.cli.shells import SCRIPTS
from charspec.errors import CharspecError

HELP = (
    "Print a script for a shell, which then completes verbs, flags, and the overrides of compile and train."
)
EXAMPLES = """examples:
  eval "$(charspec completion bash)"      in ~/.bashrc
  eval "$(charspec completion zsh)"       in ~/.zshrc, after compinit
  charspec completion fish > ~/.config/fish/completions/charspec.fish

charspec train character.yaml opt<TAB>      optimizer= optimizer.
charspec train character.yaml base=z<TAB>   base=z-image base=z-image-turbo"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("shell", nargs="?", choices=tuple(SCRIPTS), help="the shell that reads the script")
    # What the scripts call: the command line up to the cursor.
    parser.add_argument("--at", metavar="LINE", help=argparse.SUPPRESS)


def run(options: argparse.Namespace) -> int:
    if options.at is None:
        if options.shell is None:
            hint = f"Name one of: {', '.join(SCRIPTS)}."
            raise CharspecError("which shell?", "command line", hint)
        print(SCRIPTS[options.shell], end="")
        return 0
    from charspec.cli.candidates import candidates

    for candidate in candidates(options.at):
        print(candidate)
    return 0
