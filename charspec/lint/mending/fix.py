"""`--fix`: mends findings in the spec, a sidecar or a row of metadata, with comments and line endings kept.

Fixes of one value follow each other, and what they leave is linted again, until nothing is left to mend: a
second run changes nothing. All this happens in memory; `Change.write` is the only thing that writes.
"""

import dataclasses
import pathlib

from charspec.conf_path import searching
from charspec.lint.config.load import LintConfig, load_config
from charspec.lint.mending.change import Change
from charspec.lint.mending.desk import Desk, Target
from charspec.lint.running.engine import check
from charspec.spec import LoadedSpec, load_spec, load_text

_ROUNDS = 8
"""Fixes that follow from each other: a caption gets its trigger, then its traits. Two rounds are usual."""

_ATTEMPTS = 4
"""How often values that never settle are set aside and the rest is tried again."""


def mend(
    path: pathlib.Path, shown: str | None = None, config: LintConfig | None = None, unsafe: bool = False
) -> list[Change]:
    """What fixing changes, file by file; nothing is written. Ignored findings are left alone.

    Only safe fixes are made, unless `unsafe`. Pictures are neither opened nor touched. Raises CharspecError
    (exit 2) if there is no such spec.
    """
    chosen = _of_texts(config or load_config(path.parent))
    with searching(chosen.config_dirs):
        return _settled(load_spec(path, shown), path, chosen, unsafe)


def _settled(loaded: LoadedSpec, path: pathlib.Path, chosen: LintConfig, unsafe: bool) -> list[Change]:
    """The changes of all rounds, without the values that never settle."""
    aside: set[Target] = set()
    for _ in range(_ATTEMPTS):
        desk, restless = _mended(loaded, path, chosen, unsafe, aside)
        if not restless:
            return desk.changes()
        aside |= restless
    return []


def _of_texts(config: LintConfig) -> LintConfig:
    """The configuration without the rules about pictures (I) and sets of them (D): they mend no text, and
    without them no picture need be opened."""
    codes = sorted(code for code in config.codes if code[0] not in "ID")
    return dataclasses.replace(config, select=tuple(codes), ignore=(), extend_select=())


def _mended(
    loaded: LoadedSpec, path: pathlib.Path, config: LintConfig, unsafe: bool, aside: set[Target]
) -> tuple[Desk, set[Target]]:
    """The files after all fixes, and what still changed in the last round: nothing, if all settled."""
    desk = Desk(loaded, path)
    changed: set[Target] = set()
    for _ in range(_ROUNDS):
        result, context = check(loaded, config)
        findings = [one for one in result.findings if one.fix and (one.fix.safe or unsafe)]
        changed = desk.make(findings, context, aside)
        if not changed:
            desk.forget(findings)
            break
        loaded = load_text(desk.spec, loaded.folder, loaded.source.file)
        loaded = dataclasses.replace(loaded, pending=desk.texts)
    return desk, changed
