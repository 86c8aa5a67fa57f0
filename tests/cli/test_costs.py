"""What a training will take: the room on its disk is looked at before it begins."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from PIL import Image

from charspec.cli.costs import distilled_weights, lack_of_room
from charspec.compile import compile_spec
from charspec.estimate import EstimateDocument, estimate_document
from tests.plans import item, train_plan

MB = 2**20


@pytest.fixture(scope="module")
def found(vendalixia: Path) -> EstimateDocument:
    compiled = compile_spec(vendalixia / "character.yaml", ["train.epochs=2"])
    return estimate_document(compiled.lock, compiled.execution.hardware)


def test_a_disk_without_the_room_for_a_run_is_said_before_it_begins(
    found: EstimateDocument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = tmp_path / "runs" / "vendalixia" / "1c66456e4100"
    assert lack_of_room(found, run) is None
    monkeypatch.setattr(shutil, "disk_usage", lambda place: SimpleNamespace(free=6 * MB))
    said = lack_of_room(found, run)
    assert said is not None
    assert f"MB are still to be written to {tmp_path}, where 6.0 MB are free" in said
    (run / "epochs").mkdir(parents=True)
    (run / "epochs" / "e01.safetensors").write_bytes(b"\0" * 6 * MB)
    assert lack_of_room(found, run) is None, "what is there need not be written again"


@pytest.mark.parametrize(
    ("base", "index", "told"),
    [
        ("flux2-klein-4b", '{"is_distilled": true}', True),
        ("flux2-klein-4b", '{"is_distilled": false}', False),
        ("z-image-turbo", '{"is_distilled": true}', False),
        ("flux2-klein-4b", "damaged", False),
    ],
)
def test_weights_that_call_themselves_distilled_are_told(
    tmp_path: Path, base: str, index: str, told: bool
) -> None:
    Image.new("RGB", (64, 64)).save(tmp_path / "a.png")
    (tmp_path / "model_index.json").write_text(index)
    plan = train_plan([item(tmp_path, "a.png", "Vendalixia")], base)
    said = distilled_weights(plan, tmp_path)
    assert (said is not None) is told
    if said:
        assert str(tmp_path) in said
        assert "FLUX.2-klein-base-4B" in said
    assert distilled_weights(plan, None) is None
