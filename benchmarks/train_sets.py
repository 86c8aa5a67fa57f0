"""What the benchmark of the trainer trains on. `train_sets.py FOLDER` writes the miniatures of two bases."""

import random
import sys
from pathlib import Path

from PIL import Image, ImageDraw

BASES = ("flux2-klein-4b", "z-image")
"""Those of which diffusers has an example script with that name."""


def write_character(folder: Path, count: int, size: int = 1024) -> Path:
    """A character in `count` drawn pictures with captions of one length; returns the spec."""
    (folder / "images").mkdir(parents=True)
    dice = random.Random(1)
    for number in range(count):
        image = Image.new("RGB", (size, size), tuple(dice.randrange(256) for _ in range(3)))
        draw = ImageDraw.Draw(image)
        for _ in range(20):
            left, top, side = dice.randrange(size), dice.randrange(size), dice.randrange(size // 8, size // 2)
            fill = tuple(dice.randrange(256) for _ in range(3))
            draw.ellipse((left, top, left + side, top + side), fill=fill)
        image.save(folder / "images" / f"{number:04}.jpg", quality=90)
        caption = f"Vendalixia, a young woman with silver hair and a red scarf, standing, {number:04}\n"
        (folder / "images" / f"{number:04}.txt").write_text(caption, "utf-8")
    head = "schema: charspec/1\ntrigger: Vendalixia\n"
    head += "identity: a young woman with silver hair and a red scarf\n"
    (folder / "character.yaml").write_text(f"{head}images: images/\n", "utf-8")
    return folder / "character.yaml"


def main() -> None:
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from tests.miniatures import write_miniature

    for name in BASES:
        write_miniature(name, Path(sys.argv[1]) / name)


if __name__ == "__main__":
    main()
