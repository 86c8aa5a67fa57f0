"""The distilled model that a LoRA is run on: beside the plan, in no lock, its folder looked at beforehand."""

import json
from pathlib import Path

import pytest

from charspec.compile import beside, compile_spec
from charspec.errors import CharspecError
from charspec.settings import Deploy


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What is enough of a pipeline's folder to be one."""
    found = tmp_path / "distilled"
    (found / "transformer").mkdir(parents=True)
    (found / "model_index.json").write_text(json.dumps({"transformer": ["diffusers", "Some"]}))
    (found / "transformer" / "model.safetensors").write_bytes(b"weights")
    return found


def test_a_folder_of_the_distilled_model_is_in_no_plan(spec: Path, folder: Path) -> None:
    without, compiled = compile_spec(spec), compile_spec(spec, [f"base.deploy_path={folder}"])
    model = Deploy(repository="black-forest-labs/FLUX.2-klein-4B", sample_steps=4, guidance_scale=1.0)
    assert without.deployment == (model, None)
    assert compiled.deployment == (model, folder)
    assert compiled.lock == without.lock
    of_lock = beside(without.plan.train, [f"base.deploy_path={folder}"])
    assert of_lock.deployment == compiled.deployment


def test_a_base_that_is_run_as_it_is_trained_has_none(spec: Path, folder: Path) -> None:
    assert compile_spec(spec, ["base=tiny"]).deployment is None
    with pytest.raises(CharspecError, match="tiny has no distilled model") as caught:
        compile_spec(spec, ["base=tiny", f"base.deploy_path={folder}"])
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("lost", "message"),
    [
        ("model_index.json", r"lacks model_index\.json"),
        ("transformer/model.safetensors", None),
        (".", "is no folder"),
    ],
)
def test_a_folder_that_is_not_whole_is_refused_before_the_training(
    lost: str, message: str | None, spec: Path, folder: Path
) -> None:
    (folder / "transformer" / "config.json").write_text("{}")
    named = folder / "gone" if lost == "." else folder
    if lost != ".":
        (folder / lost).unlink()
    with pytest.raises(CharspecError, match=message or r"lacks transformer/\*\.safetensors") as caught:
        compile_spec(spec, [f"base.deploy_path={named}"])
    assert caught.value.exit_code == 2
    assert "FLUX.2-klein-4B" in (caught.value.hint or "")


def test_the_base_itself_is_not_its_distilled_model(spec: Path, folder: Path) -> None:
    with pytest.raises(CharspecError, match=r"is base\.path, the base that is trained"):
        compile_spec(spec, [f"base.path={folder}", f"base.deploy_path={folder}/"])
