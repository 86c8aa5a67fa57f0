"""release.yaml: what was chosen is read back as it was written, and a broken one is refused in words."""

from pathlib import Path

import pytest

from charspec.choice import FILE, Choice, read_choice, write_choice
from charspec.errors import CharspecError
from charspec.records import Weights

HASH = "a" * 64
CHOICE = Choice(
    run=HASH, train=HASH, epoch=7, weights=Weights(file="epochs/07/v-e07.safetensors", sha256=HASH),
    chosen_by="person", recommended=6, runner_up=None, reasons=("Das Mädchen: klar zu erkennen.",),
    scores={"memorisation": 0.12},
)  # fmt: skip


def test_a_choice_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    path = write_choice(tmp_path, CHOICE)
    assert path == tmp_path / FILE
    assert "Das Mädchen" in path.read_text("utf-8")
    assert read_choice(tmp_path) == CHOICE
    assert [file.name for file in tmp_path.iterdir()] == [FILE]


def test_a_run_without_a_choice_has_none(tmp_path: Path) -> None:
    assert read_choice(tmp_path) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("epoch: [3\n  a: b: c\n", "expected ',' or ']', but got ':' (line 2, column 4)\n"),
        ("", "release document"),
        ("epoch: 3\n", "release document"),
        ("epoch: 2026-11-23\n", "no YAML of a choice"),
    ],
)
def test_a_broken_choice_names_the_file_and_how_to_make_it_anew(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / FILE).write_text(text, "utf-8")
    with pytest.raises(CharspecError) as caught:
        read_choice(tmp_path)
    assert said in str(caught.value)
    assert caught.value.where == str(tmp_path / FILE)


def test_the_step_out_of_a_broken_choice_is_one_that_works(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("epoch: [", "utf-8")
    with pytest.raises(CharspecError, match="delete it and choose again"):
        read_choice(tmp_path)
