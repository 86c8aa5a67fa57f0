"""How rules speak of captions: where one is mended, and how a message names it."""

from charspec.dataset import Item
from charspec.errors import Path
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
