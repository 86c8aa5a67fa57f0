"""compile: a spec, the configuration groups and the command line become one plan.

`compile_spec` is the whole stage; what it returns is written by `charspec compile` and trained by
`charspec train`.
"""

from typing import TYPE_CHECKING

from charspec.lazy import lazily

if TYPE_CHECKING:
    from charspec.compile.compiled import Compiled, compile_loaded, compile_spec
    from charspec.compile.diff import consequence, lock_changes, origin_of, unread_changes
    from charspec.compile.folders import searching_for
    from charspec.compile.on_lock import Beside, beside
    from charspec.compile.origins import Origin, explain
    from charspec.compile.shown import composed_yaml

__all__ = [
    "Beside",
    "Compiled",
    "Origin",
    "beside",
    "compile_loaded",
    "compile_spec",
    "composed_yaml",
    "consequence",
    "explain",
    "lock_changes",
    "origin_of",
    "searching_for",
    "unread_changes",
]

# Most of these bring Hydra along; who only asks what conf/ may say (a completion, a launcher) does without.
__getattr__ = lazily(
    __name__,
    {
        "compiled": ("Compiled", "compile_loaded", "compile_spec"),
        "diff": ("consequence", "lock_changes", "origin_of", "unread_changes"),
        "folders": ("searching_for",),
        "on_lock": ("Beside", "beside"),
        "origins": ("Origin", "explain"),
        "shown": ("composed_yaml",),
    },
)
