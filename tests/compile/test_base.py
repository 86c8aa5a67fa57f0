"""Which weights a lock names: what is known stays, nothing is guessed, and no machine's cache decides."""

from pathlib import Path

import pytest

from charspec.compile import compile_spec
from charspec.compile.compiled import lock_path
from charspec.errors import CharspecError
from tests.hub import COMMIT, write_repository

REPOSITORY = "black-forest-labs/FLUX.2-klein-base-4B"
FILES = {
    "model_index.json": b'{"vae": ["diffusers", "AutoencoderKL"]}',
    "vae/model.safetensors": b"weights" * 100,
}
OTHER = "f" * 40


@pytest.fixture
def cached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The snapshot of the spec's base in a cache of its own."""
    monkeypatch.delenv("HF_HUB_CACHE", raising=False)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    return write_repository(tmp_path / "hf" / "hub", REPOSITORY, {**FILES, "README.md": b"not loaded"})


def write(spec: Path, *overrides: str, pin: bool = False) -> str:
    compiled = compile_spec(spec, overrides)
    text = (compiled.pinned() if pin else compiled).lock_text
    lock_path(spec).write_text(text, "utf-8")
    return text


def test_what_lies_in_a_cache_changes_no_plan(spec: Path, cached: Path) -> None:
    base = compile_spec(spec).plan.train.base
    assert (base.revision, base.files, base.is_known) == (None, {}, False)


def test_pinned_it_names_the_commit_and_the_files(spec: Path, cached: Path) -> None:
    base = compile_spec(spec).pinned().plan.train.base
    assert base.revision == COMMIT
    assert sorted(base.files) == sorted(FILES)
    assert base.is_known


def test_a_pinned_lock_keeps_its_weights_where_there_is_no_cache(
    spec: Path, cached: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = write(spec, pin=True)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "elsewhere"))
    assert compile_spec(spec).lock_text == text
    assert compile_spec(spec, ["train.epochs=9"]).plan.train.base.revision == COMMIT


def test_a_new_main_does_not_move_a_lock(spec: Path, cached: Path) -> None:
    write(spec, pin=True)
    (cached.parent.parent / "refs" / "main").write_text(OTHER)
    assert compile_spec(spec).plan.train.base.revision == COMMIT


def test_a_revision_given_once_stays_until_another_or_null_is_given(spec: Path) -> None:
    write(spec, f"base.revision={COMMIT}")
    assert compile_spec(spec).plan.train.base.revision == COMMIT
    assert compile_spec(spec, [f"base.revision={OTHER}"]).plan.train.base.revision == OTHER
    assert compile_spec(spec, ["base.revision=null"]).plan.train.base.revision is None
    assert compile_spec(spec, ["base=z-image"]).plan.train.base.revision is None


def test_a_branch_names_no_certain_weights(spec: Path) -> None:
    assert not compile_spec(spec, ["base.revision=main"]).plan.train.base.is_known


def test_the_hashes_of_a_commits_files_make_no_other_run(spec: Path, cached: Path) -> None:
    pinned = compile_spec(spec).pinned().lock.hashes
    named = compile_spec(spec, [f"base.revision={COMMIT}"]).lock.hashes
    assert pinned == named
    assert compile_spec(spec).lock.hashes.run != named.run


def test_a_local_copy_of_the_very_files_is_what_the_lock_names(
    spec: Path, cached: Path, tmp_path: Path
) -> None:
    text = write(spec, pin=True)
    copy = tmp_path / "copy"
    for name, data in {**FILES, "README.md": b"more"}.items():
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        (copy / name).write_bytes(data)
    assert compile_spec(spec, [f"base.path={copy}"]).lock_text == text
    (copy / "vae/model.safetensors").write_bytes(b"others")
    base = compile_spec(spec, [f"base.path={copy}"]).plan.train.base
    assert base.revision is None
    assert sorted(base.files) == sorted(FILES)
    adapter = copy / "training_adapter.safetensors"
    adapter.write_bytes(b"loaded as well")
    assert adapter.name in compile_spec(spec, [f"base.path={copy}"]).plan.train.base.files


def test_the_caches_own_folder_as_a_path_names_its_commit(spec: Path, cached: Path) -> None:
    base = compile_spec(spec, [f"base.path={cached}"]).plan.train.base
    assert base.revision == COMMIT
    assert base.files == compile_spec(spec).pinned().plan.train.base.files


def test_a_path_and_a_revision_exclude_each_other(spec: Path, tmp_path: Path) -> None:
    (tmp_path / "vae").mkdir()
    (tmp_path / "vae" / "model.safetensors").write_bytes(b"weights")
    with pytest.raises(CharspecError, match="exclude each other") as caught:
        compile_spec(spec, [f"base.path={tmp_path}", f"base.revision={COMMIT}"])
    assert caught.value.where == "command line"


def test_pinning_without_a_cache_says_how_to_get_one(
    spec: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HOME", str(tmp_path / "none"))
    with pytest.raises(CharspecError, match="not known here") as caught:
        compile_spec(spec).pinned()
    assert caught.value.exit_code == 1
    assert f"hf download {REPOSITORY}" in str(caught.value)


def test_the_embedded_base_is_known_by_its_files_alone(spec: Path) -> None:
    compiled = compile_spec(spec, ["base=tiny"])
    assert compiled.plan.train.base.is_known
    assert compiled.pinned() is compiled


@pytest.mark.parametrize("text", ["", "{", '{"plan": {}}', "[]", '{"plan":{"train":{"base":{"files":1}}}}'])
def test_a_damaged_lock_pins_nothing(spec: Path, text: str) -> None:
    lock_path(spec).write_text(text)
    assert compile_spec(spec).plan.train.base.revision is None
