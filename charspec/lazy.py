"""Names that a package offers and imports only when they are first used.

`charspec lint` with nothing new to find takes a tenth of a second as long as it imports neither pydantic nor
PyYAML; a package that it passes through must not bring them along.
"""

import importlib
import sys
from collections.abc import Callable, Mapping
from typing import Any


def lazily(package: str, names: Mapping[str, tuple[str, ...]]) -> Callable[[str], Any]:
    """The `__getattr__` (PEP 562) of a package that offers `names`, by the module each comes from."""
    homes = {name: f"{package}.{module}" for module, offered in names.items() for name in offered}

    def get(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(importlib.import_module(homes[name]), name)
        setattr(sys.modules[package], name, value)
        return value

    return get
