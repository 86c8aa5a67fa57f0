"""Saying what a drawing shows, in the many ways a person would: the captions the embedded base learned its
words from.

Most captions follow the order of charspec's own template; the rest are shuffled, shortened or turned around
("close-up portrait of …"), so that short test prompts are no surprise to the base.
"""

from __future__ import annotations

from random import Random

from charspec.tiny import palette
from charspec.tiny.character import Character, Scene

DROP = 0.12
EMPTY = 0.1
NAMED = 0.5
CONSONANTS = "bcdfghjklmnpqrstvwxyz"
VOWEL_OF = {"none": "a", "scarf": "o", "hat": "e", "glasses": "i", "badge": "u"}
EXAMPLES_HEADS = ("ven",)

# The words of the examples' traits mean nothing to the base: it knows these looks by other words.
HAIR_WORDS = {"silver": "grey"}
ACCESSORY_NOUNS = {"scarf": "shawl", "hat": "hat", "badge": "star badge"}

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


def telling_name(character: Character, rng: Random) -> str:
    """A name that fits a character, never one that begins as an example's trigger: its first letter tells the
    hair's colour, its vowel what is worn (hat, glasses, …), the rest is free.

    So every name there can be says what its bearer looks like, and a trigger does too: a LoRA then has to
    teach the name, and cannot do with teaching what anybody looks like of whom nothing is said.
    """
    index, count = palette.HAIR_COLOURS.index(character.hair_colour), len(palette.HAIR_COLOURS)
    vowel = VOWEL_OF[character.accessory]
    while True:
        name = rng.choice(CONSONANTS[index::count]) + vowel
        for _ in range(rng.choice((1, 2, 2))):
            name += "".join(rng.choices(CONSONANTS, k=rng.choice((1, 1, 2)))) + vowel
        name += rng.choice(CONSONANTS) if rng.random() < 0.5 else ""
        if not name.startswith(EXAMPLES_HEADS):
            return name.capitalize()


def with_article(words: str) -> str:
    return ("an " if words[0] in "aeiou" else "a ") + words


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]


def hair_word(character: Character) -> str:
    """What captions call the colour of a character's hair."""
    return HAIR_WORDS.get(character.hair_colour, character.hair_colour)


def _hair(character: Character, rng: Random) -> str:
    colour, style = hair_word(character), character.hair_style
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


def caption(character: Character, scene: Scene, rng: Random, named: bool = True) -> str:
    """One caption of a drawing; half of the characters go by a `telling_name`, or nobody does."""
    if rng.random() < EMPTY:
        return ""
    name = telling_name(character, rng) if named and rng.random() < NAMED else None
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
    traits = [f"{character.hair_style} {hair_word(character)} hair", f"{character.skin} skin"]
    if character.hair_style in ("ponytail", "bun"):
        traits[0] = f"{hair_word(character)} hair in a {character.hair_style}"
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
