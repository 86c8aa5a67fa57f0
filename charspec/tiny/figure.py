"""Drawing the person: body first, then head, hair and face. Units are head radii (see `canvas`).

The head turns by `turn` (how far the face slides to the right): 0 seen from the front, 0.34 at three
quarters, 0.72 in profile. Nothing that a caption names is under 2 px at 64 px, because the autoencoder
cannot keep less (measured).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from charspec.tiny.canvas import Canvas, Point
from charspec.tiny.character import Character, Scene
from charspec.tiny.palette import RGB, darker

HIP = 2.95
TROUSERS: RGB = (58, 62, 92)
SHOE: RGB = (40, 30, 30)
INK: RGB = (26, 24, 32)
MOUTH: RGB = (160, 40, 50)
WHITE: RGB = (250, 250, 250)
TURN = {"front": 0.0, "three-quarter": 0.34, "profile": 0.72, "back": 0.0}
BREADTH = {"front": 1.0, "three-quarter": 0.9, "profile": 0.64, "back": 1.0}


@dataclass(frozen=True)
class Body:
    """What every part of the figure needs to know."""

    canvas: Canvas
    character: Character
    scene: Scene
    paint: dict[str, RGB]

    @property
    def turn(self) -> float:
        return TURN[self.scene.angle]

    @property
    def shoulder(self) -> float:
        """Half the breadth of the shoulders."""
        return (1.25 if self.character.kind == "woman" else 1.55) * BREADTH[self.scene.angle]

    @property
    def seen_from_behind(self) -> bool:
        return self.scene.angle == "back"


def draw_figure(canvas: Canvas, character: Character, scene: Scene) -> None:
    body = Body(canvas, character, scene, character.paint)
    if not body.seen_from_behind:
        _back_hair(body)
    if scene.framing == "full-body":
        _legs(body)
    _torso(body)
    _arms(body)
    if body.seen_from_behind:
        _scarf(body)
        _head(body)
    else:
        _head(body)
        _scarf(body)
    _hat_or_badge(body)


def _legs(b: Body) -> None:
    c, breadth = b.canvas, BREADTH[b.scene.angle]
    if b.scene.pose == "sitting":
        c.rounded(-1.7, HIP + 0.15, 1.7, HIP + 0.75, (120, 84, 54), 0.1)
        forward = 0.5 if b.turn else 0.0
        for side in (-1, 1):
            knee = side * 0.75 * breadth + forward
            c.limb(
                [(side * 0.45 * breadth, HIP - 0.1), (knee, HIP + 0.35), (knee, HIP + 1.45)], 0.66, TROUSERS
            )
            c.ellipse(knee + 0.15, HIP + 1.6, 0.46, 0.26, SHOE)
    elif b.scene.pose == "running":
        c.limb([(-0.3, HIP), (-1.0, HIP + 1.0), (-2.0, HIP + 1.4)], 0.66, TROUSERS)
        c.limb([(0.3, HIP), (1.3, HIP + 0.6), (1.2, HIP + 1.9)], 0.66, TROUSERS)
        c.ellipse(-2.15, HIP + 1.4, 0.3, 0.42, SHOE)
        c.ellipse(1.4, HIP + 2.05, 0.46, 0.26, SHOE)
    elif b.scene.pose == "jumping":
        for side in (-1, 1):
            c.limb([(side * 0.5, HIP), (side * 1.15, HIP + 0.8), (side * 1.0, HIP + 1.6)], 0.66, TROUSERS)
            c.ellipse(side * 1.0, HIP + 1.8, 0.42, 0.28, SHOE)
    else:
        for side in (-1, 1):
            c.limb([(side * 0.5 * breadth, HIP), (side * 0.5 * breadth, HIP + 1.95)], 0.66, TROUSERS)
            c.ellipse(side * 0.5 * breadth + 0.2 * b.turn, HIP + 2.15, 0.46, 0.26, SHOE)


def _torso(b: Body) -> None:
    c, shoulder, cloth = b.canvas, b.shoulder, b.paint["garment"]
    c.rounded(-0.36, 0.7, 0.36, 1.4, darker(b.paint["skin"], 0.85), 0.1)
    if b.character.garment == "dress":
        left: list[Point] = [(-shoulder * 0.8, 1.1), (-shoulder * 0.6, 2.2), (-shoulder * 1.35, HIP + 0.95)]
        c.polygon([*left, *((-x, y) for x, y in reversed(left))], cloth)
    else:
        low = HIP + (0.75 if b.character.garment == "coat" else 0.1)
        c.rounded(-shoulder, 1.05, shoulder, low, cloth, 0.5)
        if b.character.garment == "coat" and not b.seen_from_behind:
            middle = b.turn * 0.8
            c.line([(middle, 1.2), (middle, low)], 0.18, darker(cloth, 0.5))
            c.polygon([(middle - 0.46, 1.05), (middle + 0.46, 1.05), (middle, 1.95)], WHITE)
    if b.character.stripe:
        for y in (1.6, 2.2, 2.8):
            c.rectangle(-shoulder * 0.97, y, shoulder * 0.97, y + 0.28, b.character.stripe)


def _arms(b: Body) -> None:
    c, s, pose = b.canvas, b.shoulder, b.scene.pose
    sleeve, hand = darker(b.paint["garment"], 0.8), b.paint["skin"]
    left: list[Point] = [(-s * 0.95, 1.5), (-s - 0.25, 2.95)]
    right: list[Point] = [(s * 0.95, 1.5), (s + 0.25, 2.95)]
    if pose == "running":
        left = [(-s * 0.9, 1.5), (-s - 0.7, 2.3), (-s - 0.1, 2.9)]
        right = [(s * 0.9, 1.5), (s + 0.7, 2.1), (s + 1.1, 1.3)]
    elif pose == "waving":
        right = [(s * 0.95, 1.5), (s + 0.8, 1.1), (s + 0.95, -0.1)]
    elif pose == "jumping":
        left = [(-s * 0.95, 1.4), (-s - 0.8, 0.9), (-s - 0.95, -0.2)]
        right = [(s * 0.95, 1.4), (s + 0.8, 0.9), (s + 0.95, -0.2)]
    elif pose == "arms crossed":
        left = [(-s * 0.95, 1.5), (-s - 0.1, 2.3), (s * 0.45, 2.05)]
        right = [(s * 0.95, 1.5), (s + 0.1, 2.3), (-s * 0.45, 2.35)]
    c.limb(left, 0.58, sleeve, hand)
    c.limb(right, 0.58, sleeve, hand)


def _back_hair(b: Body) -> None:
    """Hair that falls behind the shoulders (from behind: over them)."""
    c, style = b.canvas, b.character.hair_style
    tone, shade = darker(b.paint["hair"], 0.86), darker(b.paint["hair2"], 0.86)
    sideways = b.scene.angle in ("three-quarter", "profile")
    if style == "long":
        c.rounded(-1.35, -0.6, 1.35 - (0.45 if b.scene.angle == "profile" else 0), 2.3, shade, 0.6)
    elif style == "ponytail":
        x = -1.3 if sideways else (1.25 if b.scene.angle == "front" else 0.0)
        c.ellipse(x, 0.1, 0.46, 0.5, shade)
        c.ellipse(x - 0.1, 0.9, 0.4, 0.85, shade)
    elif style == "curly":
        for lock in range(10):
            angle = math.pi * (0.95 + 1.1 * lock / 9)
            colour = shade if lock > 4 else tone
            c.ellipse(math.cos(angle) * 1.15, math.sin(angle) * 1.1 + 0.05, 0.48, 0.48, colour)
    elif style == "bun":
        c.ellipse(-0.2 if sideways else 0.0, -1.35, 0.56, 0.5, shade)


def _head(b: Body) -> None:
    c, skin, hair, hair2 = b.canvas, b.paint["skin"], b.paint["hair"], b.paint["hair2"]
    if b.character.horns:
        for side in (1,) if b.scene.angle == "profile" else (-1, 1):
            x = side * 0.62 + b.turn * 0.3
            c.polygon([(x - 0.34, -0.75), (x + 0.34, -0.75), (x + side * 0.42, -1.9)], b.character.horns)
    c.ellipse(0, 0, 0.98, 1.05, skin)
    if b.seen_from_behind:
        c.ellipse(0, -0.05, 1.08, 1.1, hair)
        if b.character.hair_style == "long":
            c.rounded(-1.05, -0.4, 1.05, 2.3, hair, 0.5)
        else:
            _back_hair(b)
        return
    if b.scene.angle != "profile":
        c.ellipse(-0.98 + b.turn * 0.3, 0.1, 0.18, 0.25, darker(skin, 0.9))
    if b.scene.angle == "front":
        c.ellipse(0.98, 0.1, 0.18, 0.25, darker(skin, 0.9))
    c.pie(-1.08, -1.18, 1.08, 0.98, 180, 360, hair)
    if b.character.second_hair:
        c.pie(-1.08, -1.18, 1.08, 0.98, 270, 360, hair2)
    if b.scene.angle == "front":
        c.polygon([(-1.08, -0.15), (-0.2, -0.5), (-1.0, 0.45)], hair)
        c.polygon([(1.08, -0.15), (0.2, -0.5), (1.0, 0.45)], hair2)
    elif b.scene.angle == "three-quarter":
        c.polygon([(-1.08, -0.15), (0.05, -0.4), (-0.95, 0.55)], hair)
        c.pie(-1.1, -1.1, 0.4, 1.0, 130, 270, hair)
    else:
        c.pie(-1.1, -1.12, 0.75, 1.05, 90, 300, hair)
    _face(b)


def _face(b: Body) -> None:
    c, turn, skin = b.canvas, b.turn, b.paint["skin"]
    index = ("front", "three-quarter", "profile").index(b.scene.angle)
    c.ellipse(turn * 0.75, 0.35, (0.82, 0.74, 0.55)[index], 0.66, skin)
    if index == 2:
        c.polygon([(0.85, 0.1), (1.28, 0.42), (0.85, 0.52)], skin)
    eyes = [turn + x for x in ((-0.4, 0.4), (-0.3, 0.34), (0.12,))[index]]
    _eyes(b, eyes)
    _mouth(b, turn * (1.02 if index < 2 else 1.1), (0.46, 0.42, 0.26)[index])
    if b.character.accessory == "glasses":
        for x in eyes:
            c.ring(x, 0.16, 0.37, INK, 0.14)
        c.line([(turn - 0.06, 0.12), (turn + 0.06, 0.12)], 0.12, INK)


def _eyes(b: Body, eyes: list[float]) -> None:
    c, expression = b.canvas, b.scene.expression
    size = (1.35 if expression == "surprised" else 1.0) * (1.5 if b.scene.style == "anime" else 1.0)
    for x in eyes:
        if b.character.eyes or b.scene.style == "anime":
            c.ellipse(x, 0.15, 0.2 * size, 0.26 * size, (255, 255, 255))
        c.ellipse(x, 0.15, 0.15 * size, 0.21 * size, b.character.eyes or INK)
        if b.scene.style == "anime":
            c.ellipse(x + 0.06, 0.06, 0.08, 0.1, (255, 255, 255))
        if expression == "angry":
            side = 1 if x > b.turn and b.scene.angle != "profile" else -1
            c.line([(x - side * 0.3, -0.06), (x + side * 0.3, -0.34)], 0.22, INK)


def _mouth(b: Body, x: float, width: float) -> None:
    c, expression = b.canvas, b.scene.expression
    if expression == "smiling":
        c.chord(x - width, 0.16, x + width, 0.9, 5, 175, MOUTH)
    elif expression == "sad":
        c.arc(x - width, 0.54, x + width, 1.14, 195, 345, MOUTH, 0.24)
    elif expression == "surprised":
        c.ellipse(x, 0.66, 0.24, 0.3, MOUTH)
    elif expression == "angry":
        c.rectangle(x - width * 0.8, 0.56, x + width * 0.8, 0.82, MOUTH)
    else:
        c.line([(x - width * 0.6, 0.68), (x + width * 0.6, 0.68)], 0.15, MOUTH)


def _scarf(b: Body) -> None:
    """Round the neck; from behind it lies under the hair and shows at both sides."""
    if b.character.accessory != "scarf":
        return
    c, colour, turn = b.canvas, b.paint["accessory"], b.turn
    if b.seen_from_behind:
        c.rounded(-1.3, 0.8, 1.3, 1.44, colour, 0.25)
    else:
        c.rounded(-0.88, 0.84, 0.88, 1.44, colour, 0.25)
        c.rounded(0.12 + turn * 0.3, 1.1, 0.66 + turn * 0.3, 2.5, darker(colour, 0.85), 0.1)


def _hat_or_badge(b: Body) -> None:
    c, colour, turn = b.canvas, b.paint["accessory"], b.turn
    if b.character.accessory == "hat":
        c.rounded(-0.88, -1.85, 0.88, -0.5, colour, 0.25)
        c.rounded(-1.42, -0.78, 1.42, -0.44, darker(colour, 0.75), 0.15)
    elif b.character.accessory == "badge" and not b.seen_from_behind:
        x0, y0 = turn * 0.5, 2.0
        points = []
        for corner in range(10):
            reach = 0.66 if corner % 2 == 0 else 0.29
            angle = corner * math.pi / 5
            points.append((x0 + reach * math.sin(angle), y0 - reach * math.cos(angle)))
        c.polygon(points, colour)
