"""guide < preset < base < spec < command line, in compile as in the settings that lint judges."""

import shutil
from pathlib import Path

import pytest

from charspec import conf_path
from charspec.compile import compile_spec, compose
from charspec.compile.config import TrainConfig
from charspec.resources import conf_dir
from charspec.settings import base_names, resolve
from tests.compile.test_lock import edit


@pytest.mark.parametrize("base", base_names())
@pytest.mark.parametrize("train", ["auto", "{preset: guide}", "{rank: 4, epochs: 2}", "{alpha: 3, rank: 5}"])
def test_a_plan_without_overrides_holds_the_resolved_settings(spec: Path, base: str, train: str) -> None:
    text = spec.read_text("utf-8")
    kept = text[: text.index("train:")] + f"train: {train}\n"
    spec.write_text(kept.replace("flux2-klein-4b", base), "utf-8")
    compiled = compile_spec(spec)
    settings = resolve(compiled.loaded.require(), len(compiled.dataset.items))
    plan = compiled.plan.train
    config = compiled.configured.config.train
    for key in set(TrainConfig.model_fields) - {"alpha"}:
        assert getattr(config, key) == getattr(settings, key), key
    assert (plan.epochs, plan.batch_size, plan.seed) == (settings.epochs, settings.batch_size, settings.seed)
    assert (plan.lora.rank, plan.lora.alpha) == (settings.rank, settings.alpha)
    assert plan.optimizer.name == settings.optimizer
    assert plan.optimizer.learning_rate == settings.learning_rate
    assert (plan.resolution, plan.flip) == (settings.resolution, settings.flip)
    assert plan.caption_dropout == settings.caption_dropout
    assert (plan.text_encoder is not None) == settings.text_encoder
    assert plan.base.name == settings.base.name
    assert {item.repeats for item in plan.items} == {7, settings.repeats}


def test_each_layer_wins_over_the_one_before(spec: Path) -> None:
    def rate(*overrides: str) -> float:
        return compile_spec(spec, overrides).plan.train.optimizer.learning_rate

    assert rate("train.learning_rate=3e-4") == 3e-4
    assert rate() == 2e-4
    edit(spec, "  learning_rate: 2e-4\n", "")
    assert rate() == 5e-5
    assert rate("preset=guide") == 1e-4
    assert rate("preset=guide", "train.learning_rate=3e-4") == 3e-4


def test_the_base_gives_what_nobody_else_says(spec: Path) -> None:
    def resolution(*overrides: str) -> int:
        return compile_spec(spec, overrides).plan.train.resolution

    assert resolution("base=tiny") == 64
    edit(spec, "resolution: 64", "resolution: 96")
    assert resolution("base=tiny") == 96
    assert resolution("base=tiny", "train.resolution=72") == 72
    edit(spec, "  resolution: 96\n", "")
    assert resolution() == 1024
    assert resolution("base=tiny") == 64


@pytest.fixture
def conf_with_a_rate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """conf/ where the base tiny has a learning rate of its own."""
    copy = tmp_path / "conf"
    shutil.copytree(conf_dir(), copy)
    tiny = copy / "base" / "tiny.yaml"
    text = tiny.read_text("utf-8")
    tiny.write_text(text[: text.index("overrides:")] + "overrides:\n  learning_rate: 7.0e-4\n", "utf-8")
    for module in (conf_path, compose):
        monkeypatch.setattr(module, "conf_dir", lambda: copy)


@pytest.mark.usefixtures("conf_with_a_rate")
def test_a_bases_own_settings_win_over_the_preset_and_lose_to_the_spec(spec: Path) -> None:
    def rate(*overrides: str) -> tuple[float, str]:
        compiled = compile_spec(spec, ["base=tiny", *overrides])
        return compiled.plan.train.optimizer.learning_rate, compiled.origins["train.learning_rate"].origin

    assert rate() == (2e-4, f"{spec}:31:18")
    edit(spec, "  learning_rate: 2e-4\n", "")
    own, origin = rate()
    assert own == 7e-4
    assert origin.startswith("base tiny (conf/base/tiny.yaml:")
    assert rate("preset=guide") == (own, origin)
    assert rate("train.learning_rate=3e-4")[0] == 3e-4


def test_a_base_of_the_command_line_brings_its_own_facts(spec: Path) -> None:
    plan = compile_spec(spec, ["base=tiny"]).plan
    assert (plan.train.base.name, plan.train.base.repository) == ("tiny", "charspec")
    assert (plan.train.base.multiple, plan.samples.steps) == (8, 20)


def test_alpha_follows_the_rank_until_someone_sets_it(spec: Path) -> None:
    assert compile_spec(spec, ["train.rank=4"]).plan.train.lora.alpha == 4.0
    assert compile_spec(spec, ["train.rank=4", "train.alpha=8"]).plan.train.lora.alpha == 8.0


def test_the_seed_moves_the_prompts_noise_and_each_prompt_has_its_own(spec: Path) -> None:
    zero, one = (compile_spec(spec, [f"train.seed={seed}"]).plan.samples for seed in (0, 1))
    seeds = [prompt.seed for part in (zero, one) for prompt in (*part.prompts.values(), part.control)]
    assert len(set(seeds)) == len(seeds)


def test_a_prompt_keeps_its_noise_when_others_come_and_go(spec: Path) -> None:
    before = compile_spec(spec).plan.samples.prompts["baseline"]
    edit(spec, "  new_place: Vendalixia on a beach at sunset\n", "  a_first: Vendalixia running\n")
    edit(spec, "new_place", "baseline")
    assert compile_spec(spec).plan.samples.prompts["baseline"] == before


def test_without_tests_the_guides_four_prompts_are_drawn(spec: Path) -> None:
    text = spec.read_text("utf-8")
    spec.write_text(
        text[: text.index("tests:")] + text[text.index("train:") : text.index("release:")], "utf-8"
    )
    prompts = compile_spec(spec).plan.samples.prompts
    assert list(prompts) == ["baseline", "new_framing", "new_place", "new_pose"]
    assert prompts["new_pose"].prompt == "Vendalixia running"


def test_the_control_prompt_asks_for_the_class_and_not_the_character(spec: Path) -> None:
    assert compile_spec(spec).plan.samples.control.prompt == "a young woman, standing, neutral expression"
