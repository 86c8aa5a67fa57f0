"""Lints one spec: alone, or as one of a run that keeps what it gave."""

import os
import pathlib

from charspec.conf_path import added_folders, groups, searching
from charspec.lint.config.choices import Choices
from charspec.lint.config.load import LintConfig, config_of, load_config
from charspec.lint.config.models import Models
from charspec.lint.context import Context
from charspec.lint.result import LintResult
from charspec.lint.running.engine import check
from charspec.lint.running.findings_cache import FindingsCache, Kept, Linted
from charspec.lint.running.inputs import Inputs, digest_of, now, record
from charspec.lint.sets.neighbours import Neighbour, neighbour_of
from charspec.spec import CharacterSpec, LoadedSpec, load_spec, load_text

_BY_TEXT_ALONE = frozenset(("S101", "S102", "S103", "S105", "S106", "S107", "S109"))
"""What is wrong with a spec by its text, wherever it lies."""


def lint_spec(path: pathlib.Path, shown: str | None = None, config: LintConfig | None = None) -> LintResult:
    """Lint one spec; `shown` is the name to print for it.

    Without `config`, that of the nearest charspec.toml or pyproject.toml counts. Raises CharspecError (exit
    2) if there is no such file; whatever the file says is in the findings.
    """
    chosen = config or load_config(path.parent)
    with searching(chosen.config_dirs):
        return check(load_spec(path, shown), chosen)[0]


def lint_text(
    text: bytes | str, folder: pathlib.Path, shown: str = "character.yaml", config: LintConfig | None = None
) -> LintResult:
    """Lint a spec's text that belongs into `folder`, where its pictures and sidecars are."""
    chosen = config or load_config(folder)
    with searching(chosen.config_dirs):
        return check(load_text(text, folder, shown), chosen)[0]


def lint_one(choices: Choices, cache: bool, spec: pathlib.Path, near: tuple[Neighbour, ...] = ()) -> Linted:
    """Lint a spec beside those of the run that may clash with it; CharspecError (exit 2) as `lint_spec`."""
    config = config_of(spec.parent, choices)
    with searching(config.config_dirs):
        return _lint_one(choices, config, cache, spec, near)


def _lint_one(
    choices: Choices, config: LintConfig, cache: bool, spec: pathlib.Path, near: tuple[Neighbour, ...]
) -> Linted:
    if not cache:
        loaded = load_spec(spec)
        return Linted(check(loaded, config, near, cache=False)[0], neighbour_of(loaded), near)
    store = FindingsCache(choices)
    place, since, digest = store.place(spec), now(), digest_of(str(spec))
    loaded = load_spec(spec)
    result, context = check(loaded, config, near)
    linted = Linted(result, neighbour_of(loaded), near)
    inputs = _inputs(loaded, context, since, config.models)
    # What a spec or a configuration gave that changed meanwhile belongs to neither state of it.
    same = digest == digest_of(str(spec)) and place == FindingsCache(choices).place(spec)
    if digest and inputs is not None and same:
        store.keep(place, Kept(digest, inputs, linted))
    return linted


def _inputs(loaded: LoadedSpec, context: Context, since: int, models: Models) -> Inputs | None:
    """What lies in every folder that linting the set looked into, those of the models included; None if that
    cannot be told."""
    if loaded.spec is None:
        return {} if {problem.code for problem in loaded.problems} <= _BY_TEXT_ALONE else None
    # What a network's copies would say, is judged as soon as the cache has them.
    if any(item.picture.enhance and item.method().weights for item in context.items or ()):
        return None
    # Pictures that a rule read whole need not be read a second time.
    known = {item.file: item.sha256 for item in context.items or () if "sha256" in vars(item)}
    beside = [os.path.relpath(model.parent, loaded.folder) for model in models.values()]
    folders = [*_folders(loaded.spec, loaded.folder), *_options(loaded.folder), *beside]
    return record(str(loaded.folder), folders, since, known)


def _options(folder: pathlib.Path) -> list[str]:
    """The user's folders with options that findings may rest on, relative to the spec's."""
    return [os.path.relpath(added / group, folder) for added in added_folders() for group in groups()]


def _folders(spec: CharacterSpec, folder: pathlib.Path) -> list[str]:
    """The folders of the pictures and their masks, and those above them, relative to the spec's."""
    files = {*spec.pictures, *(picture.mask for picture in spec.pictures.values() if picture.mask)}
    if isinstance(spec.images, str):
        for parent, folders, _ in os.walk(folder / spec.images):
            folders[:] = [name for name in folders if not name.startswith(".")]
            files.add(f"{pathlib.Path(parent).relative_to(folder).as_posix()}/*")
        files.add(f"{spec.images}/*")
    return sorted({".", *(str(parent) for file in files for parent in pathlib.PurePosixPath(file).parents)})
