"""What lint judges of a picture with `enhance: 2x` is its copy; addresses stay those of the original."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from charspec.cli import main
from charspec.dataset import load_dataset
from charspec.enhance import ensure
from charspec.lint import Finding, LintConfig, lint_spec
from charspec.lint.running.run import lint_paths
from charspec.spec import load_spec
from tests.enhance.miniatures import write_onnx
from tests.lint.conftest import image

Example = Callable[..., Path]


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHARSPEC_CACHE", str(tmp_path / "cache"))


def lint(path: Path, *codes: str) -> list[Finding]:
    return list(lint_spec(path, "character.yaml", LintConfig(select=codes)).findings)


def enhanced(example: Example, picture: Image.Image, keys: str = "enhance: 2x") -> Path:
    path = example(f"images:\n  images/a.png: {{{keys}, pose: standing}}\n")
    picture.save(path.parent / "images" / "a.png")
    return path


def test_a_resized_copy_looks_enlarged_and_the_hint_names_what_would_not(example: Example) -> None:
    sharp = image(600, 700, "a picture")
    assert lint(enhanced(example, sharp, "expression: calm"), "I114") == []
    (found,) = lint(enhanced(example, sharp), "I114")
    assert "weights in charspec.toml" in found.hint


def test_bars_are_measured_in_pixels_of_the_original(example: Example) -> None:
    wide = Image.new("L", (600, 700), 0)
    wide.paste(image(600, 500, "a picture"), (0, 100))
    (plain,) = lint(enhanced(example, wide, "expression: calm"), "I111")
    (copy,) = lint(enhanced(example, wide), "I111")
    assert "crop: [0, 100, 600, 600]" in plain.hint
    assert "crop: [0, 100, 600, 600]" in copy.hint
    assert copy.message == plain.message


def test_a_networks_copy_is_judged_as_soon_as_there_is_one(example: Example) -> None:
    path = enhanced(example, image(600, 700, "a picture"))
    write_onnx(path.parent / "net.onnx", smooth=True)
    (path.parent / "charspec.toml").write_text('[enhance]\nweights = "net.onnx"\n')

    def found() -> set[str]:
        (result,) = lint_paths([path], jobs=1)
        return {finding.code for finding in result.findings}

    assert not {"I112", "I114"} & found(), "lint runs no network: the original is judged"
    (item,) = (one for one in load_dataset(load_spec(path)).items if one.picture.enhance)
    ensure(item.path, item.sha256, item.method())
    # The miniature network blurs what it enlarges.
    assert "I112" in found(), "what was found before must not come from the cache"


def test_the_table_is_known_and_its_neighbours_are_not(
    example: Example, capsys: pytest.CaptureFixture[str]
) -> None:
    path = enhanced(example, image(600, 700, "a picture"))
    (path.parent / "charspec.toml").write_text("[enhance]\n[lint]\n")
    assert main(["lint", str(path), "--exit-zero"]) == 0
    (path.parent / "charspec.toml").write_text("[enhancing]\n")
    assert main(["lint", str(path)]) == 2
    assert "'enhancing' is read by nothing" in capsys.readouterr().err
