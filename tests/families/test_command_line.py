"""As a user does it: a base and its folder on the command line, trained and drawn."""

import json
import shutil
from pathlib import Path

import pytest
from PIL import Image

from charspec.cli import main
from tests.miniatures import klein, write

WORDS = (
    *("train.resolution=64", "train.epochs=1", "train.repeats=1", "train.batch_size=2", "train.rank=4"),
    *("sampling.steps=2", "hardware=cpu"),
)
PICTURES = ("front-forest", "front-city-night")
SPEC = """\
schema: charspec/1
name: Vendalixia
trigger: Vendalixia
identity: {is: a young woman, with: [silver hair, a red scarf]}
images:
"""


@pytest.fixture
def spec(tmp_path: Path, repository: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two pictures, and neither caches nor weights of this machine."""
    for name, folder in (("CHARSPEC_CACHE", "cache"), ("HF_HUB_CACHE", "hub")):
        monkeypatch.setenv(name, str(tmp_path / folder))
    text, folder = SPEC, tmp_path / "set"
    (folder / "images").mkdir(parents=True)
    for name in PICTURES:
        shutil.copy(repository / "examples" / "vendalixia" / "images" / f"{name}.png", folder / "images")
        caption = f"Vendalixia, a young woman with silver hair and a red scarf, {name.replace('-', ', ')}"
        text += f'  images/{name}.png: {{caption: "{caption}"}}\n'
    (folder / "character.yaml").write_text(text, encoding="utf-8")
    return folder / "character.yaml"


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
    words = words_of("flux2-klein-4b", miniatures)
    distilled = write(klein(distilled=True), tmp_path / "distilled")
    assert main(["train", str(spec), *words]) == 0
    said = capsys.readouterr().err
    assert "deployed   not on FLUX.2-klein-4B, whose weights are not here" in said
    assert said.count("note: nothing is drawn on FLUX.2-klein-4B") == 1
    assert "`hf download black-forest-labs/FLUX.2-klein-4B` or base.deploy_path=FOLDER" in said
    run = the_run(spec)
    done, weights = (run / "DONE.json").read_bytes(), sorted(run.rglob("*.safetensors"))
    learnt = [file.read_bytes() for file in weights]
    deployed = [*words, f"base.deploy_path={distilled}"]
    assert main(["train", str(spec), *deployed]) == 0
    said = capsys.readouterr().err
    assert "trained already" in said
    assert "epoch 1 is drawn on FLUX.2-klein-4B" in said
    assert (run / "DONE.json").read_bytes() == done
    assert [file.read_bytes() for file in weights] == learnt
    assert all(len(list(run.glob(f"epochs/{epoch}/deploy/*.png"))) == 5 for epoch in ("00", "01"))
    assert "FLUX.2-klein-4B, 4 steps" in (run / "report.html").read_text("utf-8")
    assert (
        main(["train", str(run / "character.lock.json"), "--beside", str(spec), *deployed[1:2], deployed[-1]])
        == 0
    )
    assert "drawn on" not in capsys.readouterr().err, "a lock goes on there, and nothing is drawn twice"
    draw = ["generate", str(run), "--prompt", "x"]
    places = (str(miniatures["flux2-klein-4b"]), str(distilled))
    assert main([*draw, "--base-path", places[0], "--out", str(tmp_path / "base")]) == 0
    assert main([*draw, "--deploy", "--base-path", places[1], "--out", str(tmp_path / "deploy")]) == 0
    pictures = [(tmp_path / name / "01-x.png").read_bytes() for name in ("base", "deploy")]
    assert pictures[0] != pictures[1]
    capsys.readouterr()
    assert main([*draw, "--deploy"]) == 1
    assert "FLUX.2-klein-4B" in capsys.readouterr().err
