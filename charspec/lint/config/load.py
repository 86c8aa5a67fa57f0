"""Which rules run, on which files, and with which thresholds: `[tool.charspec.lint]` in pyproject.toml or
charspec.toml.

The file nearest above the spec counts; the command line wins over it.
"""

import pathlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from charspec.errors import CharspecError
from charspec.lint.config.choices import Choices
from charspec.lint.config.file import KEYS, LISTS, ConfigFile, Table, find_table, refuse_unknown
from charspec.lint.config.models import Models, models_of
from charspec.lint.config.per_file import PerFile
from charspec.lint.config.thresholds import Thresholds
from charspec.lint.registry import all_rules, matching
from charspec.lint.reporting.published import KEY, checked_address
from charspec.project import project_dirs

COMMAND_LINE = "command line"


@dataclass(frozen=True)
class LintConfig:
    """What to check. Rules about an unreadable spec (S) always run: silence would claim that it is sound.

    `models` are ONNX files that rules may look through. `docs_url` is where the rules' pages are published.
    `config_dirs` are the user's folders of options, whose bases and presets a spec may name. `origins` says
    where each key was given that was (`pyproject.toml:12`, `command line`); thresholds and patterns of
    per-file-ignores are named with their table (`thresholds.min-steps`).
    """

    select: tuple[str, ...] = ("ALL",)
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    extend_ignore: tuple[str, ...] = ()
    per_file_ignores: tuple[PerFile, ...] = ()
    thresholds: Thresholds = field(default_factory=Thresholds)
    models: Models = field(default_factory=dict)
    docs_url: str = ""
    config_dirs: tuple[pathlib.Path, ...] = ()
    origins: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def codes(self) -> frozenset[str]:
        """The codes of the rules that run; an unknown selector raises CharspecError (exit 2)."""
        chosen = (matching(self.select) - matching(self.ignore)) | matching(self.extend_select)
        always = {rule.code for rule in all_rules() if rule.always}
        return (chosen - matching(self.extend_ignore)) | always

    def narrowed(self, choices: Choices) -> "LintConfig":
        """This configuration with the command line's choices on top; what is empty changes nothing.

        `select` puts all of the file's choice out of force; the others add to it, and win where they say the
        opposite.
        """
        file = replace(self, ignore=(), extend_select=(), extend_ignore=()) if choices.select else self
        given = {
            "select": choices.select,
            "ignore": choices.ignore,
            "extend-select": choices.extend_select,
            "extend-ignore": choices.extend_ignore,
        }
        over = [key for key in given if choices.select and key in self.origins]
        origins = {key: origin for key, origin in self.origins.items() if key not in over}
        for key, codes in given.items():
            if codes:
                origins[key] = f"{origins[key]} and {COMMAND_LINE}" if key in origins else COMMAND_LINE
        return replace(
            file,
            select=choices.select or file.select,
            ignore=file.ignore + choices.ignore,
            extend_select=_without(file.extend_select, choices.ignore) + choices.extend_select,
            extend_ignore=_without(file.extend_ignore, choices.extend_select) + choices.extend_ignore,
            config_dirs=(*file.config_dirs, *map(pathlib.Path, choices.config_dirs)),
            origins=origins,
        )


def _without(selectors: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    """Selectors less what others name; as they are written, if those name nothing of theirs."""
    codes = matching(selectors)
    return tuple(sorted(codes - matching(others))) if codes & matching(others) else selectors


def config_of(folder: pathlib.Path, choices: Choices) -> LintConfig:
    """The configuration for a spec in `folder`, the command line's choices on top.

    Raises CharspecError (exit 2) for a selector that names no rule and a file that cannot be read.
    """
    config = load_config(folder).narrowed(choices)
    _ = config.codes  # refuses a selector that names no rule before anything is read
    return config


def load_config(folder: pathlib.Path) -> LintConfig:
    """The configuration for a spec in `folder`; raises CharspecError (exit 2) for one that cannot be."""
    found = find_table(folder)
    return replace(_of_table(found) if found else LintConfig(), config_dirs=project_dirs(folder))


def _of_table(file: ConfigFile) -> LintConfig:
    table = file.table
    unknown = next((key for key in table if key not in KEYS), "")
    refuse_unknown(table, KEYS, ".".join(file.prefix), file.where(unknown))
    lists = {key: _codes(table[key], key, file.where(key)) for key in LISTS if key in table}
    per_file, thresholds = _subtable(file, "per-file-ignores"), _subtable(file, "thresholds")
    models = models_of(file)
    docs_url = checked_address(table[KEY], file.where(KEY)) if KEY in table else ""
    origins = {key: file.where(key) for key in (*lists, *models, KEY) if key in table}
    origins |= {f"per-file-ignores.{key}": file.where("per-file-ignores", key) for key in per_file}
    origins |= {f"thresholds.{_hyphens(key)}": file.where("thresholds", key) for key in thresholds}
    return LintConfig(
        select=lists.get("select", LintConfig.select),
        ignore=lists.get("ignore", ()),
        extend_select=lists.get("extend-select", ()),
        extend_ignore=lists.get("extend-ignore", ()),
        per_file_ignores=tuple(
            PerFile(
                pattern, _codes(codes, pattern, file.where("per-file-ignores", pattern)), file.path.parent
            )
            for pattern, codes in per_file.items()
        ),
        thresholds=_thresholds(thresholds, lambda key: file.where("thresholds", key)),
        models=models,
        docs_url=docs_url,
        origins=origins,
    )


def _subtable(file: ConfigFile, key: str) -> Table:
    found = file.table.get(key, {})
    if not isinstance(found, dict):
        raise CharspecError(f"{key} must be a table", where=file.where(key))
    return found


def _codes(value: object, key: str, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise CharspecError(f"{key} must be a list of codes, such as ['D109']", where=where)
    try:
        matching(value)
    except CharspecError as error:
        raise CharspecError(error.message, where, error.hint) from None
    return tuple(value)


def _thresholds(table: Table, where: Callable[[str], str]) -> Thresholds:
    known = {_hyphens(name): name for name in Thresholds._fields}
    given: dict[str, int | float] = {}
    for key, value in table.items():
        refuse_unknown((_hyphens(key),), known, "thresholds", where(key))
        name = known[_hyphens(key)]
        wanted = type(Thresholds._field_defaults[name])
        fits = isinstance(value, int if wanted is int else int | float) and not isinstance(value, bool)
        if not isinstance(value, int | float) or not fits or value <= 0:
            kind = "whole number" if wanted is int else "number"
            raise CharspecError(f"thresholds.{key} must be a {kind} above 0, found {value!r}", where(key))
        given[name] = value
    return Thresholds(**given)  # type: ignore[arg-type]  # each fits its field


def _hyphens(key: str) -> str:
    return key.replace("_", "-")
