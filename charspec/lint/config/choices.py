"""What the command line says about rules; it wins over the configuration of each spec."""

from typing import NamedTuple


class Choices(NamedTuple):
    """The command line's part of a configuration.

    Its fields are part of the key of cached findings: whatever changes findings and stands in no file has to
    be a field of this class, of plain values.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    extend_ignore: tuple[str, ...] = ()
    config_dirs: tuple[str, ...] = ()
