"""The colours and the attribute values that the drawn world knows, with their names in captions."""

from __future__ import annotations

RGB = tuple[int, int, int]

COLOURS: dict[str, RGB] = {
    "black": (38, 36, 44),
    "brown": (120, 72, 38),
    "blonde": (240, 204, 96),
    "red": (206, 48, 44),
    "silver": (198, 204, 216),
    "blue": (52, 96, 214),
    "green": (52, 160, 76),
    "pink": (244, 130, 178),
    "yellow": (244, 206, 56),
    "white": (245, 245, 245),
    "purple": (130, 64, 176),
    "orange": (240, 138, 42),
    "teal": (20, 176, 170),
}
SKINS: dict[str, RGB] = {"pale": (255, 224, 200), "tan": (222, 168, 120), "dark": (124, 78, 52)}

HAIR_COLOURS = ("black", "brown", "blonde", "red", "silver", "blue", "green", "pink")
CLOTH_COLOURS = ("red", "blue", "green", "yellow", "white", "black", "purple", "orange")
STUDIO_COLOURS = ("white", "red", "blue", "green", "yellow")

KINDS = ("woman", "man")
HAIR_STYLES = ("short", "long", "curly", "ponytail", "bun")
GARMENTS = ("shirt", "coat", "dress")
ACCESSORIES = ("none", "scarf", "hat", "glasses", "badge")
ANGLES = ("front", "three-quarter", "profile", "back")
EXPRESSIONS = ("neutral", "smiling", "sad", "surprised", "angry")
FRAMINGS = ("close-up", "half-body", "full-body")
POSES = ("standing", "waving", "arms crossed", "running", "sitting", "jumping")
PLACES = ("forest", "beach", "city", "room", "snow", "meadow", "studio")
LIGHTS = ("day", "sunset", "night")
STYLES = ("", "anime", "sketch", "watercolour")


def darker(colour: RGB, factor: float) -> RGB:
    """Scale an RGB colour (0–255 a channel); a factor under 1 darkens."""
    r, g, b = (int(max(0, min(255, channel * factor))) for channel in colour)
    return r, g, b


def paler(colour: RGB) -> RGB:
    """Halfway to white: the tone of a studio's wall."""
    r, g, b = ((channel + 255) // 2 for channel in colour)
    return r, g, b
