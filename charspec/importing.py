"""Importing what is heavy: torch and its libraries make half a million objects, nearly all of which stay."""

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def importing() -> Iterator[None]:
    """Look for no garbage while modules are imported, nor ever again among what is there afterwards.

    A quarter of the time that torch, transformers and diffusers take to import is spent looking, in vain;
    and every later look, such as each time that an encoder is freed, would pass through all of it: 0.25 to
    0.45 s each (measured, 4.2 s → 2.9 s). The price is 8 MiB.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was:
            gc.enable()
