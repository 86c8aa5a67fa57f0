"""env.json: what the bytes may depend on, and what is said when it changes under a run."""

import json
from pathlib import Path

import pytest
import torch

from charspec.records import Environment, read_environment
from charspec.train.env import describe, differences, make_deterministic
from charspec.train.run import train
from tests.train.conftest import MakeLock


def test_it_names_what_decides_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATEN_CPU_CAPABILITY", "avx2")
    found = describe(1, make_deterministic(1))
    assert found.packages["torch"] == torch.__version__
    assert {"accelerate", "diffusers", "numpy", "peft", "pillow", "transformers"} <= set(found.packages)
    assert found.variables["ATEN_CPU_CAPABILITY"] == "avx2"
    assert found.variables["CUBLAS_WORKSPACE_CONFIG"] == ":4096:8"
    assert found.switches["deterministic_algorithms"] == "True"
    assert found.switches["float32_matmul_precision"] == "highest"
    assert found.switches["cpu_capability"] == torch.backends.cpu.get_cpu_capability()
    if not torch.cuda.is_available():
        assert (found.gpu, found.driver) == (None, None), "a GPU that does not train decides nothing"


def test_a_switch_somebody_turned_is_seen() -> None:
    where = make_deterministic(1)
    before = describe(1, where)
    torch.set_float32_matmul_precision("medium")
    try:
        assert differences(before, describe(1, where))[0] == "float32_matmul_precision: highest → medium"
    finally:
        torch.set_float32_matmul_precision("highest")


def test_differences_are_named_and_what_is_harmless_is_not() -> None:
    before = describe(1, make_deterministic(1))
    now = before.model_copy(
        update={
            "python": "3.99",
            "platform": "elsewhere",
            "gpu": "NVIDIA L4",
            "threads": 2,
            "packages": {name: version for name, version in before.packages.items() if name != "peft"},
        }
    )
    assert differences(before, now) == [
        "gpu: none → NVIDIA L4",
        f"peft: {before.packages['peft']} → none",
        "threads: 1 → 2",
    ]


def test_an_environment_of_the_first_versions_is_read_and_compared(tmp_path: Path) -> None:
    now = describe(1, make_deterministic(1))
    first = {"charspec", "python", "platform", "cpu", "gpu", "packages", "threads", "deterministic"}
    (tmp_path / "env.json").write_text(json.dumps(now.model_dump(include=first)))
    before = read_environment(tmp_path)
    assert isinstance(before, Environment)
    assert differences(before, now) == []


def test_a_run_that_goes_on_elsewhere_says_so_in_its_log(
    random_base: Path, spec_folder: Path, make_lock: MakeLock, tmp_path: Path
) -> None:
    run = tmp_path / "run"
    items = [item.model_dump() | {"repeats": 1} for item in make_lock().plan.train.items]
    list(train(make_lock(items=items, epochs=1), spec_folder, run, random_base))
    assert "another environment" not in (run / "log.txt").read_text("utf-8")
    document = json.loads((run / "env.json").read_text("utf-8"))
    document |= {"cpu": "another", "packages": {**document["packages"], "torch": "2.0.0"}}
    (run / "env.json").write_text(json.dumps(document))
    list(train(make_lock(items=items, epochs=2), spec_folder, run, random_base))
    log = (run / "log.txt").read_text("utf-8")
    assert f"another environment than the run began in: torch: 2.0.0 → {torch.__version__}" in log
    assert "another environment than the run began in: cpu: another → " in log
