"""The flags that say where the weights of a base lie, for the verbs that draw."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--base-path", type=Path, metavar="DIR", help="a local folder with the base's weights"
    )
    parser.add_argument(
        "--base-transformer",
        type=Path,
        metavar="FILE",
        help="a single .safetensors file of its transformer, in the place of the one in that folder",
    )


def folder(options: argparse.Namespace) -> Path | None:
    """The folder that these flags name; None if they are not given."""
    from charspec.assembled import weights_folder

    given: Path | None = weights_folder(options.base_path, options.base_transformer)
    return given
