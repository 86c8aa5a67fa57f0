"""Which kernels compute attention."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from typing import Any

from charspec.errors import CharspecError


def set_attention(transformer: Any, backend: str, name: str) -> None:
    """Let a transformer of diffusers compute attention by one of its backends; raises CharspecError, listing
    them, if there is none of that name, or if this machine lacks what it needs.

    The default is set like any other: diffusers keeps the last one for the whole process, and takes another
    default from the environment, which no plan knows of.
    """
    from diffusers.models.attention_dispatch import AttentionBackendName

    known = [entry.value for entry in AttentionBackendName if not entry.value.startswith("_")]
    if backend not in {entry.value for entry in AttentionBackendName}:
        raise CharspecError(
            f"diffusers has no attention '{backend}'",
            where=f"hardware.attention={backend}",
            hint=f"Choose one of: {', '.join(known)}.",
        )
    try:
        with _without_warning():
            transformer.set_attention_backend(backend)
    except (ImportError, RuntimeError, ValueError, NotImplementedError) as error:
        raise CharspecError(
            f"this machine cannot compute the attention of {name} by '{backend}': {error}",
            where=f"hardware.attention={backend}",
            hint="Install what it names, or leave hardware.attention=native.",
            exit_code=1,
        ) from error


@contextlib.contextmanager
def _without_warning() -> Iterator[None]:
    """diffusers warns of every choice that the feature is experimental: the plan has made it already."""
    logger = logging.getLogger("diffusers.models.modeling_utils")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)
