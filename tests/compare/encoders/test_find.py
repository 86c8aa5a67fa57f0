"""What the user may name as a model, and what is said of the rest; nothing here asks the network."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from charspec.compare.encoders import find
from charspec.compare.encoders.find import find_model, require
from charspec.errors import CharspecError
from tests.compare.encoders import little

SHARDS = {"weight_map": {"a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors"}}


@pytest.fixture(autouse=True)
def fresh() -> None:
    find_model.cache_clear()


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
    return tmp_path / "hub"


def described(folder: Path, *files: str) -> Path:
    """A folder with a config.json and empty files."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text('{"model_type": "dinov2"}')
    for name in files:
        (folder / name).touch()
    return folder


def test_a_folder_goes_by_its_name_and_what_its_weights_are(tmp_path: Path) -> None:
    folder = little.dinov2(tmp_path / "dino")
    found = find_model(str(folder))
    assert (found.folder, found.type) == (folder, "dinov2")
    assert found.name.startswith("dino@")
    find_model.cache_clear()
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"\7")
    assert find_model(str(folder)).name != found.name


def test_a_repository_in_the_cache_is_taken_from_there(offline: Path) -> None:
    commit = "0123456789abcdef0123456789abcdef01234567"
    home = offline / "models--someone--dino"
    snapshot = described(home / "snapshots" / commit, "model.safetensors")
    (home / "refs").mkdir()
    (home / "refs" / "main").write_text(commit)
    found = find_model("someone/dino")
    assert (found.folder, found.name) == (snapshot, "someone/dino@0123456789ab")


def test_a_repository_that_cannot_be_had_is_said_with_what_to_do(offline: Path) -> None:
    with pytest.raises(CharspecError, match="not on this machine, and could not be had") as caught:
        find_model("someone/nothing")
    assert caught.value.where == "someone/nothing"
    assert caught.value.exit_code == 2
    assert "local folder" in str(caught.value.hint)


def test_only_configuration_and_safetensors_are_downloaded(offline: Path, monkeypatch) -> None:
    asked: dict[str, object] = {}

    def download(name: str, **patterns: object) -> None:
        asked.update(patterns)

    monkeypatch.setattr("huggingface_hub.snapshot_download", download)
    with pytest.raises(CharspecError, match="cache does not hold"):
        find_model("someone/dino")
    assert not [pattern for pattern in asked["allow_patterns"] if "bin" in pattern or "pt" in pattern]


@pytest.mark.parametrize("name", ["models/dino/v2", "./dino", "dino", "/nowhere/dino", "~/no-such/dino"])
def test_a_path_that_is_not_there_is_never_asked_of_the_hub(name: str, monkeypatch) -> None:
    monkeypatch.setattr(find, "_download", lambda model: pytest.fail("asked the hub"))
    with pytest.raises(CharspecError, match="there is no such folder"):
        find_model(name)


def test_a_file_is_not_a_folder(tmp_path: Path) -> None:
    file = tmp_path / "model.safetensors"
    file.touch()
    with pytest.raises(CharspecError, match="is a file"):
        find_model(str(file))


def test_a_missing_shard_is_named(tmp_path: Path) -> None:
    folder = described(tmp_path / "dino", "model-00001-of-00002.safetensors")
    (folder / "model.safetensors.index.json").write_text(json.dumps(SHARDS))
    with pytest.raises(CharspecError, match=r"missing: model-00002-of-00002\.safetensors"):
        find_model(str(folder))


def test_a_damaged_list_of_shards_is_named(tmp_path: Path) -> None:
    folder = described(tmp_path / "dino")
    (folder / "model.safetensors.index.json").write_text('{"weight_map": 3}')
    with pytest.raises(CharspecError, match="list of weights is damaged"):
        find_model(str(folder))


def test_a_pickle_is_not_read(tmp_path: Path) -> None:
    folder = described(tmp_path / "dino", "pytorch_model.bin")
    with pytest.raises(CharspecError, match=r"missing: model\.safetensors") as caught:
        find_model(str(folder))
    assert "pickle" in str(caught.value.hint)


def test_a_folder_without_configuration_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(CharspecError, match=r"no config\.json"):
        find_model(str(tmp_path))


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"model_type": '])
def test_a_configuration_that_names_no_model_is_damaged(text: str, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(text)
    with pytest.raises(CharspecError, match="damaged, or names no model_type"):
        find_model(str(tmp_path))


def test_patches_of_any_shape_are_not_taken(tmp_path: Path) -> None:
    folder = described(tmp_path / "naflex", "model.safetensors")
    (folder / "config.json").write_text('{"model_type": "siglip2", "vision_config": {}, "text_config": {}}')
    with pytest.raises(CharspecError, match="takes patches") as caught:
        require(find_model(str(folder)), "adherence")
    assert "google/siglip2-base-patch16-224" in str(caught.value.hint)
