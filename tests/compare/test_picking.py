"""Choosing an epoch writes release.yaml, or says what is in the way and writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from charspec.choice import FILE, read_choice
from charspec.compare.picking import choose, recommend
from charspec.errors import CharspecError
from charspec.scores import FILE as SCORES
from charspec.scores import Score
from tests.compare.fake_run import PROMPTS, FakeRun

NewRun = Callable[..., FakeRun]


def score(run: FakeRun, course: Sequence[float]) -> None:
    """Write an identity for each epoch, the prompts scattering a little."""
    lines = [
        Score(
            epoch=epoch, metric="identity", slot=slot, value=value + 0.01 * index,
            samples_hash=run.lock.hashes.samples,
        ).model_dump_json()
        for epoch, value in enumerate(course)
        for index, slot in enumerate(PROMPTS)
    ]  # fmt: skip
    (run.folder / SCORES).write_text("\n".join(lines) + "\n")


@pytest.fixture
def run(new_run: NewRun) -> FakeRun:
    made = new_run(planned=4, done=4)
    score(made, (0, 0.2, 0.6, 0.61, 0.62))
    return made


def test_what_is_recommended_is_written_with_its_reasons(run: FakeRun) -> None:
    choice = choose(run.folder, None, "recommendation")
    assert choice == read_choice(run.folder)
    assert (choice.epoch, choice.recommended, choice.runner_up) == (2, 2, 4)
    assert choice.chosen_by == "recommendation"
    assert choice.weights.file == "epochs/02/vendalixia-e02.safetensors"
    assert choice.reasons == recommend(run.folder).reasons
    assert choice.scores == {"identity": 0.615}
    assert (choice.run, choice.train) == (run.lock.hashes.run, run.lock.hashes.train)


def test_a_person_may_take_another_with_a_reason(run: FakeRun) -> None:
    choice = choose(run.folder, 3, "person", "  the best face ")
    assert (choice.epoch, choice.recommended, choice.chosen_by) == (3, 2, "person")
    assert choice.reasons[0] == "the best face"
    assert "The scores recommend epoch 2; epoch 3 was chosen." in choice.reasons


def test_where_nothing_can_be_told_the_last_epoch_is_taken(new_run: NewRun) -> None:
    choice = choose(new_run(planned=3, done=3).folder, None, "recommendation")
    assert (choice.epoch, choice.recommended, choice.scores) == (3, None, {})
    assert "Nothing was measured" in choice.reasons[0]


def test_a_choice_of_a_person_without_scores_says_that_it_is_one(new_run: NewRun) -> None:
    run = new_run(planned=3, done=3).folder
    assert choose(run, 2, "person").reasons == ("A person chose it; nothing was measured.",)
    assert choose(run, 2, "person", "her smile").reasons == ("her smile",)


@pytest.mark.parametrize(
    ("epoch", "said"), [(9, "this run has no epoch 9"), (0, "epoch 0 is the base without LoRA")]
)
def test_an_epoch_that_is_not_there_is_refused(run: FakeRun, epoch: int, said: str) -> None:
    refused(run, epoch, said)


def test_weights_that_are_missing_are_refused(run: FakeRun) -> None:
    (run.folder / "epochs/03/vendalixia-e03.safetensors").unlink()
    refused(run, 3, "the weights of epoch 3 are missing")


def test_weights_that_changed_are_refused(run: FakeRun) -> None:
    (run.folder / "epochs/03/vendalixia-e03.safetensors").write_bytes(b"others")
    refused(run, 3, "not the weights that epoch 3 trained")


def test_a_run_that_has_not_ended_needs_a_named_epoch(new_run: NewRun) -> None:
    run = new_run(planned=4, done=2)
    refused(run, None, "has not ended: 2 of 4 epochs are trained")
    choice = choose(run.folder, 1, "person")
    assert choice.epoch == 1
    assert "Chosen while the run had not ended: 2 of 4 epochs." in choice.reasons


def test_a_run_without_epochs_is_refused(new_run: NewRun) -> None:
    refused(new_run(planned=4, done=0), None, "no trained epoch yet")


def test_a_folder_that_is_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CharspecError) as caught:
        choose(tmp_path / "nothing", None, "person")
    assert caught.value.exit_code == 2


def refused(run: FakeRun, epoch: int | None, said: str) -> None:
    with pytest.raises(CharspecError, match=said) as caught:
        choose(run.folder, epoch, "person")
    assert caught.value.hint
    assert not (run.folder / FILE).exists()


def test_the_folder_of_a_spec_is_not_that_of_a_run(run: FakeRun) -> None:
    (run.folder / "character.yaml").write_text("schema: charspec/1\n", encoding="utf-8")
    with pytest.raises(CharspecError, match="of a spec and its lock, not of a run") as caught:
        recommend(run.folder)
    assert "below runs/" in (caught.value.hint or "")
