"""What a lock leaves open: where and how it runs. Everything else of it is fixed."""

from pathlib import Path

import pytest

from charspec.compile import beside, compile_spec
from charspec.errors import CharspecError
from charspec.plan import TrainPlan


@pytest.fixture
def plan(spec: Path) -> TrainPlan:
    return compile_spec(spec).plan.train


def test_what_travels_beside_a_plan_can_be_chosen_for_a_lock(plan: TrainPlan) -> None:
    words = ["tracker=tensorboard", "launcher=slurm", "launcher.partition=gpu", "base.path='~/klein'"]
    found = beside(plan, words)
    assert found.execution.tracker.name == "tensorboard"
    assert found.execution.launcher.model_dump()["partition"] == "gpu"
    assert found.base_path == Path("~/klein").expanduser()


def test_without_words_the_defaults_of_a_spec_count(spec: Path, plan: TrainPlan) -> None:
    compiled = compile_spec(spec)
    assert beside(plan, []) == (compiled.execution, None, compiled.deployment)


def test_hardware_is_taken_if_it_says_what_the_plan_says(spec: Path, plan: TrainPlan) -> None:
    assert beside(plan, ["hardware=48gb"]).execution == beside(plan, []).execution
    large = compile_spec(spec, ["hardware=24gb"])
    assert beside(large.plan.train, ["hardware=24gb"]).execution.hardware == large.execution.hardware


@pytest.mark.parametrize(
    "word", ["train.epochs=3", "base=tiny", "hardware=24gb", "hardware.precision=float32", "preset=guide"]
)
def test_what_would_change_the_plan_is_refused(plan: TrainPlan, word: str) -> None:
    with pytest.raises(CharspecError, match="a lock is trained as it is") as caught:
        beside(plan, ["tracker=none", word])
    assert word in caught.value.message
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["launcher.partition=gpu"], "launcher=basic has no 'partition'"),
        (["tracker=tensorbord"], "no tracker 'tensorbord'"),
        (["launcher=slurm", "launcher.minutes=never"], "launcher.minutes must be"),
    ],
)
def test_a_word_that_cannot_be_is_named(plan: TrainPlan, words: list[str], said: str) -> None:
    with pytest.raises(CharspecError) as caught:
        beside(plan, words)
    assert said in caught.value.message
