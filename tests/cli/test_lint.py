"""`charspec lint` and `charspec schema` as they are called: exit codes, streams, folders, stdin, fixes."""

import io
import json
import sys
from pathlib import Path

import pytest

from charspec.cli import main
from tests.lint.conftest import build

CLEAN = {"character.yaml": ""}
FAULTY = {
    "character.yaml": "images:\n  images/a.png: {caption: 'a young woman with silver hair and a red scarf'}\n"
}
WARNED = {"character.yaml": "images:\n  images/a.png: {pose: standing}\n"}


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    clean, faulty, warned = (
        str(build(Path(name), files))
        for name, files in {"clean": CLEAN, "faulty": FAULTY, "warned": WARNED}.items()
    )
    assert main(["lint", clean]) == 0
    assert capsys.readouterr().out == "nothing to mend in 1 spec (9 pictures)\n"
    assert main(["lint", faulty]) == 1
    assert main(["lint", faulty, "--exit-zero"]) == 0
    assert main(["lint", faulty, "--ignore", "C101"]) == 0
    assert main(["lint", warned]) == 0
    assert main(["lint", warned, "--fail-on", "warning"]) == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nowhere.yaml"], "nowhere.yaml: no such file"),
        (["empty"], "empty: no character.yaml below this folder"),
        (["clean", "--select", "C999"], "no rule is called 'C999'"),
        (["clean", "--ignore", "triger-missing"], "Did you mean 'trigger-missing'?"),
        (["-", "--fix"], "'-' stands alone"),
    ],
)
def test_wrong_usage_exits_2_and_prints_no_findings(
    arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    build(Path("clean"), CLEAN)
    Path("empty").mkdir()
    assert main(["lint", *arguments]) == 2
    printed = capsys.readouterr()
    assert says in printed.err
    assert printed.out == ""


def test_folders_are_searched_and_runs_are_not(capsys: pytest.CaptureFixture[str]) -> None:
    build(Path("set"), CLEAN)
    build(Path("set/runs/1"), FAULTY)
    build(Path("set/.hidden"), FAULTY)
    other = build(Path("other"), CLEAN)
    other.rename("other/kaelith.yaml")
    Path("other/notes.yaml").write_text("todo: nothing\n")
    assert main(["lint", "-f", "json"]) == 0
    files = [one["file"] for one in json.loads(capsys.readouterr().out)["files"]]
    assert files == ["other/kaelith.yaml", "set/character.yaml"]


def test_stdin_is_linted_in_the_folder_of_its_name(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = build(Path("set"), FAULTY)
    text = path.read_bytes()
    path.unlink()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
    arguments = ["-", "--stdin-filename", "set/character.yaml", "-f", "concise", "--select", "C101"]
    assert main(["lint", *arguments]) == 1
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("set/character.yaml:5:27: error C101 trigger-missing: ")


def test_diff_shows_and_fix_mends(capsys: pytest.CaptureFixture[str]) -> None:
    path = build(Path("set"), FAULTY)
    before = path.read_text()
    assert main(["lint", str(path), "--diff"]) == 1
    printed = capsys.readouterr()
    assert "+  images/a.png: {caption: 'Vendalixia, a young woman" in printed.out
    assert printed.err == "--fix would mend 1 finding\n"
    assert path.read_text() == before
    assert main(["lint", str(path), "--fix"]) == 0
    assert capsys.readouterr().err == "mended 1 finding in 1 file\n"
    assert path.read_text() == before.replace("'a young", "'Vendalixia, a young")
    assert main(["lint", str(path), "--diff"]) == 0


def test_colour_only_on_a_terminal_and_never_with_no_color(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(build(Path("set"), FAULTY))
    monkeypatch.delenv("NO_COLOR", raising=False)
    main(["lint", path])
    assert "\x1b" not in capsys.readouterr().out
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    main(["lint", path])
    assert "\x1b[1;31merror[C101]" in capsys.readouterr().out
    monkeypatch.setenv("NO_COLOR", "1")
    main(["lint", path])
    assert "\x1b" not in capsys.readouterr().out


def test_a_terminal_that_is_not_utf8_gets_question_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    path = str(build(Path("set"), {"character.yaml": "images:\n  images/a.png: {caption: 站在}\n"}))
    shown = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(shown, encoding="ascii", write_through=True))
    assert main(["lint", path, "--select", "C101"]) == 1
    assert b"caption: ??" in shown.getvalue()


@pytest.mark.parametrize(
    "raw",
    [
        b"\x89PNG\r\n\x1a\n" * 1000,
        b"[" * 5000,
        b"\xff\xfe" * 5000,
        b"a: &a [*a, *a]\n" * 600,
        b"- \t@`%" * 1400,
    ],
    ids=["binary", "brackets", "utf-16", "aliases", "signs"],
)
def test_garbage_is_a_finding_with_its_place(
    raw: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("character.yaml").write_bytes(raw)
    assert main(["lint", "character.yaml"]) == 1
    printed = capsys.readouterr()
    assert "--> character.yaml:1:" in printed.out
    assert printed.err == ""
    assert [file.name for file in tmp_path.iterdir()] == ["character.yaml"]


def test_schema_prints_the_committed_schema(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, file in {"spec": "character", "findings": "findings", "plan": "lock"}.items():
        assert main(["schema", name]) == 0
        assert capsys.readouterr().out == (repository / "schemas" / f"{file}.schema.json").read_text("utf-8")


def test_a_sidecar_is_mended_and_the_spec_left_alone() -> None:
    path = build(
        Path("set"),
        {
            "character.yaml": "images:\n  images/a.png:\n",
            "images/a.txt": "a young woman with silver hair and a red scarf\n",
        },
    )
    spec = path.read_bytes()
    assert main(["lint", str(path), "--fix"]) == 0
    assert path.read_bytes() == spec
    assert (path.parent / "images" / "a.txt").read_text().startswith("Vendalixia, a young")
