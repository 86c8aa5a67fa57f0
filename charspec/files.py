"""Opening what people put into folders: only regular files, and never waiting for a pipe."""

import errno
import io
import os
import pathlib
import stat

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


def open_file(path: str | os.PathLike[str]) -> io.BufferedReader:
    """Open a regular file for reading bytes; OSError for anything else.

    A named pipe would make `open` wait for ever, a device might never end; asking first and opening then
    would leave a moment between the two.
    """
    try:
        handle = os.open(path, _FLAGS)
    except ValueError as error:  # a NUL in the name
        raise OSError(errno.EINVAL, str(error), os.fspath(path)) from None
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "no regular file", os.fspath(path))
        return os.fdopen(handle, "rb")
    except BaseException:
        os.close(handle)
        raise


def read_file(path: str | os.PathLike[str], limit: int) -> bytes:
    """The bytes of a regular file; OSError for anything else, and for more than `limit` bytes."""
    with open_file(path) as stream:
        data = stream.read(limit + 1)
    if len(data) > limit:
        raise OSError(errno.EFBIG, f"larger than {limit >> 10:,} KiB", os.fspath(path))
    return data


def is_file(path: pathlib.Path) -> bool:
    """Whether there is a regular file, or one that is there and may not be looked at; never raises."""
    try:
        return path.is_file()
    except PermissionError:
        return True
    except (OSError, ValueError):
        return False


def why(error: Exception) -> str:
    """What went wrong with a file in a few words, without the number and the path that Python adds."""
    return getattr(error, "strerror", None) or str(error)
