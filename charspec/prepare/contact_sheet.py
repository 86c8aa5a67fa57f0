"""The set as the trainer will see it, as one PNG: every picture with what is cut from it, at what size it
trains, its mask, and what is wrong with that."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw

from charspec.dataset import Item
from charspec.enhance import FACTOR
from charspec.images.decode import Crop
from charspec.images.fitting import centred, fit, scaled, upright
from charspec.images.sheet import wrapped, write
from charspec.settings import Settings, bucket

CELL = 256
"""px of the longer side of a picture on the sheet."""

_GAP, _MARGIN, _LINES, _LINE = 8, 16, 4, 20
_LETTERS = 34
_PAPER, _INK, _QUIET, _ALARM = (250, 250, 249), (28, 27, 25), (120, 118, 112), (176, 32, 32)
_FRAME = (255, 80, 0)
_MOST_COLUMNS = 4


@dataclass(frozen=True)
class Seen:
    """A picture as it trains: `crop` in px of the original, `bucket` in px, None if it is too small."""

    item: Item
    crop: Crop | None
    bucket: tuple[int, int] | None
    flags: tuple[str, ...]


def see(item: Item, settings: Settings) -> Seen:
    """What becomes of a picture in training, and what speaks against it."""
    width, height = item.size
    chosen = bucket((width, height), settings.resolution, settings.base.multiple)
    flags = []
    if chosen is None:
        flags.append(f"TOO SMALL: {width}×{height} px")
    elif width * height < settings.resolution**2:
        flags.append(f"LOW: fewer px than {settings.resolution}×{settings.resolution}")
    if item.picture.mask:
        flags.append("MASK: not trained with yet")
    return Seen(item, item.picture.crop, chosen, tuple(flags))


def contact_sheet(
    title: str,
    items: Sequence[Item],
    folder: Path,
    settings: Settings,
    step: Callable[[], None] = lambda: None,
) -> Image.Image:
    """The sheet, RGB: for each item the original with what trains framed, then that at its bucket's shape,
    then its mask (relative to `folder`, the spec's), if it has one. `step` is called after each.

    Raises OSError for a picture that cannot be decoded.
    """
    masks = any(item.picture.mask for item in items)
    parts = 3 if masks else 2
    width = parts * (CELL + _GAP)
    height = CELL + _LINES * _LINE + 2 * _GAP
    columns = max(1, min(_MOST_COLUMNS, len(items)))
    rows = -(-len(items) // columns)
    head = _MARGIN + 2 * _LINE
    sheet = Image.new("RGB", (2 * _MARGIN + columns * (width + _GAP), head + rows * height + _MARGIN), _PAPER)
    pen = ImageDraw.Draw(sheet)
    write(pen, wrapped(title, (sheet.width - 2 * _MARGIN) // 8), _MARGIN, _MARGIN, _INK)
    for number, item in enumerate(items):
        left = _MARGIN + number % columns * (width + _GAP)
        top = head + number // columns * height
        _draw(sheet, pen, see(item, settings), folder, left, top)
        step()
    return sheet


def _draw(
    sheet: Image.Image, pen: ImageDraw.ImageDraw, seen: Seen, folder: Path, left: int, top: int
) -> None:
    original = upright(seen.item.path)
    sheet.paste(_framed(original, seen), (left, top))
    if seen.bucket:
        sheet.paste(_in_cell(_trained(original, seen)), (left + CELL + _GAP, top))
    if seen.item.picture.mask:
        sheet.paste(_in_cell(upright(folder / seen.item.picture.mask)), (left + 2 * (CELL + _GAP), top))
    letters = 2 * _LETTERS
    below = top + CELL + 4
    below = write(pen, wrapped(seen.item.file, letters)[:1], left, below, _INK)
    below = write(pen, wrapped(_facts(seen), letters)[:2], left, below, _QUIET)
    write(pen, wrapped("; ".join(seen.flags), letters)[:1], left, below, _ALARM)


def _in_cell(image: Image.Image) -> Image.Image:
    """As large as a cell allows; a small one by whole numbers, so that its pixels can be counted."""
    scale = CELL / max(image.size)
    if scale >= 1:
        return image.resize((image.width * int(scale), image.height * int(scale)), Image.Resampling.NEAREST)
    image.thumbnail((CELL, CELL), Image.Resampling.LANCZOS)
    return image


def _framed(original: Image.Image, seen: Seen) -> Image.Image:
    """The original, small; what does not train is pale, what does is framed."""
    scale = CELL / max(original.size)
    size = max(1, round(original.width * scale)), max(1, round(original.height * scale))
    small = original.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    part = seen.crop or (0, 0, *original.size)
    if seen.bucket:
        inner = centred((part[2] - part[0], part[3] - part[1]), seen.bucket)
        exact = [value + part[index % 2] for index, value in enumerate(inner)]
    else:
        exact = list(part)
    box = [round(value * scale) for value in exact]
    pale = Image.blend(small, Image.new("RGB", size, "white"), 0.7)
    pale.paste(small.crop((box[0], box[1], box[2], box[3])), (box[0], box[1]))
    if box != [0, 0, *size]:
        ImageDraw.Draw(pale).rectangle((box[0], box[1], box[2] - 1, box[3] - 1), outline=_FRAME, width=2)
    return pale


def _trained(original: Image.Image, seen: Seen) -> Image.Image:
    """What trains, at its bucket's size: from the enhanced copy, if the cache has it."""
    assert seen.bucket is not None, "too small to train"
    view = seen.item.view
    if view.factor == FACTOR:
        return fit(upright(view.path), view.crop, seen.bucket)
    if seen.item.factor == FACTOR:  # a network has still to make it: resized, to show the part
        original = original.resize((original.width * FACTOR, original.height * FACTOR))
        return fit(original, scaled(seen.crop, FACTOR) if seen.crop else None, seen.bucket)
    return fit(original, seen.crop, seen.bucket)


def _facts(seen: Seen) -> str:
    """`1440×1080, crop 1080×1080, 2x, trains at 1024×1024`."""
    parts = ["{}×{}".format(*seen.item.facts.size)]
    if seen.crop:
        parts.append(f"crop {seen.crop[2] - seen.crop[0]}×{seen.crop[3] - seen.crop[1]}")
    if seen.item.picture.enhance:
        parts.append("enhanced 2x")
    if seen.bucket:
        parts.append(f"trains at {seen.bucket[0]}×{seen.bucket[1]}")
    return ", ".join(parts)
