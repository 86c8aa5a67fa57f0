"""`charspec lint`: several reports at once, exit codes alike in all of them, the baseline, --show-…."""

import io
import json
import sys
import tomllib
from pathlib import Path

import pytest

from charspec.cli import main
from charspec.lint.config.thresholds import Thresholds
from charspec.lint.output import formats
from tests.lint.conftest import build

CLEAN = {"character.yaml": ""}
FAULTY = {
    "character.yaml": "images:\n  images/a.png:\n",
    "images/a.txt": "a young woman with silver hair and a red scarf\n",
}
ONLY = ("--select", "C101,D102")


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CHARSPEC_CACHE", str(tmp_path / "cache"))
    for name in ("GITHUB_STEP_SUMMARY", "GITHUB_WORKSPACE"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("name", formats())
def test_exit_codes_are_alike_in_every_format(name: str) -> None:
    clean, faulty = str(build(Path("clean"), CLEAN)), str(build(Path("faulty"), FAULTY))
    for target in (name, f"{name}=report"):
        assert main(["lint", clean, "-f", target]) == 0
        assert main(["lint", faulty, "-f", target]) == 1
        assert main(["lint", faulty, "-f", target, "--exit-zero"]) == 0
        assert main(["lint", faulty, "-f", target, "--select", "D102"]) == 0
        assert main(["lint", faulty, "-f", target, "--select", "D102", "--fail-on", "warning"]) == 1
        assert main(["lint", "nowhere.yaml", "-f", target]) == 2


def test_several_reports_in_one_run(capsys: pytest.CaptureFixture[str]) -> None:
    path = str(build(Path("faulty"), FAULTY))
    assert main(["lint", path, *ONLY, "-f", "concise", "-f", "sarif=out.sarif", "-f", "json=out.json"]) == 1
    assert [line.split()[2] for line in capsys.readouterr().out.splitlines()] == ["D102", "C101"]
    assert len(json.loads(Path("out.sarif").read_text("utf-8"))["runs"][0]["results"]) == 2
    assert json.loads(Path("out.json").read_text("utf-8"))["summary"]["error"] == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["-f", "yaml"], "'yaml' is none of concise, github, json"),
        (["-f", "sarif="], "names no file"),
        (["-f", "text", "-f", "json"], "text and json would both be written to stdout"),
        (["-f", "sarif=a", "-f", "json=a"], "sarif and json would both be written into a"),
        (["-f", "sarif=clean"], "clean: is a folder"),
        (["-f", "sarif=nowhere/a"], "nowhere: there is no such folder"),
        (["--unsafe-fixes"], "--unsafe-fixes alone mends nothing"),
        (["--statistics", "-f", "json"], "takes the place of the report on stdout"),
        (["--baseline", "none.json"], "there is no such baseline"),
        (["--jobs", "0"], "'0' is no number of processes"),
        (["--select", "C999"], "no rule is called 'C999'"),
    ],
)
def test_wrong_usage_exits_2_before_anything_is_written(
    arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(build(Path("clean"), CLEAN))
    try:
        code = main(["lint", path, *arguments])
    except SystemExit as stopped:  # how argparse refuses
        code = int(str(stopped.code))
    printed = capsys.readouterr()
    assert (code, printed.out) == (2, "")
    assert says in printed.err
    assert not Path("a").exists()


def test_the_summary_of_a_step_is_appended(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(build(Path("faulty"), FAULTY))
    Path("summary.md").write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "summary.md")
    assert main(["lint", path, *ONLY]) == 1
    assert Path("summary.md").read_text("utf-8") == "before\n"
    assert main(["lint", path, *ONLY, "-f", "github"]) == 1
    assert Path("summary.md").read_text("utf-8").startswith("before\n### charspec lint\n")
    assert "\n::error file=faulty/images/a.txt,line=1," in capsys.readouterr().out


def test_a_baseline_keeps_quiet_what_it_knows(capsys: pytest.CaptureFixture[str]) -> None:
    path = str(build(Path("faulty"), FAULTY))
    assert main(["lint", path, *ONLY, "--baseline", "known.json", "--write-baseline"]) == 0
    printed = capsys.readouterr()
    assert printed.err == "wrote known.json: 2 findings to be kept quiet\n"
    assert printed.out == "nothing to mend in 1 spec (1 picture); 2 findings ignored\n"
    assert main(["lint", path, *ONLY, "--baseline", "known.json", "-f", "concise"]) == 0
    assert capsys.readouterr() == ("", "2 findings ignored\n")
    assert main(["lint", path, *ONLY]) == 1


def test_what_is_mended_is_named_for_the_baseline(capsys: pytest.CaptureFixture[str]) -> None:
    path = str(build(Path("faulty"), FAULTY))
    main(["lint", path, "--write-baseline"])
    capsys.readouterr()
    assert main(["lint", path, "--fix", "--baseline", "charspec-baseline.json"]) == 0
    said = capsys.readouterr().err.splitlines()
    assert "1 finding of charspec-baseline.json is mended; --write-baseline forgets it" in said


def test_statistics_count_by_rule(capsys: pytest.CaptureFixture[str]) -> None:
    faulty = dict(FAULTY)
    faulty["character.yaml"] += "  images/b.png: {caption: a fox}\n"
    path = str(build(Path("faulty"), faulty))
    assert main(["lint", path, *ONLY, "--statistics"]) == 1
    assert capsys.readouterr().out == (
        "2  error    C101  trigger-missing  2 with a fix\n"
        "1  warning  D102  few-images\n"
        "\n"
        "2 errors and 1 warning in 1 spec (2 pictures); 2 can be mended with --fix\n"
    )


def test_the_configuration_is_shown_with_its_origins(capsys: pytest.CaptureFixture[str]) -> None:
    a, b = (str(build(Path(name), CLEAN)) for name in ("a", "b"))
    text = "ignore = ['C103']\ndocs-url = 'https://example.org/{code}'\nthresholds.min-steps = 9\n"
    text += "per-file-ignores = {'*.txt' = ['C']}\n"
    Path("pyproject.toml").write_text(f"[tool.charspec.lint]\n{text}")
    assert main(["lint", a, b, "--show-config", "--select", "C,D"]) == 0
    shown = capsys.readouterr().out
    lines = shown.splitlines()
    assert lines[:4] == [
        "# a/character.yaml",
        "# b/character.yaml",
        "[tool.charspec.lint]",
        'select = ["C", "D"]  # command line',
    ]
    assert 'docs-url = "https://example.org/{code}"  # pyproject.toml:3' in lines
    assert "min-steps = 9  # pyproject.toml:4" in lines
    assert '"*.txt" = ["C"]  # pyproject.toml:5' in lines
    assert f"max-steps = {Thresholds().max_steps}  # default" in lines
    assert "S101" not in lines[-1].partition("not")[2]
    assert "T102" in lines[-1]
    table = tomllib.loads(shown)["tool"]["charspec"]["lint"]
    assert len(table["thresholds"]) == len(Thresholds())
    Path("b/charspec.toml").write_text(shown)
    assert main(["lint", b, "--show-config"]) == 0
    assert tomllib.loads(capsys.readouterr().out)["tool"]["charspec"]["lint"] == table


def test_the_files_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    faulty = {**FAULTY, "images/b.png": "missing"}
    faulty["character.yaml"] += "  images/b.png: {caption: a fox}\n"
    build(Path("faulty"), faulty)
    build(Path("broken"), {"character.yaml": "schema: charspec/1\ntrigger: {"})
    assert main(["lint", ".", "--show-files"]) == 0
    broken, why, *rest = capsys.readouterr().out.splitlines()
    assert broken == "broken/character.yaml"
    assert why.startswith("  (nothing: ")
    assert rest == [
        "faulty/character.yaml",
        "  faulty/images/a.png",
        "  faulty/images/a.txt",
        "  faulty/images/b.png (missing)",
    ]


def test_stdin_knows_the_configuration_of_its_folder(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = build(Path("set"), FAULTY).read_bytes()
    Path("set/charspec.toml").write_text("[lint]\nselect = ['D102']\n")
    for name in ("set/character.yaml", "set/other.yaml"):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
        assert main(["lint", "-", "--stdin-filename", name, "-f", "concise"]) == 0
        (line,) = capsys.readouterr().out.splitlines()
        assert line.startswith(f"{name}:4:1: warning D102 ")


def test_a_selection_may_be_given_in_parts(capsys: pytest.CaptureFixture[str]) -> None:
    path = str(build(Path("faulty"), FAULTY))
    assert main(["lint", path, "--select", "C101", "--select", "D102,I", "-f", "concise"]) == 1
    assert [line.split()[2] for line in capsys.readouterr().out.splitlines()] == ["D102", "C101"]
    assert main(["lint", path, "--select", "C101,D102", "--ignore", "D", "--ignore", "C"]) == 0


def test_an_endless_stream_is_a_finding(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Endless(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
            buffer[:] = b"a" * len(buffer)
            return len(buffer)

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(Endless())))
    assert main(["lint", "-", "-f", "concise"]) == 1
    assert "error S107" in capsys.readouterr().out
