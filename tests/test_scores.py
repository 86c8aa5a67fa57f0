"""scores.jsonl: read back in order, a later line of the same measure counting."""

from pathlib import Path

import pytest

from charspec.errors import CharspecError
from charspec.scores import FILE, Score, read_scores

HASH = "a" * 64


def score(epoch: int, slot: str | None, value: float | None) -> Score:
    return Score(epoch=epoch, metric="drift", slot=slot, value=value, samples_hash=HASH)


def test_scores_come_by_epoch_and_the_later_line_counts(tmp_path: Path) -> None:
    lines = [score(2, None, 0.5), score(0, "new_pose", 0.0), score(2, None, 0.25), score(0, None, None)]
    (tmp_path / FILE).write_text("".join(f"{line.model_dump_json()}\n" for line in lines), "utf-8")
    found = read_scores(tmp_path)
    assert [(line.epoch, line.slot, line.value) for line in found] == [
        (0, None, None),
        (0, "new_pose", 0.0),
        (2, None, 0.25),
    ]


def test_a_run_that_was_not_measured_has_none(tmp_path: Path) -> None:
    assert read_scores(tmp_path) == []


def test_a_line_that_is_no_score_is_named(tmp_path: Path) -> None:
    text = score(1, None, 0.5).model_dump_json().replace("0.5", '"high"') + "\n"
    (tmp_path / FILE).write_text(text, "utf-8")
    with pytest.raises(CharspecError, match="no valid score document") as caught:
        read_scores(tmp_path)
    assert caught.value.where == f"{tmp_path / FILE}:1"
    assert caught.value.hint is not None
    assert f"Delete {tmp_path / FILE}: `charspec compare {tmp_path}`" in caught.value.hint
