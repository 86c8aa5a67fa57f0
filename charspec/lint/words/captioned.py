"""How rules speak of captions: where one is mended, how a message names it, and what most of them share."""

from collections.abc import Iterator, Sequence

from charspec.dataset import Item
from charspec.errors import Path
from charspec.lint.finding import Also, Hit
from charspec.lint.sets.grouped import HABIT, listed
from charspec.spec import CharacterSpec


def caption_path(item: Item, spec: CharacterSpec) -> Path:
    """Where the words of a caption are mended: the caption, or what it is composed of."""
    if item.caption_source != "template":
        return ("images", item.file, "caption")
    return ("caption_template",) if spec.caption_template else ("images", item.file)


def caption_name(item: Item, spec: CharacterSpec) -> str:
    """The caption in a message. A fault of the template is said in the same words for every picture."""
    if item.caption_source == "template" and spec.caption_template:
        return "the caption template"
    return f"the caption of {item.file}"


_SHOWN = 5


def hits_or_one(hits: Sequence[tuple[Item, Hit]], total: int, habit: str) -> Iterator[Hit]:
    """The hits of single captions; one at `images` if most of the `total` captions have one, for that is a
    way of working and no slip. A fault of the template is one anyway.

    `habit` follows the number: "9 of 12" + " captions name a style". The one hit mends what each would.
    """
    of_template = [hit for _, hit in hits if hit.path == ("caption_template",)]
    yield from of_template[:1]
    hits = [(item, hit) for item, hit in hits if hit.path != ("caption_template",)]
    if len(hits) < HABIT or 2 * len(hits) <= total:
        yield from (hit for _, hit in hits)
        return
    first = hits[0][1]
    edits = tuple(edit for _, hit in hits if hit.fix for edit in hit.fix.edits)
    fix = next((hit.fix for _, hit in hits if hit.fix), None)
    fix = fix._replace(edits=edits) if fix else None
    files = listed([item.file for item, _ in hits])
    also = tuple(Also(hit.path, hit.message, hit.word) for _, hit in hits[:_SHOWN])
    yield Hit(("images",), f"{len(hits)} of {total} {habit}: {files}", first.hint, fix, also=also)
