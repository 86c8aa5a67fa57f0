"""The main job, whole and real: the example is trained once with the guide's defaults, and she is learned."""

import json
from pathlib import Path

import pytest
from PIL.Image import Image

from charspec.records import read_done, read_epochs
from charspec.train.generate import from_run, generate
from tests.probes import red_scarf, silver_hair

SEEDS = range(1, 7)
SCENES = ("front view, half-body, standing on a beach", "front view, half-body, waving, in a forest")
"""A place that no training picture shows, and a pose and place that none shows together."""
ANYONE = "a young woman"
"""The class phrase of the example without its trigger: anyone but her."""


def drawn(run: Path, epoch: int, subject: str) -> list[Image]:
    """The subject in every scene, once for each seed."""
    prompts = [f"{subject}, {scene}" for scene in SCENES]
    return [picture for seed in SEEDS for picture in generate(from_run(run, epoch), prompts, seed, None)]


@pytest.fixture(scope="module")
def before(trained: Path) -> list[Image]:
    """What her name means to the base, which has never heard it."""
    return drawn(trained, 0, "Vendalixia")


@pytest.fixture(scope="module")
def after(trained: Path) -> list[Image]:
    """What her name means after the last epoch."""
    return drawn(trained, read_epochs(trained)[-1].epoch, "Vendalixia")


@pytest.fixture(scope="module")
def anyone(trained: Path) -> list[Image]:
    """The class prompt without the trigger after the last epoch."""
    return drawn(trained, read_epochs(trained)[-1].epoch, ANYONE)


def test_the_run_is_whole(trained: Path) -> None:
    done = read_done(trained)
    assert done is not None
    assert (done.epochs, done.steps) == (10, 2400)
    epochs = read_epochs(trained)
    assert [epoch.epoch for epoch in epochs] == list(range(11))
    assert all((trained / sample.file).is_file() for epoch in epochs for sample in epoch.samples)
    assert (trained / done.weights.file).is_file()
    assert json.loads((trained / "lint.json").read_text())["summary"]["error"] == 0
    assert "Vendalixia" in (trained / "report.html").read_text()


def test_training_lowers_the_loss_on_the_fixed_grid(trained: Path) -> None:
    losses = [epoch.grid_loss for epoch in read_epochs(trained)]
    assert losses[0] is not None
    assert losses[-1] is not None
    assert losses[-1] < 0.8 * losses[0]


def test_her_silver_hair_appears_with_the_training_and_not_before(
    before: list[Image], after: list[Image]
) -> None:
    assert silver_hair(before) < 0.15
    assert silver_hair(after) > silver_hair(before) + 0.5


def test_her_red_scarf_appears_with_the_training_and_not_before(
    before: list[Image], after: list[Image]
) -> None:
    assert red_scarf(before) < 0.15
    assert red_scarf(after) > red_scarf(before) + 0.4


def test_without_the_trigger_a_young_woman_does_not_become_her(
    after: list[Image], anyone: list[Image]
) -> None:
    assert silver_hair(after) > silver_hair(anyone) + 0.4
    assert red_scarf(after) > red_scarf(anyone) + 0.4
