"""Who the encoder learns from, and who is kept from it."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from zlib import crc32

from charspec.tiny.character import Character, Scene, held_out, random_paint, sample_character, sample_scene


def withheld(character: Character) -> bool:
    """One combination of looks in ten, and the examples' looks: what the encoder is examined with."""
    looks = (character.kind, character.skin, character.hair_style, character.hair_colour)
    worn = (character.garment, character.garment_colour, character.accessory, character.accessory_colour)
    return held_out(character) or crc32(" ".join(looks + worn).encode()) % 10 == 0


def character_by_lot(rng: Random) -> Character:
    """A character that is not `withheld`."""
    while True:
        character = sample_character(rng)
        if not withheld(character):
            return character


def painted(character: Character, rng: Random) -> Character:
    """The same in any colours; whoever wears a scarf stays as she is, so that no red one comes about."""
    return character if character.accessory == "scarf" else random_paint(character, rng)


def sibling(character: Character, rng: Random) -> Character:
    """A character that differs in one look, or in two: those are the ones that are hard to tell apart."""
    while True:
        other, changed = character_by_lot(rng), character
        looks = ("hair_style", "hair_colour", "garment", "garment_colour", "accessory", "skin")
        for look in rng.sample(looks, rng.choice((1, 1, 2))):
            changed = replace(changed, **{look: getattr(other, look)})
        plain = replace(changed, hair_rgb=None, garment_rgb=None, skin_rgb=None)
        if changed != character and not withheld(plain):
            return plain


def scene_by_lot(rng: Random) -> Scene:
    """Any scene but a sketch, which has no colours left."""
    scene = sample_scene(rng)
    return replace(scene, style="") if scene.style == "sketch" else scene
