"""Where configuration is found, and that a mistake in it is refused rather than ignored."""

from collections.abc import Callable
from pathlib import Path

import pytest

from charspec.errors import CharspecError
from charspec.lint import LintConfig, lint_spec, load_config
from charspec.lint.config.choices import Choices


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


@pytest.mark.parametrize("header", ["[lint]", "[tool.charspec.lint]"])
def test_a_file_of_its_own_may_go_without_tool(header: str, tmp_path: Path) -> None:
    write(tmp_path, f"{header}\nignore = ['D109']\n", "charspec.toml")
    assert load_config(tmp_path).ignore == ("D109",)


def test_a_table_of_another_tool_is_let_be(tmp_path: Path) -> None:
    write(tmp_path, "[tool.charset]\nselect = 1\n[project]\nname = 'charspec-characters'\n")
    assert load_config(tmp_path) == LintConfig()


LINT = "[tool.charspec.lint]\n"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (f"{LINT}selct = ['C']", 2, "unknown key 'selct'"),
        (f"{LINT}select = 'C'", 2, "must be a list"),
        (f"{LINT}# why\nselect = ['Z9']", 3, "no rule is called 'Z9'"),
        (f"{LINT}[tool.charspec.lint.thresholds]\nmin-step = 1", 3, "unknown key 'min-step'"),
        (f"{LINT}thresholds.min-steps = '1'", 2, "whole number"),
        (f"{LINT}thresholds = {{min-steps = true}}", 2, "whole number"),
        (
            f"{LINT}docs-url = 'docs/rules'",
            2,
            "docs-url must be an http or https address, found 'docs/rules'",
        ),
        (f"{LINT}docs-url = 'javascript:alert(1)'", 2, "docs-url must be"),
        (f"{LINT}docs-url = ['https://example.org']", 2, "docs-url must be"),
        (f"{LINT}[tool.charspec.lint.thresholds]\nbackground-share = -1", 3, "above 0"),
        (f"{LINT}per-file-ignores = ['C101']", 2, "must be a table"),
        (f"{LINT}[tool.charspec.lint.per-file-ignores]\n'old/**' = ['C999']", 3, "no rule is called 'C999'"),
        ("[tool.charspec]\nlint = 3", 2, "must be a table"),
        ("[tool.charspec]\nselect = ['C']", 2, "'select' stands outside of"),
        ("\n[tool.charspec.lnt]\nselect = ['C']", 2, "'tool.charspec.lnt' is read by nothing"),
        ("[tool.charspc.lint]\nselect = ['C']", 1, "is read by nothing"),
        ("[tool.charspec-lint]\nselect = ['C']", 1, "is read by nothing"),
        ("[tool.charspec.lint", None, "cannot be read as TOML"),
    ],
)
def test_a_mistake_is_refused_with_its_place(
    text: str, line: int | None, message: str, tmp_path: Path
) -> None:
    with pytest.raises(CharspecError, match=message) as caught:
        load_config(write(tmp_path, text))
    file = str(tmp_path.resolve() / "pyproject.toml")
    assert caught.value.where == (f"{file}:{line}" if line else file)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        (f"{LINT}selct = ['C']", "Did you mean 'select'?"),
        (f"{LINT}select = ['triger-missing']", "Did you mean 'trigger-missing'?"),
        (f"{LINT}thresholds.min_step = 1", "Did you mean 'min-steps'?"),
        ("[tool.charspec.lnt]\nselect = ['C']", "Did you mean [tool.charspec.lint]?"),
        ("[tool.charspec]\nselect = ['C']", "Write [tool.charspec.lint] above it."),
    ],
)
def test_a_mistake_brings_what_was_meant(text: str, hint: str, tmp_path: Path) -> None:
    with pytest.raises(CharspecError) as caught:
        load_config(write(tmp_path, text))
    assert hint in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("select = ['C']", "stands outside of [lint]"),
        ("[lnt]\nselect = ['C']", "'lnt' is read by nothing"),
        ("[lint]\n[tool.charspec.lint]", "has both"),
    ],
)
def test_mistakes_in_a_file_of_its_own(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(CharspecError) as caught:
        load_config(write(tmp_path, text, "charspec.toml"))
    assert message in caught.value.message


def test_the_command_line_wins(tmp_path: Path) -> None:
    config = load_config(write(tmp_path, f"{LINT}ignore = ['C']\n"))
    assert "C101" not in config.codes
    assert "C101" not in config.narrowed(Choices(ignore=("D",))).codes
    assert "C101" in config.narrowed(Choices(select=("C101",))).codes
    assert "C101" in config.narrowed(Choices(extend_select=("C101",))).codes
    assert "D109" not in config.narrowed(Choices(ignore=("D",))).codes
    assert config.narrowed(Choices(select=("C",), extend_ignore=("C101",))).codes & {"C101", "C102"} == {
        "C102"
    }


def test_the_command_line_wins_over_what_the_file_extends(tmp_path: Path) -> None:
    text = "select = ['C']\nextend-select = ['D109', 'P']\nextend-ignore = ['C103', 'C104']\n"
    config = load_config(write(tmp_path, LINT + text))
    assert "D109" not in config.narrowed(Choices(ignore=("D",))).codes
    assert "P101" in config.narrowed(Choices(ignore=("D",))).codes
    assert "C103" in config.narrowed(Choices(extend_select=("C103",))).codes
    assert "C104" not in config.narrowed(Choices(extend_select=("C103",))).codes
    only = config.narrowed(Choices(select=("C103",)))
    assert only.codes == LintConfig(select=("C103",)).codes
    assert only.origins == {"select": "command line"}


def test_every_key_has_its_origin(tmp_path: Path) -> None:
    text = (
        f"{LINT}ignore = [\n  'C103',\n]\nper-file-ignores = {{'old/**' = ['C']}}\nthresholds.min_steps = 9\n"
    )
    config = load_config(write(tmp_path, text))
    file = tmp_path.resolve() / "pyproject.toml"
    assert config.origins == {
        "ignore": f"{file}:2",
        "per-file-ignores.old/**": f"{file}:5",
        "thresholds.min-steps": f"{file}:6",
    }
    narrowed = config.narrowed(Choices(ignore=("D",), extend_select=("T",))).origins
    assert narrowed["ignore"] == f"{file}:2 and command line"
    assert narrowed["extend-select"] == "command line"


BESIDE = ("C104", "set/images/a.txt")
INSIDE = tuple((code, "set/character.yaml") for code in ("C101", "C104", "I104"))


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("set/character.yaml", {*INSIDE, BESIDE}),
        ("set", {*INSIDE, BESIDE}),
        ("s?t/**/*.png", {*INSIDE, BESIDE}),
        ("images/", {*INSIDE, BESIDE}),
        ("b.png", {*INSIDE}),
        ("a.txt", {BESIDE}),
        ("set/images/a.*", {BESIDE}),
        ("other/**", set()),
        ("images/a.txt", set()),
        ("set/*.png", set()),
    ],
)
def test_rules_are_ignored_for_some_files(
    pattern: str,
    expected: set[tuple[str, str]],
    example: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    files = {"images/a.txt": "Vendalixia, a woman in a forest", "images/b.png": "800×800"}
    path = example('images:\n  images/a.png:\n  images/b.png: {caption: "a fox"}\n', files)
    root = path.parent.parent
    monkeypatch.chdir(root)
    ignores = f"per-file-ignores = {{'{pattern}' = ['C', 'I104']}}"
    write(root, f"{LINT}select = ['C101', 'C104', 'I104']\n{ignores}\n")
    result = lint_spec(Path("set/character.yaml"))
    waived = {(one.finding.code, one.finding.location.file) for one in result.waived}
    assert waived == expected
    assert {(one.by, one.reason) for one in result.waived} <= {("per-file-ignores", pattern)}
    shown = {(one.code, one.location.file) for one in result.findings}
    assert shown | waived == {*INSIDE, BESIDE}


def test_what_cannot_be_read_is_never_ignored(example: Callable[..., Path]) -> None:
    path = example("schema: charspec/1\ntrigger: {\n")
    write(
        path.parent, f"{LINT}ignore = ['ALL']\nextend-ignore = ['S']\nper-file-ignores = {{'**' = ['ALL']}}\n"
    )
    assert [one.code for one in lint_spec(path).findings] == ["S101"]
