"""Enhanced copies: a picture at twice its size, made once and kept in the cache, the original untouched.

A spec asks for one with `enhance: 2x`; lint judges it, the plan locks its pixels, the trainer trains on it.
Who makes it is said on the user's side (`charspec.enhance.method`): a network whose weights they name, or
Lanczos, which is plain resizing.
"""

from typing import TYPE_CHECKING

from charspec.enhance.method import FACTOR, LANCZOS, Method, method_of, with_weights
from charspec.lazy import lazily

if TYPE_CHECKING:
    from charspec.enhance.copies import Copy, ensure, ensure_locked, find, find_locked
    from charspec.enhance.opening import close_network

__all__ = [
    "FACTOR",
    "LANCZOS",
    "Copy",
    "Method",
    "close_network",
    "ensure",
    "ensure_locked",
    "find",
    "find_locked",
    "method_of",
    "with_weights",
]

# Every lint asks whether there are copies; most specs have none.
__getattr__ = lazily(
    __name__,
    {
        "copies": ("Copy", "ensure", "ensure_locked", "find", "find_locked"),
        "opening": ("close_network",),
    },
)
