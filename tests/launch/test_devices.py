"""One GPU, many runs: they queue for it, also across sweeps."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from charspec.errors import CharspecError
from charspec.launch import Job, make_launcher
from charspec.launch.devices import Device, DevicePool, device_pool, visible_devices
from tests.launch.jobs import SAVES, read, settings, wait_for

ALONE = """
import os, pathlib, sys, time
mark = pathlib.Path(sys.argv[1]) / os.environ["CUDA_VISIBLE_DEVICES"]
mark.mkdir()
time.sleep(0.1)
mark.rmdir()
print(os.environ["CUDA_VISIBLE_DEVICES"])
"""
"""A run that fails if another has the same GPU."""


@pytest.fixture
def gpus(monkeypatch: pytest.MonkeyPatch) -> Callable[[str | None, list[str]], None]:
    """Pretend these GPUs: what CUDA_VISIBLE_DEVICES says, and the driver's UUIDs."""

    def pretend(visible: str | None, uuids: list[str]) -> None:
        monkeypatch.setattr("charspec.launch.devices._driver_uuids", lambda: uuids)
        if visible is None:
            monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
        else:
            monkeypatch.setenv("CUDA_VISIBLE_DEVICES", visible)

    return pretend


def test_runs_queue_for_the_gpus_there_are(
    gpus: Callable[..., None], job: Callable[..., Job], tmp_path: Path
) -> None:
    gpus(None, ["GPU-a", "GPU-b"])
    jobs = [job(f"run{index}", ALONE, str(tmp_path)) for index in range(6)]
    ends = list(make_launcher(settings("joblib", jobs=4)).launch(jobs))
    assert [end.exit_code for end in ends] == [0] * 6
    assert {read(each.log) for each in jobs} == {"GPU-a\n", "GPU-b\n"}


def test_two_sweeps_queue_for_one_gpu(
    gpus: Callable[..., None], job: Callable[..., Job], tmp_path: Path
) -> None:
    gpus("0", [])
    launchers = ("submitit_local", "joblib")
    sweeps = [[job(f"{name}{index}", ALONE, str(tmp_path)) for index in range(3)] for name in launchers]
    codes: list[int | None] = []

    def sweep(name: str, jobs: list[Job]) -> None:
        codes.extend(end.exit_code for end in make_launcher(settings(name, jobs=2)).launch(jobs))

    other = threading.Thread(target=sweep, args=(launchers[1], sweeps[1]))
    other.start()
    sweep(launchers[0], sweeps[0])
    other.join()
    assert codes == [0] * 6


def test_a_gpu_is_held_as_long_as_its_run_lives(tmp_path: Path, job: Callable[..., Job]) -> None:
    from charspec.launch.process import Process

    pool = DevicePool([Device("0", "gpu-0")], 1, tmp_path / "devices")
    run = job("run", SAVES)
    with pool.taken(threading.Event()) as share:
        process = Process(run, share.variables, share.handles)
    stopping = threading.Event()
    stopping.set()
    with pool.taken(stopping) as nothing:
        assert nothing.handles == ()
    wait_for(lambda: read(run.log) == "up\n")
    process.ask_to_stop()
    process.wait()
    with pool.taken(stopping) as share:
        assert len(share.handles) == 1


def test_a_run_gets_as_many_as_it_asks_for(gpus: Callable[..., None]) -> None:
    gpus("GPU-a,GPU-b", ["GPU-a", "GPU-b"])
    with device_pool(2).taken(threading.Event()) as share:
        assert share.variables == {"CUDA_VISIBLE_DEVICES": "GPU-a,GPU-b"}
    with device_pool(0).taken(threading.Event()) as share:
        assert share.variables == {}
    with pytest.raises(CharspecError, match="a run shall get 3 GPUs, and 2 are visible here"):
        device_pool(3)


def test_without_a_gpu_there_is_nothing_to_wait_for(gpus: Callable[..., None]) -> None:
    gpus(None, [])
    with device_pool(None).taken(threading.Event()) as share:
        assert share.variables == {}
    with pytest.raises(CharspecError, match="a run shall get 1 GPU, and no GPU is visible here"):
        device_pool(1)


@pytest.mark.parametrize(
    ("visible", "expected"),
    [
        (None, [("GPU-aa", "GPU-aa"), ("GPU-bb", "GPU-bb")]),
        ("1", [("1", "GPU-bb")]),
        ("GPU-b", [("GPU-b", "GPU-bb")]),
        ("1, 1,0", [("1", "GPU-bb"), ("0", "GPU-aa")]),
        ("0,-1,1", [("0", "GPU-aa")]),
        ("", []),
        ("-1", []),
        ("7", [("7", "gpu-7")]),
        ("MIG-x/1/0", [("MIG-x/1/0", "MIG-x_1_0")]),
    ],
)
def test_what_is_visible_is_respected(
    visible: str | None, expected: list[tuple[str, str]], gpus: Callable[..., None]
) -> None:
    gpus(visible, ["GPU-aa", "GPU-bb"])
    given = {} if visible is None else {"CUDA_VISIBLE_DEVICES": visible}
    assert [(device.word, device.identity) for device in visible_devices(given)] == expected
