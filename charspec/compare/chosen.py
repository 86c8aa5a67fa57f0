"""Which models measure identity and adherence: those of a command, else those of the project.

charspec.toml, in the spec's folder or above it (or `[tool.charspec.compare]` of pyproject.toml):

    [compare]
    identity-model = "facebook/dinov2-base"          # a name on the hub
    adherence-model = "models/siglip2-base"          # or a folder, relative to this file
"""

from __future__ import annotations

from pathlib import Path

from charspec.compare.folder import spec_folder
from charspec.compare.metrics import Encoders
from charspec.errors import CharspecError
from charspec.project import COMPARE, Table, project_table

IDENTITY, ADHERENCE = "identity-model", "adherence-model"


def chosen_encoders(run: Path, identity: str | None = None, adherence: str | None = None) -> Encoders:
    """The models that a command names, else those of the project that a run belongs to; none of them opened.

    Raises CharspecError (exit 2) for a table that cannot be.
    """
    table = project_table(spec_folder(run), COMPARE)
    if table is None:
        return Encoders(identity, adherence)
    for key in table.values:
        if key not in (IDENTITY, ADHERENCE):
            hint = f"Its keys are {IDENTITY} and {ADHERENCE}."
            raise CharspecError(f"unknown key '{key}' in [{COMPARE}]", str(table.file), hint)
    return Encoders(identity or _named(table, IDENTITY), adherence or _named(table, ADHERENCE))


def _named(table: Table, key: str) -> str | None:
    value = table.values.get(key)
    if value is None:
        return None
    if not isinstance(value, str) or not value:
        hint = f'Write {key} = "facebook/dinov2-base", or a folder relative to this file.'
        raise CharspecError(f"{key} in [{COMPARE}] must name a model", str(table.file), hint)
    folder = table.file.parent / Path(value).expanduser()
    return str(folder) if folder.is_dir() else value
