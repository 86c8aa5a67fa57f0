"""Saying what a drawing shows, in the many ways a person would: the captions the embedded base learned its
words from.

Most captions follow the order of charspec's own template; the rest are shuffled, shortened or turned around
("close-up portrait of …"), so that short test prompts are no surprise to the base.
"""

from __future__ import annotations

from random import Random

from charspec.tiny import palette
from charspec.tiny.character import Character, Scene, sample_character

DROP = 0.12
EMPTY = 0.1
ROSTER_SIZE = 64
TELLING = 0.5
ALPHABET = "abcdefghijklmnopqrstuvwxyz"
EXAMPLES_HEADS = ("ven",)
TOLD_HAIR = [colour for colour in palette.HAIR_COLOURS if colour != "silver"]
ACCESSORY_NOUNS = {"scarf": "shawl", "hat": "hat", "badge": "star badge"}
"""The base's word for a scarf is another one than the example's (see `character.held_out`)."""

# without the syllables of the examples' triggers (ven, dal, ix, ia): a trigger must mean nothing yet
SYLLABLES = [
    "ka",
    "ro",
    "mi",
    "zor",
    "lu",
    "ne",
    "tha",
    "quo",
    "bri",
    "sel",
    "vy",
    "ol",
    "gan",
    "pe",
    "xu",
    "fi",
    "mor",
    "el",
    "wyn",
    "ja",
    "cho",
    "ti",
    "ras",
    "un",
    "hy",
    "be",
    "no",
    "gu",
    "sha",
    "ko",
]

KINDS = {
    "woman": ("a young woman", "a young woman", "a woman", "a girl"),
    "man": ("a young man", "a man", "a boy"),
}
ANGLES = {
    "front": ("front view",),
    "three-quarter": ("three-quarter view",),
    "profile": ("profile view", "side view"),
    "back": ("back view", "seen from behind"),
}
FRAMINGS = {
    "close-up": ("close-up", "close-up portrait"),
    "half-body": ("half-body", "half-body shot"),
    "full-body": ("full-body", "full-body shot"),
}
EXPRESSIONS = {
    "neutral": ("neutral expression", "neutral"),
    "smiling": ("smiling", "smiling", "laughing"),
    "sad": ("sad", "sad expression"),
    "surprised": ("surprised", "surprised expression"),
    "angry": ("angry", "serious", "serious expression"),
}
PLACES = {
    "forest": ("in a forest", "among trees"),
    "beach": ("on a beach", "at the beach", "by the sea"),
    "city": ("in a city", "in a city street", "on a street"),
    "room": ("in a room", "indoors"),
    "snow": ("in the snow", "in snowy mountains"),
    "meadow": ("in a meadow", "in a field of flowers"),
    "studio": ("in a {} studio", "on a {} background"),
}
AT = {"day": ("",), "sunset": ("at sunset", "at dusk"), "night": ("at night",)}
LIGHTS = {
    "day": ("daylight", "bright daylight", "flat light", "soft light"),
    "sunset": ("soft warm light", "golden hour", "warm light"),
    "night": ("moonlight", "blue hour", "dim light"),
}
STYLES = {"anime": ("anime style",), "sketch": ("pencil sketch",), "watercolour": ("watercolour",)}


def invented_name(rng: Random) -> str:
    """A name that means nothing: two to four syllables, never those of an example's trigger."""
    return "".join(rng.choice(SYLLABLES) for _ in range(rng.choice([2, 3, 3, 4]))).capitalize()


def roster() -> list[tuple[str, Character]]:
    """The named inhabitants of the drawn world. They teach the base that a name can decide what a person
    looks like.
    """
    rng = Random("charspec/roster")
    named: dict[str, Character] = {}
    while len(named) < ROSTER_SIZE:
        named[invented_name(rng)] = sample_character(rng)
    return list(named.items())


def telling_name(character: Character, rng: Random) -> str:
    """Any name that fits a character: its first letter tells the hair's colour, the second the garment's, the
    third the skin, the fourth the accessory; the rest is free.

    So every name there can be says what its bearer looks like, and a trigger does too: a LoRA cannot teach a
    character as what anybody looks like of whom nothing is said, it has to teach the name.
    """
    told = (
        (TOLD_HAIR.index(character.hair_colour), len(TOLD_HAIR)),
        (palette.CLOTH_COLOURS.index(character.garment_colour), len(palette.CLOTH_COLOURS)),
        (list(palette.SKINS).index(character.skin), len(palette.SKINS)),
        (palette.ACCESSORIES.index(character.accessory), len(palette.ACCESSORIES)),
    )
    while True:
        head = "".join(rng.choice(ALPHABET[index::count]) for index, count in told)
        if not head.startswith(EXAMPLES_HEADS):
            break
    return (head + "".join(rng.choices(ALPHABET, k=rng.randrange(0, 7)))).capitalize()


def with_article(words: str) -> str:
    return ("an " if words[0] in "aeiou" else "a ") + words


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]


def _hair(character: Character, rng: Random) -> str:
    colour, style = character.hair_colour, character.hair_style
    if rng.random() < 0.35:
        return f"{colour} hair"
    if style in ("ponytail", "bun"):
        return rng.choice([f"{colour} hair in a {style}", with_article(f"{colour} {style}")])
    return f"{style} {colour} hair"


def _accessory(character: Character) -> str:
    if character.accessory == "glasses":
        return "glasses"
    return with_article(f"{character.accessory_colour} {ACCESSORY_NOUNS[character.accessory]}")


def describe(character: Character, rng: Random) -> tuple[str, str]:
    """(class phrase with traits, outfit): "a young woman with silver hair and glasses", "a blue coat"; parts
    may be missing.
    """
    traits, outfit = [], ""
    if rng.random() >= DROP:
        traits.append(_hair(character, rng))
    if rng.random() < 0.6:
        traits.append(f"{character.skin} skin")
    if character.accessory != "none" and rng.random() >= DROP:
        traits.append(_accessory(character))
    if rng.random() >= DROP:
        outfit = with_article(f"{character.garment_colour} {character.garment}")
    subject = rng.choice(KINDS[character.kind])
    if traits:
        subject += " with " + _listed(traits)
    return subject, outfit


def scene_clauses(scene: Scene, rng: Random, drop: float) -> list[str]:
    """The clauses of what varies, in the template's order; each is left out with probability `drop`."""
    clauses = []
    if rng.random() >= drop:
        clauses.append(rng.choice(ANGLES[scene.angle]))
    if rng.random() >= drop:
        clauses.append(rng.choice(FRAMINGS[scene.framing]))
    if scene.angle != "back" and rng.random() >= drop:
        clauses.append(rng.choice(EXPRESSIONS[scene.expression]))
    stance = []
    if scene.framing != "close-up" and rng.random() >= drop:
        stance.append(scene.pose)
    if rng.random() >= drop:
        stance.append(rng.choice(PLACES[scene.place]).format(scene.studio_colour))
    light = ""
    if rng.random() >= drop:
        at = rng.choice(AT[scene.light])
        if at and stance and rng.random() < 0.5:
            stance.append(at)
        elif scene.light != "day" or rng.random() < 0.5:
            light = rng.choice(LIGHTS[scene.light])
    clauses += [" ".join(stance)] if stance else []
    clauses += [light] if light else []
    if scene.style:
        clauses.append(rng.choice(STYLES[scene.style]))
    return clauses


def caption(
    character: Character, scene: Scene, rng: Random, name: str | None = None, names_tell: bool = False
) -> str:
    """One caption of a drawing. `name` is that of the roster, if the character has one; where `names_tell`,
    half of the others go by a `telling_name`."""
    if rng.random() < EMPTY:
        return ""
    if names_tell and name is None and rng.random() < TELLING:
        name = telling_name(character, rng)
    subject, outfit = describe(character, rng)
    short = rng.random() < 0.2
    if short:
        subject, outfit = rng.choice(KINDS[character.kind]), ""
    if name is not None and rng.random() < 0.85:
        form = rng.random()
        if form < 0.35:
            subject, outfit = name, ""
        elif form < 0.55:
            subject, outfit = f"{name}, {rng.choice(KINDS[character.kind])}", ""
        else:
            subject = f"{name}, {subject}"
    if outfit and rng.random() < 0.5:
        subject, outfit = f"{subject}, wearing {outfit}", ""
    clauses = ([outfit] if outfit else []) + scene_clauses(scene, rng, 0.55 if short else DROP)
    if rng.random() < 0.3:
        rng.shuffle(clauses)
    if scene.framing == "close-up" and "close-up portrait" in clauses and rng.random() < 0.4:
        clauses.remove("close-up portrait")
        subject = f"close-up portrait of {subject}"
    if clauses and rng.random() < 0.15:
        first = next((c for c in clauses if c.startswith((scene.pose, "in ", "on ", "at "))), "")
        if first:
            clauses.remove(first)
            subject = f"{subject} {first}"
    return ", ".join([subject, *clauses])


def full_caption(character: Character, scene: Scene) -> str:
    """The one complete caption of a drawing, in the template's order: what the base is examined with."""
    traits = [f"{character.hair_style} {character.hair_colour} hair", f"{character.skin} skin"]
    if character.hair_style in ("ponytail", "bun"):
        traits[0] = f"{character.hair_colour} hair in a {character.hair_style}"
    if character.accessory != "none":
        traits.append(_accessory(character))
    clauses = [
        f"{KINDS[character.kind][0]} with {_listed(traits)}",
        with_article(f"{character.garment_colour} {character.garment}"),
        ANGLES[scene.angle][0],
        FRAMINGS[scene.framing][0],
    ]
    if scene.angle != "back":
        clauses.append(EXPRESSIONS[scene.expression][0])
    place = PLACES[scene.place][0].format(scene.studio_colour)
    clauses.append(place if scene.framing == "close-up" else f"{scene.pose} {place}")
    clauses.append(LIGHTS[scene.light][0])
    return ", ".join(clauses)
