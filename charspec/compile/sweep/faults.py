"""What is wrong with a sweep, in one paragraph: each fault once, with the first words that have it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from charspec.compile.sweep.expand import Combination
from charspec.errors import CharspecError

SHOWN = 10


class Fault(NamedTuple):
    """What one combination was refused for; without one, it is the spec itself that cannot be used."""

    source: Path
    combination: Combination | None
    error: CharspecError

    @property
    def title(self) -> str:
        """The values that vary, or every word if none does."""
        if self.combination is None:
            return ""
        varied = [f"{key}={value}" for key, value in self.combination.settings.items()]
        return " ".join(varied)


def faulty(faults: Sequence[Fault], count: int, sources: int) -> CharspecError:
    """The error that stops a sweep of `count` combinations of `sources` specs before it begins."""
    code = max(fault.error.exit_code for fault in faults)
    first = faults[0]
    if len({str(fault.error) for fault in faults}) == 1 and (len(faults) == count or not first.title):
        return CharspecError(first.error.message, first.error.where, first.error.hint, code)
    distinct: dict[str, list[Fault]] = {}
    for fault in faults:
        distinct.setdefault(str(fault.error), []).append(fault)
    lines: list[str] = []
    for text, having in list(distinct.items())[:SHOWN]:
        place = f"{having[0].source}: " if sources > 1 and having[0].combination else ""
        more = f" (and {len(having) - 1} more)" if len(having) > 1 else ""
        title = f"{place}{having[0].title}{more}".strip()
        body = text.replace("\n", "\n    ")
        lines += [f"  {title}\n    {body}" if title else f"  {body}"]
    if len(distinct) > SHOWN:
        lines.append(f"  and {len(distinct) - SHOWN} other faults")
    what = "combinations" if sources == 1 else "runs"
    message = f"{len(faults)} of {count} {what} cannot be trained, so none was started"
    return CharspecError(message, hint="\n".join(lines), exit_code=code)
