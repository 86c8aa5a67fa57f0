"""All that a release says, gathered from a run, the choice of its epoch and the spec as it is now."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from charspec.choice import Choice
from charspec.errors import CharspecError
from charspec.plan import Lock, ReleasePlan, lock, read_lock
from charspec.records import CONTROL, Epoch, Sample, read_done, read_epochs
from charspec.release.wording import class_phrase
from charspec.settings import Base, load_base
from charspec.spec import GUIDE_PROMPTS, CharacterSpec, load_spec

LOCK = "character.lock.json"
NOTHING = ReleasePlan(
    description=None, tags=(), license=None, thumbnail=None, pins=(), for_style_merge=False, commercial=False
)


@dataclass(frozen=True)
class Facts:
    """One run about to be released.

    `lock`: the run's, with the `release:` of the spec as it is now, which decides no weight. `base`: its
    facts in conf/base. `samples`: the pictures of the chosen epoch, pinned ones first, on the distilled model
    where they were drawn on it. `parent`: hashes.run of the run that this one was retrained from.
    """

    run: Path
    lock: Lock
    base: Base
    choice: Choice
    epoch: Epoch
    is_finished: bool
    spec_file: Path | None
    class_phrase: str
    samples: tuple[Sample, ...]
    parent: str | None

    @property
    def release(self) -> ReleasePlan:
        return self.lock.plan.release or NOTHING

    @property
    def slug(self) -> str:
        return self.lock.plan.train.slug

    @property
    def weights(self) -> Path:
        return self.run / self.choice.weights.file

    @property
    def thumbnail(self) -> Sample:
        """The sample of the slot that the release names; else the first."""
        named = [sample for sample in self.samples if sample.slot == self.release.thumbnail]
        return (named or list(self.samples))[0]


def gather(run: Path, choice: Choice, spec_file: Path | None, parent: Path | None = None) -> Facts:
    """`parent`: the folder of the run that this one was retrained from.

    Raises CharspecError where the run is another than the choice was made for, its base is unknown, or
    weights or pictures are missing or changed."""
    held = read_lock(run / LOCK)
    if choice.run != held.hashes.run:
        hint = f"Choose again: charspec pick {run}"
        raise CharspecError("release.yaml was written for another run", str(run / "release.yaml"), hint, 1)
    train = held.plan.train
    found = {epoch.epoch: epoch for epoch in read_epochs(run)}
    epoch = found.get(choice.epoch)
    if epoch is None or epoch.weights is None:
        hint = f"Choose one of those it has: charspec pick {run} --epoch N"
        raise CharspecError(f"the chosen epoch {choice.epoch} is not in this run", str(run), hint, 1)
    spec = None if spec_file is None else load_spec(spec_file).require()
    released = lock(held.plan.model_copy(update={"release": _release(spec)})) if spec else held
    done = read_done(run)
    samples = held.plan.samples
    kind = (
        spec.identity.class_phrase
        if spec
        else class_phrase(train.trigger, samples.prompts, samples.control.prompt)
    )
    facts = Facts(
        run=run,
        lock=released,
        base=load_base(train.base.name),
        choice=choice,
        epoch=epoch,
        is_finished=done is not None and done.train_hash == held.hashes.train,
        spec_file=spec_file,
        class_phrase=kind,
        samples=_samples(epoch, released.plan.release or NOTHING),
        parent=read_lock(parent / LOCK).hashes.run if parent else None,
    )
    _check_weights(facts)
    _check_samples(facts)
    return facts


def find_specs(run: Path, plan_lock: Lock) -> list[Path]:
    """The specs of this character in the folder that holds `runs/`: those of its base, or else, since a base
    may be overruled on the command line, of any."""
    train = plan_lock.plan.train
    files = sorted(file for file in spec_folder(run).glob("*.y*ml") if file.suffix in (".yaml", ".yml"))
    found = [(file, spec) for file in files if (spec := _spec_in(file)) is not None]
    ours = [(file, spec) for file, spec in found if (spec.name, spec.trigger) == (train.name, train.trigger)]
    of_base = [file for file, spec in ours if spec.base == train.base.name]
    return of_base or [file for file, _ in ours]


def spec_folder(run: Path) -> Path:
    """A run lies at runs/NAME/HASH beside its spec."""
    return run.resolve().parent.parent.parent


def _spec_in(file: Path) -> CharacterSpec | None:
    """The spec in a file of a folder that may hold any YAML: only what names the format is parsed."""
    if "charspec/" not in file.read_text(encoding="utf-8", errors="replace"):
        return None
    return load_spec(file).spec


def _release(spec: CharacterSpec) -> ReleasePlan:
    return NOTHING if spec.release is None else ReleasePlan.model_validate(spec.release.model_dump())


def _samples(epoch: Epoch, release: ReleasePlan) -> tuple[Sample, ...]:
    drawn = epoch.deployed.samples if epoch.deployed else epoch.samples
    shown = [sample for sample in drawn if sample.slot != CONTROL]
    order = list(dict.fromkeys([*release.pins, *GUIDE_PROMPTS, *(sample.slot for sample in shown)]))
    return tuple(sorted(shown, key=lambda sample: order.index(sample.slot)))


def _check_weights(facts: Facts) -> None:
    """The LoRA is the one that was chosen, and its text encoder's half the one that was trained with it."""
    epoch, chosen = facts.epoch, facts.choice.weights
    _check_file(facts, chosen.file, chosen.sha256)
    for half in (epoch.weights, epoch.text_weights):
        if half is not None:
            _check_file(facts, half.file, half.sha256)


def _check_file(facts: Facts, name: str, digest: str) -> None:
    path, number = facts.run / name, facts.choice.epoch
    if not path.is_file():
        hint = f"Put the file back, or choose another epoch: charspec pick {facts.run} --epoch N"
        raise CharspecError(f"the weights of epoch {number} are missing", str(path), hint, 1)
    if hashlib.sha256(path.read_bytes()).hexdigest() != digest:
        raise CharspecError(
            f"these are not the weights that were chosen at epoch {number}: the file was changed",
            str(path),
            f"Put the trained file back, or choose again: charspec pick {facts.run}",
            1,
        )


def _check_samples(facts: Facts) -> None:
    if not facts.samples:
        hint = "Give the spec test prompts, and run `charspec train` again: it draws them."
        raise CharspecError(f"epoch {facts.choice.epoch} has no picture", str(facts.run), hint, 1)
    missing = [sample.file for sample in facts.samples if not (facts.run / sample.file).is_file()]
    if missing:
        raise CharspecError(
            f"a picture of epoch {facts.choice.epoch} is missing: {_listed(missing)}",
            str(facts.run / missing[0]),
            "Run `charspec train` again: it draws what is missing.",
            1,
        )


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - 2} more" if len(names) > 2 else ""
    return f"{', '.join(names[:2])}{more}"
