"""spec + files → the list of items: picture, caption, where the caption came from, what is known of it."""

from charspec.captions import control_prompt, prompts
from charspec.dataset.item import Attribute, CaptionSource, Item
from charspec.dataset.load import Dataset, load_dataset
from charspec.dataset.texts import Location, Written

__all__ = [
    "Attribute",
    "CaptionSource",
    "Dataset",
    "Item",
    "Location",
    "Written",
    "control_prompt",
    "load_dataset",
    "prompts",
]
