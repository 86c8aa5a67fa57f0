"""The guide's three columns, filled: each epoch under the phase that its scores put it in, with the reasons;
and the epoch to take."""

from __future__ import annotations

from charspec.compare.folder import spec_folder
from charspec.compare.report.data import RunData
from charspec.compare.report.markup import Html, element, join
from charspec.compare.report.picking import pick_button, standing
from charspec.compare.report.several import PageData
from charspec.compare.verdict import EpochVerdict

PHASES = {
    "underfit": (
        "Too early",
        "underfit",
        "The person changes from prompt to prompt; face, hair or signature pieces are the base's.",
    ),
    "sweet": (
        "Just right",
        "sweet spot",
        "Recognised at a glance in every column; pose, place and framing follow the prompt, not the set.",
    ),
    "overfit": (
        "Too late",
        "overfit",
        "Poses or backgrounds of training pictures come back; the character shows up uncalled.",
    ),
}
"""Phase → the guide's column (step 9): title, its name there, what the eye sees."""

NOT_MEASURED = "Identity was not measured: that needs an encoder. Palette likeness is a proxy of it, no more."


def verdicts(page: PageData) -> Html:
    """The advice and the three columns of each run."""
    return join(_run(run, page) for run in page.runs)


def advice(page: PageData) -> Html:
    """One line a run: what is chosen, what is recommended, or that it cannot be told."""
    lines = [_advice(run, page) for run in page.runs if run.evidence.is_measured or run.choice]
    return element("div", {"class": "advice"}, *lines) if lines else join(())


def _advice(run: RunData, page: PageData) -> Html:
    verdict, name = run.evidence.verdict, page.name(run)
    where = element("span", {"class": "quiet"}, f"{name} ") if name else join(())
    parts: list[Html] = [where]
    if run.choice:
        by = "" if run.choice.chosen_by == "person" else ", as recommended"
        parts.append(_show(run, run.choice.epoch, f"Epoch {run.choice.epoch} is chosen", page, "chosen"))
        parts.append(element("span", {"class": "quiet"}, f"release.yaml{by}"))
    if verdict.recommended is not None:
        failing = run.evidence.failing
        words = f"comes nearest, but {failing}" if failing else "is recommended"
        said, kind = f"Epoch {verdict.recommended} {words}", "failing" if failing else ""
        parts.append(_show(run, verdict.recommended, said, page, kind))
        if verdict.runner_up is not None:
            parts.append(_show(run, verdict.runner_up, f"runner-up {verdict.runner_up}", page, "quiet"))
    elif run.evidence.is_measured:
        parts.append(element("span", {}, "The scores can’t tell the epochs apart: judge by eye."))
    parts.append(element("a", {"class": "quiet", "href": "#verdict"}, "Why"))
    return element("p", {}, *parts)


def _show(run: RunData, epoch: int, text: str, page: PageData, kind: str = "") -> Html:
    key = page.key(run, epoch)
    return element("a", {"class": f"show {kind}".strip(), "href": "#epochs", "data-show": key}, text)


def _run(run: RunData, page: PageData) -> Html:
    name = page.name(run)
    heading = element("h3", {"class": "of-run"}, name.capitalize()) if name else join(())
    columns = (_column(phase, run, page) for phase in PHASES)
    return element(
        "div",
        {"class": "verdict"},
        heading,
        _recommendation(run, page),
        element("div", {"class": "signs"}, *columns),
        _unclear(run, page),
    )


def _recommendation(run: RunData, page: PageData) -> Html:
    verdict = run.evidence.verdict
    if not run.evidence.is_measured:
        command = element("code", {}, "charspec compare")
        after = " on this run does it. Until then, judge by eye."
        return element("p", {"class": "empty"}, "Nothing is measured yet: ", command, after)
    if verdict.recommended is None:
        title = "Can’t tell"
        lead = "The scores do not tell the epochs apart. Judge by eye; the last epoch is the default."
    else:
        title = f"Take epoch {verdict.recommended}"
        if run.evidence.failing:
            title = f"No epoch is good; epoch {verdict.recommended} comes nearest"
        said = any("Runner-up" in reason for reason in verdict.reasons)
        lead = f"Runner-up: epoch {verdict.runner_up}." if verdict.runner_up and not said else ""
    # With a recommendation the verdict says itself what it stands on.
    lacks = verdict.recommended is None and not run.evidence.has("identity")
    measured = (_not_measured(run),) if lacks else ()
    return element(
        "div",
        {"class": "recommendation"},
        element("p", {"class": "take"}, title),
        element("p", {"class": "quiet"}, lead) if lead else join(()),
        element("ul", {}, *(element("li", {}, reason) for reason in (*verdict.reasons, *measured))),
        element("p", {"class": "caution quiet"}, "These are hints, not truth: look at the pictures first."),
        _picking(run, page),
    )


def _not_measured(run: RunData) -> str:
    why = run.evidence.why_not("identity")
    return f"{NOT_MEASURED} ({why})" if why else NOT_MEASURED


def _column(phase: str, run: RunData, page: PageData) -> Html:
    title, term, sign = PHASES[phase]
    found = [verdict for verdict in run.evidence.verdict.epochs if verdict.phase == phase]
    entries = [_epoch(verdict, run, page) for verdict in found]
    empty = element("p", {"class": "none"}, "No epoch." if run.evidence.is_measured else "")
    return element(
        "article",
        {"class": f"sign {phase}", "aria-label": f"{title}, {term}"},
        element("h4", {}, title, " ", element("span", {"class": "quiet"}, term)),
        element("p", {"class": "quiet"}, sign),
        element("ol", {"class": "found"}, *entries) if entries else empty,
    )


def _unclear(run: RunData, page: PageData) -> Html:
    found = [verdict for verdict in run.evidence.verdict.epochs if verdict.phase == "unclear"]
    if not found or not run.evidence.is_measured:
        return join(())
    return element(
        "div",
        {"class": "sign unclear"},
        element("h4", {}, "Can’t tell ", element("span", {"class": "quiet"}, "the evidence overlaps")),
        element("ol", {"class": "found"}, *(_epoch(verdict, run, page) for verdict in found)),
    )


def _epoch(verdict: EpochVerdict, run: RunData, page: PageData) -> Html:
    epoch = verdict.epoch
    name = _show(run, epoch, f"Epoch {epoch}", page)
    reasons = (element("li", {}, reason) for reason in verdict.reasons)
    return element(
        "li",
        {},
        element("p", {}, name, standing(run, epoch), pick_button(run, epoch, page)),
        element("ul", {"class": "reasons"}, *reasons),
    )


def _picking(run: RunData, page: PageData) -> Html:
    """How to choose, unless by the buttons of a served page; what is chosen, and what comes next."""
    if run.choice:
        reasons = (element("li", {"dir": "auto"}, reason) for reason in run.choice.reasons)
        told = f"Chosen: epoch {run.choice.epoch}, because"
        following = element("p", {"class": "quiet"}, "Next: ", _command("finalize", run))
        return element(
            "div", {"class": "choice-made"}, element("p", {}, told), element("ul", {}, *reasons), following
        )
    if page.served:
        return join(())
    choosing = (_command("compare", run, "--serve"), " with a button, or by ", _command("pick", run))
    return element("p", {"class": "quiet"}, "It is chosen by ", *choosing)


def _command(verb: str, run: RunData, *flags: str) -> Html:
    """A command as it is typed where the spec lies: a page is shown to others, who have other folders."""
    folder = run.folder.resolve().relative_to(spec_folder(run.folder)).as_posix()
    return element("code", {}, " ".join(("charspec", verb, folder, *flags)))
