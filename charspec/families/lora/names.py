"""How an architecture's modules are called: by diffusers, and by the model's own code, as in ComfyUI."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from charspec.families.lora import architectures

QKV = 3


@dataclass(frozen=True)
class Size:
    """One published base: the width of its tokens, how many blocks there are of each kind, and the name by
    which managers of LoRAs and other trainers know it (modelspec.architecture)."""

    width: int
    blocks: Mapping[str, int]
    modelspec: str


@dataclass(frozen=True)
class Names:
    """One architecture. A name is a template: `{}` stands for the number of a block.

    `own`: every Linear of the transformer that is not in `fused`, diffusers' name → its own. `fused`: the own
    name of stacked rows → diffusers' q, k, v. `turned`: modules whose output diffusers has as (scale, shift)
    and the model's own code as (shift, scale). `comfyui_own`: whether a ComfyUI file has the own names; if
    not, ComfyUI reads diffusers' names, and so do all others. `wide`: endings of names whose input is as wide
    as the tokens. `sizes`: by the name of a base.
    """

    own: Mapping[str, str]
    fused: Mapping[str, tuple[str, str, str]]
    turned: frozenset[str]
    comfyui_own: bool
    wide: tuple[str, ...]
    sizes: Mapping[str, Size]

    def from_file(self, name: str, flat: bool) -> tuple[str, ...]:
        """diffusers' names for a module of a file: one, q k v for stacked rows, none if it is unknown.
        `flat`: with underscores for dots, as kohya writes."""
        return _look_up(self._known_flat if flat else self._known, name)

    def own_name(self, name: str) -> str:
        """A diffusers name in the model's own code; that of the stacked rows for q, k or v."""
        found = _look_up(self._to_own, name)
        return found[0] if found else name

    def is_turned(self, name: str) -> bool:
        """Whether the halves of a module's output change places between diffusers and the own code."""
        return name in self.turned

    @cached_property
    def _spellings(self) -> dict[str, tuple[str, ...]]:
        apart = [name for parts in self.fused.values() for name in parts]
        kept = {name: (name,) for name in (*self.own, *apart)}
        return {**{own: (name,) for name, own in self.own.items()}, **self.fused, **kept}

    @cached_property
    def _known(self) -> _Table:
        return _table(self._spellings)

    @cached_property
    def _known_flat(self) -> _Table:
        return _table({name.replace(".", "_"): found for name, found in self._spellings.items()})

    @cached_property
    def _to_own(self) -> _Table:
        apart = {name: (own,) for own, parts in self.fused.items() for name in parts}
        return _table({**{name: (own,) for name, own in self.own.items()}, **apart})


_Table = list[tuple[re.Pattern[str], tuple[str, ...]]]


def _table(spellings: Mapping[str, tuple[str, ...]]) -> _Table:
    return [
        (re.compile(re.escape(name).replace(r"\{\}", r"(\d+)")), found) for name, found in spellings.items()
    ]


def _look_up(table: _Table, name: str) -> tuple[str, ...]:
    for pattern, found in table:
        match = pattern.fullmatch(name)
        if match:
            return tuple(template.format(*match.groups()) for template in found)
    return ()


@cache
def names_of(architecture: str) -> Names:
    """The names of one architecture, by the name of its family."""
    module = importlib.import_module(f"{architectures.__name__}.{architecture.replace('-', '_')}")
    found: Names = module.NAMES
    return found


def modelspec_name(architecture: str, base: str) -> str:
    """How others call a base, `Flux.2-klein-4b`; its own name if it is one that only charspec has."""
    size = names_of(architecture).sizes.get(base)
    return size.modelspec if size else base


def all_architectures() -> Iterator[str]:
    for module in pkgutil.iter_modules(architectures.__path__):
        yield module.name
