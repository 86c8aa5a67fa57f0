"""`--format sarif`: SARIF 2.1.0, for code scanning and for viewers of many tools' findings.

Files are named relative to the folder charspec was called in (`%SRCROOT%`); what is ignored is listed with
its suppression; fingerprints hold when lines move. Rules link to their pages where those are published
(`docs-url` of the configuration, or `CHARSPEC_DOCS`), and bring them along in any case.
"""

import json
import os
import pathlib
import urllib.parse
from collections.abc import Sequence
from typing import Any

from charspec import __version__
from charspec.lint.finding import Finding, Location, Related, Severity
from charspec.lint.registry import Rule, all_rules
from charspec.lint.reporting.fingerprint import fingerprints
from charspec.lint.reporting.published import CODE, address_of, page_at
from charspec.lint.reporting.record import utf8
from charspec.lint.reporting.screen import escaped
from charspec.lint.result import LintResult, Waived

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"
_LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}
_PRECISION = {"certain": "very-high", "heuristic": "medium"}


def write(results: Sequence[LintResult], colour: bool = False, columns: int | None = None) -> str:
    """One run of one tool; the rules are those that found something."""
    codes = {one.code for result in results for one in (*result.findings, *_kept(result.waived))}
    rules = [rule for rule in all_rules() if rule.code in codes]
    places = {rule.code: place for place, rule in enumerate(rules)}
    about = {"name": "charspec", "semanticVersion": __version__}
    pages = address_of(results)
    if pages:
        about["informationUri"] = pages.partition(CODE)[0].rstrip("/#")
    driver = about | {"rules": [_rule(rule, pages) for rule in rules]}
    run = {
        "tool": {"driver": driver},
        "invocations": [{"executionSuccessful": True}],
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The folder charspec was called in."}}},
        "columnKind": "unicodeCodePoints",
        "results": [one for result in results for one in _results(result, places)],
    }
    document = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return escaped(json.dumps(document, indent=2, ensure_ascii=False)) + "\n"


def _kept(waived: Sequence[Waived]) -> list[Finding]:
    return [one.finding for one in waived]


def _rule(rule: Rule, pages: str) -> dict[str, Any]:
    title, _, rest = rule.page.partition("\n")
    described = {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": title},
        "fullDescription": {"text": " ".join(rest.strip().partition("\n\n")[0].split()) or title},
        "help": {"text": rule.page, "markdown": rule.page},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {
            "precision": _PRECISION[rule.confidence],
            "problem.severity": "recommendation" if rule.severity == "info" else rule.severity,
            "docs": rule.docs,
        },
    }
    # `helpUri` has to be absolute; the path of a page inside the repository goes with the properties alone.
    return described | ({"helpUri": page_at(pages, rule.code)} if pages else {})


def _results(result: LintResult, places: dict[str, int]) -> list[dict[str, Any]]:
    waived = {id(one.finding): one for one in result.waived}
    findings = [*result.findings, *_kept(result.waived)]
    return [
        _result(finding, fingerprint, waived.get(id(finding)), places)
        for finding, fingerprint in fingerprints(findings, result.file, _relative(result.file))
    ]


def _result(
    finding: Finding, fingerprint: str, waived: Waived | None, places: dict[str, int]
) -> dict[str, Any]:
    suppressions = []
    if waived:
        kind = "inSource" if waived.by == "comment" else "external"
        suppressions = [{"kind": kind, "justification": utf8(waived.reason) or waived.by}]
    return {
        "ruleId": finding.code,
        "ruleIndex": places[finding.code],
        "level": _LEVELS[finding.severity],
        "message": {"text": utf8(f"{finding.message}. {finding.hint}")},
        "locations": [{"physicalLocation": _physical(finding.location)}],
        "relatedLocations": [_related(one, number) for number, one in enumerate(finding.related, start=1)],
        "partialFingerprints": {"charspec/v1": fingerprint, "primaryLocationLineHash": fingerprint},
        "suppressions": suppressions,
        "properties": {
            "confidence": finding.confidence,
            "path": [utf8(key) if isinstance(key, str) else key for key in finding.path],
        },
    }


def _related(related: Related, number: int) -> dict[str, Any]:
    return {
        "id": number,
        "physicalLocation": _physical(related.location),
        "message": {"text": utf8(related.message)},
    }


def _physical(location: Location) -> dict[str, Any]:
    span = location.span
    region = {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }
    name = _relative(location.file)
    if pathlib.PurePath(name).is_absolute():
        return {"artifactLocation": {"uri": pathlib.PurePath(name).as_uri()}, "region": region}
    uri = urllib.parse.quote(os.fsencode(name))
    return {"artifactLocation": {"uri": uri, "uriBaseId": _ROOT}, "region": region}


def _relative(file: str) -> str:
    """A file from the folder charspec was called in; absolute if it lies elsewhere."""
    whole = os.path.abspath(file)  # noqa: PTH100 (a link stays the name the user knows)
    relative = os.path.relpath(whole)
    return whole if relative.startswith("..") else relative.replace(os.sep, "/")
