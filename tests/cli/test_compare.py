"""`charspec compare`, as it is typed."""

from pathlib import Path

import pytest

from charspec.cli import main
from tests.compare.fake_run import FakeRun


@pytest.fixture
def run(tmp_path: Path) -> FakeRun:
    return FakeRun(tmp_path / "studio", planned=1, done=1)


def test_it_prints_the_path_of_the_report(run: FakeRun, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", str(run.folder)]) == 0
    printed = capsys.readouterr()
    assert printed.out == f"{run.folder / 'report.html'}\n"
    assert (run.folder / "report.html").is_file()


def test_out_chooses_the_file(run: FakeRun, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "page.html"
    assert main(["compare", str(run.folder), "--out", str(out)]) == 0
    assert capsys.readouterr().out == f"{out}\n"
    assert out.is_file()
    assert not (run.folder / "report.html").exists()


def test_a_path_that_is_not_there_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", str(tmp_path / "nothing")]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert f"{tmp_path / 'nothing'}: there is no such folder" in printed.err
    assert "Traceback" not in printed.err


def test_a_folder_that_is_no_run_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", str(tmp_path)]) == 2
    assert "has no character.lock.json" in capsys.readouterr().err


def test_a_broken_record_is_named_and_nothing_is_written(
    run: FakeRun, capsys: pytest.CaptureFixture[str]
) -> None:
    (run.folder / "character.lock.json").write_bytes(b"\x00" * 10_000)
    assert main(["compare", str(run.folder)]) == 1
    assert "character.lock.json" in capsys.readouterr().err
    assert not (run.folder / "report.html").exists()


@pytest.mark.parametrize("out", [".", "no/such/folder/page.html"])
def test_out_must_be_a_file_in_a_folder_that_exists(
    run: FakeRun, tmp_path: Path, out: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", str(run.folder), "--out", str(tmp_path / out)]) == 2
    assert "--out" in capsys.readouterr().err
