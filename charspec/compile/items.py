"""Items of the dataset → items of the plan: what trains is fixed here, to the byte and the pixel."""

from __future__ import annotations

import re

from charspec.captions import unresolved
from charspec.compile.hashes import PictureHashes
from charspec.dataset import Item
from charspec.enhance import FACTOR, ensure
from charspec.errors import CharspecError
from charspec.plan import ItemPlan
from charspec.settings import bucket
from charspec.source import Source

_PLACEHOLDER = re.compile(r"\{[A-Za-z_][\w-]*\}")


def plan_item(
    item: Item, source: Source, hashes: PictureHashes, resolution: int, multiple: int, repeats: int
) -> ItemPlan:
    """One picture as it is trained; raises CharspecError (exit 1) for one that cannot be.

    `resolution` and `multiple` are px; `repeats` holds unless the picture has its own. An enhanced copy that
    the cache does not have is made.
    """
    key = source.key_span(item.spec_path)
    where = f"{source.file}:{key.line}:{key.column}"
    if not item.exists:
        raise CharspecError(f"no such picture: {item.file}", where, "Check the path, or delete it here.", 1)
    if item.picture.mask:
        hint = "Delete it: the picture then trains as it is."
        raise CharspecError(
            f"{item.file}: `mask` is not trained yet", source.where((*item.spec_path, "mask")), hint, 1
        )
    _check_caption(item, where)
    crop = item.picture.crop
    width, height = item.facts.size
    if crop and (crop[2] > width or crop[3] > height):
        hint = f"The picture is {width}×{height}: keep right and bottom within that."
        raise CharspecError(
            f"{item.file}: the crop reaches beyond it", source.where((*item.spec_path, "crop")), hint, 1
        )
    chosen = bucket(item.size, resolution, multiple)
    if chosen is None:
        hint = f"Use a picture (or crop) of {multiple} px and more on each side."
        raise CharspecError(f"{item.file} is too small: {item.size[0]}×{item.size[1]}", where, hint, 1)
    sha256 = hashes.of(item)
    return ItemPlan(
        file=item.file,
        sha256=sha256,
        size=(width, height),
        derived_sha256=_enhanced(item, source, sha256) if item.picture.enhance else None,
        caption=item.caption,
        crop=crop,
        bucket=chosen,
        repeats=item.picture.repeats or repeats,
    )


def is_small(plan: ItemPlan, resolution: int) -> bool:
    """Whether a picture (its crop) has fewer pixels than the resolution asks for, and so trains smaller."""
    left, top, right, bottom = plan.crop or (0, 0, *plan.size)
    factor = FACTOR if plan.derived_sha256 else 1
    return (right - left) * (bottom - top) * factor * factor < resolution * resolution


def _enhanced(item: Item, source: Source, sha256: str) -> str:
    """The sha256 of the pixels of an enhanced copy."""
    try:
        return ensure(item.path, sha256, item.method()).sha256
    except CharspecError as error:
        where = source.where((*item.spec_path, "enhance"))
        message = f"{item.file}: its enhanced copy cannot be made: {error.message}"
        raise CharspecError(message, where, error.hint, error.exit_code) from None


def unfilled(text: str) -> list[str]:
    """The placeholders in a caption or prompt that nothing fills in: `{who}`. `${HOME}` is plain text, and so
    are words in braces, which some tools take for emphasis: lint warns of them."""
    return [name for name in unresolved(text) if _PLACEHOLDER.fullmatch(name) and f"${name}" not in text]


def caption_place(item: Item) -> str:
    """`file:line:column` of a picture's caption, as a person edits it."""
    place = item.caption_location
    return f"{place.file}:{place.span.line}:{place.span.column}" if place.span else place.file


def _check_caption(item: Item, where: str) -> None:
    if not item.caption:
        hint = "Write its `caption:`, attributes such as `pose:`, or a text file of its name (front.txt)."
        raise CharspecError(f"{item.file} has no caption", where, hint, 1)
    if names := unfilled(item.written):
        hint = "A caption may name {trigger} and {identity}."
        raise CharspecError(f"{item.file}: nothing fills in {names[0]}", caption_place(item), hint, 1)
