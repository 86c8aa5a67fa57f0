"""From a folder of pictures to a first spec: guesses about the character, attributes, and the text."""

from charspec.prepare.initial.character import Character, Guess
from charspec.prepare.initial.draft import Draft, draft_spec, preliminary
from charspec.prepare.initial.identity import guess_character
from charspec.prepare.initial.trigger import guess_trigger

__all__ = [
    "Character",
    "Draft",
    "Guess",
    "draft_spec",
    "guess_character",
    "guess_trigger",
    "preliminary",
]
