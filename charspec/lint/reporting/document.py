"""The schema of `lint --format json`: `schemas/findings.schema.json` is made from these models.

The format itself writes plain data (`charspec.lint.reporting.record`), so that a run with nothing new to find
need not load pydantic; a test holds the two together.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from charspec.lint.finding import Confidence, Severity
from charspec.lint.result import WaivedBy


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


class RelatedDocument(_Strict):
    """A further place that belongs to a finding, and what is to be seen there."""

    location: LocationDocument
    message: str = Field(min_length=1)


class FixDocument(_Strict):
    """What `--fix` would do; with `--unsafe-fixes` if it is not safe."""

    title: str
    safe: bool


class FindingDocument(_Strict):
    """One finding. `path` addresses the spec; `location` is where to edit."""

    code: str = Field(pattern=r"^[A-Z]\d{3}$")
    name: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    severity: Severity
    confidence: Confidence = Field(
        description="What it rests on: what is written or measured, or signs that may mislead."
    )
    message: str = Field(min_length=1)
    hint: str = Field(min_length=1, description="The next step.")
    path: tuple[str | int, ...]
    location: LocationDocument
    related: tuple[RelatedDocument, ...]
    fix: FixDocument | None


class WaiverDocument(_Strict):
    """By what a finding is kept quiet, and the reason given there (empty if there is none)."""

    by: WaivedBy
    reason: str


class WaivedDocument(FindingDocument):
    """A finding that someone has decided to keep; it counts for nothing but is not hidden."""

    waived: WaiverDocument


class FileDocument(_Strict):
    """The findings of one spec, in the order of their places."""

    file: str
    findings: tuple[FindingDocument, ...]
    waived: tuple[WaivedDocument, ...]


class SummaryDocument(_Strict):
    """How many findings there are of each severity, over all files, and how many are waived."""

    error: int = Field(ge=0)
    warning: int = Field(ge=0)
    info: int = Field(ge=0)
    waived: int = Field(ge=0)


class FindingsDocument(_Strict):
    """All findings of one call of `charspec lint`."""

    version: Literal[1]
    files: tuple[FileDocument, ...]
    summary: SummaryDocument
