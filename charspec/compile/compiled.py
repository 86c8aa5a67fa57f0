"""The stage from end to end: spec file + overrides → plan and lock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from charspec.assembled import weights_folder
from charspec.compile.base import Pin, pin_cached, read_pin
from charspec.compile.build import build_plan
from charspec.compile.config import Execution
from charspec.compile.configure import Configured, configure
from charspec.compile.folders import searching_for
from charspec.compile.hashes import PictureHashes
from charspec.compile.items import is_small
from charspec.compile.origins import Origin, explain
from charspec.conf_path import searching
from charspec.dataset import Dataset, load_dataset
from charspec.errors import CharspecError
from charspec.plan import Lock, Plan, lock, lock_text
from charspec.settings.deployment import Deployment, deployment_of
from charspec.source import Problem
from charspec.source.parsed import as_error
from charspec.spec import LoadedSpec, load_spec


@dataclass(frozen=True)
class Compiled:
    """A plan with what it was made from.

    `base_path` is the local folder of the base's weights, if the command line gave one: a place, not locked.
    `deployment` is the distilled model of the base, if it has one.
    """

    plan: Plan
    lock: Lock
    loaded: LoadedSpec
    dataset: Dataset
    configured: Configured
    base_path: Path | None
    deployment: Deployment | None

    @property
    def execution(self) -> Execution:
        """What the run does beside its plan: tracker, launcher, offload."""
        return self.configured.execution

    @property
    def lock_text(self) -> str:
        """What the lock file holds."""
        return lock_text(self.lock)

    def pinned(self) -> Compiled:
        """The same for the weights of the base that the hub library has in its cache, by commit and files;
        raises CharspecError if it has none. A base that is known by its files stays as it is."""
        train = self.plan.train
        if train.base.files and train.base.revision is None:
            return self
        base = pin_cached(train.base)
        plan = self.plan.model_copy(update={"train": train.model_copy(update={"base": base})})
        return replace(self, plan=plan, lock=lock(plan))

    @cached_property
    def origins(self) -> dict[str, Origin]:
        """Where each value of the plan came from, by the key that sets it; read afresh, never stored."""
        with searching(self.configured.folders):
            return explain(self.plan, self.configured, self.loaded.source, self.dataset.items)

    @property
    def notes(self) -> list[str]:
        """What a person should know before training, one sentence each."""
        resolution = self.plan.train.resolution
        return [*self._idle()] + [
            f"{item.file} has fewer pixels than {resolution}×{resolution}: "
            f"it trains at {item.bucket[0]}×{item.bucket[1]}, not scaled up"
            for item in self.plan.train.items
            if is_small(item, resolution)
        ]

    def _idle(self) -> Iterator[str]:
        """Settings that do less than they say; of what the spec itself sets, lint says the rest."""
        train, given = self.plan.train, self.configured.overrides
        if "train.text_encoder_learning_rate" in given and train.text_encoder is None:
            yield "train.text_encoder_learning_rate has no effect while train.text_encoder is off"
        side, multiple = train.resolution, train.base.multiple
        if "train.resolution" in given and side % multiple:
            yield f"train.resolution={side} trains at {side // multiple * multiple}: a multiple of {multiple}"
        warmup = train.lr_schedule.warmup_steps
        if warmup >= train.steps:
            yield f"the rate never stops rising: {warmup:,} steps of warm-up in a training of {train.steps:,}"


def lock_path(spec: Path) -> Path:
    """Where the lock of a spec lies: `character.yaml` → `character.lock.json` beside it."""
    return spec.with_suffix(".lock.json")


def compile_spec(
    path: Path, overrides: Sequence[str] = (), config_dirs: Sequence[Path] = (), kept: Path | None = None
) -> Compiled:
    """Compile a character.yaml; `overrides` are words of the command line such as `train.epochs=3`.

    Options are those of conf/, of the project's `config-dirs` and of the folders in `config_dirs`.

    The revision of the base that is in the lock beside the spec (or in `kept`) stays, as in any lock file.

    Raises CharspecError: exit 1 with file, line and column for what the spec and its files say wrong, exit 2
    for an override that cannot be, or no such file. Imports no model of a family, loads no weights of a base,
    and writes nothing but what the cache lacks: the hashes it remembers, and enhanced copies.
    """
    with searching_for(path, overrides, config_dirs) as words:
        return compile_loaded(load_spec(path), words, read_pin(kept or lock_path(path)))


def compile_loaded(loaded: LoadedSpec, overrides: Sequence[str] = (), pin: Pin | None = None) -> Compiled:
    """As `compile_spec`, for a spec that was read already; options are those that count where it is called
    (`charspec.conf_path.searching`)."""
    _refuse(loaded.problems, loaded.source.file)
    spec = loaded.require()
    dataset = load_dataset(loaded)
    _refuse(dataset.problems, loaded.source.file)
    if not dataset.items:
        hint = "Add 5 to 15 pictures of the character (guide, step 3)."
        raise CharspecError("there are no pictures", loaded.source.where(("images",)), hint, 1)
    configured = configure(spec, loaded.source, len(dataset.items), overrides)
    revision = configured.overrides.get("base.revision")
    if revision is not None and revision.value is None:  # `base.revision=null` forgets it
        pin = None
    hashes = PictureHashes(loaded.folder)
    plan = build_plan(configured.config, spec, dataset.items, loaded.source, hashes, pin)
    hashes.keep()
    base = configured.config.base
    deployment = deployment_of(base, base.deploy_path)
    folder = weights_folder(base.path, base.transformer)
    return Compiled(plan, lock(plan), loaded, dataset, configured, folder, deployment)


def _refuse(problems: Sequence[Problem], file: str) -> None:
    """Raise the first problem, if there is one, and say how many more there are."""
    if not problems:
        return
    error = as_error(problems[0], file)
    if len(problems) > 1:
        more = f"{len(problems) - 1} more: `charspec lint {file}` lists them."
        error.hint = f"{error.hint}\n{more}" if error.hint else more
    raise error
