"""The curves of a run: losses, likeness with and without the trigger, memorisation, drift, and what an
encoder measured. Of several runs each figure has one scale."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from charspec.compare.report.curve import Series, curve
from charspec.compare.report.data import RunData
from charspec.compare.report.markup import Html, element, join
from charspec.compare.report.several import PageData


@dataclass(frozen=True)
class Chart:
    """One figure: what it shows of a run, and how to read it."""

    title: str
    words: str
    series: Callable[[RunData], Sequence[Series]]
    span: tuple[float, ...] = ()


def _losses(run: RunData) -> list[Series]:
    rows = [row.record for row in run.rows]
    both = (
        Series("training loss", "soft", _points((e.epoch, e.loss) for e in rows)),
        Series("grid loss", "firm", _points((e.epoch, e.grid_loss) for e in rows)),
    )
    return [series for series in both if series.points]


def _points(found: Iterable[tuple[int, float | None]]) -> tuple[tuple[int, float], ...]:
    """A loss that is not there is no point: the base has no training loss."""
    return tuple((epoch, loss) for epoch, loss in found if loss is not None)


def _means(*metrics: tuple[str, str, str]) -> Callable[[RunData], list[Series]]:
    """Of each (metric, name, style) the mean over the prompts, with the base's value as ground."""
    return lambda run: [
        _series(name, style, run.evidence.series(metric))
        for metric, name, style in metrics
        if run.evidence.has(metric)
    ]


def _worst(run: RunData) -> list[Series]:
    lines = (("memorisation", "subject", "firm"), ("background_memorisation", "background", "soft"))
    return [
        _series(name, style, run.evidence.worst(metric))
        for metric, name, style in lines
        if run.evidence.has(metric)
    ]


def _series(name: str, style: str, points: tuple[tuple[int, float], ...]) -> Series:
    return Series(name, style, points, dict(points).get(0))


CHARTS = (
    Chart(
        "Loss",
        "The grid loss is measured on the same pictures, noise and σ after every epoch, so its points "
        "compare; the training loss is the mean of what the epoch happened to draw. Neither sees likeness.",
        _losses,
    ),
    Chart(
        "Palette likeness",
        "How the colours of the subject agree with the training pictures: a proxy, not identity. Where the "
        "line with the trigger has gone flat and the class prompt is still at the base, is the sweet spot.",
        _means(("palette", "with the trigger", "firm"), ("leak", "class prompt", "soft")),
    ),
    Chart(
        "Memorisation",
        "The prompt that copies a training picture most. Near 1 a picture comes back; near 0 nothing does. A "
        "copied background bleeds into every scene.",
        _worst,
        (0.0, 1.0),
    ),
    Chart(
        "Drift without the trigger",
        "How far the class prompt has moved from what the base draws, as a mean difference of colours (ΔE): "
        "from about 20 on it is another picture. The trigger alone should call the character.",
        _means(("drift", "class prompt", "soft")),
    ),
    Chart(
        "Identity and prompt",
        "Measured by an encoder: how like the character is to the training pictures, and how well the "
        "picture follows the prompt. Encoders and people do not always agree.",
        _means(("identity", "identity", "firm"), ("adherence", "follows the prompt", "soft")),
    ),
    Chart(
        "Diversity",
        "How far the pictures of one epoch differ from each other. Where it falls, poses and places have "
        "begun to repeat.",
        _means(("diversity", "across prompts", "firm")),
    ),
)


def charts(page: PageData) -> Html:
    """The figures of each run, or a sentence while nothing is known."""
    spans = {chart.title: _span(chart, page) for chart in CHARTS}
    return join(_run(run, page, spans) for run in page.runs)


def _span(chart: Chart, page: PageData) -> tuple[float, ...]:
    """The values of a figure in all runs, which its axis covers in each."""
    found = [value for run in page.runs for line in chart.series(run) for _, value in line.points]
    return (*chart.span, min(found), max(found)) if found else chart.span


def _run(run: RunData, page: PageData, spans: dict[str, tuple[float, ...]]) -> Html:
    name = page.name(run)
    heading = element("h3", {"class": "of-run"}, name.capitalize()) if name else join(())
    last = max(run.lock.plan.train.epochs, run.epochs_done)
    figures = []
    for chart in CHARTS:
        if lines := chart.series(run):
            drawn = curve(chart.title, lines, last, lambda epoch: page.key(run, epoch), spans[chart.title])
            figures.append(_figure(chart, drawn))
    if not figures:
        words = "No loss yet: the first value comes with the first epoch."
        return join((heading, element("p", {"class": "empty"}, words)))
    return join((heading, element("div", {"class": "charts"}, *figures), _unmeasured(run)))


def _figure(chart: Chart, drawn: Html) -> Html:
    words = element("p", {"class": "quiet"}, chart.words)
    return element("figure", {"class": "chart"}, element("figcaption", {}, chart.title, words), drawn)


def _unmeasured(run: RunData) -> Html:
    """What has no figure, and why, so that a missing curve is not taken for a good one."""
    metrics = dict.fromkeys(score.metric for score in run.evidence.scores)
    lacking = {metric: run.evidence.why_not(metric) for metric in metrics if not run.evidence.has(metric)}
    said = (
        element("li", {}, f"{metric.replace('_', ' ')} is not measured: {why}")
        for metric, why in lacking.items()
    )
    return element("ul", {"class": "unmeasured quiet"}, *said) if lacking else join(())
