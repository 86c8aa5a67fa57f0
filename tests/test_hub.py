"""The cache of the hub library, read as it lies on a disk."""

import hashlib
import json
from pathlib import Path

import pytest

from charspec import digests
from charspec.hub import commit_of, file_hashes, hub_cache, missing_files, snapshot
from tests.hub import COMMIT, write_repository

OTHER = "f" * 40
LARGE = b"weights" * 100


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    return tmp_path / "hf" / "hub"


def test_the_cache_is_where_the_library_itself_looks(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert hub_cache() == cache
    monkeypatch.setenv("HF_HUB_CACHE", "~/elsewhere")
    assert hub_cache() == Path.home() / "elsewhere"
    monkeypatch.delenv("HF_HUB_CACHE")
    monkeypatch.delenv("HF_HOME")
    monkeypatch.setenv("XDG_CACHE_HOME", "/x")
    assert hub_cache() == Path("/x/huggingface/hub")


def test_a_snapshot_is_found_by_branch_and_by_commit(cache: Path) -> None:
    folder = write_repository(cache, "org/name", {"a.txt": b"a"})
    write_repository(cache, "org/name", {"a.txt": b"b"}, commit=OTHER, main=False)
    assert snapshot("org/name") == (COMMIT, folder)
    assert snapshot("org/name", OTHER) == (OTHER, folder.parent / OTHER)
    assert snapshot("org/name", "branch") is None
    assert snapshot("org/name", "0" * 40) is None
    assert snapshot("org/other") is None


@pytest.mark.parametrize("text", [b"", b"\xff\xfe", b"../../etc", b"main"])
def test_a_broken_reference_is_no_snapshot(cache: Path, text: bytes) -> None:
    folder = write_repository(cache, "org/name", {"a.txt": b"a"})
    (folder.parent.parent / "refs" / "main").write_bytes(text)
    assert snapshot("org/name") is None


def test_a_blob_that_is_named_by_its_sha256_is_not_read(cache: Path) -> None:
    folder = write_repository(cache, "org/name", {"vae/model.safetensors": LARGE, "config.json": b"{}"})
    wanted = {"config.json": b"{}", "vae/model.safetensors": LARGE}
    assert file_hashes(folder) == {name: hashlib.sha256(data).hexdigest() for name, data in wanted.items()}
    (folder / "vae/model.safetensors").resolve().write_bytes(b"never read")
    assert file_hashes(folder)["vae/model.safetensors"] == hashlib.sha256(LARGE).hexdigest()


def test_only_the_caches_own_folder_of_the_repository_names_a_commit(cache: Path, tmp_path: Path) -> None:
    folder = write_repository(cache, "org/name", {"a.txt": b"a"})
    assert commit_of(folder, "org/name") == COMMIT
    assert commit_of(folder, "org/other") is None
    assert commit_of(tmp_path, "org/name") is None


def test_what_a_pipeline_folder_lacks_is_named(tmp_path: Path) -> None:
    assert missing_files(tmp_path) == ["model_index.json"]
    index = {
        "_class_name": "P",
        "vae": ["diffusers", "A"],
        "transformer": ["diffusers", "T"],
        "x": [None, None],
    }
    (tmp_path / "model_index.json").write_text(json.dumps(index))
    (tmp_path / "transformer").mkdir()
    shards = {"weight_map": {"a": "model-1.safetensors", "b": "model-2.safetensors"}}
    (tmp_path / "transformer/model.safetensors.index.json").write_text(json.dumps(shards))
    (tmp_path / "transformer/model-1.safetensors").touch()
    assert missing_files(tmp_path) == ["vae/", "transformer/model-2.safetensors"]
    (tmp_path / "vae").mkdir()
    (tmp_path / "transformer/model-2.safetensors").touch()
    assert missing_files(tmp_path) == []
    (tmp_path / "vae/config.json").touch()
    assert missing_files(tmp_path) == ["vae/*.safetensors"]
    (tmp_path / "vae/model.safetensors").touch()
    assert missing_files(tmp_path) == []


def test_a_large_file_is_read_once_until_it_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHARSPEC_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(digests, "REMEMBERED", 10)
    read: list[Path] = []
    plainly = digests._digest

    def counted(file: Path) -> str:
        read.append(file)
        return plainly(file)

    monkeypatch.setattr(digests, "_digest", counted)
    large, small = tmp_path / "large", tmp_path / "small"
    large.write_bytes(LARGE)
    small.write_bytes(b"small")
    first = [digests.file_sha256(file) for file in (large, small)]
    assert [digests.file_sha256(file) for file in (large, small)] == first
    assert read == [large, small, small]
    large.write_bytes(LARGE + b"!")
    assert digests.file_sha256(large) == hashlib.sha256(LARGE + b"!").hexdigest()
    (tmp_path / "cache" / digests.FILE).write_text("[]")
    assert digests.file_sha256(large) == hashlib.sha256(LARGE + b"!").hexdigest()
