"""`python -m tests.compare.validation FOLDER`: train three runs on the embedded base that truly underfit, fit
and overfit, and show what `charspec pick` makes of them. docs/choosing.md has the figures.

- underfit: the example with too few steps, 120 instead of 2,400
- fit: the example with the guide's defaults
- overfit: five pictures of one pose in one place, captioned without either, at three times the rate and
  without pictures of others; lint refuses such a set, so its spec says that it is meant

A run that is there already is not trained again. On one core the fit run takes three to four minutes, the
others one or two.
"""

from __future__ import annotations

import argparse
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from charspec.cli import main as charspec
from charspec.tiny.character import Scene
from charspec.tiny.drawing import draw
from charspec.tiny.examples import VENDALIXIA

EXAMPLE = Path(__file__).parents[2] / "examples" / "vendalixia"
EXPRESSIONS = ("neutral", "smiling", "sad", "angry", "surprised")


@dataclass(frozen=True)
class Kind:
    """How a run is made to be what it is called: overrides of its settings, which of them are others where it
    has to be `short` enough for the test suite, and whether its pictures all repeat one pose and place."""

    name: str
    overrides: dict[str, str] = field(default_factory=dict)
    short: dict[str, str] = field(default_factory=dict)
    repeats_a_scene: bool = False


UNDERFIT = Kind(
    "underfit",
    {"train.repeats": "2", "train.epochs": "5"},
    short={"train.epochs": "1", "train.prior_every": "0"},
)
FIT = Kind("fit")
OVERFIT = Kind(
    "overfit",
    {"train.learning_rate": "1e-3", "train.prior_every": "0", "train.epochs": "8"},
    short={"train.epochs": "1", "train.repeats": "60"},
    repeats_a_scene=True,
)


def train(kind: Kind, folder: Path, *, short: bool = False) -> Path:
    """Train a kind of run below `folder` as a user would; returns the run's folder."""
    project = folder / kind.name
    if not project.is_dir():
        if kind.repeats_a_scene:
            write_repetitive_project(project)
        else:
            shutil.copytree(EXAMPLE, project, ignore=shutil.ignore_patterns("runs", "*.lock.json"))
    overrides = kind.overrides | (kind.short if short else {})
    words = [f"{key}={value}" for key, value in overrides.items()]
    code = charspec(["train", str(project / "character.yaml"), *words])
    assert code == 0, f"the {kind.name} run ended with {code}"
    (done,) = (project / "runs").glob("*/*/DONE.json")
    return done.parent


def write_repetitive_project(project: Path) -> None:
    """The example's character in one pose at one place, her expression alone varying: the guide's first two
    pitfalls at once."""
    (project / "images").mkdir(parents=True)
    lines = []
    for expression in EXPRESSIONS:
        scene = Scene("front", "half-body", "standing", expression, "forest", "day", dx=1.0, seed=1)
        draw(VENDALIXIA, scene, 1024).save(project / "images" / f"{expression}.png")
        caption = f"Vendalixia, a young woman with silver hair and a red scarf, a purple coat, {expression}"
        lines.append(f"  images/{expression}.png:\n    caption: {caption}")
    head, rest = (EXAMPLE / "character.yaml").read_text("utf-8").split("images:\n", 1)
    tail = rest[rest.index("tests:") :]
    images = "images:  # charspec: ignore[D104] it is made to overfit"
    (project / "character.yaml").write_text("\n".join([head + images, *lines, "", tail]), "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.compare.validation", description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    for run in [train(kind, folder) for kind in (UNDERFIT, FIT, OVERFIT)]:
        print(f"\n{run}")
        charspec(["pick", str(run)])


if __name__ == "__main__":
    main()
