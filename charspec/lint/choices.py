"""What the command line says about rules; it wins over the configuration of each spec."""

from dataclasses import dataclass


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
