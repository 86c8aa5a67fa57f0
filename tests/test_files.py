"""Only regular files are opened, and nothing is waited for."""

import os
import pathlib

import pytest

from charspec.files import is_file, open_file, read_file, why


def test_a_file_and_a_link_to_one_are_opened(tmp_path: pathlib.Path) -> None:
    file, link = tmp_path / "a.txt", tmp_path / "b.txt"
    file.write_bytes(b"text")
    link.symlink_to(file)
    for path in (file, link, str(file)):
        with open_file(path) as stream:
            assert stream.read() == b"text"


@pytest.mark.parametrize("what", ["pipe", "folder", "device", "loop", "nothing", "nul"])
def test_anything_else_is_an_error_at_once(what: str, tmp_path: pathlib.Path) -> None:
    path = tmp_path / ("a\0b" if what == "nul" else "it")
    if what == "pipe":
        os.mkfifo(path)
    elif what == "folder":
        path.mkdir()
    elif what in ("device", "loop"):
        path.symlink_to("/dev/zero" if what == "device" else path)
    with pytest.raises(OSError, match=r".") as caught:
        open_file(path)
    assert why(caught.value)
    assert not is_file(path)


def test_no_handle_is_left_open_by_a_refusal(tmp_path: pathlib.Path) -> None:
    before = len(list(pathlib.Path("/proc/self/fd").iterdir()))
    for _ in range(5):
        with pytest.raises(OSError, match="no regular file"):
            open_file(tmp_path)
    assert len(list(pathlib.Path("/proc/self/fd").iterdir())) == before


def test_a_file_is_read_up_to_a_limit(tmp_path: pathlib.Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(bytes(2048))
    assert len(read_file(file, 2048)) == 2048
    with pytest.raises(OSError, match="larger than 1 KiB"):
        read_file(file, 1024)


def test_a_reason_is_given_without_number_and_path() -> None:
    assert why(PermissionError(13, "Permission denied", "/secret")) == "Permission denied"
    assert why(ValueError("no such codec")) == "no such codec"
