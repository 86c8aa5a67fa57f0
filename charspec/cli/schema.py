"""`charspec schema`: the JSON Schema of a document that charspec reads or writes."""

import argparse
import sys

from charspec.schema import DOCUMENTS, render

HELP = """Print the JSON Schema of a document: for an editor that completes and checks while typing, and for
programs that read what charspec writes."""
EXAMPLES = """examples:
  charspec schema > character.schema.json    of character.yaml, for an editor
  charspec schema findings                   of `charspec lint --format json`

Beside a spec, an editor with YAML support takes it from a first line
  # yaml-language-server: $schema=character.schema.json"""

_ALIASES = {"spec": "character", "plan": "lock"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    names = (*_ALIASES, *DOCUMENTS)
    parser.add_argument(
        "document",
        nargs="?",
        choices=names,
        default="spec",
        metavar="DOCUMENT",
        help=f"one of {', '.join(names)} (default: spec)",
    )


def run(options: argparse.Namespace) -> int:
    document: str = options.document
    sys.stdout.write(render(_ALIASES.get(document, document)))
    return 0
