"""Findings kept between runs: a spec whose inputs have not changed is answered without being read.

One file per spec below `CHARSPEC_CACHE` or the user's cache folder, never beside the pictures. Its name is
a digest of charspec's edition, the command line's choices, every configuration file above the spec, and the
spec's name; inside stands what the findings rest on. What cannot be read back, for whatever reason, is no
entry.
"""

import contextlib
import hashlib
import json
import os
import pathlib
import time
from typing import Any, NamedTuple

from charspec.cache import cache_dir
from charspec.lint.config.choices import Choices
from charspec.lint.result import LintResult
from charspec.lint.running.edition import edition
from charspec.lint.running.inputs import Entry, Inputs, compare, digest_of, now
from charspec.lint.running.plain import from_plain, to_plain
from charspec.lint.sets.neighbours import Neighbour
from charspec.project import CONFIG_FILES

_MAX_BYTES = 8 << 20
"""The largest entry: reading one should stay cheaper than linting."""

_MOST_ENTRIES = 10_000
_MOST_BYTES = 256 << 20
_DAY = 86_400
_SEAL = 16


class Linted(NamedTuple):
    """The result of one spec, how the other specs of a run see it, and which of them it was linted with."""

    result: LintResult
    neighbour: Neighbour | None
    near: tuple[Neighbour, ...] = ()


class Kept(NamedTuple):
    """An entry: the spec's digest, what lay in its folders, and what linting it gave."""

    spec: str
    inputs: Inputs
    linted: Linted


class FindingsCache:
    """The findings of earlier runs with the same choices."""

    def __init__(self, choices: Choices) -> None:
        self._choices = repr(choices)
        self._folder = cache_dir() / "findings"
        self._configs: dict[pathlib.Path, str] = {}

    def find(self, spec: pathlib.Path) -> Linted | None:
        """What linting a spec gave, if everything that rests on is as it was."""
        file = self.place(spec)
        since = now()
        kept = _read(file)
        if kept is None or digest_of(str(spec)) != kept.spec:
            return None
        inputs = compare(kept.inputs, str(spec.parent), since)
        if inputs is None:
            return None
        if inputs is not kept.inputs:
            self.keep(file, kept._replace(inputs=inputs))
        else:
            _mark_used(file)
        return kept.linted

    def place(self, spec: pathlib.Path) -> pathlib.Path:
        """Where the findings of a spec are kept, by the configuration files of this moment or earlier."""
        config = self._config(pathlib.Path(os.path.realpath(spec.parent)))
        parts = (edition(), self._choices, config, str(spec.absolute()), str(spec))
        name = hashlib.blake2b("\0".join(parts).encode("utf-8", "surrogateescape"), digest_size=20)
        return self._folder / name.hexdigest()

    def keep(self, place: pathlib.Path, kept: Kept) -> None:
        """Keep what linting a spec gave; where nothing can be written, nothing is kept."""
        body = json.dumps(_packed(kept), separators=(",", ":")).encode()
        if len(body) > _MAX_BYTES:
            return
        part = place.with_suffix(f".{os.getpid()}")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            part.write_bytes(_seal(body) + body)
            part.replace(place)
        except OSError:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)

    def prune(self) -> None:
        """Drop what was not used for longest, if the cache has grown beyond its bounds."""
        try:
            with os.scandir(self._folder) as entries:
                found = sorted((one.stat().st_mtime, one.stat().st_size, one.path) for one in entries)
            size = sum(one[1] for one in found)
            for number, (_, freed, path) in enumerate(found):
                if size <= _MOST_BYTES and len(found) - number <= _MOST_ENTRIES:
                    break
                pathlib.Path(path).unlink(missing_ok=True)
                size -= freed
        except OSError:  # there is no cache yet, or another run prunes it
            return

    def _config(self, folder: pathlib.Path) -> str:
        """A digest of every file in a folder and above it that may configure linting, whichever counts."""
        if folder not in self._configs:
            above = self._config(folder.parent) if folder != folder.parent else ""
            own = [digest_of(str(folder / name)) or "" for name in CONFIG_FILES]
            self._configs[folder] = hashlib.blake2b("\0".join((above, *own)).encode()).hexdigest()
        return self._configs[folder]


def _read(file: pathlib.Path) -> Kept | None:
    try:
        raw = file.read_bytes()
        seal, body = raw[:_SEAL], raw[_SEAL:]
        return _unpacked(json.loads(body)) if seal == _seal(body) else None
    except (OSError, KeyError, TypeError, ValueError, RecursionError):
        return None


def _seal(body: bytes) -> bytes:
    """A digest in front of an entry: what a full disk or a failing one left of it is no entry."""
    return hashlib.blake2b(body, digest_size=_SEAL).digest()


def _packed(kept: Kept) -> dict[str, object]:
    # JSON makes lists of the tuples in `inputs`, which are many and always the same four or six things.
    return {
        "spec": kept.spec,
        "inputs": kept.inputs,
        "linted": [to_plain(part) for part in kept.linted],
    }


def _unpacked(data: Any) -> Kept:
    inputs: Inputs = {}
    for folder, (real, entries) in data["inputs"].items():
        inputs[folder] = (real, tuple(_entry(*entry) for entry in entries))
    return Kept(data["spec"], inputs, Linted(*map(from_plain, data["linted"])))


def _entry(name: str, kind: str, target: str, size: int, state: list[int] | None, digest: str) -> Entry:
    return Entry(name, kind, target, size, tuple(state) if state else None, digest)


def _mark_used(file: pathlib.Path) -> None:
    """What is used stays; once a day is often enough to say so."""
    try:
        if time.time() - file.stat().st_mtime > _DAY:
            os.utime(file)
    except OSError:  # a cache that others wrote may be read all the same
        return
