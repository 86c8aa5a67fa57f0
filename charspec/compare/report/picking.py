"""What is said of an epoch as a choice, and the button that chooses it on a served page."""

from __future__ import annotations

from charspec.compare.report.data import RunData
from charspec.compare.report.likeness import WORDS
from charspec.compare.report.markup import Attribute, Html, element, join
from charspec.compare.report.several import PageData


def standing(run: RunData, epoch: int) -> Html:
    """`chosen` and `recommended`, where that is said of an epoch; `nearest`, where no epoch is good."""
    said = []
    if run.choice and run.choice.epoch == epoch:
        said.append(element("span", {"class": "standing chosen"}, "chosen"))
    if run.evidence.verdict.recommended == epoch:
        failing = run.evidence.failing
        word, kind = ("nearest", "standing failing") if failing else ("recommended", "standing")
        said.append(element("span", {"class": kind}, word))
    return join(said)


def pick_button(run: RunData, epoch: int, page: PageData) -> Html:
    """Nothing on a page that is a file: it can write none."""
    if not page.served or epoch == 0:
        return join(())
    name = f"epoch {epoch}" if page.is_one else f"epoch {epoch} of {page.name(run)}"
    now = f"Epoch {run.choice.epoch} is chosen now; this replaces it. " if run.choice else ""
    values = _values(run, epoch)
    attributes: dict[str, Attribute] = {
        "type": "button",
        "class": "choose",
        "data-pick": epoch,
        "data-run": page.runs.index(run),
        "data-question": f"Choose {name}?",
        "data-says": f"{now}It is written into release.yaml of the run. {values}".strip(),
        "aria-label": f"Choose {name}",
    }
    return element("button", attributes, "Choose")


def _values(run: RunData, epoch: int) -> str:
    found = (
        f"{WORDS[metric]} {dict(run.evidence.series(metric))[epoch]:.2f}"
        for metric in ("memorisation", "background_memorisation", "identity", "adherence", "palette")
        if epoch in dict(run.evidence.series(metric))
    )
    said = ", ".join(found)
    return f"Measured: {said}." if said else ""
