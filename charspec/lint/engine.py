"""Runs the selected rules over one spec and turns their hits into findings."""

from collections.abc import Iterator, Sequence

from charspec.lint.config import LintConfig
from charspec.lint.context import Context
from charspec.lint.finding import Finding, Hit
from charspec.lint.neighbours import Neighbour
from charspec.lint.place import Places
from charspec.lint.registry import Rule, all_rules
from charspec.lint.result import LintResult
from charspec.lint.suppression import Suppressions
from charspec.spec import LoadedSpec


def check(
    loaded: LoadedSpec, config: LintConfig, neighbours: Sequence[Neighbour] = ()
) -> tuple[LintResult, Context]:
    """The findings of a spec, without those its author ignores; and the context, for who mends them.

    `neighbours` are the other specs of the run, or those of them that `clashing` names.
    """
    context = Context(loaded, config.thresholds, neighbours)
    places = Places(context)
    suppressions = Suppressions(loaded.source.text)
    codes = config.codes
    findings: list[Finding] = []
    for rule in all_rules():
        if rule.code not in codes:
            continue
        for hit in _hits(rule, context):
            finding = _finding(rule, hit, places)
            # What cannot be read cannot be ignored: silence would claim that the spec is sound.
            if rule.always or not suppressions.covers(finding, places.lines_of(hit)):
                findings.append(finding)
    found = _without_repetition(findings)
    return LintResult(loaded.source.file, found, places.texts, len(context.items or ())), context


def _hits(rule: Rule, context: Context) -> Iterator[Hit]:
    for arguments in context.calls(rule.wants):
        yield from rule.check(**arguments)


def _finding(rule: Rule, hit: Hit, places: Places) -> Finding:
    return Finding(
        rule.code,
        rule.name,
        hit.severity or rule.severity,
        hit.path,
        hit.message,
        hit.hint,
        places.locate(hit),
        hit.fix,
    )


def _without_repetition(findings: list[Finding]) -> tuple[Finding, ...]:
    """The findings in the order of their places; what is one fault of the template is said once, not per
    picture."""
    first: dict[tuple[str, int, int, str, str], Finding] = {}
    for finding in findings:
        first.setdefault(finding.order, finding)
    return tuple(first[order] for order in sorted(first))
