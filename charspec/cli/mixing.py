"""The grid of `charspec merge`: prompts and weights of the first LoRA down, weights of the second across."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from charspec.cli import base_weights, drawing
from charspec.errors import CharspecError

if TYPE_CHECKING:
    from PIL.Image import Image

    from charspec.families.lora import Lora
    from charspec.release.merge import Method, Part
    from charspec.train.generate import Source, Wish


@dataclass(frozen=True)
class Grid:
    """What is drawn: every prompt and seed with every pair of weights."""

    source: Source
    wishes: Sequence[Wish]
    weights: Sequence[float]
    negative: str
    base_path: Path | None


def prepare(options: argparse.Namespace, parts: Sequence[Part], base: str) -> Grid:
    """The grid of the flags; CharspecError for what cannot be drawn, before anything is written."""
    from charspec.train.generate import Wish
    from charspec.train.loose import base_folder, from_file

    if any(part.text for part in parts):
        raise CharspecError(
            "a grid cannot show LoRAs that teach the text encoder too",
            "--grid",
            "Merge without it, and draw the merged file: charspec generate FILE --strength 0.5,1 --sheet",
        )
    source = from_file(parts[0].file, base)
    wishes = [Wish(prompt, seed) for prompt in options.prompts for seed in drawing.seeds(options.seed)]
    return Grid(
        source=drawing.with_settings(source, options),
        wishes=wishes,
        weights=drawing.strengths(options.grid or "0.5,0.75,1", "--grid"),
        negative=options.negative or "",
        base_path=base_weights.folder(options) or base_folder(base),
    )


def draw(grid: Grid, parts: Sequence[Part], method: Method, rank: int, sheet: Path) -> None:
    """Draw every place of the grid, and write the sheet."""
    from charspec.train.generate import draw_mixtures
    from charspec.train.sample import png_bytes
    from charspec.writing import write_atomically

    counter = drawing.Counter(len(grid.wishes) * len(grid.weights) ** 2)
    found: list[Image] = []
    try:
        mixtures = _mixtures(grid, parts, method, rank)
        for picture in draw_mixtures(grid.source, mixtures, grid.wishes, grid.negative, grid.base_path):
            found.append(picture)
            counter.drawn()
    finally:
        counter.clear()
    write_atomically(sheet, png_bytes(_sheet(grid, parts, found)))


def _mixtures(grid: Grid, parts: Sequence[Part], method: Method, rank: int) -> Iterator[Lora]:
    """The first's weight outermost, the second's within it; the others keep theirs."""
    from charspec.release.merge import as_lora, combine

    others = [part.weight for part in parts[2:]]
    for one in grid.weights:
        for two in grid.weights:
            yield as_lora(parts, combine(parts, [one, two, *others], method, rank), {})


def _sheet(grid: Grid, parts: Sequence[Part], pictures: Sequence[Image]) -> Image:
    from charspec.images.sheet import Row, contact_sheet

    count, wishes = len(grid.weights), len(grid.wishes)
    rows = []
    for number, wish in enumerate(grid.wishes):
        for first, weight in enumerate(grid.weights):
            start = first * count * wishes + number
            row = pictures[start : start + count * wishes : wishes]
            seed = f" (seed {wish.seed})" if len({other.seed for other in grid.wishes}) > 1 else ""
            rows.append(Row(f"{parts[0].name} at {weight:g}: {wish.prompt}{seed}", row))
    samples = grid.source.samples
    settings = f"{samples.width}x{samples.height}, {samples.steps} steps, guidance {samples.guidance_scale:g}"
    kept = "".join(f", {part.name} at {part.weight:g}" for part in parts[2:])
    title = f"{' + '.join(part.name for part in parts)} on {grid.source.base.name}: {settings}{kept}"
    return contact_sheet(title, [f"{parts[1].name} at {weight:g}" for weight in grid.weights], rows)
