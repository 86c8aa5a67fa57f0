"""What a drawing shows: a `Character` (who, never changes) in a `Scene` (what varies), and how both are drawn
by lot.

Nobody drawn by lot looks like an example character (`held_out`): she is to be learned from her pictures
alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from charspec.tiny import palette
from charspec.tiny.palette import COLOURS, RGB, SKINS


@dataclass(frozen=True)
class Character:
    """Who is drawn. Colour names are what captions say; `colours` may override the paint behind a name.

    `horns`, `stripe`, `eyes` and `second_hair` are colours (RGB) of features that no caption of the base
    names: the autoencoder sees them, the base does not, so they stay free for characters to be learned.
    """

    kind: str = "woman"
    skin: str = "pale"
    hair_style: str = "long"
    hair_colour: str = "brown"
    garment: str = "shirt"
    garment_colour: str = "blue"
    accessory: str = "none"
    accessory_colour: str = "red"
    skin_rgb: RGB | None = None
    hair_rgb: RGB | None = None
    garment_rgb: RGB | None = None
    accessory_rgb: RGB | None = None
    horns: RGB | None = None
    stripe: RGB | None = None
    eyes: RGB | None = None
    second_hair: RGB | None = None

    @property
    def paint(self) -> dict[str, RGB]:
        """RGB of each part: skin, hair, hair2, garment, accessory."""
        hair = self.hair_rgb or COLOURS[self.hair_colour]
        return {
            "skin": self.skin_rgb or SKINS[self.skin],
            "hair": hair,
            "hair2": self.second_hair or hair,
            "garment": self.garment_rgb or COLOURS[self.garment_colour],
            "accessory": self.accessory_rgb or COLOURS[self.accessory_colour],
        }


@dataclass(frozen=True)
class Scene:
    """What varies from picture to picture. `dx`, `dy` are in 1/64 of the picture's side; `seed` moves the
    scenery.
    """

    angle: str = "front"
    framing: str = "half-body"
    pose: str = "standing"
    expression: str = "neutral"
    place: str = "studio"
    light: str = "day"
    style: str = ""
    studio_colour: str = "white"
    studio_rgb: RGB | None = None
    dx: float = 0.0
    dy: float = 0.0
    seed: int = 0


def held_out(character: Character) -> bool:
    """True for what no model here ever sees: red scarves on anybody, and scarves with silver hair.

    Silver hair without a scarf and scarves of other colours are seen, but the base knows them by other words
    (`wording`): "silver" and "scarf" mean nothing to it, so that a LoRA has to learn them with the trigger.
    A base that could draw a caption's traits at once would leave the trigger nothing to learn (measured).
    """
    if character.accessory != "scarf":
        return False
    return character.accessory_colour == "red" or character.hair_colour == "silver"


def sample_character(rng: Random) -> Character:
    """A character by lot, never one that is `held_out`."""
    while True:
        kind = rng.choice(palette.KINDS)
        character = Character(
            kind=kind,
            skin=rng.choice(list(SKINS)),
            hair_style=rng.choice(palette.HAIR_STYLES),
            hair_colour=rng.choice(palette.HAIR_COLOURS),
            garment=rng.choice(palette.GARMENTS if kind == "woman" else palette.GARMENTS[:2]),
            garment_colour=rng.choice(palette.CLOTH_COLOURS),
            accessory=rng.choices(palette.ACCESSORIES, [5, 6, 4, 4, 3])[0],
            accessory_colour=rng.choice(palette.CLOTH_COLOURS),
        )
        if not held_out(character):
            return character


def sample_scene(rng: Random) -> Scene:
    """A scene by lot; a pose is only drawn where the framing shows it."""
    framing = rng.choices(palette.FRAMINGS, [4, 4, 3])[0]
    poses = {"close-up": ("standing",), "half-body": ("standing", "standing", "waving", "arms crossed")}
    return Scene(
        angle=rng.choices(palette.ANGLES, [4, 4, 2.5, 1.5])[0],
        framing=framing,
        pose=rng.choice(poses.get(framing, palette.POSES)),
        expression=rng.choice(palette.EXPRESSIONS),
        place=rng.choice(palette.PLACES),
        light=rng.choices(palette.LIGHTS, [5, 2, 2])[0],
        style=rng.choices(palette.STYLES, [22, 1, 1, 1])[0],
        studio_colour=rng.choice(palette.STUDIO_COLOURS),
        dx=rng.uniform(-2, 2),
        dy=rng.uniform(-1, 1),
        seed=rng.randrange(6),
    )


def random_paint(character: Character, rng: Random) -> Character:
    """The same character in any colours, often with features of no caption: what the autoencoder learns
    from.
    """

    def rgb(chance: float) -> RGB | None:
        if rng.random() >= chance:
            return None
        return rng.randrange(256), rng.randrange(256), rng.randrange(256)

    return replace(
        character,
        skin_rgb=rgb(0.3),
        hair_rgb=rgb(0.5),
        garment_rgb=rgb(0.5),
        accessory_rgb=rgb(0.5),
        horns=rgb(0.3),
        stripe=rgb(0.2),
        eyes=rgb(0.3),
        second_hair=rgb(0.2),
    )
