"""Remembered hashes: never another than the file's, whatever was done to file, memory or folder."""

import os
import shutil
import time
from pathlib import Path

import pytest

from charspec.cache import cache_dir
from charspec.compile import compile_spec, hashes
from charspec.dataset import Item


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHARSPEC_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """A minute later, so that the pictures a test has just made count as settled."""
    now = time.time_ns
    monkeypatch.setattr(hashes.time, "time_ns", lambda: now() + 60 * 10**9)


def sums(spec: Path) -> dict[str, str]:
    return {item.file: item.sha256 for item in compile_spec(spec).plan.train.items}


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pictures that were read to be hashed."""
    seen: list[str] = []
    whole = Item.sha256.func
    monkeypatch.setattr(Item, "sha256", property(lambda item: seen.append(item.file) or whole(item)))
    return seen


@pytest.mark.usefixtures("settled")
def test_a_picture_is_read_once(spec: Path, reads: list[str]) -> None:
    first = sums(spec)
    assert len(reads) == 3
    assert sums(spec) == first
    assert len(reads) == 3


def test_a_picture_that_has_just_changed_is_not_remembered(spec: Path, reads: list[str]) -> None:
    sums(spec)
    sums(spec)
    assert len(reads) == 6


@pytest.mark.usefixtures("settled")
def test_a_changed_picture_is_read_again_though_its_size_and_time_are_the_same(spec: Path) -> None:
    before = sums(spec)
    path = spec.parent / "images" / "front.png"
    state = path.stat()
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    after = sums(spec)
    assert {file for file in before if before[file] != after[file]} == {"images/front.png"}


@pytest.mark.usefixtures("settled")
def test_a_picture_that_another_replaces_is_read_again(spec: Path) -> None:
    before = sums(spec)
    folder = spec.parent / "images"
    shutil.copy2(folder / "front.png", folder / "spare.png")
    (folder / "wide.png").replace(folder / "front.png")
    (folder / "spare.png").replace(folder / "wide.png")
    after = sums(spec)
    assert after["images/front.png"] == before["images/wide.png"]
    assert after["images/wide.png"] == before["images/front.png"]


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize("spoilt", ["", "[]", "{", '{"images/front.png": 3}', '{"images/front.png": []}'])
def test_a_spoilt_memory_is_none(spec: Path, spoilt: str) -> None:
    before = sums(spec)
    (memory,) = (cache_dir() / "pictures").iterdir()
    memory.write_text(spoilt)
    assert sums(spec) == before


@pytest.mark.usefixtures("settled")
def test_sets_of_two_folders_are_told_apart_and_one_that_moves_is_read_anew(
    spec: Path, tmp_path: Path, reads: list[str]
) -> None:
    sums(spec)
    shutil.copytree(spec.parent, tmp_path / "copy")
    assert sums(tmp_path / "copy" / "character.yaml") == sums(spec)
    assert len(reads) == 6


def test_a_cache_that_cannot_be_written_costs_nothing_else(
    spec: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("CHARSPEC_CACHE", str(tmp_path / "file"))
    assert len(sums(spec)) == 3
