"""Identity: 0 for somebody else, near 1 for her, whatever the pose; nothing where nothing can be measured."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from charspec.compare.metrics import Case, Encoders
from charspec.compare.metrics.identity import measure, measured_by
from charspec.compare.score import score_run
from charspec.compare.shots import Shot, drawn, training_set
from charspec.records import CONTROL, read_epochs
from charspec.scores import read_scores
from tests.compare.encoders import little
from tests.compare.fake_run import PROMPTS, FakeRun

TINY = Encoders()


def case_of(run: FakeRun, epoch: int, encoders: Encoders = TINY) -> Case:
    epochs = read_epochs(run.folder)
    shots = drawn(run.folder, epochs[epoch].samples)
    training, _ = training_set(run.folder, run.lock.plan.train.items)
    samples = tuple(shots[slot] for slot in PROMPTS)
    base = drawn(run.folder, epochs[0].samples)
    return Case(run.folder, run.lock, epoch, training, samples, shots[CONTROL], base, encoders)


def on_another_base(case: Case) -> Case:
    train = case.lock.plan.train
    base = train.base.model_copy(update={"name": "flux2-klein-4b"})
    plan = case.lock.plan.model_copy(update={"train": train.model_copy(update={"base": base})})
    return replace(case, lock=case.lock.model_copy(update={"plan": plan}))


def test_it_rises_from_somebody_else_to_her(new_run: Callable[..., FakeRun]) -> None:
    run = new_run()
    stranger, halfway, her = (list(measure(case_of(run, epoch))) for epoch in (0, 2, 4))
    assert [measure.slot for measure in her] == list(PROMPTS)
    assert max(figure.value for figure in stranger) < 0.35
    assert all(a.value + 0.2 < b.value for a, b in zip(stranger, halfway, strict=True))
    assert all(a.value + 0.1 < b.value for a, b in zip(halfway, her, strict=True))
    assert min(figure.value for figure in her) > 0.75
    assert all(figure.by == measured_by(run.lock, TINY) for figure in her)


def test_the_nearest_training_picture_is_named(new_run: Callable[..., FakeRun]) -> None:
    case = case_of(new_run(), 4)
    copies = tuple(Shot(slot, "", shot.image) for slot, shot in zip("abc", case.training, strict=True))
    found = list(measure(replace(case, samples=copies)))
    assert [figure.nearest for figure in found] == [shot.name for shot in case.training]


def test_another_base_without_a_model_is_not_measured(new_run: Callable[..., FakeRun]) -> None:
    case = on_another_base(case_of(new_run(), 4))
    figures = list(measure(case))
    assert [(figure.slot, figure.value, figure.by) for figure in figures] == [
        (slot, None, None) for slot in PROMPTS
    ]
    assert all("--identity-model" in str(figure.note) for figure in figures)
    assert measured_by(case.lock, TINY) is None


class Colours:
    """An encoder that sees how red the middle of a picture is, and of other people knows nothing."""

    name = "colours"

    def embed(self, images: Sequence[Image.Image]) -> NDArray[np.float32]:
        middles = [np.asarray(image.crop((20, 20, 44, 60)), np.float32).mean((0, 1)) for image in images]
        return np.stack([[red - green, 20] / np.hypot(red - green, 20) for red, green, _ in middles])


def test_a_named_model_measures_from_epoch_0(new_run: Callable[..., FakeRun], monkeypatch) -> None:
    monkeypatch.setattr("charspec.compare.metrics.identity.picture_encoder", lambda lock, model: Colours())
    case = case_of(new_run(), 0)
    every_base = tuple(case.base.values())
    at_first = [figure.value for figure in measure(replace(case, samples=every_base))]
    assert np.median(at_first) == pytest.approx(0, abs=1e-3)
    copies = [figure.value for figure in measure(replace(case, samples=case.training))]
    # A copy is likest to itself: above the training pictures, each of which is held against the rest.
    assert min(copies) > max(at_first)
    assert np.median(copies) > 1


def test_without_pictures_of_epoch_0_a_named_model_says_why(new_run, tmp_path: Path) -> None:
    encoders = Encoders(identity=str(little.dinov2(tmp_path / "dino")))
    figure, *_ = measure(replace(case_of(new_run(), 4, encoders), base={}))
    assert (figure.value, figure.note) == (None, "there are no pictures of epoch 0 to measure from")


def test_a_model_that_sees_no_difference_gives_no_figure(new_run, tmp_path: Path) -> None:
    encoders = Encoders(identity=str(little.dinov2(tmp_path / "dino")))
    case = case_of(new_run(), 4, encoders)
    same = {str(n): Shot(str(n), "", shot.image) for n, shot in enumerate(case.training)}
    figure, *_ = measure(replace(case, base=same))
    assert "hardly tells" in str(figure.note)


def test_two_training_pictures_are_too_few(new_run: Callable[..., FakeRun]) -> None:
    case = case_of(new_run(), 4)
    figure, *_ = measure(replace(case, training=case.training[:2]))
    assert figure.value is None
    assert "3 training pictures, 2 are there" in str(figure.note)


def test_missing_samples_are_said(new_run: Callable[..., FakeRun]) -> None:
    [figure] = measure(replace(case_of(new_run(), 4), samples=()))
    assert (figure.value, figure.note) == (None, "the pictures of its prompts are missing")


def test_pictures_of_any_size_are_measured(new_run: Callable[..., FakeRun]) -> None:
    case = case_of(new_run(), 4)
    large = tuple(
        Shot(s.name, s.text, s.image.resize((200, 200), Image.Resampling.LANCZOS)) for s in case.samples
    )
    for small, big in zip(measure(case), measure(replace(case, samples=large)), strict=True):
        assert small.value == pytest.approx(big.value, abs=0.05)


def test_another_model_measures_a_run_again(new_run: Callable[..., FakeRun], tmp_path: Path) -> None:
    run = new_run(done=1)
    score_run(run.folder)
    first = {score.by for score in read_scores(run.folder) if score.metric == "identity"}
    score_run(run.folder, Encoders(identity=str(little.dinov2(tmp_path / "dino"))))
    second = {score.by for score in read_scores(run.folder) if score.metric == "identity"}
    assert first == {measured_by(run.lock, TINY)}
    assert len(second) == 1
    assert str(next(iter(second))).startswith("dino@")


def test_pictures_that_are_put_back_are_measured(new_run: Callable[..., FakeRun]) -> None:
    run = new_run()
    places = [path for path in run.folder.parents if (path / run.lock.plan.train.items[0].file).exists()]
    assert places
    kept = {item.file: (places[0] / item.file).read_bytes() for item in run.lock.plan.train.items}
    for file in kept:
        (places[0] / file).unlink()
    score_run(run.folder)
    before = [score for score in read_scores(run.folder) if score.metric == "identity"]
    assert before
    assert all(score.value is None for score in before)
    for file, data in kept.items():
        (places[0] / file).write_bytes(data)
    score_run(run.folder)
    after = [score for score in read_scores(run.folder) if score.metric == "identity"]
    assert after
    assert all(score.value is not None for score in after)
