"""From a file to a spec, or to what is wrong with it."""

import pathlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import ValidationError

from charspec.conf_path import option_names
from charspec.source import Problem, Source, parse, read
from charspec.source.parsed import as_error
from charspec.spec.models import CharacterSpec
from charspec.spec.paths import outside_problems
from charspec.spec.problems import to_problem

_MAX_PROBLEMS = 100


@dataclass(frozen=True)
class LoadedSpec:
    """A spec file as it was read: `spec` is None exactly when `problems` is not empty.

    `folder` is the spec's folder, below which all its paths lie. `pending` are texts of sidecars and
    metadata, by their path relative to it, that count instead of what the files hold: edits not yet written.
    """

    source: Source
    folder: pathlib.Path
    spec: CharacterSpec | None
    problems: tuple[Problem, ...]
    pending: Mapping[str, str] = field(default_factory=dict)

    def require(self) -> CharacterSpec:
        """The spec, or its first problem as a CharspecError (exit 1)."""
        if self.spec is None:
            raise as_error(self.problems[0], self.source.file)
        return self.spec


def load_spec(path: pathlib.Path, shown: str | None = None) -> LoadedSpec:
    """Read a character.yaml; `shown` is the name to print for it.

    Raises CharspecError (exit 2) only if there is no such file; everything the file says wrong is in
    `problems`.
    """
    return check(read(path, shown), path.parent)


def load_text(text: bytes | str, folder: pathlib.Path, shown: str = "character.yaml") -> LoadedSpec:
    """As `load_spec`, for text that comes from elsewhere (standard input, an edit) and belongs into
    `folder`."""
    return check(parse(text, shown), folder)


def check(source: Source, folder: pathlib.Path) -> LoadedSpec:
    """Validate a parsed file."""
    if source.problems:
        return LoadedSpec(source, folder, None, source.problems)
    if source.data is None:
        hint = "A spec needs four keys: schema: charspec/1, trigger, identity and images."
        problem = Problem("S105", (), "the spec is empty", hint, source.span(()))
        return LoadedSpec(source, folder, None, (problem,))
    if not isinstance(source.data, dict):
        hint = "A spec is a mapping: it begins with `schema: charspec/1`."
        problem = Problem("S104", (), "this is no mapping of names to values", hint, source.span(()))
        return LoadedSpec(source, folder, None, (problem,))
    try:
        spec = CharacterSpec.model_validate(source.data)
    except ValidationError as error:
        # pydantic repeats itself: a default that rests on a faulty field is no second fault.
        found = [
            to_problem(detail, source)
            for detail in error.errors(include_url=False)
            if detail["type"] != "default_factory_not_called"
        ]
        found.sort(key=lambda problem: problem.span or (0, 0, 0, 0))
        return LoadedSpec(source, folder, None, tuple(found[:_MAX_PROBLEMS]))
    problems = [*outside_problems(spec, folder, source), *_preset_problem(spec, source)]
    return LoadedSpec(source, folder, None if problems else spec, tuple(problems))


def _preset_problem(spec: CharacterSpec, source: Source) -> list[Problem]:
    presets = option_names("preset")
    if spec.train.preset in ("auto", *presets):
        return []
    path = ("train", "preset")
    message = f"there is no preset '{spec.train.preset}'"
    hint = f"Choose one of: auto, {', '.join(presets)}."
    return [Problem("S104", path, message, hint, source.span(path))]
