"""`charspec notify`: is anybody told when a training ends, and does a message arrive?"""

from __future__ import annotations

import argparse
import platform
import sys

from charspec.errors import CharspecError

HELP = """Say whether you are told when a run ends or fails, and by what: desktop, e-mail, webhook or chat,
through Apprise. Where to is set on your side alone, never in a spec: by CHARSPEC_NOTIFY or a file in your
configuration folder."""
EXAMPLES = """examples:
  charspec notify                                               what is configured
  charspec notify --test                                        send a test message
  CHARSPEC_NOTIFY="mailto://name:secret@gmail.com" charspec notify --test
  CHARSPEC_NOTIFY=off charspec train character.yaml             this once, tell nobody

exit codes: 0 configured (with --test: every message was taken), 1 it would not work, 2 not configured"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--test", action="store_true", help="send a message to every address")


def run(options: argparse.Namespace) -> int:
    from charspec.notify import VARIABLE, config_dir, find_setup, readable_by_others, send, services

    setup = find_setup()
    if setup is None:
        example = f'{VARIABLE}="mailto://name:secret@gmail.com"'
        raise CharspecError(
            "nobody is told when a run ends: nothing is configured",
            hint=f"Set {example}, or write such addresses, one a line, into {config_dir() / 'notify.txt'}.",
        )
    found, wrong = services(setup)
    print(f"{setup.where}: {', '.join(found)}")
    if setup.file and readable_by_others(setup.file):
        print(f"note: other users can read it; chmod 600 {setup.file}", file=sys.stderr)
    if options.test:
        words = f"A test from {platform.node() or 'this machine'}: this is how the end of a run is told."
        wrong = send(setup, "charspec: a test", words, "info")
    if wrong:
        raise CharspecError(f"not reached: {', '.join(wrong)}", setup.where, _mend(options.test), 1)
    if options.test:
        print("sent")
    return 0


def _mend(tested: bool) -> str:
    if tested:
        return "Check the address and its password or token, and that this machine reaches that service."
    return "Apprise says how addresses are written: https://github.com/caronc/apprise/wiki"
