"""What trains if nobody says otherwise, and who said otherwise."""

from pathlib import Path

import pytest

from charspec.errors import CharspecError
from charspec.settings import SETTING_KEYS, UnknownBaseError, base_names, load_base, resolve
from charspec.spec import CharacterSpec, load_text

SPEC = "schema: charspec/1\ntrigger: Vendalixia\nidentity: a young woman\nimages: images/\n"


def spec(more: str = "") -> CharacterSpec:
    return load_text(SPEC + more, Path()).require()


def test_twelve_pictures_take_the_defaults_of_the_guide() -> None:
    settings = resolve(spec(), 12)
    assert (settings.learning_rate, settings.text_encoder_learning_rate) == (1e-4, 1e-5)
    assert (settings.batch_size, settings.repeats, settings.epochs) == (1, 20, 10)
    assert settings.steps == 2400
    assert (settings.preset, settings.origin("epochs"), settings.origin("rank")) == (
        "guide",
        "guide",
        "default",
    )


@pytest.mark.parametrize(
    ("pictures", "epochs", "repeats", "rate"),
    [
        (1, 20, 30, 5e-5),
        (5, 20, 30, 5e-5),
        (6, 18, 28, 5e-5),
        (7, 17, 27, 5e-5),
        (8, 15, 25, 5e-5),
        (9, 10, 20, 1e-4),
    ],
)
def test_small_sets_get_more_cycles_and_a_lower_rate(
    pictures: int, epochs: int, repeats: int, rate: float
) -> None:
    settings = resolve(spec(), pictures)
    assert (settings.epochs, settings.repeats, settings.learning_rate) == (epochs, repeats, rate)


def test_the_rows_of_the_small_set_are_the_guides_ranges_interpolated() -> None:
    for pictures in range(5, 9):
        share = (pictures - 5) / 3
        settings = resolve(spec(), pictures)
        assert settings.epochs == round(20 - 5 * share)
        assert settings.repeats == round(30 - 5 * share)


def test_the_spec_wins_over_the_preset_and_the_preset_stays_for_the_rest() -> None:
    settings = resolve(spec("train: {epochs: 3, rank: 8}\n"), 5)
    assert (settings.epochs, settings.origin("epochs")) == (3, "spec")
    assert (settings.repeats, settings.origin("repeats")) == (30, "preset small_set")
    assert (settings.alpha, settings.origin("alpha")) == (8.0, "rank")


def test_a_preset_may_be_chosen_whatever_the_number_of_pictures() -> None:
    assert resolve(spec("train: {preset: small_set}\n"), 12).epochs == 15
    assert resolve(spec("train: {preset: guide}\n"), 5).epochs == 10


def test_the_base_gives_the_resolution() -> None:
    settings = resolve(spec("base: tiny\n"), 12)
    assert (settings.resolution, settings.origin("resolution")) == (64, "base tiny")
    assert resolve(spec(), 12).resolution == 1024


def test_every_setting_has_an_origin() -> None:
    settings = resolve(spec(), 12)
    assert {settings.origin(key) for key in SETTING_KEYS} == {
        "guide",
        "default",
        "base flux2-klein-4b",
        "rank",
    }


def test_an_unknown_base_is_told_the_list_and_when_to_pick_which() -> None:
    with pytest.raises(UnknownBaseError, match="unknown base 'flux2-klein'") as caught:
        resolve(spec("base: flux2-klein\n"), 12)
    assert caught.value.hint
    assert "Did you mean 'flux2-klein-" in caught.value.hint
    for name in base_names():
        assert f"{name} ({load_base(name).pick_when})" in caught.value.hint


def test_an_unknown_preset_is_told_the_list() -> None:
    unchecked = spec().model_copy(update={"train": spec().train.model_copy(update={"preset": "fast"})})
    with pytest.raises(CharspecError, match="no preset 'fast'") as caught:
        resolve(unchecked, 12)
    assert caught.value.hint == "Choose one of: auto, guide, small_set."


def test_the_seven_bases_are_described_and_no_revision_is_invented() -> None:
    assert base_names() == (
        "flux2-dev",
        "flux2-klein-4b",
        "flux2-klein-9b",
        "qwen-image-2512",
        "tiny",
        "z-image",
        "z-image-turbo",
    )
    for name in base_names():
        base = load_base(name)
        assert base.name == name
        assert base.revision is None
        assert base.resolution % base.multiple == 0
        assert (base.repository is None) == (name == "tiny")
        assert set(base.overrides) <= set(SETTING_KEYS)
        assert resolve(spec(f"base: {name}\n"), 12).base == base


def test_only_the_licences_that_forbid_it_forbid_commercial_use() -> None:
    assert [name for name in base_names() if not load_base(name).commercial] == [
        "flux2-dev",
        "flux2-klein-9b",
    ]


def test_prodigy_takes_a_multiple_of_what_it_finds_unless_the_spec_says_another() -> None:
    settings = resolve(spec("train: {optimizer: prodigy}\n"), 6)
    assert (settings.learning_rate, settings.text_encoder_learning_rate) == (1.0, 0.1)
    assert settings.origin("learning_rate") == "optimizer prodigy"
    assert resolve(spec("train: {optimizer: prodigy, learning_rate: 0.5}\n"), 6).learning_rate == 0.5
    assert resolve(spec("train: {optimizer: adamw8bit}\n"), 6).learning_rate == 5e-5
