"""Pictures are decoded once, several at a time, and not again while their bytes are the same."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from charspec.cache import cache_dir
from charspec.images import TooManyPixelsError, UnreadableImageError, gather, kept_signals, read_facts, sha256
from charspec.images.gather import Outcome, Wanted
from charspec.images.signals import Signals
from tests.images.scenes import saved, shapes

Decoded = Callable[[], int]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CHARSPEC_CACHE", str(tmp_path / "cache"))
    # What was written just now counts as settled, for once.
    monkeypatch.setattr(kept_signals, "_GRAIN", -1)
    pictures = tmp_path / "set"
    pictures.mkdir()
    for number in range(4):
        saved(shapes(f"{number}", (480, 480)), pictures / f"{number}.png")
    return pictures


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> Decoded:
    """How many pictures were decoded since it was last asked."""
    count = 0
    take = gather.take_signals

    def counted(*arguments: object) -> Signals:
        nonlocal count
        count += 1
        return take(*arguments)

    def since() -> int:
        nonlocal count
        found, count = count, 0
        return found

    monkeypatch.setattr(gather, "take_signals", counted)
    return since


def outcomes(
    pictures: Path, crop: tuple[int, int, int, int] | None = None, keep: bool = True, **options: object
) -> dict[str, Outcome]:
    wanted = [
        Wanted(path.name, path, crop, partial(read_facts, path), partial(sha256, path))
        for path in sorted(pictures.iterdir())
    ]
    return gather.gather(wanted, pictures if keep else None, **options)


def test_what_has_not_changed_is_not_decoded_again(folder: Path, decoded: Decoded) -> None:
    first = outcomes(folder)
    assert decoded() == 4
    assert outcomes(folder) == first
    assert decoded() == 0


def test_kept_signals_need_neither_pillow_nor_the_bytes(folder: Path, tmp_path: Path) -> None:
    outcomes(folder)
    code = f"""
import sys, pathlib
from charspec.images.gather import Wanted, gather
def never(): raise AssertionError("read")
folder = pathlib.Path({str(folder)!r})
wanted = [Wanted(path.name, path, None, never, never) for path in sorted(folder.iterdir())]
assert len(gather(wanted, folder)) == 4
assert "PIL.Image" not in sys.modules and "numpy" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])


def test_another_time_alone_is_no_change(folder: Path, decoded: Decoded) -> None:
    outcomes(folder)
    os.utime(folder / "0.png", (1e9, 1e9))
    (folder / "1.png").rename(folder / "moved.png")
    decoded()
    assert len(outcomes(folder)) == 4
    assert decoded() == 0


def test_other_bytes_or_another_crop_are_decoded(folder: Path, decoded: Decoded) -> None:
    first = outcomes(folder)
    decoded()
    saved(shapes("other", (300, 300)), folder / "0.png")
    assert outcomes(folder)["0.png"] != first["0.png"]
    assert decoded() == 1
    outcomes(folder, crop=(0, 0, 200, 200))
    assert decoded() == 4
    outcomes(folder, crop=(0, 0, 200, 200))
    outcomes(folder)
    assert decoded() == 0


def test_a_picture_written_just_now_is_known_by_its_bytes(
    folder: Path, decoded: Decoded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_signals, "_GRAIN", 10**12)
    outcomes(folder)
    (kept,) = (cache_dir() / "signals").iterdir()
    assert {entry["time"] for entry in json.loads(kept.read_text())["pictures"].values()} == {None}
    decoded()
    outcomes(folder)
    assert decoded() == 0


@pytest.mark.parametrize(
    "spoilt", [b"", b"{", b"[]", b"null", b'{"edition": 1}', b"\xff\xfe\0", b'{"edition":"","pictures":[1]}']
)
def test_a_spoilt_cache_is_measured_anew(folder: Path, decoded: Decoded, spoilt: bytes) -> None:
    first = outcomes(folder)
    (kept,) = (cache_dir() / "signals").iterdir()
    kept.write_bytes(spoilt)
    decoded()
    assert outcomes(folder) == first
    assert decoded() == 4


def test_spoilt_signals_are_measured_anew(folder: Path, decoded: Decoded) -> None:
    first = outcomes(folder)
    (kept,) = (cache_dir() / "signals").iterdir()
    for spoilt in ({}, None, {"grey": "??"}, []):
        data = json.loads(kept.read_text())
        for entry in data["pictures"].values():
            entry["signals"] = spoilt
        kept.write_text(json.dumps(data))
        decoded()
        assert outcomes(folder) == first
        assert decoded() == 4


def test_without_a_cache_nothing_is_written_and_nothing_hashed(folder: Path, decoded: Decoded) -> None:
    outcomes(folder, keep=False)
    assert not (cache_dir() / "signals").exists()
    outcomes(folder, keep=False)
    assert decoded() == 8


def test_a_cache_that_cannot_be_written_is_no_fault(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file in its place")
    assert len(outcomes(folder)) == 4


@pytest.mark.parametrize("threads", [1, 4])
def test_pictures_that_cannot_be_decoded_say_why(folder: Path, threads: int) -> None:
    (folder / "0.png").write_bytes((folder / "0.png").read_bytes()[:200])
    (folder / "1.png").write_text("no picture")
    found = outcomes(folder, threads=threads, keep=False)
    assert list(found) == ["0.png", "1.png", "2.png", "3.png"]
    assert [type(one) for one in found.values()] == [UnreadableImageError] * 2 + [Signals] * 2
    refused = outcomes(folder, threads=threads, max_pixels=1000, keep=False)
    assert isinstance(refused["3.png"], TooManyPixelsError)


def test_what_is_larger_than_the_room_is_decoded_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gather, "_PIXELS_AT_ONCE", 100_000)
    assert all(isinstance(one, Signals) for one in outcomes(folder, threads=4, keep=False).values())


@pytest.mark.parametrize(("side", "elsewhere"), [(300, False), (480, True)])
def test_small_pictures_are_measured_by_one_thread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, side: int, elsewhere: bool
) -> None:
    for number in range(3):
        saved(shapes(f"{number}", (side, side)), tmp_path / f"{number}.png")
    take, seen = gather.take_signals, set[bool]()

    def noted(*arguments: object) -> Signals:
        seen.add(threading.current_thread() is not threading.main_thread())
        return take(*arguments)

    monkeypatch.setattr(gather, "take_signals", noted)
    assert len(outcomes(tmp_path, keep=False, threads=4)) == 3
    assert seen == {elsewhere}
