"""What the linter said before the run: the findings document that `train` leaves as lint.json."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from charspec.documents import read_document

SEVERITIES: tuple[Literal["error", "warning", "info"], ...] = ("error", "warning", "info")


class _Part(BaseModel):
    # Only what the page shows is read: the document belongs to the linter and may say more.
    model_config = ConfigDict(frozen=True, extra="ignore")


class Location(_Part):
    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)


class Finding(_Part):
    code: str
    name: str
    severity: Literal["error", "warning", "info"]
    message: str
    hint: str | None = None
    location: Location | None = None


class FindingsFile(_Part):
    file: str
    findings: tuple[Finding, ...]


class Findings(_Part):
    """The document `charspec lint --format json` prints, as far as the page shows it."""

    version: Literal[1]
    files: tuple[FindingsFile, ...]

    @property
    def all(self) -> list[Finding]:
        """Every finding, errors first, else in the linter's order."""
        found = [finding for file in self.files for finding in file.findings]
        return sorted(found, key=lambda finding: SEVERITIES.index(finding.severity))


def read_findings(path: Path) -> Findings | None:
    """None where the run has no lint.json."""
    return Findings.model_validate(read_document(path, "findings")) if path.exists() else None
