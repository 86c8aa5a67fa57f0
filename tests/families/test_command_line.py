"""As a user does it: a base and its folder on the command line, trained and drawn."""

import json
import shutil
from pathlib import Path

import pytest
from PIL import Image

from charspec.cli import main
from tests.miniatures import klein, write

WORDS = (
    *("train.resolution=64", "train.epochs=1", "train.repeats=1", "train.batch_size=4", "train.rank=4"),
    *("sampling.steps=2", "hardware.threads=1"),
)


@pytest.fixture
def spec(tmp_path: Path, repository: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CHARSPEC_CACHE", str(tmp_path / "cache"))
    ignored = shutil.ignore_patterns("runs", "*.lock.json")
    shutil.copytree(repository / "examples" / "vendalixia", tmp_path / "set", ignore=ignored)
    return tmp_path / "set" / "character.yaml"


def words_of(base: str, miniatures: dict[str, Path]) -> tuple[str, ...]:
    return (f"base={base}", f"base.path={miniatures[base]}", *WORDS)


def the_run(spec: Path) -> Path:
    (run,) = (spec.parent / "runs" / "vendalixia").iterdir()
    return run


@pytest.mark.parametrize("base", ["flux2-dev", "z-image", "qwen-image-2512"])
def test_a_base_is_trained_and_drawn_from_a_folder(
    base: str, spec: Path, miniatures: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["train", str(spec), *words_of(base, miniatures)]) == 0, capsys.readouterr().err
    run = the_run(spec)
    lock = json.loads((run / "character.lock.json").read_text("utf-8"))
    assert lock["plan"]["train"]["base"]["name"] == base
    assert any(name.startswith("transformer/") for name in lock["plan"]["train"]["base"]["files"])
    drawn = ["generate", str(run), "--prompt", "Vendalixia at sea", "--base-path", str(miniatures[base])]
    assert main([*drawn, "--out", str(tmp_path / "out")]) == 0
    with Image.open(tmp_path / "out" / "01-vendalixia-at-sea.png") as picture:
        assert picture.size == (64, 64)
        assert len(set(picture.tobytes())) > 10, "a picture, not one colour"
    if base == "z-image":  # Turbo is its distilled model; the others here have none
        return
    assert main(["generate", str(run), "--deploy", "--prompt", "x"]) == 2
    assert "it is run as it is trained" in capsys.readouterr().err


def test_klein_is_drawn_on_its_distilled_model_too(
    spec: Path, miniatures: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base = "flux2-klein-4b"
    assert main(["train", str(spec), *words_of(base, miniatures)]) == 0, capsys.readouterr().err
    run, distilled = the_run(spec), write(klein(distilled=True), tmp_path / "distilled")
    draw = ["generate", str(run), "--prompt", "x"]
    places = (str(miniatures[base]), str(distilled))
    assert main([*draw, "--base-path", places[0], "--out", str(tmp_path / "base")]) == 0
    assert main([*draw, "--deploy", "--base-path", places[1], "--out", str(tmp_path / "deploy")]) == 0
    pictures = [(tmp_path / name / "01-x.png").read_bytes() for name in ("base", "deploy")]
    assert pictures[0] != pictures[1]
    capsys.readouterr()
    assert main([*draw, "--deploy"]) == 1
    assert "FLUX.2-klein-4B" in capsys.readouterr().err
