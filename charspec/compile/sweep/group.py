"""Every combination compiled before anything starts, and those that share a training put together.

Plans that are equal are one job. Plans that differ in length alone, under a rate that does not depend on it,
are one training to the longest: a shorter plan is the first part of a longer one, byte for byte.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TypeAlias

from charspec.compile.base import read_pin
from charspec.compile.compiled import compile_loaded, lock_path
from charspec.compile.compose import quoted
from charspec.compile.config import BESIDE, Execution, fields
from charspec.compile.folders import searching_for
from charspec.compile.on_lock import beside
from charspec.compile.sweep.expand import Combination, Expanded, expand
from charspec.compile.sweep.faults import Fault, faulty
from charspec.errors import CharspecError
from charspec.launch.settings import LauncherSettings
from charspec.plan import Lock, read_lock
from charspec.settings.deployment import Deployment
from charspec.settings.execution import TensorBoardSettings
from charspec.spec import load_spec

LOCK = ".lock.json"

Resolve: TypeAlias = Callable[[Lock, Path | None], Lock]


@dataclass(frozen=True)
class Result:
    """One combination: its place among all, the values that vary, as they were written, and its own plan."""

    number: int
    settings: Mapping[str, str]
    lock: Lock


@dataclass(frozen=True)
class Training:
    """One job: the longest plan of its results. `source` is the spec or lock that was named; `words` say how
    it runs (`base.path=…`, `tracker=…`), and belong behind its lock on a command line."""

    source: Path
    lock: Lock
    words: tuple[str, ...]
    results: tuple[Result, ...]


@dataclass(frozen=True)
class Sweep:
    """All of it. `notes` are what a person should know before training, one sentence each."""

    varies: tuple[str, ...]
    trainings: tuple[Training, ...]
    launcher: LauncherSettings
    notes: tuple[str, ...]


class _Planned(NamedTuple):
    """A combination that can be trained."""

    source: Path
    settings: Mapping[str, str]
    lock: Lock
    execution: Execution
    base_path: Path | None
    words: tuple[str, ...]
    notes: Sequence[str]
    number: int = 0


def plan_sweep(
    sources: Sequence[Path],
    words: Sequence[str],
    config_dirs: Sequence[Path] = (),
    resolve: Resolve = lambda lock, _: lock,
) -> Sweep:
    """Plan every combination of `words` for every spec in `sources`; a lock is taken as it is. `resolve` says
    at which commit a base is whose lock does not say so; it is asked last.

    Raises CharspecError if one of them cannot be trained: all that are wrong are named with their words, and
    nothing was started. Writes nothing.
    """
    planned: list[_Planned] = []
    faults: list[Fault] = []
    varies: dict[str, None] = {}
    for source in sources:
        with searching_for(source, words, config_dirs) as kept:
            expanded = expand(kept)
            varies |= dict.fromkeys(expanded.varies)
            try:
                make = _locked(source, expanded) if source.name.endswith(LOCK) else _of_spec(source, expanded)
            except CharspecError as error:  # the file itself: no combination of it can be
                faults.append(Fault(source, None, error))
                continue
            for combination in expanded.combinations:
                try:
                    planned.append(make(combination)._replace(number=len(planned)))
                except CharspecError as error:
                    faults.append(Fault(source, combination, error))
    if faults:
        raise faulty(faults, len(planned) + len(faults), len(sources))
    planned = [one._replace(lock=resolve(one.lock, one.base_path)) for one in planned]
    trainings = tuple(_grouped(planned))
    notes = dict.fromkeys(note for one in planned for note in one.notes)
    return Sweep(tuple(varies), trainings, planned[0].execution.launcher, tuple(notes))


def _of_spec(source: Path, expanded: Expanded) -> Callable[[Combination], _Planned]:
    loaded = load_spec(source)
    pin = read_pin(lock_path(source))

    def make(combination: Combination) -> _Planned:
        compiled = compile_loaded(loaded, (*combination.words, *expanded.launcher), pin)
        said = {key: found.text for key, found in compiled.configured.overrides.items()}
        words = (
            *_path_words(compiled.base_path, compiled.deployment),
            *_hardware_words(compiled.execution),
            *_tracker_words(said, compiled.execution),
        )
        settings = combination.settings
        path = compiled.base_path
        return _Planned(source, settings, compiled.lock, compiled.execution, path, words, compiled.notes)

    return make


def _locked(source: Path, expanded: Expanded) -> Callable[[Combination], _Planned]:
    lock = read_lock(source)

    def make(combination: Combination) -> _Planned:
        found = beside(lock.plan.train, (*combination.words, *expanded.launcher))
        said = {word.partition("=")[0]: word for word in combination.words}
        words = (
            *_path_words(found.base_path, found.deployment),
            *_hardware_words(found.execution),
            *_tracker_words(said, found.execution),
        )
        path = found.base_path
        return _Planned(source, combination.settings, lock, found.execution, path, words, ())

    return make


def _path_words(path: Path | None, deployment: Deployment | None) -> list[str]:
    paths = {"base.path": path, "base.deploy_path": deployment.path if deployment else None}
    return [f"{key}={quoted(str(path.absolute()))}" for key, path in paths.items() if path is not None]


def _hardware_words(execution: Execution) -> list[str]:
    values = execution.hardware.model_dump(mode="json")
    said = {key: json.dumps(values[key]).strip('"') for key in fields(BESIDE, "hardware")}
    return [f"hardware.{key}={value}" for key, value in said.items()]


def _tracker_words(said: Mapping[str, str], execution: Execution) -> list[str]:
    """The words about the tracker, by key. Its folder is meant from here, and jobs start in the spec's."""
    kept = {key: word for key, word in said.items() if key.partition(".")[0] == "tracker"}
    if isinstance(execution.tracker, TensorBoardSettings) and execution.tracker.folder:
        folder = Path(execution.tracker.folder).expanduser().absolute()
        kept["tracker.folder"] = f"tracker.folder={quoted(str(folder))}"
    return list(kept.values())


def _grouped(planned: Sequence[_Planned]) -> Iterator[Training]:
    """In the order of the first combination of each; the folder of a run can hold one set of pictures."""
    groups: dict[tuple[Path, str, str], list[_Planned]] = {}
    for one in planned:
        key = (one.source.parent.resolve(), one.lock.plan.train.slug, one.lock.hashes.run)
        groups.setdefault(key, []).append(one)
    for members in groups.values():
        first = members[0]
        for other in members[1:]:
            if other.lock.hashes.samples != first.lock.hashes.samples:
                raise _drawn_differently(first, other)
        longest = max(members, key=lambda one: one.lock.plan.train.epochs)
        results = tuple(Result(one.number, one.settings, one.lock) for one in members)
        yield Training(longest.source, longest.lock, longest.words, results)


def _drawn_differently(one: _Planned, other: _Planned) -> CharspecError:
    differing = [key for key in one.settings if one.settings[key] != other.settings.get(key)]
    what = " and ".join(differing) or f"the prompts of {one.source} and {other.source}"
    return CharspecError(
        f"{what}: these plans train the same LoRA and draw it differently; a run keeps one set of pictures",
        "command line",
        "Give one value here, and draw the others with `charspec generate`.",
    )
