"""`charspec lint --show-config` and `--show-files`: what would count, and what would be looked at."""

import json
import os
import pathlib
from collections.abc import Iterator, Sequence

from charspec.conf_path import searching
from charspec.dataset import load_dataset
from charspec.errors import CharspecError
from charspec.lint.config.choices import Choices
from charspec.lint.config.file import MODEL_KEYS
from charspec.lint.config.load import LintConfig, config_of
from charspec.lint.registry import all_rules
from charspec.lint.reporting.published import KEY
from charspec.project import project_dirs
from charspec.spec import load_spec


def config_text(specs: Sequence[pathlib.Path], choices: Choices) -> str:
    """The configuration of each spec as TOML, with where every value comes from; specs that share one are
    named together."""
    shared: dict[str, list[str]] = {}
    for path in specs:
        shared.setdefault(_config(config_of(path.parent, choices)), []).append(str(path))
    parts = ["\n".join([*(f"# {name}" for name in names), text]) for text, names in shared.items()]
    return "\n".join(parts)


def files_text(specs: Sequence[pathlib.Path]) -> str:
    """Each spec, and below it, indented, its pictures and the files that its captions come from."""
    lines: list[str] = []
    for path in specs:
        lines.append(str(path))
        lines += [f"  {name}" for name in dict.fromkeys(_files(path))]
    return "".join(f"{line}\n" for line in lines)


def _files(path: pathlib.Path) -> Iterator[str]:
    try:
        with searching(project_dirs(path.parent)):
            dataset = load_dataset(load_spec(path))
    except CharspecError as error:
        if error.exit_code == 2:  # there is no such spec
            raise
        yield f"(nothing: {error.message})"
        return
    for item in dataset.items:
        missing = "" if item.exists else " (missing)"
        yield f"{_shown(path, item.file)}{missing}"
        if item.caption_source in ("sidecar", "metadata"):
            yield _shown(path, item.caption_location.file)


def _shown(path: pathlib.Path, file: str) -> str:
    return (path.parent / file).as_posix()


def _config(config: LintConfig) -> str:
    """One configuration; it could stand in pyproject.toml as it is."""
    lists = {
        "select": config.select,
        "ignore": config.ignore,
        "extend-select": config.extend_select,
        "extend-ignore": config.extend_ignore,
    }
    origins = config.origins
    lines = ["[tool.charspec.lint]"]
    if config.config_dirs:
        lines = [
            "[tool.charspec]",
            f"config-dirs = {_list([str(one) for one in config.config_dirs])}",
            "",
            *lines,
        ]
    lines += [f"{key} = {_list(codes)}{_origin(origins.get(key))}" for key, codes in lists.items()]
    address = json.dumps(config.docs_url) + _origin(origins.get(KEY))
    lines.append(f"{KEY} = {address}" if config.docs_url else f"# {KEY}: none")
    models = config.models
    lines += [f"{key} = {json.dumps(str(models[key]))}{_origin(origins[key])}" for key in models]
    lines += [f"# {key}: none" for key in MODEL_KEYS if key not in models]
    lines += ["", "[tool.charspec.lint.per-file-ignores]"]
    for one in config.per_file_ignores:
        key = json.dumps(one.pattern, ensure_ascii=False)
        lines.append(f"{key} = {_list(one.codes)}{_origin(origins[f'per-file-ignores.{one.pattern}'])}")
    lines += ["", "[tool.charspec.lint.thresholds]"]
    for field, value in config.thresholds._asdict().items():
        name = field.replace("_", "-")
        lines.append(f"{name} = {value}{_origin(origins.get(f'thresholds.{name}'))}")
    off = [rule.code for rule in all_rules() if rule.code not in config.codes]
    count = len(all_rules())
    lines += ["", f"# {count - len(off)} of {count} rules run" + (f", not {', '.join(off)}" if off else "")]
    return "\n".join(lines) + "\n"


def _list(codes: Sequence[str]) -> str:
    return json.dumps(list(codes), ensure_ascii=False)


def _origin(origin: str | None) -> str:
    if origin is None:
        return "  # default"
    relative = os.path.relpath(origin) if origin.startswith(os.sep) else origin
    return f"  # {origin if relative.startswith('..') else relative}"
