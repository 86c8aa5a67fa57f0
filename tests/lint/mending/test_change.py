"""Writing a mended file: at once or not at all, and never over someone else's work."""

import errno
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from charspec.errors import CharspecError
from charspec.lint import Change, diff_of, write_all

BEFORE = "old\r\nold\r\n"
AFTER = "\ufeffnew, é\r\nold\r\n"


def change(folder: Path, name: str = "a.txt") -> Change:
    path = folder / name
    path.write_bytes(BEFORE.encode())
    return Change(name, path, BEFORE, AFTER, 1)


def intact(one: Change) -> bool:
    """Whether the file is as it was, and nothing lies beside it."""
    return one.path.read_bytes() == BEFORE.encode() and len(list(one.path.parent.iterdir())) == 1


def test_a_file_is_replaced_to_the_byte_and_keeps_its_mode(tmp_path: Path) -> None:
    one = change(tmp_path)
    one.path.chmod(0o640)
    one.write()
    assert one.path.read_bytes() == AFTER.encode()
    assert one.path.stat().st_mode & 0o777 == 0o640
    assert [file.name for file in tmp_path.iterdir()] == ["a.txt"]


def test_an_interrupt_before_the_renaming_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = change(tmp_path)

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(pathlib.Path, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        one.write()
    monkeypatch.undo()
    assert intact(one)


WRITER = """
import os, pathlib, signal, sys
from charspec.lint import Change
path = pathlib.Path(sys.argv[1])
{fault}
Change("a.txt", path, "old\\r\\nold\\r\\n", "n" * 200_000, 1).write()
"""


def run(one: Change, fault: str) -> "subprocess.CompletedProcess[str]":
    code = WRITER.format(fault=fault)
    return subprocess.run(
        [sys.executable, "-c", code, str(one.path)], capture_output=True, text=True, check=False
    )


def test_a_kill_before_the_renaming_leaves_the_old_file_and_the_next_run_mends_it(tmp_path: Path) -> None:
    one = change(tmp_path)
    done = run(one, "pathlib.Path.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)")
    assert done.returncode == -signal.SIGKILL
    assert one.path.read_bytes() == BEFORE.encode()
    left = [file.name for file in tmp_path.iterdir() if file.name != "a.txt"]
    assert all(name.startswith(".charspec-") for name in left), "hidden, so that no set takes it for its own"
    one.write()
    assert one.path.read_bytes() == AFTER.encode()


def test_no_room_for_the_new_file_leaves_the_old_one(tmp_path: Path) -> None:
    one = change(tmp_path)
    limit = "import resource; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
    limit += f"resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, {resource.RLIM_INFINITY}))"
    done = run(one, limit)
    assert "CharspecError: a.txt: cannot be written" in done.stderr
    assert intact(one)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EIO])
def test_a_full_disk_is_said_and_leaves_the_old_file(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = change(tmp_path)

    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(CharspecError, match=os.strerror(number)) as caught:
        one.write()
    assert caught.value.exit_code == 1
    assert intact(one)


def test_a_file_that_changed_while_it_was_written_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = change(tmp_path)
    monkeypatch.setattr(os, "fsync", lambda _: one.path.write_text("mine"))
    with pytest.raises(CharspecError, match="changed while"):
        one.write()
    assert one.path.read_text() == "mine"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_file_that_is_gone_is_not_made_again(tmp_path: Path) -> None:
    one = change(tmp_path)
    one.path.unlink()
    with pytest.raises(CharspecError, match="cannot be written"):
        one.write()
    assert list(tmp_path.iterdir()) == []


def test_a_read_only_file_is_refused_though_its_folder_is_not(tmp_path: Path) -> None:
    one = change(tmp_path)
    one.path.chmod(0o444)
    with pytest.raises(CharspecError, match="read-only"):
        one.write()
    assert intact(one)


def test_none_is_written_if_one_cannot_be(tmp_path: Path) -> None:
    changes = [change(tmp_path, name) for name in ("a.txt", "b.txt", "c.txt")]
    changes[2].path.write_text("mine")
    with pytest.raises(CharspecError, match=r"c\.txt"):
        write_all(changes)
    assert [one.path.read_bytes().decode() for one in changes] == [BEFORE, BEFORE, "mine"]


def test_a_link_stays_a_link_to_what_is_mended(tmp_path: Path) -> None:
    one = change(tmp_path, "real.txt")
    link = tmp_path / "link.txt"
    link.symlink_to("real.txt")
    Change("link.txt", link, BEFORE, AFTER, 1).write()
    assert link.is_symlink()
    assert one.path.read_bytes() == AFTER.encode()


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
@pytest.mark.parametrize("name", ["a.txt", "a picture of hers.txt"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        (BEFORE, AFTER),
        ("one\ntwo", "one\n2"),
        ("one\ntwo", "one\ntwo\n"),
        ("a\x0cb\u2028c\x85d\n", "A\x0cb\u2028c\x85d\n"),
        ("\ufeffx\n" + "line\n" * 20 + "y", "x\n" + "line\n" * 20 + "z"),
    ],
)
def test_a_diff_is_one_that_git_applies(before: str, after: str, name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(before.encode())
    patch = diff_of(Change(name, path, before, after, 1))
    subprocess.run(
        ["git", "apply", "-p0", "--whitespace=nowarn", "-"], input=patch.encode(), cwd=tmp_path, check=True
    )
    assert path.read_bytes() == after.encode()
