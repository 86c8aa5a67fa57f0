"""The words around a spec: in any order, with folders of options, and looked at before anything is done."""

import shutil
from pathlib import Path

import pytest
import yaml

from charspec.cli import main
from charspec.compile.config import BESIDE, PLANNED

GOLDEN = Path(__file__).parents[1] / "golden" / "lock"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the golden spec, in which the working directory lies, beside a folder of options."""
    folder = tmp_path / "set"
    shutil.copytree(GOLDEN, folder, ignore=shutil.ignore_patterns("*.lock.json"))
    (tmp_path / "studio" / "base").mkdir(parents=True)
    base = "defaults: [tiny]\nname: klein-studio\noverrides: {rank: 4}\n"
    (tmp_path / "studio" / "base" / "klein-studio.yaml").write_text(base)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("CHARSPEC_CACHE", str(tmp_path / "cache"))
    return folder


@pytest.mark.parametrize(
    "words",
    [
        "compile character.yaml train.epochs=4 base=tiny --out x.json",
        "compile train.epochs=4 --out x.json base=tiny character.yaml",
        "compile --out x.json base=tiny character.yaml train.epochs=4",
        "compile base=tiny train.epochs=4 character.yaml --out x.json",
    ],
)
def test_words_and_flags_stand_in_any_order(here: Path, words: str) -> None:
    assert main(["compile", "character.yaml", "train.epochs=4", "base=tiny", "--out", "y.json"]) == 0
    assert main(words.split()) == 0
    assert (here / "x.json").read_bytes() == (here / "y.json").read_bytes()


@pytest.mark.parametrize(
    "words",
    ["--explain character.yaml", "character.yaml --explain", "train.epochs=3 --explain character.yaml"],
)
def test_explain_does_not_swallow_the_spec(
    here: Path, capsys: pytest.CaptureFixture[str], words: str
) -> None:
    assert main(["compile", *words.split()]) == 0
    assert "train.epochs = 3\n" in capsys.readouterr().out


def test_a_spec_with_an_equals_sign_in_its_name_is_a_spec(here: Path) -> None:
    (here / "character.yaml").rename(here / "take=2.yaml")
    assert main(["compile", "base=tiny", "take=2.yaml"]) == 0
    assert (here / "take=2.lock.json").is_file()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("compile", "which spec?"),
        ("compile base=tiny", "which spec?"),
        ("compile character.yaml other.yaml", "'other.yaml' is neither the spec nor an override"),
        ("compile character.yaml --config-path conf", "--config-dir"),
        ("compile character.yaml --config-path=conf", "--config-dir"),
        ("train --config-name x character.yaml", "base=NAME"),
        ("train character.yaml --experimental-rerun", "RUN/character.lock.json"),
        ("compile character.yaml --cfg hydra", "--cfg job"),
        ("compile character.yaml --cfg all", "--info"),
        ("compile character.yaml --config-dir nowhere", "there is no such folder"),
        ("train character.lock.json --cfg job", "a lock is not composed"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_the_next_step(
    here: Path, capsys: pytest.CaptureFixture[str], words: str, said: str
) -> None:
    before = sorted(here.rglob("*"))
    assert main(words.split()) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert "Traceback" not in err
    assert sorted(here.rglob("*")) == before


@pytest.mark.parametrize("verb", ["compile", "train"])
def test_cfg_prints_what_is_composed_and_does_no_more(
    here: Path, capsys: pytest.CaptureFixture[str], verb: str
) -> None:
    before = sorted(here.rglob("*"))
    words = [
        "character.yaml",
        "base=klein-studio",
        "train.epochs=7",
        "--config-dir",
        "../studio",
        "--cfg",
        "job",
    ]
    assert main([verb, *words]) == 0
    said = yaml.safe_load(capsys.readouterr().out)
    assert list(said) == ["train", *dict.fromkeys((*PLANNED, *BESIDE))]
    assert (said["train"]["epochs"], said["base"]["name"], said["tracker"]["name"]) == (
        7,
        "klein-studio",
        "none",
    )
    assert sorted(here.rglob("*")) == before


def test_info_says_where_options_are_and_who_chose(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["character.yaml", "base=klein-studio", "train.epochs=7", "--config-dir", "../studio", "--info"]
    assert main(["compile", *words]) == 0
    out = capsys.readouterr().out
    assert "(charspec's own)\n  ../studio\n" in out
    assert "conf/base/tiny.yaml < ../studio/base/klein-studio.yaml  (command line: base=klein-studio)" in out
    assert "preset=small_set" in out
    assert "command line: base=klein-studio train.epochs=7" in out
    assert not (here / "character.lock.json").exists()


def test_explain_names_the_line_of_a_users_option(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (here / "character.yaml").read_text("utf-8").replace("  rank: 8\n", "")
    (here / "character.yaml").write_text(text, "utf-8")
    words = ["character.yaml", "base=klein-studio", "--config-dir", "../studio", "--explain", "train.rank"]
    assert main(["compile", *words]) == 0
    assert capsys.readouterr().out == (
        "train.rank = 4\n    base klein-studio (../studio/base/klein-studio.yaml:3)\n"
    )


def test_lint_knows_the_options_of_a_folder_and_sees_them_change(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (here / "character.yaml").read_text("utf-8").replace("base: flux2-klein-4b", "base: klein-studio")
    (here / "character.yaml").write_text(text, "utf-8")
    words = ["lint", "--select", "B", "--exit-zero", "--format", "concise", "character.yaml"]

    def linted(*more: str) -> str:
        assert main([*words, *more]) == 0
        return capsys.readouterr().out

    assert "B101" in linted()
    assert "B101" not in linted("--config-dir", "../studio")
    (here.parent / "charspec.toml").write_text('config-dirs = ["studio"]\n')
    assert "B101" not in linted()
    assert "B102" not in linted()  # from the cache now
    base = here.parent / "studio" / "base" / "klein-studio.yaml"
    base.write_text(base.read_text() + "distilled: true\n")
    assert "B102" in linted()


def test_show_config_names_the_folders(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here.parent / "charspec.toml").write_text('config-dirs = ["studio"]\n')
    assert main(["lint", "--show-config", "character.yaml"]) == 0
    assert f'config-dirs = ["{here.parent / "studio"}"]' in capsys.readouterr().out
