"""The parts of a machine that charspec stands on: packages, weights, caches."""

from __future__ import annotations

import importlib.metadata
import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from packaging.requirements import Requirement

from charspec.cache import cache_dir
from charspec.doctor.document import BaseFound, CacheFound, ExtraFound, Place
from charspec.environment import here, torch_build, versions
from charspec.hub import hub_cache, missing_files, repository_folder, snapshot
from charspec.records import Environment
from charspec.settings import base_names, load_base
from charspec.writing import nearest_folder

_EXTRA = re.compile(r"""extra\s*==\s*['"]([\w-]+)['"]""")
_GIB = 2**30
EMBEDDED = Path(__file__).parents[1] / "tiny" / "weights"


def this_machine() -> Environment:
    """What a training here would write to env.json, but for what it sets itself. A GPU that torch was not
    built for does not train."""
    build = torch_build()
    found = here(threads=1, switches={})
    if build is None or (build.cuda or build.hip) is None:
        return found.model_copy(update={"gpu": None, "driver": None})
    return found


def find_extras() -> Iterator[ExtraFound]:
    """The core and every extra, by what charspec's own metadata require."""
    by_extra: dict[str, list[Requirement]] = {"core": []}
    for text in importlib.metadata.requires("charspec") or []:
        requirement = Requirement(text)
        extra = _EXTRA.search(str(requirement.marker or ""))
        by_extra.setdefault(extra[1] if extra else "core", []).append(requirement)
    for name, requirements in by_extra.items():
        yield _extra(name, requirements)


def find_bases() -> Iterator[BaseFound]:
    """Every base, the embedded one first."""
    for name in sorted(base_names(), key=lambda name: (load_base(name).repository is not None, name)):
        base = load_base(name)
        commit, folder = None, EMBEDDED if base.repository is None else None
        if base.repository is not None and (found := snapshot(base.repository, base.revision)):
            commit, folder = found
        missing = missing_files(folder) if folder else []
        whole: Place = "cache" if commit else "package"
        where: Place = "nowhere" if folder is None else "partly" if missing else whole
        place = repository_folder(base.repository) / "blobs" if base.repository else EMBEDDED
        yield BaseFound(
            name=name,
            where=where,
            repository=base.repository,
            commit=commit,
            folder=str(folder) if folder else None,
            gigabytes=_size(place)[1] / _GIB,
            missing=tuple(missing),
            license=base.license,
            pick_when=base.pick_when,
        )


def find_caches() -> Iterator[CacheFound]:
    """charspec's own cache, kind by kind, and the hub library's."""
    own = cache_dir()
    kinds = sorted(folder for folder in own.glob("*") if folder.is_dir()) if own.is_dir() else []
    yield _cache("charspec", own)
    for folder in kinds:
        yield _cache(f"charspec: {folder.name}", folder)
    yield _cache("hub", hub_cache())


def _extra(name: str, requirements: Iterable[Requirement]) -> ExtraFound:
    installed: dict[str, str] = {}
    missing, wrong = [], []
    for requirement in requirements:
        version = versions((requirement.name,)).get(requirement.name)
        if version is None:
            missing.append(f"{requirement.name}{requirement.specifier}")
            continue
        installed[requirement.name] = version
        if not requirement.specifier.contains(version, prereleases=True):
            wrong.append(f"{requirement.name} {version}, needed {requirement.specifier}")
    return ExtraFound(
        name=name, installed=dict(sorted(installed.items())), missing=tuple(missing), wrong=tuple(wrong)
    )


def _cache(name: str, folder: Path) -> CacheFound:
    files, size = _size(folder)
    try:
        free = shutil.disk_usage(nearest_folder(folder)).free / _GIB
    except OSError:
        free = None
    return CacheFound(name=name, folder=str(folder), files=files, gigabytes=size / _GIB, free_gigabytes=free)


def _size(folder: Path) -> tuple[int, int]:
    """Files below a folder and their bytes; links are not followed, so that nothing counts twice."""
    files, size = 0, 0
    for path in folder.rglob("*"):
        if path.is_symlink() or not path.is_file():
            continue
        files, size = files + 1, size + path.stat().st_size
    return files, size
