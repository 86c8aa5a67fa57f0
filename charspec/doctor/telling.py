"""Who is told when a run has ended, and why that would not work."""

from __future__ import annotations

from charspec import notify
from charspec.doctor.document import Advice, NotifyFound
from charspec.errors import CharspecError


def find_notify() -> tuple[NotifyFound | None, list[Advice]]:
    """What is configured and can be used, and what to know of it. Sends nothing, and names no address."""
    setup = notify.find_setup()
    if setup is None:
        return None, []
    try:
        services, wrong = notify.services(setup)
    except CharspecError as error:
        return None, [
            Advice(
                level="problem",
                what=f"{error.where}: {error.message}",
                next=error.hint or "Mend the address.",
            )
        ]
    advice = []
    if wrong:
        advice.append(
            Advice(
                level="problem",
                what=f"{setup.where}: {', '.join(wrong)}",
                next="`charspec notify --test` tries the others.",
            )
        )
    if setup.file and notify.readable_by_others(setup.file):
        advice.append(
            Advice(level="note", what=f"other users can read {setup.file}", next=f"chmod 600 {setup.file}")
        )
    return NotifyFound(where=setup.where, services=tuple(services)), advice
