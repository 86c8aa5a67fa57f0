"""S101 mends the commonest slip, a value that begins with a placeholder, and nothing that may be another."""

from pathlib import Path

import pytest

from charspec.lint import LintConfig, lint_spec, mend

HEAD = "schema: charspec/1\ntrigger: Vendalixia\nidentity: a fox\n"
MENDED = {
    "images:\n  a.png:\n    caption: {trigger}, {identity}, smiling  # hers\n": (
        'images:\n  a.png:\n    caption: "{trigger}, {identity}, smiling"  # hers\n'
    ),
    "caption_template: {trigger}\nimages: {}\n": 'caption_template: "{trigger}"\nimages: {}\n',
    "images: {}\ntests:\n  one: {trigger} running\n  two: {trigger}, 'quoted'\n": (
        'images: {}\ntests:\n  one: "{trigger} running"\n  two: "{trigger}, \'quoted\'"\n'
    ),
}
LEFT = [
    "images: {}\ntests:\n  one: {trigger} running\n  two: [open\n",
    "images: {}\nx-note: {other}, smiling\n",
    "images:\n  a.png: {caption: {trigger}, smiling}\n",
]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(("before", "after"), MENDED.items())
def test_values_that_begin_with_a_placeholder_are_quoted(
    before: str, after: str, end: str, tmp_path: Path
) -> None:
    path = tmp_path / "character.yaml"
    path.write_bytes((HEAD + before).replace("\n", end).encode())
    assert {one.code for one in lint_spec(path, config=LintConfig()).findings} == {"S101"}
    (change,) = mend(path, config=LintConfig())
    assert change.after.startswith((HEAD + after).replace("\n", end)[:60])
    change.write()
    assert path.read_bytes().decode() == (HEAD + after).replace("\n", end)
    assert "S101" not in {one.code for one in lint_spec(path, config=LintConfig()).findings}
    assert mend(path, config=LintConfig()) == []


@pytest.mark.parametrize("spec", LEFT)
def test_what_else_is_wrong_is_left_to_its_author(spec: str, tmp_path: Path) -> None:
    path = tmp_path / "character.yaml"
    path.write_text(HEAD + spec, "utf-8")
    assert "S101" in {one.code for one in lint_spec(path, config=LintConfig()).findings}
    assert mend(path, config=LintConfig()) == []


def test_text_that_only_looks_like_it_stays(tmp_path: Path) -> None:
    path = tmp_path / "character.yaml"
    text = f"{HEAD}images:\n  a.png:\n    caption: |\n      {{trigger}}, a fox,\n      {{identity}}\n"
    path.write_text(text, "utf-8")
    assert mend(path, config=LintConfig()) == []
