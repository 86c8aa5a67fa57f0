"""The overrides that a command line may hold, as conf/ and the user's folders of options say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from charspec.conf_path import groups, option_names, read_option, read_yaml
from charspec.resources import conf_dir

_OF_A_BASE = ("path", "transformer", "revision", "deploy_path")
_NO_KEY = ("optimizer", "overrides")
"""What an optimizer needs otherwise below `train`; it is set there."""


def keys(given: Mapping[str, str], begun: str) -> Iterator[str]:
    """`group=` and `group.` while a group is typed, `group.key=` from its dot on.

    `given` are the overrides so far: of a group whose option they choose, the keys of that option are known.
    """
    group, dot, _ = begun.partition(".")
    if not dot:
        for name in groups():
            yield f"{name}="
            if name != "preset":
                yield f"{name}."
        yield "train."
    elif group == "train":
        yield from (f"train.{key}=" for key in _document()["train"])
    elif group in groups() and group != "preset":
        chosen = [given[group]] if given.get(group) in option_names(group) else option_names(group)
        said = {key for name in chosen for key in read_option(group, name)}
        known = [key for key in said if key in _OF_A_BASE] if group == "base" else said
        yield from (f"{group}.{key}=" for key in known if key != "name" and (group, key) != _NO_KEY)


def values(key: str) -> Sequence[str]:
    """What a key may be set to, where that is a list; options for a group."""
    if key in groups() or key in ("train.preset", "train.optimizer"):
        group = key.removeprefix("train.")
        return [*option_names(group), *(["auto"] if group == "preset" else [])]
    # Here, since it makes every model of the configuration: the values of a key are asked for seldom.
    from charspec.compile.config import known_values

    return known_values(key)


def _document() -> Mapping[str, Mapping[str, object]]:
    return read_yaml(conf_dir() / "config.yaml")
