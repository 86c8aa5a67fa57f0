"""A finding as plain data, for formats that programs read (schema: `charspec.lint.reporting.document`)."""

from typing import Any

from charspec.lint.finding import Finding, Location
from charspec.lint.result import Waived


def finding_record(finding: Finding) -> dict[str, Any]:
    """One finding; its keys are those of `FindingDocument`, in that order."""
    fix = {"title": utf8(finding.fix.title), "safe": finding.fix.safe} if finding.fix else None
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity,
        "confidence": finding.confidence,
        "message": utf8(finding.message),
        "hint": utf8(finding.hint),
        "path": [utf8(key) if isinstance(key, str) else key for key in finding.path],
        "location": location_record(finding.location),
        "related": [
            {"location": location_record(one.location), "message": utf8(one.message)}
            for one in finding.related
        ],
        "fix": fix,
    }


def waived_record(waived: Waived) -> dict[str, Any]:
    """By what a finding is kept quiet, and why."""
    return {"by": waived.by, "reason": utf8(waived.reason)}


def location_record(location: Location) -> dict[str, Any]:
    span = location.span
    return {
        "file": utf8(location.file),
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }


def utf8(text: str) -> str:
    """Text that JSON can carry: of a file name that is no UTF-8, the bytes that are none become `?`."""
    return text.encode("utf-8", "replace").decode("utf-8")
