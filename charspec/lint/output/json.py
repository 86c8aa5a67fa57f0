"""`--format json`: the findings as one document, see `schemas/findings.schema.json`."""

import json
from collections.abc import Sequence

from charspec.lint.reporting.record import finding_record, utf8, waived_record
from charspec.lint.reporting.screen import escaped
from charspec.lint.result import LintResult, count


def write(results: Sequence[LintResult], colour: bool = False, columns: int | None = None) -> str:
    """The document, indented for people who look at it."""
    files = [
        {
            "file": utf8(result.file),
            "findings": [finding_record(one) for one in result.findings],
            "waived": [
                {**finding_record(one.finding), "waived": waived_record(one)} for one in result.waived
            ],
        }
        for result in results
    ]
    waived = sum(len(result.waived) for result in results)
    summary: dict[str, int] = dict(count(results).items())
    document = {"version": 1, "files": files, "summary": summary | {"waived": waived}}
    return escaped(json.dumps(document, indent=2, ensure_ascii=False)) + "\n"
