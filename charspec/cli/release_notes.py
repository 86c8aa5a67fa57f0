"""What a release still lacks, in the words of lint's rules for releases (M), which speak here even where the
spec has no `release:`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from charspec.release.facts import Facts
    from charspec.spec import CharacterSpec


def notes(facts: Facts) -> Iterator[str]:
    """A line for each thing to know before this is handed on."""
    from charspec.lint.registry import all_rules
    from charspec.lint.sets.prompts import prompts_of

    train = facts.lock.plan.train
    if not facts.is_finished:
        yield f"note: the run has not ended; epoch {facts.choice.epoch} of {train.epochs} is released"
    drawn = [sample.slot for sample in facts.samples]
    for slot in dict.fromkeys([facts.release.thumbnail, *facts.release.pins]):
        if slot is not None and slot not in drawn:
            yield (
                f"note: `release:` names {slot}, which this run has no picture of; it has {', '.join(drawn)}"
            )
    spec = _spec(facts)
    known = {"spec": spec, "base": facts.base, "prompts": prompts_of(spec)}
    for rule in all_rules():
        if rule.code.startswith("M"):
            for hit in rule.check(**{name: known[name] for name in rule.wants}):
                yield f"note: {rule.code} {hit.message}. {hit.hint}"


def _spec(facts: Facts) -> CharacterSpec:
    """The spec with a `release:`, or what the lock knows of it."""
    from charspec.spec import CharacterSpec, load_spec
    from charspec.spec.models import Release

    if facts.spec_file is not None:
        spec = load_spec(facts.spec_file).require()
        return spec.model_copy(update={"release": spec.release or Release()})
    train = facts.lock.plan.train
    prompts = {slot: plan.prompt for slot, plan in facts.lock.plan.samples.prompts.items()}
    return CharacterSpec.model_validate(
        {
            "schema": "charspec/1",
            "name": train.name,
            "trigger": train.trigger,
            "base": train.base.name,
            "identity": {"is": facts.class_phrase},
            "images": "images/",
            "tests": prompts or None,
            "release": facts.release.model_dump(),
        }
    )
