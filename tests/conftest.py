"""What every test shares: one thread, no network, no colour, and the places of the repository."""

import fcntl
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Before anything imports torch: its models here are so small that more threads only wait for each other.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1", DIFFUSERS_OFFLINE="1", NO_COLOR="1")
os.environ["CHARSPEC_NOTIFY"] = "off"  # no test rings the bell of whoever runs the suite

ROOT = Path(__file__).parents[1]


FIRST = "test_vendalixia.py"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The example, whose training takes minutes, comes first: begun last, it would leave one of two processes
    with nothing to do. Then those with the most tests, which are light, before those that import torch."""
    counts = Counter(item.path for item in items)
    items.sort(key=lambda item: (item.path.name != FIRST, -counts[item.path]))


@pytest.fixture(scope="session")
def repository() -> Path:
    """The top of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def vendalixia(repository: Path) -> Path:
    """The folder of the example that lints clean. Read only: a test that writes copies it first."""
    return repository / "examples" / "vendalixia"


@pytest.fixture(scope="session")
def trained(vendalixia: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run folder of the example, trained once for the whole suite as a user trains it, also where several
    processes share the suite."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "trained"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "report").exists():
            shutil.copytree(vendalixia, folder / "vendalixia", ignore=shutil.ignore_patterns("runs"))
            command = [sys.executable, "-m", "charspec", "train", str(folder / "vendalixia/character.yaml")]
            result = subprocess.run(command, capture_output=True, text=True, check=False)
            assert result.returncode == 0, result.stderr
            (folder / "report").write_text(result.stdout.strip())
    report = Path((folder / "report").read_text())
    assert report.name == "report.html"
    return report.parent


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    """A real Chromium; where CI runs, its absence is a failure."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        reason = "Chromium is not installed (Debian: apt-get install chromium)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    arguments = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"]
    arguments += ["--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="session", autouse=True)
def _cache_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The suite neither reads nor fills the cache of whoever runs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CHARSPEC_CACHE", str(tmp_path_factory.mktemp("cache")))
        patch.setenv("CHARSPEC_CALIBRATION", str(tmp_path_factory.mktemp("config") / "calibration.json"))
        yield
