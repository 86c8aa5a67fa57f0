"""The commit of a base on the hub: from the cache without a network, else asked for once."""

from pathlib import Path

import pytest

from charspec.errors import CharspecError
from charspec.families.weights import find_weights
from charspec.hub import snapshot
from charspec.plan import Lock
from charspec.train.resolve import resolved
from tests.hub import COMMIT, write_repository
from tests.train.conftest import MakeLock

REPOSITORY = "org/name"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("HF_HUB_CACHE", "CHARSPEC_BASE_PATH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    return tmp_path / "hf" / "hub"


def on_hub(make_lock: MakeLock, revision: str | None = None) -> Lock:
    base = make_lock().plan.train.base.model_copy(update={"repository": REPOSITORY, "revision": revision})
    return make_lock(base=base.model_dump())


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()
    }


def test_the_cache_names_the_commit(cache: Path, make_lock: MakeLock) -> None:
    write_repository(cache, REPOSITORY, {"model_index.json": b"{}"})
    lock = on_hub(make_lock)
    found = resolved(lock)
    assert found.plan.train.base.revision == COMMIT
    assert found.hashes.run != lock.hashes.run
    assert resolved(found) == found


def test_what_is_known_or_local_stays(
    cache: Path, make_lock: MakeLock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_repository(cache, REPOSITORY, {"model_index.json": b"{}"})
    known, unknown, embedded = on_hub(make_lock, "f" * 40), on_hub(make_lock), make_lock()
    assert [resolved(lock) for lock in (known, embedded)] == [known, embedded]
    assert resolved(unknown, tmp_path) == unknown
    monkeypatch.setenv("CHARSPEC_BASE_PATH", str(tmp_path))
    assert resolved(unknown) == unknown


def test_the_hub_is_asked_for_what_the_cache_lacks(
    cache: Path, make_lock: MakeLock, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str, str | None]] = []

    def download(repository: str, file: str, revision: str | None) -> str:
        asked.append((repository, file, revision))
        return str(write_repository(cache, repository, {file: b"{}"}) / file)

    monkeypatch.setattr("charspec.fetch.ask", lambda *_: None)
    monkeypatch.setattr("huggingface_hub.hf_hub_download", download)
    assert resolved(on_hub(make_lock)).plan.train.base.revision == COMMIT
    assert resolved(on_hub(make_lock)).plan.train.base.revision == COMMIT
    assert asked == [(REPOSITORY, "model_index.json", None)]


def test_without_cache_and_network_it_says_what_to_do(cache: Path, make_lock: MakeLock) -> None:
    with pytest.raises(CharspecError, match="could not be had from org/name") as caught:
        resolved(on_hub(make_lock))
    assert caught.value.exit_code == 1
    assert "base.path=FOLDER" in str(caught.value)


def test_a_whole_snapshot_is_used_without_asking_the_hub(
    cache: Path, make_lock: MakeLock, random_base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_repository(cache, REPOSITORY, files_of(random_base))

    def download(repository: str, revision: str | None) -> str:
        raise OSError("asked the hub")

    monkeypatch.setattr("charspec.fetch.ask", lambda *_: None)
    monkeypatch.setattr("diffusers.DiffusionPipeline.download", download)
    base = resolved(on_hub(make_lock)).plan.train.base
    assert snapshot(REPOSITORY) == (COMMIT, folder)
    assert find_weights(base, None) == folder
    assert find_weights(base.model_copy(update={"revision": None}), None) == folder, "the hub is of no help"
    next((folder / "vae").glob("*.safetensors")).unlink()
    with pytest.raises(CharspecError, match="asked the hub"):
        find_weights(base, None)
