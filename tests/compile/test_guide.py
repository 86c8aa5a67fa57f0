"""docs/compile.md says what happens: each of its commands is run, and its files are used."""

import re
import shlex
import shutil
from pathlib import Path

import pytest
import yaml

from charspec.cli import main
from charspec.compile.choices import CHOICES

GUIDE = (Path(__file__).parents[2] / "docs" / "compile.md").read_text("utf-8")
LINE = re.compile(r"(\.yaml):\d+")


def commands() -> list[tuple[str, str]]:
    """Each command of the guide with what it is said to print."""
    found: list[tuple[str, str]] = []
    for block in re.findall(r"```console\n(.*?)```", GUIDE, re.DOTALL):
        for part in block.removeprefix("$ ").split("\n$ "):
            command, _, said = part.partition("\n")
            found.append((command, said.strip()))
    return found


@pytest.fixture
def here(tmp_path: Path, vendalixia: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The example, without a lock, beside the folder of options that the guide describes."""
    folder = tmp_path / "set"
    shutil.copytree(vendalixia, folder, ignore=shutil.ignore_patterns("runs", "*.lock.json"))
    base = folder / "studio" / "base" / "klein-studio.yaml"
    base.parent.mkdir(parents=True)
    (block,) = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
    base.write_text(block, "utf-8")
    weights = tmp_path / "models" / "klein-4b" / "transformer" / "model.safetensors"
    weights.parent.mkdir(parents=True)
    weights.write_bytes(b"weights")
    monkeypatch.setenv("MODELS", str(tmp_path / "models"))
    monkeypatch.setenv("EPOCHS", "3")
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize(("command", "said"), [one for one in commands() if "charspec compile" in one[0]])
def test_a_command_prints_what_the_guide_says(
    here: Path, capsys: pytest.CaptureFixture[str], command: str, said: str
) -> None:
    code = main(shlex.split(command)[1:])
    out, err = capsys.readouterr()
    assert code == (2 if said.startswith("charspec: ") else 0), err
    if said:
        assert LINE.sub(r"\1", (out + err).strip()) == LINE.sub(r"\1", said)
    else:
        assert out


def test_the_guide_shows_commands() -> None:
    assert len(commands()) >= 12


def test_a_number_from_the_environment(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (word,) = re.findall(r"write `('train\.epochs=.*?')`", GUIDE)
    assert main(["compile", "character.yaml", *shlex.split(word), "--explain", "train.epochs"]) == 0
    assert capsys.readouterr().out.startswith("train.epochs = 3\n")


def test_the_studios_base_is_what_the_guide_says(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["character.yaml", "--config-dir", "studio", "base=klein-studio", "--cfg", "job"]
    assert main(["compile", *words]) == 0
    said = yaml.safe_load(capsys.readouterr().out)
    assert said["base"]["path"] == f"{here.parent}/models/klein-4b"
    assert said["train"]["learning_rate"] == 2e-4


def test_every_group_is_in_the_table() -> None:
    assert {name for name in CHOICES if f"`{name}`" not in GUIDE} == set()
