"""docs/lint.md says what there is: every option, every format, and examples that work."""

import argparse
import re
from pathlib import Path

import pytest

from charspec.cli import lint
from charspec.errors import CharspecError
from charspec.lint import lint_text, load_config
from charspec.lint.output import formats


@pytest.fixture
def guide(repository: Path) -> str:
    return (repository / "docs" / "lint.md").read_text("utf-8")


def test_every_option_and_format_is_explained(guide: str) -> None:
    parser = argparse.ArgumentParser(add_help=False)
    lint.add_arguments(parser)
    options = set(re.findall(r"--[a-z-]+", parser.format_help()))
    pages = re.findall(r"(?m)^charspec rule .*$", guide)
    assert pages
    ours = guide.replace(pages[0], "")
    assert set(re.findall(r"--[a-z][a-z-]+", ours)) == options
    for name in formats():
        assert f"| `{name}` |" in guide


def test_the_configuration_of_the_guide_is_one(guide: str, tmp_path: Path) -> None:
    block, published, models = re.findall(r"```toml\n(.*?)```", guide, re.DOTALL)
    (tmp_path / "pyproject.toml").write_text(models, "utf-8")
    with pytest.raises(CharspecError, match=r"onnx"):
        load_config(tmp_path)  # the models that it names are not there
    (tmp_path / "pyproject.toml").write_text(published, "utf-8")
    assert load_config(tmp_path).docs_url == "https://art.example.org/rules"
    (tmp_path / "pyproject.toml").write_text(block, "utf-8")
    config = load_config(tmp_path)
    assert config.ignore == ("D109",)
    assert [one.pattern for one in config.per_file_ignores] == ["drafts/**", "*.txt"]
    assert config.thresholds.caption_words == 60


def test_the_ignores_of_the_guide_name_rules(guide: str, tmp_path: Path) -> None:
    (block,) = re.findall(r"```yaml\n(.*?)```", guide, re.DOTALL)
    head = "schema: charspec/1\ntrigger: Vendalixia\nidentity: a fox\n"
    findings = lint_text(head + block, tmp_path).findings
    assert not [one for one in findings if one.code == "S111" and "no rule" in one.message]
