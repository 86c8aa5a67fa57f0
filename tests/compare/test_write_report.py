from collections.abc import Callable
from pathlib import Path

import pytest

from charspec.compare import write_report
from charspec.errors import CharspecError
from tests.compare.fake_run import FakeRun

NewRun = Callable[..., FakeRun]


def test_the_report_lies_in_the_run(new_run: NewRun) -> None:
    run = new_run(planned=1, done=1)
    before = set(run.folder.rglob("*"))
    path = write_report(run.folder)
    assert path == run.folder / "report.html"
    assert path.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert {*run.folder.rglob("*")} - before == {path}


def test_the_same_run_gives_the_same_bytes(new_run: NewRun) -> None:
    run = new_run(planned=1, done=1)
    first = write_report(run.folder).read_bytes()
    assert write_report(run.folder).read_bytes() == first


def test_it_grows_with_the_run(new_run: NewRun) -> None:
    run = new_run(planned=3, done=0)
    assert "epoch 0 of 3" in write_report(run.folder).read_text(encoding="utf-8")
    run.add_epoch(1)
    assert "epoch 1 of 3" in write_report(run.folder).read_text(encoding="utf-8")


def test_a_broken_run_leaves_the_last_report_as_it_was(new_run: NewRun) -> None:
    run = new_run(planned=1, done=1)
    first = write_report(run.folder).read_bytes()
    (run.folder / "DONE.json").write_text("{")
    with pytest.raises(CharspecError):
        write_report(run.folder)
    assert (run.folder / "report.html").read_bytes() == first
    assert not list(run.folder.glob(".report*"))


def test_elsewhere_the_links_still_lead_to_the_originals(new_run: NewRun, tmp_path: Path) -> None:
    run = new_run(planned=1, done=1, size=640)
    out = tmp_path / "elsewhere" / "page.html"
    out.parent.mkdir()
    text = write_report(run.folder, out=out).read_text(encoding="utf-8")
    link = f"../studio/runs/vendalixia/{run.folder.name}/epochs/01/baseline.png"
    assert f'data-original="{link}"' in text
    assert (out.parent / link).is_file()


def test_a_grid_of_large_pictures_stays_a_small_page(new_run: NewRun) -> None:
    run = new_run(planned=2, done=2, size=1024)
    pictures = len([*run.folder.rglob("*.png")])
    assert pictures == 15
    assert write_report(run.folder).stat().st_size < 60_000 * pictures
