"""What is imported or made only when it is first used.

`charspec lint` with nothing new to find takes a tenth of a second as long as it imports neither pydantic nor
PyYAML; a package that it passes through must not bring them along.
"""

import functools
import importlib
import re
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


def pattern(written: str, flags: int = 0) -> Callable[[], re.Pattern[str]]:
    """A pattern that is compiled when it is first asked for: few specs need it, and compiling takes up to a
    few milliseconds.

    >>> ends_in_digits = pattern(r"\\d+$")
    >>> ends_in_digits().sub("", "front-07")
    'front-'
    """
    return functools.cache(functools.partial(re.compile, written, flags))
