"""What `charspec doctor` finds: the types of its JSON."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from charspec.plan import Model
from charspec.records import Environment

Place = Literal["package", "cache", "partly", "nowhere"]


class GpuFound(Model):
    name: str
    memory_gb: float = Field(description="GiB")
    driver: str


class ExtraFound(Model):
    """One extra of charspec's, or its core (`core`)."""

    name: str
    installed: dict[str, str] = Field(description="package → version")
    missing: tuple[str, ...] = Field(description="requirements that are not installed")
    wrong: tuple[str, ...] = Field(description="installed, but not in a version that is required")


class BaseFound(Model):
    """Where the weights of a base lie. `partly`: a fetch was cut short, or took a part of them only."""

    name: str
    where: Place
    repository: str | None
    commit: str | None = Field(description="the commit in the hub library's cache")
    folder: str | None
    gigabytes: float = Field(description="on this disk")
    missing: tuple[str, ...]
    license: str
    pick_when: str


class CacheFound(Model):
    name: str
    folder: str
    files: int
    gigabytes: float
    free_gigabytes: float | None = Field(description="on its disk")


class NotifyFound(Model):
    """Who is told when a run has ended; no address, since those are secret."""

    where: str = Field(description="the file or variable in which the addresses stand")
    services: tuple[str, ...] = Field(description="the scheme of each address: slack, mailto")


class Advice(Model):
    """Something to know. A `problem` makes what is installed fail or misbehave; a `note` says what cannot be
    done here as it stands."""

    level: Literal["problem", "note"]
    what: str
    next: str


class DoctorDocument(Model):
    """`charspec doctor --format json`."""

    version: Literal[1] = 1
    environment: Environment = Field(description="as a training here would write it to env.json")
    memory_gb: float | None = Field(description="GiB of main memory")
    gpus: tuple[GpuFound, ...]
    extras: tuple[ExtraFound, ...]
    bases: tuple[BaseFound, ...]
    caches: tuple[CacheFound, ...]
    notify: NotifyFound | None = Field(None, description="null if nobody is told, or nobody can be")
    advice: tuple[Advice, ...]


class AgainstChange(Model):
    """One difference between an env.json and this machine."""

    path: tuple[str | int, ...]
    before: str | None = Field(description="what env.json says; null if nothing")
    here: str | None
    bytes_may_differ: bool


class AgainstDocument(Model):
    """`charspec doctor --against RUN --format json`."""

    version: Literal[1] = 1
    against: str
    changes: tuple[AgainstChange, ...]
    bytes_may_differ: bool
