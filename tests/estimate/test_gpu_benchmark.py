"""The benchmark that a user with a GPU runs works here on the embedded base, and what it prints is read."""

import json
from pathlib import Path

import pytest

from benchmarks import gpu
from charspec.compile import compile_spec
from charspec.documents import parse_document
from charspec.estimate.calibration import read_calibration
from charspec.estimate.time import SHIPPED, time

EXAMPLE = Path(__file__).parents[2] / "examples" / "vendalixia" / "character.yaml"
WEIGHTS = Path(__file__).parents[2] / "charspec" / "tiny" / "weights"


@pytest.mark.parametrize("weights", [["--random"], ["--path", str(WEIGHTS)]])
def test_it_measures_prints_a_valid_document_and_remembers(
    weights: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CHARSPEC_CALIBRATION", str(tmp_path / "calibration.json"))
    monkeypatch.setattr(gpu, "STEPS", 2)
    assert gpu.main(["--base", "tiny", "--hardware", "cpu", "--remember", *weights]) == 0
    printed = capsys.readouterr().out
    found = parse_document(printed, "calibration", "stdout")
    assert [speed["base"] for speed in found["speeds"]] == ["tiny"]
    assert json.loads(printed)["speeds"][0]["tokens"] == 128
    assert read_calibration().speeds[0].seconds_per_step == found["speeds"][0]["seconds_per_step"]
    compiled = compile_spec(EXAMPLE)
    told = time(compiled.plan, compiled.execution.hardware)
    assert told.speed != SHIPPED
    assert told.speed is not None
    assert told.speed.device == "CPU"


def test_a_base_without_weights_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert gpu.main(["--base", "z-image", "--hardware", "24gb"]) == 1
    assert "z-image: no weights here; give --random" in capsys.readouterr().err
