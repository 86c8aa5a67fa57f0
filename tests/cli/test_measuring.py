"""The flags that name models, as they are typed: what is said where one cannot be had."""

from __future__ import annotations

from pathlib import Path

import pytest

from charspec.cli import main, measuring
from charspec.compare.encoders.find import find_model
from charspec.scores import read_scores
from tests.compare.encoders import little
from tests.compare.fake_run import FakeRun

Capsys = pytest.CaptureFixture[str]


@pytest.fixture
def run(tmp_path: Path) -> FakeRun:
    find_model.cache_clear()
    return FakeRun(tmp_path / "studio", planned=1, done=1)


def by(run: FakeRun, metric: str) -> set[str | None]:
    """The models that a metric of a run was measured by, without their versions."""
    found = (score.by for score in read_scores(run.folder) if score.metric == metric)
    return {name and name.partition("@")[0] for name in found}


def test_the_embedded_base_needs_no_flag(run: FakeRun, capsys: Capsys) -> None:
    assert main(["compare", str(run.folder)]) == 0
    assert by(run, "identity") == {"tiny-identity"}
    assert by(run, "adherence") == {"tiny-adherence"}
    assert capsys.readouterr().out == f"{run.folder / 'report.html'}\n"


def test_models_are_named_by_flags_or_by_the_project(run: FakeRun, tmp_path: Path) -> None:
    clip, dino = little.clip(tmp_path / "clip"), little.dinov2(tmp_path / "dino")
    (tmp_path / "charspec.toml").write_text('[compare]\nidentity-model = "clip"\nadherence-model = "clip"\n')
    assert main(["compare", str(run.folder)]) == 0
    assert (by(run, "identity"), by(run, "adherence")) == ({"clip"}, {"clip"})
    assert main(["compare", str(run.folder), "--identity-model", str(dino)]) == 0
    assert (by(run, "identity"), by(run, "adherence")) == ({"dino"}, {"clip"})
    assert clip.is_dir()


def test_a_model_that_is_not_there_stops_before_anything_is_written(run: FakeRun, capsys: Capsys) -> None:
    assert main(["compare", str(run.folder), "--identity-model", "models/gone"]) == 2
    said = capsys.readouterr().err
    assert "models/gone" in said
    assert not (run.folder / "report.html").exists()
    assert not (run.folder / "scores.jsonl").exists()


def test_a_model_of_the_wrong_kind_is_refused(run: FakeRun, tmp_path: Path, capsys: Capsys) -> None:
    dino = little.dinov2(tmp_path / "dino")
    assert main(["compare", str(run.folder), "--adherence-model", str(dino)]) == 2
    assert "a dinov2 knows pictures but no texts" in capsys.readouterr().err
    assert main(["compare", str(run.folder), "--identity-model", str(little.bert(tmp_path / "bert"))]) == 2
    assert "a bert is no model of pictures" in capsys.readouterr().err


def test_a_core_without_torch_writes_the_page_and_says_what_is_missing(
    run: FakeRun, capsys: Capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measuring, "find_spec", lambda name: None)
    assert main(["compare", str(run.folder)]) == 0
    assert "not measured, for want of numpy and torch" in capsys.readouterr().err
    assert (run.folder / "report.html").exists()
    assert not (run.folder / "scores.jsonl").exists()
