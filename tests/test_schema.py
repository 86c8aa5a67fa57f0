"""The committed schemas are those of the models, and they accept what charspec accepts."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from charspec.errors import CharspecError
from charspec.resources import conf_dir, schemas_dir
from charspec.schema import COMMAND, DOCUMENTS, generate, stale
from charspec.spec import load_text

GOLDEN = Path(__file__).parent / "golden" / "spec"
SMALLEST = {"schema": "charspec/1", "trigger": "V", "identity": "a fox", "images": "images/"}


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    return Draft202012Validator(generate("character"))


def test_the_committed_schemas_are_fresh() -> None:
    assert stale() == [], f"run: {COMMAND}"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_schema_is_one(name: str) -> None:
    schema = json.loads((schemas_dir() / f"{name}.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)


def test_the_golden_spec_and_its_model_are_valid(validator: Draft202012Validator) -> None:
    written = yaml.safe_load((GOLDEN / "character.yaml").read_text("utf-8"))
    for document in (written, json.loads((GOLDEN / "character.json").read_text("utf-8")), SMALLEST):
        assert [error.message for error in validator.iter_errors(document)] == []


@pytest.mark.parametrize(
    "change",
    [
        {"extra": 1},
        {"schema": "charspec/2"},
        {"trigger": ""},
        {"identity": {"with": ["x"]}},
        {"train": "fast"},
        {"train": {"epochs": 0}},
        {"images": {"a.png": {"enhance": "4x"}}},
        {"images": ["a.png"]},
        {"tests": {"Bad Slot": "x"}},
        {"outfit": {"policy": "sometimes"}},
    ],
)
def test_schema_and_loader_refuse_the_same(validator: Draft202012Validator, change: dict[str, Any]) -> None:
    document = {**SMALLEST, **change}
    assert not validator.is_valid(document)
    assert load_text(json.dumps(document), Path()).spec is None


@pytest.mark.parametrize(
    "change",
    [
        {"x-studio": {"anything": [1]}},
        {"images": {"a.png": None, "b.png": {"angle": "front"}}},
        {"train": "auto"},
        {"varies": ["weather"], "images": {"a.png": {"weather": "rain"}}},
    ],
)
def test_schema_and_loader_accept_the_same(validator: Draft202012Validator, change: dict[str, Any]) -> None:
    document = {**SMALLEST, **change}
    assert [error.message for error in validator.iter_errors(document)] == []
    assert load_text(json.dumps(document), Path()).problems == ()


def test_every_field_of_a_spec_is_described() -> None:
    schema = generate("character")
    models = [schema, *schema["$defs"].values()]
    nameless = [
        name for model in models for name, field in model["properties"].items() if "description" not in field
    ]
    assert nameless == []


def test_a_schema_that_is_none_is_told_the_list() -> None:
    with pytest.raises(CharspecError, match="no schema 'nothing'"):
        generate("nothing")


def test_the_folders_of_the_checkout_are_found() -> None:
    assert (conf_dir() / "base" / "tiny.yaml").is_file()
    assert (schemas_dir() / "character.schema.json").is_file()
