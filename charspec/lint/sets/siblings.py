"""Other specs in the folder of a spec: two characters may share a folder of pictures."""

import pathlib
from typing import NamedTuple

from charspec.errors import CharspecError
from charspec.source import read

_MAX_SPECS = 100
_ENDINGS = (".yaml", ".yml")


class Shared(NamedTuple):
    """What specs beside each other use, relative to their folder: single pictures, and folders they scan."""

    pictures: frozenset[str]
    folders: tuple[str, ...]

    def uses(self, file: str) -> bool:
        """Whether one of the specs takes this picture."""
        return file in self.pictures or any(file.startswith(folder) for folder in self.folders)


def used_by_specs_in(folder: pathlib.Path) -> Shared:
    """The pictures and folders that the specs of a folder name, the one that is linted among them."""
    pictures: set[str] = set()
    folders: list[str] = []
    try:
        files = sorted(file for file in folder.iterdir() if file.suffix in _ENDINGS and file.is_file())
    except OSError:
        files = []
    for file in files[:_MAX_SPECS]:
        try:
            data = read(file).data
        except CharspecError:
            continue
        images = data.get("images") if isinstance(data, dict) and "trigger" in data else None
        if isinstance(images, dict):
            pictures |= {str(pathlib.PurePosixPath(name)) for name in images}
        elif isinstance(images, str):
            folders.append(f"{pathlib.PurePosixPath(images)}/".removeprefix("./"))
    return Shared(frozenset(pictures), tuple(folders))
