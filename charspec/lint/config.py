"""Which rules run, and with which thresholds: `[tool.charspec.lint]` in pyproject.toml or charspec.toml.

The file nearest above the spec counts; the command line wins over it.
"""

import difflib
import pathlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import TypeAlias

from charspec.errors import CharspecError
from charspec.lint.choices import CONFIG_FILES
from charspec.lint.registry import all_rules, matching
from charspec.lint.thresholds import Thresholds

_Table: TypeAlias = Mapping[str, object]

_KEYS = ("select", "ignore", "extend-select", "thresholds")


@dataclass(frozen=True)
class LintConfig:
    """What to check. Rules about an unreadable spec (S) always run: silence would claim that it is sound."""

    select: tuple[str, ...] = ("ALL",)
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    thresholds: Thresholds = field(default_factory=Thresholds)

    @property
    def codes(self) -> frozenset[str]:
        """The codes of the rules that run; an unknown selector raises CharspecError (exit 2)."""
        chosen = (matching(self.select) - matching(self.ignore)) | matching(self.extend_select)
        return chosen | {rule.code for rule in all_rules() if rule.always}

    def narrowed(
        self, select: tuple[str, ...], ignore: tuple[str, ...], extend_select: tuple[str, ...]
    ) -> "LintConfig":
        """This configuration with the command line's choices on top; what is empty changes nothing."""
        return replace(
            self,
            select=select or self.select,
            ignore=self.ignore + ignore if not select else ignore,
            extend_select=self.extend_select + extend_select,
        )


def load_config(folder: pathlib.Path) -> LintConfig:
    """The configuration for a spec in `folder`; raises CharspecError (exit 2) for one that cannot be."""
    start = folder.resolve()
    for above in (start, *start.parents):
        for name in CONFIG_FILES:
            file = above / name
            if file.is_file() and (table := _lint_table(file)) is not None:
                return _read_table(table, file)
    return LintConfig()


def _lint_table(file: pathlib.Path) -> _Table | None:
    try:
        document: object = tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CharspecError(f"cannot be read as TOML: {error}", where=str(file)) from None
    for key in ("tool", "charspec", "lint"):
        if not isinstance(document, dict) or key not in document:
            return None
        document = document[key]
    if not isinstance(document, dict):
        raise CharspecError("tool.charspec.lint must be a table", where=str(file))
    return document


def _read_table(table: _Table, file: pathlib.Path) -> LintConfig:
    _refuse_unknown(table, _KEYS, "tool.charspec.lint", file)
    lists = {key: _texts(table.get(key, []), key, file) for key in _KEYS[:3]}
    config = LintConfig(
        select=lists["select"] or LintConfig.select,
        ignore=lists["ignore"],
        extend_select=lists["extend-select"],
        thresholds=_thresholds(table.get("thresholds", {}), file),
    )
    try:
        _ = config.codes
    except CharspecError as error:
        raise CharspecError(error.message, where=str(file), hint=error.hint) from None
    return config


def _texts(value: object, key: str, file: pathlib.Path) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise CharspecError(f"{key} must be a list of codes, such as ['D109']", where=str(file))
    return tuple(value)


def _thresholds(table: object, file: pathlib.Path) -> Thresholds:
    if not isinstance(table, dict):
        raise CharspecError("thresholds must be a table", where=str(file))
    known = {one.name: one for one in fields(Thresholds)}
    given = {key.replace("-", "_"): value for key, value in table.items()}
    _refuse_unknown(given, tuple(known), "thresholds", file)
    for key, value in given.items():
        wanted = type(known[key].default)
        fits = isinstance(value, int if wanted is int else int | float) and not isinstance(value, bool)
        if not fits or value <= 0:
            kind = "whole number" if wanted is int else "number"
            raise CharspecError(
                f"thresholds.{key} must be a {kind} above 0, found {value!r}", where=str(file)
            )
    return Thresholds(**given)


def _refuse_unknown(table: _Table, known: tuple[str, ...], place: str, file: pathlib.Path) -> None:
    for key in table:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            hint = f"Did you mean '{near[0]}'?" if near else f"Known keys: {', '.join(known)}."
            raise CharspecError(f"unknown key '{key}' in {place}", where=str(file), hint=hint)
