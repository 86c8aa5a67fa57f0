"""Time is said where this machine measured it, and nowhere else."""

from pathlib import Path

import pytest

from charspec.cli.pace import Pace
from charspec.compile import compile_spec
from charspec.errors import CharspecError
from charspec.estimate.calibration import Speed, calibration_file, read_calibration, remember
from charspec.estimate.time import SHIPPED, time
from charspec.records import Environment, Epoch
from charspec.train.events import EpochDone, Steps

EXAMPLE = Path(__file__).parents[2] / "examples" / "vendalixia" / "character.yaml"


@pytest.fixture(autouse=True)
def calibration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CHARSPEC_CALIBRATION", str(tmp_path / "config" / "calibration.json"))
    return calibration_file()


def speed(**changes: object) -> Speed:
    facts = SHIPPED.model_dump() | {
        "base": "flux2-klein-4b",
        "device": "a GPU",
        "precision": "bfloat16",
        "quantization": "int8",
        "gradient_checkpointing": True,
        "offload": "encoders",
        "tokens": 4608,
        "seconds_per_step": 2.0,
        "pixels": 1024 * 1024,
        "seconds_per_drawing_step": 0.5,
    }
    return Speed.model_validate(facts | changes)


def seconds(*overrides: str) -> float | None:
    found = compile_spec(EXAMPLE, overrides)
    return time(found.plan, found.execution.hardware).seconds


def test_the_embedded_base_is_known_and_real_ones_are_not() -> None:
    known = seconds()
    assert known is not None
    assert known > 60
    alone = seconds("train.prior_every=0")
    assert alone is not None
    steps, drawn = 1200 * 0.05, 12 * 4 * 20 * 0.031
    assert known - alone == pytest.approx(steps + drawn, rel=0.05), "pictures of others cost as they do"
    assert seconds("base=flux2-klein-4b", "hardware=24gb") is None


def test_a_measurement_with_the_same_settings_is_scaled_by_tokens() -> None:
    remember(speed())
    words = ("base=flux2-klein-4b", "hardware=24gb", "train.resolution=1024", "sampling.steps=10")
    plan = compile_spec(EXAMPLE, words).plan
    pictures = sum(item.bucket[0] * item.bucket[1] for item in plan.train.items) / len(plan.train.items)
    per_step = 2.0 * (pictures / 256 + 512) / 4608
    drawn = 11 * 5 * 10 * 0.5
    assert seconds(*words) == pytest.approx(plan.train.steps * per_step + drawn)
    assert seconds(*words, "hardware.offload=none") is None
    assert seconds("base=z-image", "hardware=24gb") is None


def test_a_run_of_ones_own_is_believed_before_a_benchmark() -> None:
    remember(speed(source="run", seconds_per_step=3.0))
    remember(speed())
    remember(speed(seconds_per_step=1.0))
    assert len(read_calibration().speeds) == 2
    slow = seconds("base=flux2-klein-4b", "hardware=24gb")
    calibration_file().unlink()
    remember(speed(seconds_per_step=3.0))
    assert seconds("base=flux2-klein-4b", "hardware=24gb") == slow


def test_a_run_leaves_its_speed_for_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = compile_spec(EXAMPLE)
    now = 100.0
    monkeypatch.setattr("charspec.cli.pace.time.monotonic", lambda: now)
    (tmp_path / "env.json").write_text(
        Environment(
            charspec="0.1.0",
            python="3",
            platform="p",
            cpu="a CPU",
            gpu=None,
            packages={},
            threads=1,
            deterministic=True,
        ).model_dump_json()
    )
    pace = Pace()
    for step in (10, 20, 40):
        pace.hear(Steps(1, step, 2400, 0.5, 0.5))
        now += 0.3 if step == 10 else 0.6 if step == 20 else 7.5
    epoch = Epoch(epoch=1, step=40, loss=0.5, grid_loss=0.5, weights=None, samples=(), samples_hash="0" * 64)
    pace.hear(EpochDone(epoch, 10))
    pace.keep(compiled.plan, compiled.execution.hardware, tmp_path)
    found = read_calibration().speeds
    assert [(speed.source, speed.device) for speed in found] == [("run", "a CPU")]
    passes = 1.5  # every second step of the example learns from a picture of another as well
    assert found[0].seconds_per_step == pytest.approx(0.03 / passes)
    assert found[0].seconds_per_drawing_step == pytest.approx(7.5 / (5 * compiled.plan.samples.steps))
    assert time(compiled.plan, compiled.execution.hardware).speed == found[0]


def test_a_damaged_calibration_says_what_to_do(calibration: Path) -> None:
    calibration.parent.mkdir(parents=True)
    calibration.write_text('{"version": 1, "speeds": [{}]}')
    with pytest.raises(CharspecError, match="no valid calibration") as caught:
        seconds()
    assert "Delete it" in (caught.value.hint or "")
