"""A run's folder is what its golden files say, and equal plans give equal bytes."""

import json
import re
from pathlib import Path

import pytest

from charspec.records import read_epochs
from charspec.train.events import EpochDone, Note
from charspec.train.run import train
from tests.train.conftest import MakeLock


@pytest.fixture
def golden(repository: Path) -> Path:
    return repository / "tests" / "golden" / "run"


def weights(run: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(run.rglob("*-e*.safetensors"))}


def without_values(text: str) -> str:
    """Hashes and losses differ between machines: zeros in their place."""
    text = re.sub(r"\b[0-9a-f]{64}\b", "0" * 64, text)
    text = re.sub(r"0x[0-9a-f]{64}", "0x" + "0" * 64, text)
    return re.sub(r'("(?:grid_)?loss":)\d+\.\d+(e-?\d+)?', r"\g<1>0.0", text)


def test_the_folder_is_as_the_golden_files_say(
    random_base: Path, spec_folder: Path, make_lock: MakeLock, golden: Path, tmp_path: Path
) -> None:
    run = tmp_path / "run"
    events = list(train(make_lock(), spec_folder, run, random_base))
    tree = sorted(file.relative_to(run).as_posix() for file in run.rglob("*") if file.is_file())
    assert tree == (golden / "tree.txt").read_text().splitlines()
    for name in ("epochs.jsonl", "DONE.json"):
        assert without_values((run / name).read_text()) == (golden / name).read_text()
    env, shape = json.loads((run / "env.json").read_text()), json.loads((golden / "env.json").read_text())
    assert env.keys() == shape.keys()
    assert env["packages"].keys() >= shape["packages"].keys()
    assert (env["deterministic"], env["threads"], env["gpu"]) == (True, 1, None)
    assert [event.epoch.epoch for event in events if isinstance(event, EpochDone)] == [0, 1, 2]


def test_the_header_of_the_lora_is_the_golden_one(
    random_base: Path, spec_folder: Path, make_lock: MakeLock, golden: Path, tmp_path: Path
) -> None:
    run = tmp_path / "run"
    list(train(make_lock(), spec_folder, run, random_base))
    data = weights(run)["vendalixia-e02.safetensors"]
    header = data[8 : 8 + int.from_bytes(data[:8], "little")].decode().rstrip(" ")
    wanted = json.loads((golden / "lora_header.json").read_text())
    assert without_values(header) == json.dumps(wanted, sort_keys=True, separators=(",", ":"))


def test_the_same_plan_twice_gives_the_same_bytes(
    random_base: Path, spec_folder: Path, make_lock: MakeLock, tmp_path: Path
) -> None:
    for name in ("a", "b"):
        list(train(make_lock(), spec_folder, tmp_path / name, random_base))
    assert weights(tmp_path / "a") == weights(tmp_path / "b")
    assert read_epochs(tmp_path / "a") == read_epochs(tmp_path / "b")


def test_a_finished_run_says_so(
    random_base: Path, spec_folder: Path, make_lock: MakeLock, tmp_path: Path
) -> None:
    list(train(make_lock(), spec_folder, tmp_path / "run", random_base))
    assert list(train(make_lock(), spec_folder, tmp_path / "run", random_base)) == [
        Note("this plan is trained already")
    ]
