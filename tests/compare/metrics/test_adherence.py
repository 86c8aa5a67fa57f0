"""Adherence: high where the picture shows its prompt, low where it shows something else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from charspec.compare.encoders import picture_encoder, prompt_judge
from charspec.compare.encoders.named import NamedJudge
from charspec.compare.metrics import Encoders
from charspec.compare.metrics.adherence import class_phrase, measure, measured_by
from charspec.compare.shots import Shot
from charspec.plan import PromptPlan
from charspec.tiny.character import Scene
from charspec.tiny.drawing import draw
from tests.compare.encoders import little
from tests.compare.fake_run import PROMPTS, VENDALIXIA, FakeRun
from tests.compare.metrics.test_identity import case_of, on_another_base

AT_SEA = "Vendalixia on a beach at sunset"


def test_pictures_that_show_their_prompts_score_high(new_run: Callable[..., FakeRun]) -> None:
    case = case_of(new_run(), 4)
    found = {figure.slot: figure.value for figure in measure(case)}
    assert list(found) == list(PROMPTS)
    assert min(found.values()) > 0.8


@pytest.mark.parametrize(
    ("scene", "least", "most"),
    [
        (Scene(place="beach", light="sunset"), 0.9, 1.0),
        (Scene(place="beach", light="night"), 0.4, 0.6),
        (Scene(place="forest", light="night"), 0.0, 0.1),
    ],
)
def test_what_is_drawn_instead_costs_its_share(new_run, scene: Scene, least: float, most: float) -> None:
    shot = Shot("new_place", AT_SEA, draw(VENDALIXIA, scene))
    [figure] = measure(replace(case_of(new_run(), 4), samples=(shot,)))
    assert least <= figure.value <= most


def test_a_prompt_of_unknown_words_is_not_measured(new_run: Callable[..., FakeRun]) -> None:
    shot = Shot("odd", "Vendalixia playing chess", draw(VENDALIXIA, Scene()))
    [figure] = measure(replace(case_of(new_run(), 4), samples=(shot,)))
    assert (figure.slot, figure.value) == ("odd", None)
    assert "nothing that this judge knows" in str(figure.note)


def test_another_base_without_a_model_is_not_measured(new_run: Callable[..., FakeRun]) -> None:
    case = on_another_base(case_of(new_run(), 4))
    figures = list(measure(case))
    assert [(figure.slot, figure.value) for figure in figures] == [(slot, None) for slot in PROMPTS]
    assert all("--adherence-model" in str(figure.note) for figure in figures)
    assert measured_by(case.lock, Encoders()) is None


def test_a_clip_is_asked_with_the_class_phrase_for_the_trigger(new_run, tmp_path: Path, monkeypatch) -> None:
    encoders = Encoders(adherence=str(little.clip(tmp_path / "clip")))
    asked: list[str] = []

    def note(self: object, images: object, texts: list[str]) -> list[float]:
        asked.extend(texts)
        return [0.25] * len(texts)

    case = on_another_base(case_of(new_run(), 4, encoders))
    real = [figure.value for figure in measure(case)]
    assert all(-1 <= value <= 1 for value in real)
    monkeypatch.setattr("charspec.compare.encoders.named.NamedJudge.agreement", note)
    figures = list(measure(case))
    assert asked[2] == "a young woman on a beach at sunset"
    assert not [text for text in asked if "Vendalixia" in text]
    assert {figure.by for figure in figures} == {measured_by(case.lock, encoders)}


@pytest.mark.parametrize(
    ("prompts", "control", "phrase"),
    [
        (["Vendalixia, standing"], "a tall man, standing", "a tall man"),
        (["portrait of Vendalixia", "x"], "portrait of a robot", "a robot"),
        (["two of Vendalixia and Vendalixia"], "a young woman", "a young woman"),
        (["nobody here"], "a young woman", "a young woman"),
    ],
)
def test_the_class_phrase_is_read_from_the_control_prompt(
    new_run, prompts, control: str, phrase: str
) -> None:
    lock = new_run(done=0).lock
    samples = lock.plan.samples.model_copy(
        update={
            "prompts": {str(n): PromptPlan(prompt=text, seed=n) for n, text in enumerate(prompts)},
            "control": PromptPlan(prompt=control, seed=1),
        }
    )
    changed = lock.model_copy(update={"plan": lock.plan.model_copy(update={"samples": samples})})
    assert class_phrase(changed) == phrase


def test_one_model_for_both_scores_is_opened_once(new_run, tmp_path: Path) -> None:
    model = str(little.clip(tmp_path / "clip"))
    lock = new_run(done=0).lock
    judge, encoder = prompt_judge(lock, model), picture_encoder(lock, model)
    assert isinstance(judge, NamedJudge)
    assert judge.pictures is encoder
