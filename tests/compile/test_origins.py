"""Where each value came from: the file and line that says it, or the word of the command line."""

from pathlib import Path

import pytest

from charspec.compile import compile_spec
from charspec.compile.config import TrainConfig
from charspec.resources import conf_dir
from tests.compile.test_lock import edit


def origin(spec: Path, key: str, *overrides: str) -> str:
    return compile_spec(spec, overrides).origins[key].origin


def line_of(option: str, start: str) -> str:
    lines = (conf_dir() / option).read_text("utf-8").splitlines()
    (number,) = [number for number, line in enumerate(lines, 1) if line.startswith(start)]
    return f"conf/{option}:{number}"


@pytest.mark.parametrize(
    ("key", "overrides", "file", "start"),
    [
        ("train.batch_size", [], "preset/guide.yaml", "batch_size"),
        ("train.flip", [], "preset/guide.yaml", "flip"),
        ("train.repeats", [], "preset/small_set.yaml", "  5:"),
        ("train.repeats", ["preset=guide"], "preset/guide.yaml", "repeats"),
        ("optimizer.weight_decay", [], "optimizer/adamw.yaml", "weight_decay"),
        ("lr_schedule.warmup_steps", ["lr_schedule=cosine"], "lr_schedule/cosine.yaml", "warmup_steps"),
        ("hardware.threads", [], "hardware/48gb.yaml", "threads"),
        ("base.noise", ["base=tiny"], "base/tiny.yaml", "noise"),
        ("sampling.steps", ["base=tiny"], "base/tiny.yaml", "sample_steps"),
    ],
)
def test_a_value_of_conf_names_its_line(
    spec: Path, key: str, overrides: list[str], file: str, start: str
) -> None:
    assert line_of(file, start) in origin(spec, key, *overrides)


def test_the_kind_of_a_setting_is_named(spec: Path) -> None:
    assert origin(spec, "train.batch_size").startswith("guide (")
    assert origin(spec, "train.flip").startswith("default (")
    assert origin(spec, "train.repeats").startswith("preset small_set, 3 pictures (")
    assert origin(spec, "train.alpha") == "train.rank"
    edit(spec, "  resolution: 64\n", "")
    assert (
        origin(spec, "train.resolution", "base=tiny")
        == f"base tiny ({line_of('base/tiny.yaml', 'resolution')})"
    )


def test_a_value_of_the_spec_names_its_line_and_column(spec: Path) -> None:
    origins = compile_spec(spec).origins
    assert origins["train.epochs"] == (3, f"{spec}:30:11")
    assert origins["base"] == ("flux2-klein-4b", f"{spec}:5:7")
    assert origins["tests.new_place"].origin == f"{spec}:26:14"


def test_a_value_of_the_command_line_names_the_word(spec: Path) -> None:
    assert origin(spec, "train.epochs", "train.epochs=7") == "command line: train.epochs=7"
    assert origin(spec, "base", "base=tiny") == "command line: base=tiny"
    assert origin(spec, "preset", "train.preset=guide") == "command line: train.preset=guide"
    assert origin(spec, "hardware.threads", "hardware.threads=1") == "command line: hardware.threads=1"


def test_a_caption_names_the_place_where_a_person_edits_it(spec: Path) -> None:
    origins = compile_spec(spec).origins
    assert origins['images["images/wide.png"].caption'].origin == "images/wide.txt:1:1"
    assert origins['images["images/café.png"].caption'].origin == f"{spec}:21:14"
    assert origins['images["images/front.png"].caption'].origin.startswith("caption template, ")


def test_a_prompt_nobody_wrote_is_the_guides(spec: Path) -> None:
    text = spec.read_text("utf-8")
    spec.write_text(
        text[: text.index("tests:")] + text[text.index("train:") : text.index("release:")], "utf-8"
    )
    assert origin(spec, "tests.new_pose") == "guide, step 6"


def test_every_setting_is_explained_with_the_value_that_trains(spec: Path) -> None:
    compiled = compile_spec(spec)
    values = compiled.configured.config.train.model_dump() | {"alpha": 8.0}
    assert {key: compiled.origins[f"train.{key}"].value for key in TrainConfig.model_fields} == values
    assert all(found.origin for found in compiled.origins.values())
    assert compiled.origins["sampling.width"] == (64, "train.resolution")


def test_origins_are_no_part_of_the_lock(spec: Path) -> None:
    text = compile_spec(spec).lock_text
    assert "character.yaml" not in text
    assert "conf/" not in text
