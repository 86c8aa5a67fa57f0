"""The findings as a document for programs: `lint --format json`, schema `schemas/findings.schema.json`."""

from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from charspec.lint.finding import Finding, Location, Severity
from charspec.lint.result import LintResult, count

FINDINGS_VERSION: Literal[1] = 1


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class LocationDocument(_Strict):
    """Where a person must edit: the spec, a sidecar or a picture. Lines and columns count from 1, in
    characters."""

    file: str
    line: int = Field(ge=1)
    column: int = Field(ge=1)
    end_line: int = Field(ge=1)
    end_column: int = Field(ge=1, description="The column after the last character.")


class FixDocument(_Strict):
    """What `--fix` would do."""

    title: str
    safe: bool


class FindingDocument(_Strict):
    """One finding. `path` addresses the spec; `location` is where to edit."""

    code: str = Field(pattern=r"^[A-Z]\d{3}$")
    name: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    severity: Severity
    message: str = Field(min_length=1)
    hint: str = Field(min_length=1, description="The next step.")
    path: tuple[str | int, ...]
    location: LocationDocument
    fix: FixDocument | None


class FileDocument(_Strict):
    """The findings of one spec, in the order of their places."""

    file: str
    findings: tuple[FindingDocument, ...]


class SummaryDocument(_Strict):
    """How many findings there are of each severity, over all files."""

    error: int = Field(ge=0)
    warning: int = Field(ge=0)
    info: int = Field(ge=0)


class FindingsDocument(_Strict):
    """All findings of one call of `charspec lint`."""

    version: Literal[1] = FINDINGS_VERSION
    files: tuple[FileDocument, ...]
    summary: SummaryDocument


def findings_document(results: Sequence[LintResult]) -> FindingsDocument:
    """The findings of several specs as one document."""
    files = tuple(
        FileDocument(file=_utf8(result.file), findings=tuple(map(_finding, result.findings)))
        for result in results
    )
    return FindingsDocument(files=files, summary=SummaryDocument(**count(results)))


def _finding(finding: Finding) -> FindingDocument:
    fix = FixDocument(title=finding.fix.title, safe=finding.fix.safe) if finding.fix else None
    return FindingDocument(
        code=finding.code,
        name=finding.name,
        severity=finding.severity,
        message=_utf8(finding.message),
        hint=_utf8(finding.hint),
        path=tuple(_utf8(key) if isinstance(key, str) else key for key in finding.path),
        location=_location(finding.location),
        fix=fix,
    )


def _location(location: Location) -> LocationDocument:
    span = location.span
    return LocationDocument(
        file=_utf8(location.file),
        line=span.line,
        column=span.column,
        end_line=span.end_line,
        end_column=span.end_column,
    )


def _utf8(text: str) -> str:
    """Text that JSON can carry: of a file name that is no UTF-8, the bytes that are none become `?`."""
    return text.encode("utf-8", "replace").decode("utf-8")
