"""conf/ is plain data: every option of every group is what its model says, and ships in the wheel."""

from pathlib import Path

import pytest
import yaml
from pydantic import TypeAdapter

from charspec.compile.choices import CHOICES, options
from charspec.compile.config import BESIDE, GROUPS, PLANNED, Config, Execution, TrainConfig, fields
from charspec.resources import conf_dir

OPTIONS = [(group, name) for group in GROUPS for name in options(group)]
BOTH = set(PLANNED) & set(BESIDE)


def load(path: Path) -> dict[str, object]:
    found = yaml.safe_load(path.read_text("utf-8"))
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(("group", "name"), OPTIONS)
def test_an_option_is_what_its_model_says(group: str, name: str) -> None:
    said = load(conf_dir() / group / f"{name}.yaml")
    if group == "optimizer":  # what it needs otherwise below `train` goes there, as a base's does
        assert set(said.pop("overrides", {})) <= {"learning_rate", "text_encoder_learning_rate"}
    beside = {key: said.pop(key) for key in fields(BESIDE, group) if group in BOTH}
    for model, values in ((PLANNED.get(group), said), (BESIDE.get(group), beside if group in BOTH else said)):
        if model is not None:
            TypeAdapter(model).validate_python(values)
    assert said["name"] == name


def test_the_defaults_name_every_group_once_and_options_that_exist() -> None:
    defaults = load(conf_dir() / "config.yaml")["defaults"]
    assert isinstance(defaults, list)
    assert defaults[-1] == "_self_"
    named = {group: name for entry in defaults[:-1] for group, name in entry.items()}
    assert list(named) == list(GROUPS)
    assert set(named.items()) <= set(OPTIONS)


def test_the_configuration_has_a_place_for_every_setting() -> None:
    assert set(Config.model_fields) == {*PLANNED, "train"}
    assert set(Execution.model_fields) == set(BESIDE)
    assert set(load(conf_dir() / "config.yaml")) == {"defaults", "train"}
    assert load(conf_dir() / "config.yaml")["train"] == dict.fromkeys(TrainConfig.model_fields, "???")


def test_every_folder_of_conf_is_a_group_and_a_package() -> None:
    folders = {path.name for path in conf_dir().iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert folders == set(CHOICES)
    assert all((conf_dir() / folder / "__init__.py").is_file() for folder in folders)


def test_no_option_runs_code_or_reaches_outside() -> None:
    for path in conf_dir().rglob("*.yaml"):
        text = path.read_text("utf-8")
        assert "${" not in text, path
        assert "_target_" not in text, path
