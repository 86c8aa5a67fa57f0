"""Which kernels compute attention."""

from __future__ import annotations

from typing import Any

from charspec.errors import CharspecError

NATIVE = "native"
"""PyTorch's scaled dot product, which chooses among its own kernels; needs nothing more."""


def set_attention(transformer: Any, backend: str, name: str) -> None:
    """Let a transformer of diffusers compute attention by one of its backends; raises CharspecError, listing
    them, if there is none of that name, or if this machine lacks what it needs."""
    if backend == NATIVE:
        return
    from diffusers.models.attention_dispatch import AttentionBackendName

    known = [entry.value for entry in AttentionBackendName if not entry.value.startswith("_")]
    if backend not in {entry.value for entry in AttentionBackendName}:
        raise CharspecError(
            f"diffusers has no attention '{backend}'",
            where=f"hardware.attention={backend}",
            hint=f"Choose one of: {', '.join(known)}.",
        )
    try:
        transformer.set_attention_backend(backend)
    except (ImportError, RuntimeError, ValueError, NotImplementedError) as error:
        raise CharspecError(
            f"this machine cannot compute the attention of {name} by '{backend}': {error}",
            where=f"hardware.attention={backend}",
            hint="Install what it names, or leave hardware.attention=native.",
            exit_code=1,
        ) from error
