"""The wheel is whole: installed elsewhere, without torch and without the checkout, it lints and compiles."""

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

CORE_LIMIT_MB = 60


@pytest.fixture(scope="module")
def wheel(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of what git would ship, so that neither build/ nor runs/ leaks in."""
    source = tmp_path_factory.mktemp("source") / "charspec"
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=repository, capture_output=True, text=True, check=True,
    )  # fmt: skip
    for name in filter(None, listed.stdout.split("\0")):
        if (repository / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(repository / name, source / name)
    out = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(source)]
    done = subprocess.run(build, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of a fresh environment that holds the wheel and its core dependencies alone."""
    environment = tmp_path_factory.mktemp("elsewhere") / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    python = environment / "bin" / "python"
    install = [str(python), "-m", "pip", "install", "--quiet", "--no-input"]
    done = subprocess.run(
        [*install, "-c", str(repository / "constraints.txt"), str(wheel)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return python.parent


@pytest.fixture
def example(vendalixia: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of the example far from the checkout, in which the working directory lies, without a lock."""
    copy = tmp_path / "vendalixia"
    shutil.copytree(vendalixia, copy, ignore=shutil.ignore_patterns("runs", "*.lock.json"))
    before = Path.cwd()
    os.chdir(tmp_path)
    yield copy
    os.chdir(before)


def run(program: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    return subprocess.run(
        [str(program), *arguments], capture_output=True, text=True, check=False, env=environment
    )


def megabytes(folder: Path) -> float:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6


def test_every_data_file_of_the_checkout_is_in_the_wheel(wheel: Path, repository: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    kinds = ("*.yaml", "*.json", "*.safetensors", "*.html", "*.css", "*.js")
    wanted = {
        f"charspec/{file.relative_to(repository).as_posix().removeprefix('charspec/')}"
        for folder in ("charspec", "conf", "schemas")
        for kind in kinds
        for file in (repository / folder).rglob(kind)
    }
    for folder in ("conf/base", "conf/preset", "schemas", "vocabulary", "tiny/weights", "compare/report"):
        assert any(name.startswith(f"charspec/{folder}/") for name in wanted), folder
    assert wanted - names == set()


def test_the_wheel_brings_neither_tests_nor_examples(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"charspec"}


def test_the_core_comes_without_torch_and_stays_small(elsewhere: Path) -> None:
    (packages,) = elsewhere.parent.glob("lib/python*/site-packages")
    assert not (packages / "torch").exists()
    installer = ("pip", "pip-*", "setuptools", "setuptools-*", "pkg_resources", "_distutils_hack")
    brought = sum(megabytes(folder) for pattern in installer for folder in packages.glob(pattern))
    assert megabytes(packages) - brought <= CORE_LIMIT_MB


def test_help_names_the_verbs(elsewhere: Path, example: Path) -> None:
    done = run(elsewhere / "charspec", "--help")
    assert done.returncode == 0, done.stderr
    assert {"lint", "compile", "train", "compare"} <= set(done.stdout.split())


def test_the_example_lints_clean(elsewhere: Path, example: Path) -> None:
    done = run(elsewhere / "charspec", "lint", str(example / "character.yaml"))
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_example_compiles_to_the_lock_that_the_checkout_writes(elsewhere: Path, example: Path) -> None:
    spec, lock = example / "character.yaml", example / "character.lock.json"
    done = run(elsewhere / "charspec", "compile", str(spec))
    assert done.returncode == 0, done.stdout + done.stderr
    from_wheel = lock.read_bytes()
    lock.unlink()
    assert run(Path(sys.executable).with_name("charspec"), "compile", str(spec)).returncode == 0
    assert from_wheel == lock.read_bytes()


def test_training_without_torch_says_what_to_install(elsewhere: Path, example: Path) -> None:
    done = run(elsewhere / "charspec", "train", str(example / "character.yaml"))
    assert done.returncode in {1, 2}
    assert "charspec[train]" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (example / "runs").exists()
