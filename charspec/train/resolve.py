"""The commit of a base that no lock names yet: found once, before a run begins, and written into the run's
own lock."""

from __future__ import annotations

import os
from pathlib import Path

from charspec.errors import CharspecError
from charspec.fetch import fetching
from charspec.hub import commit_of, snapshot
from charspec.plan import BasePlan, Lock
from charspec.plan import lock as lock_of

INDEX = "model_index.json"


def resolved(lock: Lock, base_path: Path | None = None) -> Lock:
    """The lock with the commit of its base. What is known already, the embedded base and a local folder stay
    as they are.

    Asks the hub library's cache first, so that the same command again gives the same run without a network;
    else the hub itself, which puts the repository's list of components into that cache. Raises CharspecError
    (exit 1) if neither knows.
    """
    train = lock.plan.train
    local = base_path is not None or "CHARSPEC_BASE_PATH" in os.environ
    if train.base.is_known or train.base.repository == "charspec" or local:
        return lock
    found = snapshot(train.base.repository, train.base.revision)
    commit = found.commit if found else _asked(train.base)
    base = train.base.model_copy(update={"revision": commit})
    return lock_of(
        lock.plan.model_copy(update={"train": train.model_copy(update={"base": base})}),
    )


def _asked(base: BasePlan) -> str:
    from huggingface_hub import hf_hub_download

    with fetching(f"the weights of {base.name}", base.repository, INDEX, base.revision):
        file = Path(hf_hub_download(base.repository, INDEX, revision=base.revision))
    commit = commit_of(file.parent, base.repository)
    if commit is None:
        raise CharspecError(
            f"the hub library did not say at which commit {base.repository} is",
            where=str(file),
            hint="Name it: base.revision=COMMIT.",
            exit_code=1,
        )
    return commit
