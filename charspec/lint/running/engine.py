"""Runs the selected rules over one spec and turns their hits into findings."""

import pathlib
from collections.abc import Iterable, Iterator, Sequence

from charspec.lint.config.load import LintConfig
from charspec.lint.config.per_file import covering
from charspec.lint.context import Context
from charspec.lint.finding import Finding, Hit
from charspec.lint.registry import Rule, all_rules
from charspec.lint.result import LintResult, Waived
from charspec.lint.running.place import Places
from charspec.lint.sets.neighbours import Neighbour
from charspec.spec import LoadedSpec


def check(
    loaded: LoadedSpec, config: LintConfig, neighbours: Sequence[Neighbour] = (), cache: bool = True
) -> tuple[LintResult, Context]:
    """The findings of a spec, those its author ignores apart; and the context, for who mends them.

    `neighbours` are the other specs of the run, or those of them that `clashing` names. Without `cache`,
    what pictures say is neither taken from the cache nor kept there.
    """
    context = Context(loaded, config.thresholds, neighbours, cache, config.models)
    places = Places(context)
    suppressions = context.suppressions
    codes = config.codes
    spec = loaded.folder / pathlib.PurePath(loaded.source.file).name
    findings: list[Finding] = []
    waived: list[Waived] = []
    # Which ignores hit nothing is known when all others have spoken.
    for rule in sorted(all_rules(), key=lambda rule: "suppressions" in rule.wants):
        if rule.code not in codes:
            continue
        if context.can_judge(rule.wants):
            suppressions.judged.add(rule.code)
        for hit in _hits(rule, context):
            finding = _finding(rule, hit, places)
            ignore = suppressions.covering(finding, places.lines_of(hit))
            # What cannot be read cannot be ignored: silence would claim that the spec is sound.
            if rule.always:
                findings.append(finding)
            elif ignore:
                waived.append(Waived(finding, "comment", ignore.reason))
            elif per_file := covering(config.per_file_ignores, finding, spec, loaded.source.file):
                waived.append(Waived(finding, "per-file-ignores", per_file.pattern))
            else:
                findings.append(finding)
    found = _without_repetition(findings)
    pictures = len(context.items or ())
    result = LintResult(loaded.source.file, found, places.texts, pictures, _in_order(waived), config.docs_url)
    return result, context


def _hits(rule: Rule, context: Context) -> Iterator[Hit]:
    for arguments in context.calls(rule.wants):
        yield from rule.check(**arguments)


def _finding(rule: Rule, hit: Hit, places: Places) -> Finding:
    severity = hit.severity or rule.severity
    confidence = hit.confidence or rule.confidence
    if severity == "error" and confidence == "heuristic":
        severity = "warning"
    return Finding(
        rule.code,
        rule.name,
        severity,
        hit.path,
        hit.message,
        hit.hint,
        places.locate(hit),
        hit.fix,
        confidence,
        places.related(hit),
    )


def _without_repetition(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings in the order of their places; what is one fault of the template is said once, not per
    picture."""
    first: dict[tuple[str, int, int, str, str], Finding] = {}
    for finding in findings:
        first.setdefault(finding.order, finding)
    return tuple(first[order] for order in sorted(first))


def _in_order(waived: Iterable[Waived]) -> tuple[Waived, ...]:
    first: dict[tuple[str, int, int, str, str], Waived] = {}
    for one in waived:
        first.setdefault(one.finding.order, one)
    return tuple(first[order] for order in sorted(first))
