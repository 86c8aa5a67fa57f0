"""The records of a run: read back in order, and refused in words when they are not what they should be."""

import json
from pathlib import Path
from typing import Any

import pytest

from charspec.errors import CharspecError
from charspec.records import Done, Environment, Epoch, Weights, read_done, read_environment, read_epochs

HASH = "a" * 64


def epoch(number: int, loss: float | None = 0.5) -> Epoch:
    weights = Weights(file=f"epochs/{number:02}/v-e{number:02}.safetensors", sha256=HASH) if number else None
    return Epoch(
        epoch=number, step=number * 4, loss=loss if number else None, grid_loss=0.4, weights=weights,
        samples=(), samples_hash=HASH,
    )  # fmt: skip


def write(run: Path, *epochs: Epoch) -> None:
    (run / "epochs.jsonl").write_text("".join(f"{record.model_dump_json()}\n" for record in epochs), "utf-8")


def test_epochs_come_in_order_and_the_later_line_of_one_counts(tmp_path: Path) -> None:
    write(tmp_path, epoch(0), epoch(2), epoch(1), epoch(2, loss=0.25))
    assert [(found.epoch, found.loss) for found in read_epochs(tmp_path)] == [(0, None), (1, 0.5), (2, 0.25)]


def test_a_run_without_epochs_has_none(tmp_path: Path) -> None:
    assert read_epochs(tmp_path) == []
    write(tmp_path)
    assert read_epochs(tmp_path) == []


def test_a_last_line_that_a_kill_cut_short_was_never_written(tmp_path: Path) -> None:
    write(tmp_path, epoch(0), epoch(1))
    whole = (tmp_path / "epochs.jsonl").read_bytes()
    for length in range(len(whole) - 1, whole.index(b"\n"), -40):
        (tmp_path / "epochs.jsonl").write_bytes(whole[:length])
        assert read_epochs(tmp_path) == [epoch(0)]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"epoch": -1}, "epoch: "),
        ({"weights": {"file": "x", "sha256": "short"}}, "weights"),
        ({"samples": [{"slot": "a"}]}, "samples[0]"),
        ({"extra": 1}, "the document: "),
    ],
)
def test_a_line_that_is_no_epoch_is_named_with_its_number(
    tmp_path: Path, change: dict[str, Any], said: str
) -> None:
    write(tmp_path, epoch(0))
    broken = {**json.loads(epoch(1).model_dump_json()), **change}
    with (tmp_path / "epochs.jsonl").open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(broken) + "\n")
    with pytest.raises(CharspecError) as caught:
        read_epochs(tmp_path)
    assert f"no valid epoch document: {said}" in caught.value.message
    assert caught.value.where == f"{tmp_path / 'epochs.jsonl'}:2"
    assert caught.value.exit_code == 1


@pytest.mark.parametrize("text", ["garbage\n", "\n", "NaN\n", '{"loss": Infinity}\n', "[" * 100_000 + "\n"])
def test_a_line_that_is_no_json_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "epochs.jsonl").write_text(text, "utf-8")
    with pytest.raises(CharspecError, match="no JSON"):
        read_epochs(tmp_path)


def test_how_a_run_ended_and_on_what_is_read_back(tmp_path: Path) -> None:
    assert read_done(tmp_path) is None
    done = Done(train_hash=HASH, samples_hash=HASH, epochs=2, steps=8, weights=Weights(file="x", sha256=HASH))
    (tmp_path / "DONE.json").write_text(done.model_dump_json(), "utf-8")
    assert read_done(tmp_path) == done
    with pytest.raises(CharspecError, match="no such file"):
        read_environment(tmp_path)
    environment = Environment(
        charspec="1", python="3", platform="x", cpu="y", gpu=None, packages={}, threads=1, deterministic=True
    )
    (tmp_path / "env.json").write_text(environment.model_dump_json(), "utf-8")
    assert read_environment(tmp_path) == environment


def test_a_record_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "DONE.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CharspecError, match="no UTF-8 text") as caught:
        read_done(tmp_path)
    assert caught.value.exit_code == 1
