"""The models that measure come from the command, else from the project's own file."""

from __future__ import annotations

from pathlib import Path

import pytest

from charspec.compare.chosen import chosen_encoders
from charspec.compare.metrics import Encoders
from charspec.errors import CharspecError
from charspec.lint.config.file import find_table


@pytest.fixture
def run(tmp_path: Path) -> Path:
    folder = tmp_path / "studio" / "runs" / "vendalixia" / "0123456789ab"
    folder.mkdir(parents=True)
    return folder


def test_without_a_file_only_what_the_command_names_counts(run: Path) -> None:
    assert chosen_encoders(run) == Encoders(None, None)
    assert chosen_encoders(run, "someone/dino") == Encoders("someone/dino", None)


@pytest.mark.parametrize(("name", "head"), [("charspec.toml", ""), ("pyproject.toml", "tool.charspec.")])
def test_the_project_names_models_and_the_command_overrules_it(
    run: Path, tmp_path: Path, name: str, head: str
) -> None:
    (tmp_path / "weights" / "siglip").mkdir(parents=True)
    (tmp_path / name).write_text(
        f'[{head}compare]\nidentity-model = "someone/dino"\nadherence-model = "weights/siglip"\n'
    )
    folder = str(tmp_path / "weights" / "siglip")
    assert chosen_encoders(run) == Encoders("someone/dino", folder)
    assert chosen_encoders(run, identity="other/model") == Encoders("other/model", folder)
    assert find_table(run) is None  # and lint finds nothing wrong with the table


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[compare]\nidentity = 'a/b'\n", "unknown key 'identity'"),
        ("[compare]\nidentity-model = 3\n", "must name a model"),
        ("[compare]\nidentity-model = ''\n", "must name a model"),
        ("compare = 'a/b'\n", "compare must be a table"),
        ("[compare\n", "cannot be read as TOML"),
    ],
)
def test_a_table_that_cannot_be_is_an_error_with_its_file(run: Path, text: str, said: str) -> None:
    file = run.parents[2] / "charspec.toml"
    file.write_text(text)
    with pytest.raises(CharspecError, match=said) as caught:
        chosen_encoders(run)
    assert caught.value.where == str(file)
    assert caught.value.exit_code == 2


def test_the_nearest_file_counts(run: Path, tmp_path: Path) -> None:
    (tmp_path / "charspec.toml").write_text('[compare]\nidentity-model = "far/away"\n')
    (tmp_path / "studio" / "charspec.toml").write_text('[compare]\nadherence-model = "near/by"\n')
    assert chosen_encoders(run) == Encoders(None, "near/by")
