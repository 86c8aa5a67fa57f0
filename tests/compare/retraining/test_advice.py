"""What a run's scores say about training again: each fault has its remedy, and a good run has none."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from charspec.compare.retraining import Advised, advise
from charspec.plan import Lock, PriorPlan
from charspec.records import read_epochs
from charspec.scores import Score, read_scores
from tests.compare.fake_run import PROMPTS, FakeRun

FRONT, FOREST, CITY = "images/front.png", "images/forest.png", "images/city.png"
CALM = {
    "memorisation": dict.fromkeys(range(11), 0.1),
    "background_memorisation": dict.fromkeys(range(11), 0.2),
    "diversity": dict.fromkeys(range(11), 0.9),
    "leak": dict.fromkeys(range(11), 0.0),
    "adherence": dict.fromkeys(range(11), 1.0),
}
LEARNT = {0: 0.0, 1: 0.3, 2: 0.6, 3: 0.8, 4: 0.88, **dict.fromkeys(range(5, 11), 0.9)}


def advised(
    run: FakeRun, findings: tuple[str, ...] = (), lock: Lock | None = None, **metrics: dict[int, float]
) -> Advised:
    run.score(**{**CALM, **metrics})
    return advise(lock or run.lock, read_epochs(run.folder), read_scores(run.folder), findings)


def changed(lock: Lock, **train: object) -> Lock:
    plan = lock.plan.model_copy(update={"train": lock.plan.train.model_copy(update=train)})
    return lock.model_copy(update={"plan": plan})


def shown(found: Advised) -> dict[str, tuple[float, float]]:
    return {"/".join(map(str, setting.path)): (setting.was, setting.to) for setting in found.settings}


@pytest.fixture
def run(new_run: Callable[..., FakeRun]) -> FakeRun:
    return new_run(planned=10, done=10)


def test_a_good_run_has_nothing_to_change(run: FakeRun) -> None:
    found = advised(run, identity=LEARNT)
    assert (found.advice, found.is_told, found.settings) == ((), True, ())


def test_a_run_that_overfits_after_a_good_epoch_has_nothing_to_change(run: FakeRun) -> None:
    late = {**CALM["memorisation"], 9: 0.95, 10: 0.98}
    found = advised(run, identity={**LEARNT, 4: 0.9}, memorisation=late)
    assert found.advice == ()
    assert found.epoch < 9


def test_what_was_hardly_trained_is_trained_as_long_as_the_guide_says(new_run) -> None:
    run = new_run(planned=4, done=4)
    found = advised(run, identity=dict.fromkeys(range(5), 0.02))
    assert shown(found) == {"train/epochs": (4, 10)}
    assert "was not learnt: identity rose by 0.00" in found.advice[0].evidence


def test_what_was_trained_long_and_not_learnt_is_trained_faster(run: FakeRun) -> None:
    found = advised(run, identity=dict.fromkeys(range(11), 0.02))
    assert shown(found) == {"train/learning_rate": (1e-4, 2e-4)}


def test_a_run_that_was_still_learning_goes_on(run: FakeRun) -> None:
    found = advised(run, identity={number: number * 0.08 for number in range(11)})
    assert shown(found) == {"train/epochs": (10, 15)}
    assert "goes on where it ended" in found.advice[0].do


def test_with_a_schedule_that_ends_a_longer_run_is_a_new_one(run: FakeRun) -> None:
    schedule = run.lock.plan.train.lr_schedule.model_copy(update={"name": "cosine"})
    lock = changed(run.lock, lr_schedule=schedule)
    found = advised(run, lock=lock, identity={number: number * 0.08 for number in range(11)})
    assert "goes on" not in found.advice[0].do


def test_a_character_that_is_half_there_gets_a_larger_rank(run: FakeRun) -> None:
    found = advised(run, identity={0: 0.0, 1: 0.3, **dict.fromkeys(range(2, 11), 0.45)})
    assert shown(found) == {"train/rank": (16, 32)}
    assert "Identity drifts" in found.advice[0].evidence
    lora = run.lock.plan.train.lora
    half = changed(run.lock, lora=lora.model_copy(update={"alpha": 8.0}))
    found = advised(run, lock=half, identity={0: 0.0, **dict.fromkeys(range(1, 11), 0.45)})
    assert shown(found) == {"train/rank": (16, 32), "train/alpha": (8, 16)}
    large = changed(run.lock, lora=lora.model_copy(update={"rank": 64, "alpha": 64.0}))
    found = advised(run, lock=large, identity={0: 0.0, **dict.fromkeys(range(1, 11), 0.45)})
    assert (shown(found), len(found.advice)) == ({}, 1)


def test_prompts_in_which_the_character_is_lost_are_named(run: FakeRun) -> None:
    run.score(**CALM, identity={0: 0.0, **dict.fromkeys(range(1, 11), 0.95)})
    lines = [
        score.model_copy(update={"value": 0.3})
        if (score.metric, score.slot) == ("identity", "new_pose") and score.epoch
        else score
        for score in read_scores(run.folder)
    ]
    found = advise(run.lock, read_epochs(run.folder), lines)
    assert "Pictures like the prompts new_pose would help" in found.advice[0].do


def test_without_an_encoder_colours_do_not_ask_for_a_rank(run: FakeRun) -> None:
    assert advised(run, palette={0: 0.0, **dict.fromkeys(range(1, 11), 0.4)}).advice == ()


def nearest(run: FakeRun, metric: str, value: float, names: dict[str, str]) -> list[Score]:
    """The scores of a run, with a metric of the trained epochs about these pictures."""
    return [
        score.model_copy(update={"value": value, "nearest": names[str(score.slot)]})
        if score.metric == metric and score.epoch and score.slot in names
        else score
        for score in read_scores(run.folder)
    ]


def test_a_copied_pose_names_its_picture_and_shows_it_less(run: FakeRun) -> None:
    run.score(**CALM, identity=LEARNT)
    scores = nearest(run, "memorisation", 0.9, dict.fromkeys(PROMPTS, FRONT))
    found = advise(run.lock, read_epochs(run.folder), scores)
    pose, rate = found.advice
    assert f"comes back in 4 of 4 prompts (epoch 1): of {FRONT}." in pose.evidence
    assert "half as often, and add pictures in other poses" in pose.do
    assert shown(found) == {f"images/{FRONT}/repeats": (20, 10), "train/learning_rate": (1e-4, 5e-5)}
    assert "No epoch is good" in rate.evidence


def test_copies_of_many_pictures_ask_for_other_pictures(run: FakeRun) -> None:
    run.score(**CALM, identity=LEARNT)
    names = dict(zip(PROMPTS, (FRONT, FOREST, CITY, FRONT), strict=True))
    found = advise(run.lock, read_epochs(run.folder), nearest(run, "memorisation", 0.9, names))
    assert all(name in found.advice[0].evidence for name in names.values())
    assert shown(found) == {"train/learning_rate": (1e-4, 5e-5)}


def test_a_copied_place_names_its_pictures_and_what_lint_had_said(run: FakeRun) -> None:
    run.score(**CALM, identity=LEARNT)
    scores = nearest(run, "background_memorisation", 0.95, dict.fromkeys(PROMPTS, FOREST))
    found = advise(run.lock, read_epochs(run.folder), scores, ["D109", "C104"])
    assert f"The place of training pictures comes back in 4 of 4 prompts (epoch 1): of {FOREST}." in (
        found.advice[0].evidence
    )
    assert found.advice[0].do == "The set has too few of them (lint: D109): add pictures in other places."


@pytest.mark.parametrize(
    ("every", "setting"),
    [
        (None, {"train/prior_every": (0, 2)}),
        (4, {"train/prior_every": (4, 2)}),
        (2, {"train/prior_every": (2, 1)}),
        (1, {"train/learning_rate": (1e-4, 5e-5)}),
    ],
)
def test_a_trigger_that_leaks_learns_from_others(run: FakeRun, every: int | None, setting) -> None:
    prior = every and PriorPlan(every=every, captions=(("a", "b"),), steps=4, guidance_scale=1.0)
    leaking = {0: 0.0, **dict.fromkeys(range(1, 11), 0.6)}
    dull = {0: 0.9, **dict.fromkeys(range(1, 11), 0.5)}
    lock = changed(run.lock, prior=prior)
    found = advised(run, lock=lock, identity=LEARNT, leak=leaking, diversity=dull)
    assert "The trigger leaks" in found.advice[0].evidence
    assert setting.items() <= shown(found).items()


def test_scores_that_tell_nothing_give_no_advice(run: FakeRun) -> None:
    found = advised(run)
    assert (found.advice, found.is_told) == ((), False)
