"""What is read from a run's folder, whole and spoilt."""

import json
from collections.abc import Callable

import pytest

from charspec.compare.report.data import RunData, gather
from charspec.compare.report.links import beside
from charspec.errors import CharspecError
from charspec.records import CONTROL
from tests.compare.fake_run import PROMPTS, TRAINING, FakeRun

NewRun = Callable[..., FakeRun]


def read(run: FakeRun) -> RunData:
    return gather(run.folder, beside(run.folder))


def test_rows_are_epochs_and_the_last_column_is_the_control(new_run: NewRun) -> None:
    data = read(new_run())
    assert [row.record.epoch for row in data.rows] == [0, 1, 2, 3, 4]
    assert {column.slot for column in data.columns[:-1]} == set(PROMPTS)
    assert data.columns[-1].slot == CONTROL
    assert all(cell.picture for row in data.rows for cell in row.cells)


def test_columns_stand_in_the_guides_order_whatever_order_the_lock_sorts_them_in(new_run: NewRun) -> None:
    slots = [column.slot for column in read(new_run()).columns]
    assert slots == ["baseline", "new_pose", "new_place", "new_framing", CONTROL]


def test_a_finished_run_is_done(new_run: NewRun) -> None:
    data = read(new_run())
    assert data.is_done
    assert data.epochs_done == 4


def test_an_unfinished_run_is_not_done(new_run: NewRun) -> None:
    data = read(new_run(planned=6, done=2))
    assert not data.is_done
    assert data.epochs_done == 2


def test_a_run_continued_with_more_epochs_is_not_done_by_its_old_record(new_run: NewRun) -> None:
    run = new_run(planned=2, done=2)
    done = json.loads((run.folder / "DONE.json").read_text())
    (run.folder / "DONE.json").write_text(json.dumps({**done, "train_hash": "0" * 64}))
    assert not read(run).is_done


def test_before_the_first_picture_there_are_no_rows(new_run: NewRun) -> None:
    data = read(new_run(done=-1))
    assert data.rows == ()
    assert data.epochs_done == 0


def test_a_missing_sample_leaves_its_place_and_says_so(new_run: NewRun) -> None:
    run = new_run()
    (run.folder / "epochs/02/new_pose.png").unlink()
    missing = [
        (row.record.epoch, cell.column.slot, cell.note)
        for row in read(run).rows
        for cell in row.cells
        if not cell.picture
    ]
    assert missing == [(2, "new_pose", "file missing")]


def test_a_truncated_sample_is_said_to_be_unreadable(new_run: NewRun) -> None:
    run = new_run(done=0)
    file = run.folder / "epochs/00/baseline.png"
    file.write_bytes(file.read_bytes()[:300])
    cell = next(cell for cell in read(run).rows[0].cells if cell.column.slot == "baseline")
    assert (cell.picture, cell.note) == (None, "cannot be read")


def test_pictures_of_other_prompts_are_not_shown_under_new_ones(new_run: NewRun) -> None:
    run = new_run(done=0)
    lines = run.folder / "epochs.jsonl"
    lines.write_text(lines.read_text().replace("Vendalixia running", "Vendalixia jumping"))
    cell = next(cell for cell in read(run).rows[0].cells if cell.column.slot == "new_pose")
    assert (cell.picture, cell.note) == (None, "drawn for another prompt")


def test_a_record_cannot_show_files_outside_the_run(new_run: NewRun) -> None:
    run = new_run(done=0)
    lines = run.folder / "epochs.jsonl"
    lines.write_text(lines.read_text().replace("epochs/00/baseline.png", "../../../images/front.png"))
    assert (run.root / "images/front.png").is_file()
    cell = next(cell for cell in read(run).rows[0].cells if cell.column.slot == "baseline")
    assert cell.picture is None


def test_training_pictures_are_found_beside_the_run(new_run: NewRun) -> None:
    run = new_run(done=0)
    files = list(TRAINING)
    (run.root / files[0]).unlink()
    (run.root / files[1]).write_bytes((run.root / files[2]).read_bytes())
    assert [entry.state for entry in read(run).training] == ["missing", "changed", "same"]


def test_findings_are_read_errors_first(new_run: NewRun) -> None:
    run = new_run(done=0)
    run.write_lint(("C104", "warning", "one"), ("C101", "error", "two"), ("D102", "info", "three"))
    findings = read(run).findings
    assert findings is not None
    assert [finding.code for finding in findings.all] == ["C101", "C104", "D102"]
    assert str(findings.all[0].location) == "character.yaml:7:3"


def test_a_run_without_lint_record_has_no_findings(new_run: NewRun) -> None:
    assert read(new_run(done=0)).findings is None


def test_a_folder_that_is_not_there_is_refused(new_run: NewRun) -> None:
    missing = new_run(done=-1).folder.with_name("nothing")
    with pytest.raises(CharspecError, match="no such folder") as caught:
        gather(missing, beside(missing))
    assert caught.value.exit_code == 2
    assert caught.value.where == str(missing)


def test_a_folder_that_is_no_run_is_refused(new_run: NewRun) -> None:
    run = new_run(done=-1)
    with pytest.raises(CharspecError, match="not the folder of a run") as caught:
        gather(run.root, beside(run.root))
    assert caught.value.exit_code == 2
    assert caught.value.hint


@pytest.mark.parametrize("file", ["character.lock.json", "epochs.jsonl", "lint.json", "DONE.json"])
@pytest.mark.parametrize("content", ["{", "[]\n", '{"version": 7}\n', "\x00\xff garbage\n"])
def test_a_broken_record_is_named(new_run: NewRun, file: str, content: str) -> None:
    run = new_run(planned=1, done=1)
    (run.folder / file).write_bytes((content + "\n").encode("latin-1"))
    with pytest.raises(CharspecError) as caught:
        read(run)
    assert caught.value.where is not None
    assert file in caught.value.where
    assert caught.value.exit_code == 1
