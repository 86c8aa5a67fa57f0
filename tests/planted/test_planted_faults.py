"""Each fault alone is found, where it is, and nothing else that is as grave; two faults are both found."""

from collections.abc import Callable
from random import Random

import pytest

from charspec.lint import SEVERITIES, Finding, LintResult
from charspec.lint.registry import all_rules
from tests.planted.faults import COUNT, FAULTS, Fault, Planted, good
from tests.planted.model import CharacterSet

Lint = Callable[[CharacterSet], LintResult]


def plant(fault: Fault) -> Planted:
    return fault.plant(good(fault.layout, fault.count))


def line_of(finding: Finding, result: LintResult) -> str:
    lines = result.texts.get(finding.location.file, "").split("\n")
    return lines[finding.location.span.line - 1]


def told(findings: list[Finding]) -> str:
    return "\n".join(f"{one.location}: {one.code} {one.severity}: {one.message}" for one in findings)


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_alone_is_found_in_its_place_and_nothing_else(name: str, lint_set: Lint) -> None:
    fault = FAULTS[name]
    planted = plant(fault)
    result = lint_set(planted.made)
    grave = SEVERITIES[: SEVERITIES.index(fault.severity) + 1]
    found = [one for one in result.findings if one.severity in grave]
    assert [(one.code, one.severity) for one in found] == [(fault.code, fault.severity)], told(found)
    assert found[0].location.file == planted.file
    assert planted.at in line_of(found[0], result)


@pytest.mark.parametrize("layout", ["labels", "captions", "sidecars", "jsonl", "csv"])
def test_the_set_that_faults_are_planted_into_is_clean(layout: str, lint_set: Lint) -> None:
    assert lint_set(good(layout)).findings == ()  # type: ignore[arg-type]


def test_every_rule_is_planted() -> None:
    assert {fault.code for fault in FAULTS.values()} == {rule.code for rule in all_rules()}


def parts(made: CharacterSet) -> dict[str, object]:
    """A set in parts that faults can spoil apart from each other: keys of the spec, pictures, files."""
    found: dict[str, object] = {f"shot {index}": shot for index, shot in enumerate(made.shots)}
    found |= {f"file {name}": data for name, data in made.extra.items()}
    found |= {f"without {name}": True for name in made.without}
    blocks = made.head.replace("\n ", "\x00").splitlines()
    return found | {f"key {block.split(':')[0]}": block for block in blocks}


def spoilt(name: str) -> set[str]:
    """The parts of a good set in which a fault shows."""
    fault = FAULTS[name]
    before, after = parts(good(fault.layout, fault.count)), parts(plant(fault).made)
    changed = {part for part in before.keys() | after.keys() if before.get(part) != after.get(part)}
    # A picture that is replaced or missing is the same part as its shot; prompts name
    # the trigger, and a release its prompts.
    same = {
        f"{kind} {shot.file}": f"shot {index}"
        for index, shot in enumerate(good().shots)
        for kind in ("file", "without")
    }
    same |= {"key trigger": "key tests", "key release": "key tests"}
    return changed | {same[part] for part in changed if part in same}


def pairs() -> list[tuple[str, str]]:
    """Pairs of faults, by lot, that spoil different parts of one set."""
    spoils = {name: spoilt(name) for name in FAULTS}
    usual = [
        name
        for name, fault in FAULTS.items()
        if (fault.layout, fault.count) == ("captions", COUNT)
        # An unreadable spec, a set without pictures and one of other pictures hide what else there is.
        and not name.startswith(("S10", "D101", "D105", "D106", "D107", "D108", "D109"))
        # A base decides what is said of settings and release.
        and "key base" not in spoils[name]
    ]
    apart = [
        (one, other)
        for index, one in enumerate(usual)
        for other in usual[index + 1 :]
        if not spoils[one] & spoils[other]
    ]
    return Random("pairs").sample(apart, 60)


@pytest.mark.parametrize(("one", "other"), pairs())
def test_of_two_faults_both_are_found(one: str, other: str, lint_set: Lint) -> None:
    first = plant(FAULTS[one])
    second = FAULTS[other].plant(first.made)
    result = lint_set(second.made)
    for name, planted in ((one, first), (other, second)):
        fault = FAULTS[name]
        found = [finding for finding in result.findings if finding.code == fault.code]
        places = [(finding.severity, finding.location.file, line_of(finding, result)) for finding in found]
        assert any(
            severity == fault.severity and file == planted.file and planted.at in line
            for severity, file, line in places
        ), told(list(result.findings))
