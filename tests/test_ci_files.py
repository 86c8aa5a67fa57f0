"""What other repositories use of this one: the hooks of pre-commit and the action, tried as they are used."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from charspec.images import SUFFIXES
from tests.lint.conftest import build

BIN = Path(sys.executable).parent
FAULTY = {
    "character.yaml": "images:\n  images/a.png:\n",
    "images/a.txt": "a young woman with silver hair and a red scarf\n",
}


def call(folder: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", **variables}
    return subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def git(folder: Path, *words: str) -> str:
    identity = ("-c", "user.name=Someone", "-c", "user.email=someone@example.org")
    done = call(folder, "git", *identity, *words)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def hooked(tmp_path: Path, repository: Path) -> Path:
    """A repository with a faulty set, whose hooks are ours, run with the charspec of these tests."""
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    shutil.copy(repository / ".pre-commit-hooks.yaml", hooks)
    git(hooks, "init", "-q")
    git(hooks, "add", "-A")
    git(hooks, "commit", "-qm", "hooks")
    user = tmp_path / "user"
    build(user / "set", FAULTY)
    git(user, "init", "-q")
    used = [{"id": name, "language": "system"} for name in ("charspec-fix", "charspec-lint")]
    config = {"repos": [{"repo": str(hooks), "rev": git(hooks, "rev-parse", "HEAD"), "hooks": used}]}
    (user / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
    git(user, "add", "-A")
    return user


def run_hook(user: Path, name: str, *words: str) -> subprocess.CompletedProcess[str]:
    home = str(user.parent / "pre-commit")
    return call(user, str(BIN / "pre-commit"), "run", name, *words, PRE_COMMIT_HOME=home)


def test_the_hook_shows_findings_and_fails(hooked: Path) -> None:
    done = run_hook(hooked, "charspec-lint")
    assert done.returncode == 1
    assert "error[C101] trigger-missing" in done.stdout
    assert "--> set/images/a.txt:1:1" in done.stdout


def test_the_fixing_hook_mends_and_then_passes(hooked: Path) -> None:
    done = run_hook(hooked, "charspec-fix")
    assert done.returncode == 1
    assert "files were modified by this hook" in done.stdout
    assert (hooked / "set/images/a.txt").read_text("utf-8").startswith("Vendalixia, ")
    git(hooked, "add", "-A")
    assert run_hook(hooked, "charspec-fix").returncode == 0
    assert run_hook(hooked, "charspec-lint").returncode == 0


@pytest.mark.parametrize(("file", "runs"), [("set/images/a.PNG", True), ("README.md", False)])
def test_the_hook_runs_for_what_belongs_to_a_set(file: str, runs: bool, hooked: Path) -> None:
    (hooked / file).touch()
    done = run_hook(hooked, "charspec-lint", "--files", file)
    assert ("no files to check" not in done.stdout) == runs


def test_the_hooks_name_all_that_belongs_to_a_set(repository: Path) -> None:
    for hook in yaml.safe_load((repository / ".pre-commit-hooks.yaml").read_text("utf-8")):
        ours = re.compile(hook["files"])
        for suffix in (*SUFFIXES, ".txt", ".yaml", ".yml", ".jsonl", ".csv"):
            assert ours.search(f"set/images/a{suffix}")
        assert ours.search("pyproject.toml")
        assert ours.search("a/charspec.toml")
        assert not ours.search("a/package.toml")
        assert not ours.search("notes.md")


def action(repository: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((repository / "action.yml").read_text("utf-8"))
    return found


def run_action(repository: Path, folder: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """The step of the action that lints, with its inputs as GitHub would put them in."""
    used = {"github.action_repository": "OWNER/charspec", "github.action_ref": "v1"}
    found = action(repository)
    (step,) = [one for one in found["runs"]["steps"] if one.get("id") == "lint"]
    values = {name: one["default"] for name, one in found["inputs"].items()} | inputs
    used |= {f"inputs.{name}": value for name, value in values.items()}
    variables = {
        name: re.sub(r"\$\{\{ ([\w.-]+) \}\}", lambda match: used[match[1]], text)
        for name, text in step["env"].items()
    }
    github = {
        "GITHUB_SERVER_URL": "https://example.org",
        "GITHUB_OUTPUT": str(folder / "output"),
        "GITHUB_STEP_SUMMARY": str(folder / "summary.md"),
        "GITHUB_WORKSPACE": str(folder),
    }
    assert "${{" not in step["run"]
    return call(folder, "bash", "--noprofile", "-eo", "pipefail", "-c", step["run"], **variables, **github)


def test_the_action_annotates_summarises_and_writes_sarif(repository: Path, tmp_path: Path) -> None:
    build(tmp_path / "set", FAULTY)
    done = run_action(repository, tmp_path)
    assert done.returncode == 1, done.stderr
    assert "::error file=set/images/a.txt,line=1," in done.stdout
    assert (tmp_path / "output").read_text() == "sarif=charspec.sarif\n"
    assert "C101" in (tmp_path / "summary.md").read_text("utf-8")
    sarif = (tmp_path / "charspec.sarif").read_text("utf-8")
    assert '"ruleId": "C101"' in sarif
    assert '"helpUri": "https://example.org/OWNER/charspec/blob/v1/docs/rules/C101.md"' in sarif


def test_the_action_takes_paths_with_blanks_and_arguments(repository: Path, tmp_path: Path) -> None:
    build(tmp_path / "a set; touch oops", FAULTY)
    build(tmp_path / "other", FAULTY)
    inputs = {"paths": "a set; touch oops\n", "arguments": "--select\nD102", "fail-on": "warning"}
    done = run_action(repository, tmp_path, **inputs)
    assert done.returncode == 1, done.stderr
    assert done.stdout.count("::warning ") == 1
    assert "other/" not in done.stdout
    assert not (tmp_path / "oops").exists()
    assert run_action(repository, tmp_path, **inputs | {"fail-on": "never"}).returncode == 0


def test_the_readme_uses_what_there_is(repository: Path) -> None:
    readme = (repository / "README.md").read_text("utf-8")
    section = readme.partition("## In CI")[2].partition("\n## ")[0]
    github, gitlab, hooks = (
        yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", section, re.S)
    )
    found = action(repository)
    (step,) = [one for one in github if one.get("id") == "charspec"]
    assert set(step["with"]) <= set(found["inputs"])
    assert "sarif" in found["outputs"]
    assert any("charspec lint" in line for line in gitlab["charspec"]["script"])
    manifest = yaml.safe_load((repository / ".pre-commit-hooks.yaml").read_text("utf-8"))
    ids = {one["id"] for one in manifest}
    assert {hook["id"] for repo in hooks["repos"] for hook in repo["hooks"]} <= ids
    assert ids == set(re.findall(r"`(charspec-[a-z]+)`", section)) | {"charspec-lint"}
