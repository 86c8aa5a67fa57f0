"""Where configuration is found, and that a mistake in it is refused rather than ignored."""

from pathlib import Path

import pytest

from charspec.errors import CharspecError
from charspec.lint import LintConfig, load_config


def write(folder: Path, text: str, name: str = "pyproject.toml") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)
    return folder


def test_the_nearest_file_with_the_table_counts(tmp_path: Path) -> None:
    (tmp_path / "a" / "b" / "c").mkdir(parents=True)
    write(tmp_path, "[tool.charspec.lint]\nignore = ['D109']\n")
    write(tmp_path / "a" / "b", "[tool.other]\n")
    assert load_config(tmp_path / "a" / "b" / "c").ignore == ("D109",)
    write(tmp_path / "a", "[tool.charspec.lint]\nignore = ['D103']\n", "charspec.toml")
    assert load_config(tmp_path / "a" / "b" / "c").ignore == ("D103",)


def test_without_a_file_everything_is_checked(tmp_path: Path) -> None:
    assert load_config(tmp_path) == LintConfig()


def test_thresholds_are_read_with_hyphens_or_underscores(tmp_path: Path) -> None:
    write(tmp_path, "[tool.charspec.lint.thresholds]\nmin-steps = 10\nbackground_share = 0.5\n")
    thresholds = load_config(tmp_path).thresholds
    assert (thresholds.min_steps, thresholds.background_share, thresholds.max_steps) == (10, 0.5, 5000)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[tool.charspec.lint]\nselct = ['C']", "unknown key 'selct'"),
        ("[tool.charspec.lint]\nselect = 'C'", "must be a list"),
        ("[tool.charspec.lint]\nselect = ['Z9']", "no rule is called 'Z9'"),
        ("[tool.charspec.lint.thresholds]\nmin-step = 1", "unknown key 'min_step'"),
        ("[tool.charspec.lint.thresholds]\nmin-steps = '1'", "whole number"),
        ("[tool.charspec.lint.thresholds]\nmin-steps = true", "whole number"),
        ("[tool.charspec.lint.thresholds]\nbackground-share = -1", "above 0"),
        ("[tool.charspec]\nlint = 3", "must be a table"),
        ("[tool.charspec.lint", "cannot be read as TOML"),
    ],
)
def test_a_mistake_is_refused_with_its_file(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(CharspecError, match=message) as caught:
        load_config(write(tmp_path, text))
    assert caught.value.where == str(tmp_path.resolve() / "pyproject.toml")
    assert caught.value.exit_code == 2


def test_the_command_line_wins(tmp_path: Path) -> None:
    config = load_config(write(tmp_path, "[tool.charspec.lint]\nignore = ['C']\n"))
    assert "C101" not in config.codes
    assert "C101" not in config.narrowed((), ("D",), ()).codes
    assert "C101" in config.narrowed(("C101",), (), ()).codes
    assert "C101" in config.narrowed((), (), ("C101",)).codes
    assert "D109" not in config.narrowed((), ("D",), ()).codes
