"""Asking the hub for files, and what to do where it does not give them.

The hub library tries five times within half a minute before it says that there is no network. So one short
question goes before a download: it costs 0.1 s, and its answer tells a network that is down from a licence
that was not accepted, a repository or a commit that is not there, and a login that has run out.
"""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from charspec.errors import CharspecError
from charspec.hub import hub_cache

TIMEOUT = 6.0
"""Seconds that the first answer may take."""


class _Answer(NamedTuple):
    reason: str
    step: str


@contextmanager
def fetching(what: str, repository: str, file: str, revision: str | None = None) -> Iterator[None]:
    """Ask for `file` of a repository, and do what the block does with the library if it is there.

    `what` is fetched, in words: `the weights of z-image`. Raises CharspecError (exit 1) with the reason and
    the next step, for the question and for what goes wrong in the block.
    """
    from huggingface_hub.errors import HTTPError, XetDownloadError  # type: ignore[attr-defined]

    try:
        ask(repository, file, revision)
        yield
    except (OSError, ValueError, RuntimeError, HTTPError, XetDownloadError) as error:
        chain = list(_chain(error))
        here = (
            f"Or `hf download {repository} --local-dir FOLDER` where that works, and here base.path=FOLDER. "
            "base=tiny trains the embedded base, to try a set without a download."
        )
        said = (
            _of_the_hub(chain, repository, file, revision, here)
            or _of_this_machine(chain, here)
            or _Answer(_first_line(error), here)
        )
        message = f"{what} could not be had from {repository}: {said.reason}"
        raise CharspecError(message, hint=said.step, exit_code=1) from error


def ask(repository: str, file: str, revision: str | None) -> None:
    """One question without a second try; what the library raises if the hub does not have the file."""
    from huggingface_hub import constants, get_hf_file_metadata, hf_hub_url
    from huggingface_hub.errors import OfflineModeIsEnabled

    if constants.HF_HUB_OFFLINE:
        raise OfflineModeIsEnabled("HF_HUB_OFFLINE is set")
    get_hf_file_metadata(hf_hub_url(repository, file, revision=revision), timeout=TIMEOUT)


def _of_the_hub(
    chain: Sequence[BaseException], repository: str, file: str, revision: str | None, here: str
) -> _Answer | None:
    """What the hub answered, if it did."""
    from huggingface_hub import constants, errors

    def among(kind: type[BaseException]) -> bool:
        return any(isinstance(one, kind) for one in chain)

    page = f"{constants.ENDPOINT}/{repository}"
    status = max(_status(one) for one in chain)
    if among(errors.GatedRepoError):
        reason = "its licence has to be accepted first, by the account that fetches it"
        return _Answer(reason, f"Accept it at {page}, log in here (`hf auth login`), and try again. {here}")
    if among(errors.RevisionNotFoundError):
        step = f"Name one that {page}/commits/main lists: base.revision=COMMIT; null is today's."
        return _Answer(f"it has no revision {revision}", step)
    if among(errors.RemoteEntryNotFoundError):
        return _Answer(f"it holds no {file}", f"See {page}, or name a folder that does: base.path=FOLDER.")
    if status in (401, 403) or among(errors.RepositoryNotFoundError):
        reason = "there is no such repository, or this machine's login may not read it"
        return _Answer(reason, f"See {page}, and log in: `hf auth login`. {here}")
    return _Answer(f"the hub answers with error {status}", f"Try again later. {here}") if status else None


def _of_this_machine(chain: Sequence[BaseException], here: str) -> _Answer | None:
    """What keeps this machine from the hub, as far as it is known."""
    from huggingface_hub import constants
    from huggingface_hub.errors import HTTPError, OfflineModeIsEnabled  # type: ignore[attr-defined]

    if any(_is_full(one) for one in chain):
        free = shutil.disk_usage(_nearest(hub_cache())).free / 1e9
        return _Answer(
            f"the disk is full ({free:.1f} GB are free in {hub_cache()})",
            "Free some space, or name a folder on another disk (HF_HOME=FOLDER), and give the same command "
            "again: files that have come whole are kept.",
        )
    if any(isinstance(one, OfflineModeIsEnabled) for one in chain):
        return _Answer("HF_HUB_OFFLINE is set, and not all of it is in the cache", f"Unset it once. {here}")
    if any(isinstance(one, (HTTPError, ConnectionError, TimeoutError)) for one in chain):
        host = constants.ENDPOINT.partition("://")[2]
        reason = f"{host} cannot be reached ({_first_line(chain[-1])})"
        return _Answer(reason, f"Check the network. {here}")
    return None


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An error and what it came from; the libraries wrap some of them twice."""
    seen: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in seen:
        seen.append(one)
        yield one
        one = one.__cause__ or one.__context__


def _status(error: BaseException) -> int:
    return int(getattr(getattr(error, "response", None), "status_code", 0) or 0)


def _is_full(error: BaseException) -> bool:
    return (isinstance(error, OSError) and error.errno == errno.ENOSPC) or "No space left" in str(error)


def _nearest(path: Path) -> Path:
    while not path.is_dir() and path != path.parent:
        path = path.parent
    return path


def _first_line(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0] or type(error).__name__
