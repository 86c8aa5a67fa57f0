"""What the page says of the choice of an epoch, where it can be told and where not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from charspec.compare.report import beside, gather_page
from charspec.compare.report.making import making
from charspec.compare.report.several import PageData
from charspec.compare.report.verdicts import advice, verdicts
from tests.compare.fake_run import FakeRun

NewRun = Callable[..., FakeRun]


def page(run: FakeRun, served: bool = False) -> PageData:
    return gather_page([run.folder], beside(run.folder), served=served)


def test_without_scores_it_says_how_to_measure_and_recommends_nothing(new_run: NewRun) -> None:
    shown = page(new_run())
    assert "Nothing is measured yet" in verdicts(shown)
    assert "Take epoch" not in verdicts(shown)
    assert advice(shown) == ""


def test_where_the_scores_cannot_tell_the_page_says_so(new_run: NewRun) -> None:
    run = new_run()
    run.score(memorisation=dict.fromkeys(range(5), 0.0))
    shown = page(run)
    assert "Can’t tell" in verdicts(shown)
    assert "Judge by eye; the last epoch is the default." in verdicts(shown)
    assert "can’t tell the epochs apart" in advice(shown)


def test_identity_without_an_encoder_says_why_it_is_missing(new_run: NewRun) -> None:
    run = new_run()
    run.score(memorisation={0: 0.0, 1: 0.1}, identity={0: None, 1: None})
    assert "Identity was not measured" in verdicts(page(run))
    assert "(no encoder is given)" in verdicts(page(run))


@pytest.mark.parametrize(
    ("scores", "word"),
    [
        ({"palette": dict.fromkeys(range(5), 0.0)}, "underfits"),
        (
            {
                "palette": {0: 0.0} | dict.fromkeys(range(1, 5), 0.9),
                "memorisation": {0: 0.0} | dict.fromkeys(range(1, 5), 0.95),
            },
            "overfits",
        ),
    ],
)
def test_where_no_epoch_is_good_that_is_said_first(
    new_run: NewRun, scores: dict[str, dict[int, float | None]], word: str
) -> None:
    run = new_run()
    run.score(**scores)
    shown = page(run)
    assert f"comes nearest, but {word}" in advice(shown)
    assert "No epoch is good" in verdicts(shown)
    assert "Take epoch" not in verdicts(shown)
    assert ">recommended<" not in verdicts(shown)


def test_only_a_served_page_has_buttons_and_only_a_file_the_command(new_run: NewRun) -> None:
    run = new_run()
    run.score(palette={0: 0.0, 1: 0.5})
    assert "data-pick" not in verdicts(page(run))
    assert "charspec pick" in verdicts(page(run))
    served = verdicts(page(run, served=True))
    assert 'data-pick="1"' in served
    assert 'data-pick="0"' not in served
    assert "charspec pick" not in served


def test_settings_say_who_said_them(new_run: NewRun) -> None:
    run = new_run(done=0)
    said = {
        "base": "character.yaml:5:7",
        "train.learning_rate": "guide (conf/preset/guide.yaml:3)",
        "optimizer.betas": "conf/optimizer/adamw.yaml:3",
        "train.rank": "character.yaml:9:9",
        "sampling.steps": "base tiny",
    }
    (data,) = gather_page([run.folder], beside(run.folder), origins={run.folder: said}).runs
    markup = making(data)
    assert all(f">{origin}</span>" in markup for origin in said.values())
    assert "is not shown" not in markup
    assert "is not shown" in making(page(run).runs[0])
