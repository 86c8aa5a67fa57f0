"""A canvas whose unit is the head: figures are written in head radii around its centre, at any size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import ImageDraw

from charspec.tiny.palette import RGB

Point = tuple[float, float]


@dataclass(frozen=True)
class Canvas:
    """Draws in units of the head's radius. x grows to the right, y downwards, (0, 0) is the head's centre.

    `centre` and `radius` are in pixels of the (supersampled) image behind `pen`.
    """

    pen: ImageDraw.ImageDraw
    centre: Point
    radius: float

    def at(self, x: float, y: float) -> Point:
        return self.centre[0] + x * self.radius, self.centre[1] + y * self.radius

    def box(self, x0: float, y0: float, x1: float, y1: float) -> list[float]:
        return [*self.at(x0, y0), *self.at(x1, y1)]

    def ellipse(self, x: float, y: float, rx: float, ry: float, colour: RGB) -> None:
        self.pen.ellipse(self.box(x - rx, y - ry, x + rx, y + ry), fill=colour)

    def ring(self, x: float, y: float, radius: float, colour: RGB, width: float) -> None:
        self.pen.ellipse(
            self.box(x - radius, y - radius, x + radius, y + radius), outline=colour, width=self.pixels(width)
        )

    def rounded(self, x0: float, y0: float, x1: float, y1: float, colour: RGB, corner: float = 0.3) -> None:
        self.pen.rounded_rectangle(
            self.box(x0, y0, x1, y1), radius=max(1.0, corner * self.radius), fill=colour
        )

    def rectangle(self, x0: float, y0: float, x1: float, y1: float, colour: RGB) -> None:
        self.pen.rectangle(self.box(x0, y0, x1, y1), fill=colour)

    def polygon(self, points: Sequence[Point], colour: RGB) -> None:
        self.pen.polygon([self.at(*point) for point in points], fill=colour)

    def pie(self, x0: float, y0: float, x1: float, y1: float, start: float, end: float, colour: RGB) -> None:
        self.pen.pieslice(self.box(x0, y0, x1, y1), start, end, fill=colour)

    def chord(
        self, x0: float, y0: float, x1: float, y1: float, start: float, end: float, colour: RGB
    ) -> None:
        self.pen.chord(self.box(x0, y0, x1, y1), start, end, fill=colour)

    def arc(
        self, x0: float, y0: float, x1: float, y1: float, start: float, end: float, colour: RGB, width: float
    ) -> None:
        self.pen.arc(self.box(x0, y0, x1, y1), start, end, fill=colour, width=self.pixels(width))

    def line(self, points: Sequence[Point], width: float, colour: RGB) -> None:
        self.pen.line(
            [self.at(*point) for point in points], fill=colour, width=self.pixels(width), joint="curve"
        )

    def limb(self, points: Sequence[Point], width: float, colour: RGB, end: RGB | None = None) -> None:
        """An arm or a leg: a line with round joints, and a hand of another colour if `end` is given."""
        self.line(points, width, colour)
        for x, y in points:
            self.ellipse(x, y, width / 2, width / 2, colour)
        if end is not None:
            self.ellipse(*points[-1], width * 0.55, width * 0.55, end)

    def pixels(self, width: float) -> int:
        return max(1, int(width * self.radius))
