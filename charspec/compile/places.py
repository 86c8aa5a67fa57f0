"""The line of an option, or of the spec, that says a value."""

from __future__ import annotations

from charspec.conf_path import find_option, read_option, shown
from charspec.errors import Path
from charspec.settings import Settings
from charspec.settings.wrong import value_place
from charspec.source import Source

_ROWS = "by_pictures"


def option_place(group: str, name: str, path: Path) -> str:
    """`conf/GROUP/NAME.yaml:LINE` of a value, in the file that says it; the file alone if none does."""
    return value_place(group, name, path) or shown(find_option(group, name))


def setting_place(key: str, settings: Settings, source: Source) -> str:
    """Where a value below `train` comes from, were there no command line."""
    said = settings.origin(key)
    kind, _, name = said.partition(" ")
    if kind == "spec":
        return source.where(("train", key))
    if kind == "rank":
        return "train.rank"
    if kind == "base":
        path = (key,) if key == "resolution" and key not in settings.base.overrides else ("overrides", key)
        return f"{said} ({option_place('base', name, path)})"
    if kind == "optimizer":
        return f"{said} ({option_place('optimizer', name, ('overrides', key))})"
    if kind == "preset":
        return f"{said}, {settings.pictures} pictures ({_preset_place(name, key, settings.pictures)})"
    return f"{said} ({option_place('preset', 'guide', (key,))})"


def _preset_place(name: str, key: str, pictures: int) -> str:
    """As `option_place`, for a preset whose values may depend on the number of pictures."""
    rows = {int(count): row for count, row in read_option("preset", name).get(_ROWS, {}).items()}
    if not rows or key not in rows[min(max(pictures, min(rows)), max(rows))]:
        return option_place("preset", name, (key,))
    return option_place("preset", name, (_ROWS, str(min(max(pictures, min(rows)), max(rows))), key))
