"""Where `conf/` and `schemas/` lie, in a wheel, an editable install and a checkout alike.

Both stand at the top of the repository and install as `charspec.conf` and `charspec.schemas`.
"""

import functools
import importlib.util
import pathlib

from charspec.errors import CharspecError


def conf_dir() -> pathlib.Path:
    """The folder of the configuration groups: `base/`, `preset/` and their neighbours."""
    return _folder("conf")


def schemas_dir() -> pathlib.Path:
    """The folder of the generated JSON Schemas."""
    return _folder("schemas")


@functools.cache
def _folder(name: str) -> pathlib.Path:
    # The checkout comes first: an older install elsewhere must not shadow the files beside this very module.
    checkout = pathlib.Path(__file__).resolve().parent.parent / name
    if (checkout.parent / "pyproject.toml").is_file() and checkout.is_dir():
        return checkout
    spec = importlib.util.find_spec(f"charspec.{name}")
    for location in (spec.submodule_search_locations or []) if spec else []:
        if pathlib.Path(location).is_dir():
            return pathlib.Path(location)
    raise CharspecError(f"charspec's own folder {name}/ is missing", hint="Install charspec again.")
