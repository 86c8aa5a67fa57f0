"""`charspec doctor`: what it says of a machine, and whether it would give the same bytes as a run."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from charspec.cli import main
from charspec.doctor import examine, machine, this_machine
from charspec.doctor.document import Advice
from charspec.environment import Gpu, TorchBuild
from charspec.records import Environment
from charspec.resources import schemas_dir
from tests.hub import COMMIT, write_repository

KLEIN = "black-forest-labs/FLUX.2-klein-base-4B"
H100 = Gpu("NVIDIA H100 80GB HBM3", 81559, "570.86.15")
CPU_BUILD, CUDA_BUILD = TorchBuild("2.13.0+cpu", None, None), TorchBuild("2.13.0+cu130", "13.0", None)


@pytest.fixture(autouse=True)
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No GPU, an empty cache of the hub library and of charspec; the folder of the first."""
    for name in ("HF_HUB_CACHE", "CHARSPEC_BASE_PATH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    monkeypatch.setenv("CHARSPEC_CACHE", str(tmp_path / "cache"))
    has(monkeypatch, (), CPU_BUILD)
    return tmp_path / "hf" / "hub"


def has(monkeypatch: pytest.MonkeyPatch, gpus: tuple[Gpu, ...], build: TorchBuild | None) -> None:
    for module in ("charspec.environment", "charspec.doctor.checks"):
        monkeypatch.setattr(f"{module}.find_gpus", lambda: gpus)
    for module in ("charspec.environment", "charspec.doctor.checks", "charspec.doctor.machine"):
        monkeypatch.setattr(f"{module}.torch_build", lambda: build)


def advice(level: str) -> list[Advice]:
    return [found for found in examine().advice if found.level == level]


def test_a_sound_machine_is_described_without_a_problem(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 0
    out = capsys.readouterr().out
    for words in (
        "torch    2.13.0",
        "in the package",
        "not here",
        "caches",
        "no problem found",
        "no GPU is here",
    ):
        assert words in out


def test_it_answers_without_importing_torch_or_hydra() -> None:
    probe = (
        "import sys; from charspec.cli import main; code = main(['doctor']); "
        "assert not {'torch', 'hydra', 'diffusers', 'transformers'} & set(sys.modules); sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_json_is_valid_by_its_schema(bare: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_repository(bare, KLEIN, {"model_index.json": b'{"vae": ["diffusers", "A"]}'})
    assert main(["doctor", "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    schema = json.loads((schemas_dir() / "doctor.schema.json").read_text("utf-8"))
    assert [error.message for error in Draft202012Validator(schema).iter_errors(document)] == []
    bases = {base["name"]: base for base in document["bases"]}
    assert bases["tiny"]["where"] == "package"
    assert bases["z-image"]["where"] == "nowhere"
    klein = bases["flux2-klein-4b"]
    assert (klein["where"], klein["commit"], klein["missing"]) == ("partly", COMMIT, ["vae/"])


def test_weights_that_are_whole_are_in_the_cache(bare: Path) -> None:
    write_repository(bare, KLEIN, {"model_index.json": b"{}", "model.safetensors": b"w" * 2**20})
    found = {base.name: base for base in examine().bases}["flux2-klein-4b"]
    assert (found.where, found.commit) == ("cache", COMMIT)
    assert found.gigabytes == pytest.approx(1 / 1024, rel=0.01), "blobs count once, links do not"


def test_a_folder_that_is_no_runs_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--against", str(tmp_path)]) == 2
    err = capsys.readouterr().err
    assert f"{tmp_path}: is not the folder of a run: it has no env.json" in err
    assert "below runs/ beside the spec" in err


def test_a_gpu_that_torch_was_not_built_for_is_a_problem(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    has(monkeypatch, (H100,), CPU_BUILD)
    assert main(["doctor"]) == 1
    out = capsys.readouterr().out
    assert "GPU      NVIDIA H100 80GB HBM3, 80 GB, driver 570.86.15" in out
    assert "would not be used: torch 2.13.0+cpu is a build for CPUs" in out
    assert this_machine().gpu is None, "a training would run on the CPU"


def test_a_driver_that_is_too_old_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    has(monkeypatch, (H100,), CUDA_BUILD)
    (problem,) = advice("problem")
    assert "driver 570.86.15 is too old" in problem.what
    has(monkeypatch, (H100._replace(driver="580.65.06"),), CUDA_BUILD)
    assert advice("problem") == []
    assert this_machine().gpu == "NVIDIA H100 80GB HBM3"
    assert this_machine().driver == "580.65.06"


def test_an_install_without_the_extra_says_what_does_not_work(monkeypatch: pytest.MonkeyPatch) -> None:
    plainly = machine.versions
    monkeypatch.setattr(
        machine, "versions", lambda names: {} if names[0] in ("torch", "peft") else plainly(names)
    )
    has(monkeypatch, (), None)
    (note,) = [note for note in advice("note") if "charspec train" in note.what]
    assert "peft, torch" in note.what
    assert note.next == "pip install 'charspec[train]'"
    assert advice("problem") == []


def test_a_version_that_is_not_required_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    plainly = machine.versions
    monkeypatch.setattr(
        machine,
        "versions",
        lambda names: {"diffusers": "0.30.0"} if names[0] == "diffusers" else plainly(names),
    )
    (problem,) = advice("problem")
    assert problem.what == "diffusers 0.30.0, needed <0.43,>=0.42 by charspec[train]"
    assert problem.next == "pip install --upgrade 'charspec[train]'"


def test_places_of_the_user_are_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHARSPEC_BASE_PATH", str(tmp_path))
    monkeypatch.setattr("charspec.doctor.checks.SCARCE_GB", 1e9)
    monkeypatch.setattr("os.access", lambda path, mode: False)
    said = "\n".join(found.what for found in examine().advice)
    assert f"CHARSPEC_BASE_PATH={tmp_path} is used for every base, but it lacks model_index.json" in said
    assert "the cache cannot be written" in said
    assert said.count("GB are free for the cache") == 2
    assert "HF_HUB_OFFLINE is set" in said


def test_the_same_machine_gives_the_same_bytes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    trained = this_machine().model_copy(
        update={"threads": 8, "switches": {"x": "y"}, "variables": {"CUBLAS_WORKSPACE_CONFIG": ":4096:8"}}
    )
    write(tmp_path / "env.json", trained.model_dump())
    for path in (tmp_path, tmp_path / "env.json"):
        assert main(["doctor", "--against", str(path)]) == 0
        assert capsys.readouterr().out.startswith("No difference")


def test_other_versions_may_give_other_bytes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    here = this_machine().model_dump()
    here |= {"packages": {**here["packages"], "torch": "2.12.0"}, "python": "3.12.0", "gpu": "NVIDIA L4"}
    write(tmp_path / "env.json", here)
    assert main(["doctor", "--against", str(tmp_path)]) == 1
    out = capsys.readouterr().out
    assert "torch   2.12.0 → 2.13.0" in out
    assert "gpu     NVIDIA L4 → none" in out
    assert "python  3.12.0 → " in out
    assert "(not known to change bytes)" in out
    assert "may give other bytes" in out
    assert main(["doctor", "--against", str(tmp_path), "--format", "json"]) == 1
    document = json.loads(capsys.readouterr().out)
    schema = json.loads((schemas_dir() / "against.schema.json").read_text("utf-8"))
    assert [error.message for error in Draft202012Validator(schema).iter_errors(document)] == []
    assert document["bytes_may_differ"]


def test_another_python_alone_changes_no_bytes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path / "env.json", this_machine().model_dump() | {"python": "3.12.0"})
    assert main(["doctor", "--against", str(tmp_path)]) == 0
    assert "Nothing that bytes are known to depend on differs" in capsys.readouterr().out


def test_what_an_older_version_did_not_write_is_no_difference(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    newer = {"instructions", "driver", "cuda", "variables", "switches"}
    write(tmp_path / "env.json", this_machine().model_dump(exclude=newer))
    assert main(["doctor", "--against", str(tmp_path)]) == 0
    assert Environment.model_validate_json((tmp_path / "env.json").read_bytes()).driver is None


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [(None, 2, "no such file"), (b"{", 1, "no JSON"), (b"{}", 1, "no valid environment document")],
)
def test_an_environment_that_cannot_be_read_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, code: int, said: str
) -> None:
    if content is not None:
        (tmp_path / "env.json").write_bytes(content)
    assert main(["doctor", "--against", str(tmp_path / "env.json")]) == code
    assert said in capsys.readouterr().err


def write(path: Path, document: dict[str, Any]) -> None:
    path.write_text(json.dumps(document))
