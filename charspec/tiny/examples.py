"""`python -m charspec.tiny.examples`: draw the pictures of examples/ at 1024×1024, the same bytes every
time.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from charspec.tiny.character import Character, Scene
from charspec.tiny.drawing import draw

VENDALIXIA = Character(
    kind="woman",
    skin="pale",
    hair_style="long",
    hair_colour="silver",
    garment="coat",
    garment_colour="purple",
    accessory="scarf",
    accessory_colour="red",
)

# twelve pictures as the guide wants them: every angle and framing; no running, no beach (test prompts)
PICTURES = {
    "front-forest": Scene("front", "half-body", "standing", "smiling", "forest", "day", dx=1.0, seed=1),
    "front-city-night": Scene("front", "full-body", "waving", "neutral", "city", "night", dx=-2.0, seed=2),
    "front-room-closeup": Scene("front", "close-up", "standing", "surprised", "room", "day", dx=0.5, dy=-0.5),
    "front-meadow-sitting": Scene(
        "front", "full-body", "sitting", "smiling", "meadow", "day", dx=2.0, seed=3
    ),
    "front-studio-crossed": Scene(
        "front", "half-body", "arms crossed", "angry", "studio", "day", studio_colour="blue"
    ),
    "threequarter-snow": Scene(
        "three-quarter", "half-body", "waving", "neutral", "snow", "day", dx=-1.5, seed=4
    ),
    "threequarter-dusk": Scene("three-quarter", "close-up", "standing", "sad", "meadow", "sunset", seed=5),
    "threequarter-city": Scene(
        "three-quarter", "full-body", "standing", "smiling", "city", "day", dx=1.5, seed=5
    ),
    "threequarter-room": Scene(
        "three-quarter", "half-body", "arms crossed", "smiling", "room", "day", dy=0.5, seed=2
    ),
    "profile-studio": Scene(
        "profile", "close-up", "standing", "neutral", "studio", "day", studio_colour="yellow"
    ),
    "profile-snow": Scene(
        "profile", "full-body", "standing", "surprised", "snow", "night", dx=1.0, dy=0.5, seed=1
    ),
    "back-forest": Scene("back", "half-body", "standing", "neutral", "forest", "day", dx=-1.0, seed=4),
}


def draw_examples(folder: Path, size: int = 1024) -> list[Path]:
    """Write examples/vendalixia/images/*.png below `folder`; returns their paths."""
    images = folder / "vendalixia" / "images"
    images.mkdir(parents=True, exist_ok=True)
    written = []
    for name, scene in PICTURES.items():
        path = images / f"{name}.png"
        draw(VENDALIXIA, scene, size).save(path, optimize=True)
        written.append(path)
    return written


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m charspec.tiny.examples", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Path("examples"))
    for path in draw_examples(parser.parse_args().folder):
        print(path)


if __name__ == "__main__":
    main()
