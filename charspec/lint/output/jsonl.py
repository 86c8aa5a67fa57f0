"""`--format jsonl`: one finding a line, as in `json`, with the spec it belongs to; for streams and `jq`.

`waived` is null, or says by what the finding is kept quiet and why.
"""

import json
from collections.abc import Sequence

from charspec.lint.reporting.record import finding_record, utf8, waived_record
from charspec.lint.reporting.screen import escaped
from charspec.lint.result import LintResult


def write(results: Sequence[LintResult], colour: bool = False, columns: int | None = None) -> str:
    """The findings of each spec, then those of it that are waived; nothing at all if there are none."""
    records = []
    for result in results:
        spec = utf8(result.file)
        records += [{"spec": spec, **finding_record(one), "waived": None} for one in result.findings]
        records += [
            {"spec": spec, **finding_record(one.finding), "waived": waived_record(one)}
            for one in result.waived
        ]
    return "".join(escaped(json.dumps(record, ensure_ascii=False)) + "\n" for record in records)
