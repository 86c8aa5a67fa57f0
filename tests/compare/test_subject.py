"""Subject and place are told apart well enough to compare each with its like."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from charspec.compare.lab import to_lab
from charspec.compare.subject import subject_mask
from charspec.tiny.canvas import Canvas
from charspec.tiny.character import Scene
from charspec.tiny.drawing import draw, head_centre
from charspec.tiny.figure import draw_figure
from tests.compare.drawings import HER, SET


def truly_her(scene: Scene) -> np.ndarray:
    """The pixels that differ between a figure's drawing on white and on black."""
    from PIL import ImageDraw

    sides = []
    for ground in ("white", "black"):
        image = Image.new("RGB", (96, 96), ground)
        x, y, radius = (value * 96 / 64 for value in head_centre(scene))
        draw_figure(Canvas(ImageDraw.Draw(image), (x, y), radius), HER, scene)
        sides.append(np.asarray(image, dtype=int))
    return (np.abs(sides[0] - sides[1]).sum(-1) == 0)[::2, ::2]


@pytest.mark.parametrize("scene", SET)
def test_the_figure_of_a_drawing_is_found(scene: Scene) -> None:
    found, true = subject_mask(to_lab(draw(HER, scene, 48))), truly_her(scene)
    assert (found & true).sum() / true.sum() > 0.85
    assert (found & true).sum() / found.sum() > 0.5


def test_a_picture_without_contrast_has_its_subject_in_the_middle() -> None:
    found = subject_mask(to_lab(Image.new("RGB", (48, 32), "grey")))
    assert found[16, 24]
    assert not found[0, 0]
    assert not found[0, -1]
    assert found.shape == (32, 48)


def test_black_and_white_are_the_ends_of_lightness() -> None:
    assert to_lab(Image.new("RGB", (1, 1), "white"))[0, 0] == pytest.approx([100, 0, 0], abs=0.1)
    assert to_lab(Image.new("RGB", (1, 1), "black"))[0, 0] == pytest.approx([0, 0, 0], abs=0.1)
    assert to_lab(Image.new("RGB", (1, 1), "red"))[0, 0] == pytest.approx([53.2, 80.1, 67.2], abs=0.2)
