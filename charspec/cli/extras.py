"""What a verb needs besides the core, asked for before anything is done."""

from __future__ import annotations

from importlib.util import find_spec

from charspec.errors import CharspecError

TRAIN = ("torch", "diffusers", "transformers", "peft", "safetensors")


def require_train(verb: str) -> None:
    """Raise CharspecError if a package of the extra `train` is missing; imports none of them."""
    missing = [name for name in TRAIN if find_spec(name) is None]
    if missing:
        raise CharspecError(
            f"`charspec {verb}` needs {', '.join(missing)}, which the core does without",
            hint="Install them: pip install 'charspec[train]'",
        )


def require_enhance(flag: str) -> None:
    """Raise CharspecError if NumPy is missing, which finds subjects; imports nothing."""
    if find_spec("numpy") is None:
        raise CharspecError(
            f"{flag} needs numpy, which the core does without",
            hint="Install it: pip install 'charspec[enhance]'",
        )
