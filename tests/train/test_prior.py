"""Pictures of others: drawn once by the base, learnt from in some steps, and the bytes stay the plan's."""

from pathlib import Path
from typing import Any

import pytest
from PIL.Image import Image

from charspec.plan import PRIOR_PICTURES, PriorPlan, TrainPlan
from charspec.train import prior
from charspec.train.events import Drawing
from charspec.train.run import train
from charspec.train.sample import draw_pictures
from tests.train.bare import asked, bare_training, run_epochs
from tests.train.conftest import MakeLock
from tests.train.test_run import weights

PRIOR: dict[str, Any] = {
    "every": 3,
    "captions": [
        ["a young woman, standing", "a young woman with silver hair, standing"],
        ["a girl", "a girl in red"],
    ],
    "steps": 2,
    "guidance_scale": 4.0,
}


def with_prior(plan: TrainPlan, repeats: int) -> TrainPlan:
    items = [item.model_copy(update={"repeats": repeats}) for item in plan.items]
    return plan.model_copy(update={"prior": PriorPlan.model_validate(PRIOR), "items": tuple(items)})


def test_every_so_many_steps_learn_from_a_picture_of_another_as_well(
    make_lock: MakeLock, tmp_path: Path
) -> None:
    plan = with_prior(make_lock().plan.train, 6)
    training = bare_training(plan, tmp_path)
    run_epochs(training, 1)
    letters = [round(100 * float(rows[0]["embeds"][0])) for _, _, rows in asked(training)]
    known = {len(caption) for captions in PRIOR["captions"] for caption in captions}
    others = [at for at, count in enumerate(letters) if count in known]
    assert training.progress.step == 12, "the steps stay those of the guide"
    assert others == [1, 5, 9, 13], "after the steps 0, 3, 6 and 9"
    for turn, at in enumerate(others):
        own = letters[at - 1] == len(plan.items[0].caption)
        captions = PRIOR["captions"][0 if own else 1]
        assert letters[at] == len(captions[turn % 2]), "in the scene of the step's picture; described in turn"


def test_the_loss_that_is_told_is_hers_alone(make_lock: MakeLock, tmp_path: Path) -> None:
    plan = make_lock().plan.train
    frozen = {"optimizer": plan.optimizer.model_copy(update={"learning_rate": 1e-30})}
    alone = bare_training(plan.model_copy(update=frozen), tmp_path)
    beside = bare_training(with_prior(plan, 2).model_copy(update=frozen), tmp_path)
    for training in (alone, beside):
        run_epochs(training, 1)
    assert beside.progress.loss == pytest.approx(alone.progress.loss)


def test_runs_with_prior_pictures_give_the_same_bytes_and_draw_them_once(
    random_base: Path,
    spec_folder: Path,
    make_lock: MakeLock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn: list[str] = []

    def draw(*given: Any) -> list[Image]:
        drawn.extend(prompt.prompt for prompt in given[3])
        return draw_pictures(*given)

    monkeypatch.setattr(prior, "draw_pictures", draw)
    lock, without = make_lock(prior=PRIOR), make_lock()
    told = [one for one in train(lock, spec_folder, tmp_path / "a", random_base) if isinstance(one, Drawing)]
    assert told == [Drawing(4, 8), Drawing(8, 8)]
    assert drawn == [caption for captions in PRIOR["captions"] for caption in captions * 2]
    again = list(train(lock, spec_folder, tmp_path / "b", random_base))
    assert not any(isinstance(event, Drawing) for event in again)
    assert len(drawn) == 2 * PRIOR_PICTURES, "the second run takes them from the cache"
    list(train(without, spec_folder, tmp_path / "c", random_base))
    assert weights(tmp_path / "a") == weights(tmp_path / "b")
    assert weights(tmp_path / "a") != weights(tmp_path / "c")
    assert lock.hashes.run != without.hashes.run
