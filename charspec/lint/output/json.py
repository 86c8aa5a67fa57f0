"""`--format json`: the findings as one document, see `schemas/findings.schema.json`."""

import json
from collections.abc import Sequence

from charspec.lint.document import findings_document
from charspec.lint.result import LintResult


def write(results: Sequence[LintResult], colour: bool = False, columns: int | None = None) -> str:
    """The document, indented for people who look at it."""
    document = findings_document(results).model_dump(mode="json")
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
