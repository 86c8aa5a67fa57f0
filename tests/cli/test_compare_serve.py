"""`charspec compare` of several runs, of certain epochs, and served: as it is typed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from charspec.cli import main
from tests.compare.fake_run import FakeRun


@pytest.fixture
def runs(tmp_path: Path) -> list[str]:
    root = tmp_path / "studio"
    return [str(FakeRun(root, planned=2, done=2, rank=rank).folder) for rank in (16, 8)]


def refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """What is said where the usage is wrong; nothing is written then."""
    before = {*Path(arguments[0]).rglob("*")}
    assert main(["compare", *arguments]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert {*Path(arguments[0]).rglob("*")} == before
    return printed.err


def test_two_runs_make_one_page_in_the_first(runs: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", *runs, "--epochs", "1", "2", "--no-measure"]) == 0
    path = Path(runs[0]) / f"compare-{Path(runs[1]).name}.html"
    assert capsys.readouterr().out == f"{path}\n"
    page = path.read_text(encoding="utf-8")
    assert 'data-a="1:1" data-b="2:2"' in page


def test_an_epoch_that_is_not_there_is_refused(runs: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    said = refused([runs[0], "--epochs", "1", "7"], capsys)
    assert f"{runs[0]}: there is no epoch 7" in said
    assert "It has epoch 0 to 2; 0 is the base." in said


def test_the_same_run_twice_is_refused(runs: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert "the same run is given twice" in refused([runs[0], f"{runs[0]}/.", "--no-measure"], capsys)


@pytest.mark.parametrize("flags", [["--serve", "--out", "page.html"], ["--port", "80"], ["--no-open"]])
def test_flags_that_do_not_go_together(
    runs: list[str], flags: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert "--serve" in refused([runs[0], *flags], capsys)


def test_serving_opens_the_browser_and_ends_cleanly_with_ctrl_c(runs: list[str], tmp_path: Path) -> None:
    opened = tmp_path / "opened"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {opened}\n')
    browser.chmod(0o755)
    words = [sys.executable, "-m", "charspec", "compare", *runs, "--serve", "--no-measure"]
    environment = os.environ | {"BROWSER": f"{browser} %s"}
    pipe = subprocess.PIPE
    with subprocess.Popen(words, stdout=pipe, stderr=pipe, text=True, env=environment) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        with urllib.request.urlopen(url, timeout=20) as answer:
            page = answer.read()
        process.send_signal(signal.SIGINT)
        rest, said = process.communicate(timeout=20)
    assert url.startswith("http://127.0.0.1:")
    assert b"data-served=" in page
    assert opened.read_text().strip() == url
    assert process.returncode == 0
    assert rest == ""
    assert said.endswith("stopped\n")
    assert "Traceback" not in said


def test_a_run_whose_record_is_broken_is_not_served(
    runs: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    (Path(runs[0]) / "lint.json").write_text("{")
    assert main(["compare", runs[0], "--serve", "--no-open", "--no-measure"]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "lint.json" in printed.err
