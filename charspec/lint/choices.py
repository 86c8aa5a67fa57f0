"""What the command line says about rules; it wins over the configuration of each spec."""

import pathlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from charspec.lint.config import LintConfig


@dataclass(frozen=True)
class Choices:
    """The command line's part of a configuration.

    Its fields are part of the key of cached findings: whatever changes findings and stands in no file has to
    be a field of this class, of plain values.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    extend_ignore: tuple[str, ...] = ()
    config_dirs: tuple[str, ...] = ()

    def config(self, folder: pathlib.Path) -> "LintConfig":
        """The configuration for a spec in `folder`, these choices on top.

        Raises CharspecError (exit 2) for a selector that names no rule and a file that cannot be read.
        """
        # Reading configuration imports every rule, which a run whose findings are cached does without.
        from charspec.lint.config import load_config

        config = load_config(folder).narrowed(self)
        _ = config.codes  # refuses a selector that names no rule before anything is read
        return config
