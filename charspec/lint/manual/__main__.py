"""`python -m charspec.lint.manual --write` brings `docs/rules` up to date; `--check` says whether it is (exit
1 if not)."""

import sys

from charspec.lint.manual.pages import COMMAND, stale, write


def _main(arguments: list[str]) -> int:
    if arguments == ["--check"]:
        found = stale()
        if found:
            print(f"pages of rules out of date: {', '.join(found)}. Run: {COMMAND}", file=sys.stderr)
        return 1 if found else 0
    if arguments == ["--write"]:
        for name in write():
            print(f"wrote docs/rules/{name}", file=sys.stderr)
        return 0
    print(f"usage: {COMMAND} (or --check)", file=sys.stderr)
    return 2


raise SystemExit(_main(sys.argv[1:]))
