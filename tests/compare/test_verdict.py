"""The verdict on a run by its scores: what each epoch is, which one to take, and when that cannot be told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charspec.compare.verdict import Verdict, judge
from charspec.plan import Lock, Plan, ReleasePlan, lock
from charspec.records import CONTROL, Epoch
from charspec.scores import Score
from tests.compare.drawings import some_lock

HASH, OLD = "a" * 64, "b" * 64
SLOTS = ("baseline", "new_framing", "new_place", "new_pose")
LOCK = some_lock()
RISING = (0.0, 0.1, 0.3, 0.57, 0.58, 0.6)
"""A likeness that has come at epoch 3, and rises no more to speak of."""


def epochs(count: int) -> list[Epoch]:
    return [
        Epoch(
            epoch=number, step=number, loss=None, grid_loss=None, weights=None, samples=(), samples_hash=HASH
        )
        for number in range(count)
    ]


def per_prompt(metric: str, course: Sequence[float], nearest: str | None = None) -> list[Score]:
    """The metric at each epoch, the prompts scattering by 0.02 around it."""
    return [
        Score(
            epoch=epoch, metric=metric, slot=slot, value=value + 0.02 * (index - 1.5), nearest=nearest,
            samples_hash=HASH,
        )
        for epoch, value in enumerate(course)
        for index, slot in enumerate(SLOTS)
    ]  # fmt: skip


def whole(metric: str, course: Sequence[float], slot: str | None = None) -> list[Score]:
    return [
        Score(epoch=epoch, metric=metric, slot=slot, value=value, samples_hash=HASH)
        for epoch, value in enumerate(course)
    ]


def verdict(*scores: Sequence[Score], count: int = 6, of: Lock = LOCK) -> Verdict:
    return judge(of, epochs(count), [score for part in scores for score in part])


def phases(found: Verdict) -> str:
    """`uuss`: a letter for each epoch, `?` for unclear."""
    return "".join({"unclear": "?"}.get(one.phase, one.phase[0]) for one in found.epochs)


def for_style() -> Lock:
    release = ReleasePlan(
        description=None,
        tags=(),
        license=None,
        thumbnail=None,
        pins=(),
        for_style_merge=True,
        commercial=False,
    )
    return lock(Plan(train=LOCK.plan.train, samples=LOCK.plan.samples, release=release))


@pytest.mark.parametrize("metric", ["identity", "palette"])
def test_the_earliest_epoch_as_good_as_the_best_is_recommended(metric: str) -> None:
    found = verdict(per_prompt(metric, RISING))
    assert phases(found) == "uusss"
    assert (found.recommended, found.runner_up) == (3, 5)
    assert f"{metric} 0.57 (0.00 at epoch 0), its rise 95% of that of epoch 5 (0.60)" in found.reasons[0]


def test_a_likeness_that_never_comes_is_underfit_and_the_last_epoch_is_left() -> None:
    found = verdict(per_prompt("identity", (0, 0.01, 0.03, 0.05)), count=4)
    assert phases(found) == "uuu"
    assert (found.recommended, found.runner_up) == (3, 2)
    assert "Every epoch underfits" in found.reasons[0]
    assert any("train longer" in reason for reason in found.reasons)


def test_places_of_the_set_in_most_prompts_are_overfit() -> None:
    places = per_prompt("background_memorisation", (0.3, 0.3, 0.4, 0.5, 0.95, 0.95), "images/forest.png")
    found = verdict(per_prompt("identity", RISING), places)
    assert phases(found) == "uusoo"
    assert found.recommended == 3
    assert (
        "4 of 4 prompts show the place of a training picture: baseline 0.92 (images/forest.png)"
        in (found.epochs[4].reasons[0])
    )


def test_places_that_the_base_draws_as_well_are_none_of_the_set() -> None:
    places = per_prompt("background_memorisation", (0.95,) * 6, "images/white.png")
    assert phases(verdict(per_prompt("identity", RISING), places)) == "uusss"


def test_copied_poses_are_overfit() -> None:
    poses = per_prompt("memorisation", (0, 0.1, 0.2, 0.3, 0.4, 0.9), "images/front.png")
    found = verdict(per_prompt("identity", RISING), poses)
    assert phases(found) == "uusso"
    assert "copy the pose of a training picture" in found.epochs[-1].reasons[0]
    assert "images/front.png" in found.epochs[-1].reasons[0]


def test_one_sign_that_is_not_plain_makes_an_epoch_unclear_and_two_make_it_overfit() -> None:
    likeness = per_prompt("identity", RISING)
    leak = whole("leak", (0, 0, 0, 0, 0, 0.5), CONTROL)
    variety = whole("diversity", (0.9, 0.9, 0.9, 0.9, 0.9, 0.5))
    assert phases(verdict(likeness, leak)) == "uuss?"
    assert phases(verdict(likeness, variety)) == "uuss?"
    everywhere = verdict(likeness, whole("leak", (0, 0.5, 0.5, 0.5, 0.5, 0.5), CONTROL))
    assert "No epoch is good in all; epoch 3 comes nearest" in everywhere.reasons[0]
    assert "Better: train with pictures of others as well (train.prior_every=2)." in everywhere.reasons
    found = verdict(likeness, leak, variety, whole("drift", (0, 5, 5, 5, 5, 40), CONTROL))
    assert phases(found) == "uusso"
    assert "leak 0.50, 0.00 at epoch 0, and its picture moved by ΔE 40" in found.epochs[-1].reasons[0]
    assert "diversity 0.50, 0.90 at epoch 0" in found.epochs[-1].reasons[1]


def test_prompts_that_are_no_longer_followed_are_a_sign() -> None:
    adherence = [
        *per_prompt("adherence", (0.9, 0.9, 0.9, 0.9, 0.9, 0.9))[:-1],
        Score(epoch=5, metric="adherence", slot="new_pose", value=0.1, samples_hash=HASH),
    ]
    found = verdict(per_prompt("identity", RISING), adherence)
    assert phases(found) == "uuss?"
    assert any("new_pose fell most" in reason for reason in found.epochs[-1].reasons)


def test_where_all_overfit_the_one_that_does_least_is_taken() -> None:
    places = per_prompt("background_memorisation", (0.1, 0.9, 0.9, 0.9, 0.9, 0.9))
    leak = whole("leak", (0, 0, 0.5, 0.5, 0.5, 0.5), CONTROL)
    found = verdict(per_prompt("identity", (0, 0.5, 0.6, 0.7, 0.8, 0.9)), places, leak)
    assert phases(found) == "ooooo"
    assert (found.recommended, found.runner_up) == (1, 2)
    assert "epoch 1 does least" in found.reasons[0]


def test_for_a_merge_with_a_style_an_earlier_epoch_is_taken() -> None:
    likeness = per_prompt("identity", (0, 0.1, 0.53, 0.55, 0.6, 0.6))
    assert verdict(likeness).recommended == 4
    found = verdict(likeness, of=for_style())
    assert found.recommended == 2
    assert "merge with a style" in found.reasons[0]


def test_without_an_encoder_the_verdict_says_what_stands_in_for_identity() -> None:
    unmeasured = Score(
        epoch=1, metric="identity", slot=None, value=None, note="it needs a model", samples_hash=HASH
    )
    found = verdict(per_prompt("palette", RISING), [unmeasured])
    assert "Identity was not measured (it needs a model)" in found.reasons[-1]


def test_identity_of_half_the_epochs_does_not_decide_for_all() -> None:
    half = [score for score in per_prompt("identity", RISING) if score.epoch in (0, 5)]
    found = verdict(per_prompt("palette", RISING), half)
    assert phases(found) == "uusss"
    assert "palette" in found.reasons[0]


def test_prompts_that_disagree_tell_nothing() -> None:
    values = {"baseline": 0.9, "new_framing": -0.5, "new_place": 0.7, "new_pose": -0.1}
    scores = [
        Score(epoch=epoch, metric="identity", slot=slot, value=epoch * value, samples_hash=HASH)
        for epoch in (0, 1)
        for slot, value in values.items()
    ]
    found = verdict(scores, count=2)
    assert (phases(found), found.recommended, found.runner_up) == ("?", None, None)
    assert "the prompts disagree" in found.reasons[0]
    assert "give or take" in found.reasons[0]


def test_one_prompt_alone_tells_nothing() -> None:
    found = verdict([score for score in per_prompt("identity", RISING) if score.slot == "baseline"])
    assert found.recommended is None
    assert "one prompt alone" in found.reasons[0]


def test_copies_are_named_even_where_nothing_else_can_be_told() -> None:
    found = verdict(per_prompt("memorisation", (0, 0.9)), count=2)
    assert (phases(found), found.recommended) == ("o", None)


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_run_that_was_not_measured_has_no_recommendation(count: int) -> None:
    found = judge(LOCK, epochs(count), [])
    assert found.recommended is None
    assert len(found.epochs) == max(count - 1, 0)
    assert "Nothing was measured" in found.reasons[0]


def test_scores_of_pictures_that_were_drawn_again_do_not_count() -> None:
    stale = [score.model_copy(update={"samples_hash": OLD}) for score in per_prompt("identity", RISING)]
    assert verdict(stale).recommended is None


@given(
    st.dictionaries(
        st.sampled_from(("identity", "palette", "memorisation", "background_memorisation", "adherence")),
        st.lists(st.floats(-1, 1.5), min_size=1, max_size=6),
    ),
    st.lists(st.floats(-1, 1), max_size=6),
)
def test_whatever_was_measured_the_verdict_is_whole(
    courses: Mapping[str, list[float]], leak: list[float]
) -> None:
    found = verdict(
        *(per_prompt(metric, course) for metric, course in courses.items()), whole("leak", leak, CONTROL)
    )
    assert [one.epoch for one in found.epochs] == [1, 2, 3, 4, 5]
    assert all(one.reasons and all(one.reasons) for one in found.epochs)
    assert found.reasons
    assert found.recommended is None or found.recommended in range(1, 6)
    assert found.runner_up is None or found.runner_up != found.recommended
