"""Where a finished LoRA is run, if not on the base it was trained on: the distilled model of that base."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from charspec.errors import CharspecError
from charspec.hub import missing_files
from charspec.settings.bases import Base, Deploy


class Deployment(NamedTuple):
    """The distilled model, and the local folder of its weights if one was named."""

    model: Deploy
    path: Path | None = None

    @property
    def name(self) -> str:
        """`FLUX.2-klein-4B`: the repository without its owner."""
        return self.model.repository.rpartition("/")[2]


def deployment_of(base: Base, path: str | None) -> Deployment | None:
    """The deployment of a base; None if it is run as it is trained.

    Raises CharspecError (exit 2) if `path` is named in vain or lacks weights, since that would show only
    after the training.
    """
    if base.deploy is None:
        if path is None:
            return None
        hint = "Leave base.deploy_path away."
        message = f"{base.name} has no distilled model: it is run as it is trained"
        raise CharspecError(message, f"base.deploy_path={path}", hint)
    if path is None:
        return Deployment(base.deploy)
    folder = Path(path).expanduser()
    missing = missing_files(folder)
    if missing:
        is_no = "is no folder" if not folder.is_dir() else f"lacks {', '.join(missing)}"
        hint = f"Give a pipeline's folder: `hf download {base.deploy.repository} --local-dir FOLDER`."
        raise CharspecError(f"base.deploy_path={path} {is_no}", "command line", hint)
    if base.path is not None and folder.resolve() == Path(base.path).expanduser().resolve():
        hint = f"Name the folder of {base.deploy.repository}, or leave base.deploy_path away."
        message = f"base.deploy_path={path} is base.path, the base that is trained"
        raise CharspecError(message, "command line", hint)
    return Deployment(base.deploy, folder)
