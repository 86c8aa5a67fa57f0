"""compile: a spec, the configuration groups and the command line become one plan.

`compile_spec` is the whole stage; what it returns is written by `charspec compile` and trained by
`charspec train`.
"""

from charspec.compile.beside import Beside, beside
from charspec.compile.compiled import Compiled, compile_loaded, compile_spec
from charspec.compile.diff import consequence, lock_changes, origin_of
from charspec.compile.folders import searching_for
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
]
