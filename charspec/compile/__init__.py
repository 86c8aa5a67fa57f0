"""compile: a spec, the configuration groups and the command line become one plan.

`compile_spec` is the whole stage; what it returns is written by `charspec compile` and trained by
`charspec train`.
"""

from charspec.compile.compiled import Compiled, compile_loaded, compile_spec
from charspec.compile.diff import consequence, lock_changes, origin_of
from charspec.compile.origins import Origin, explain

__all__ = [
    "Compiled",
    "Origin",
    "compile_loaded",
    "compile_spec",
    "consequence",
    "explain",
    "lock_changes",
    "origin_of",
]
