"""The faulty examples are held to their golden findings, and between them every rule fires."""

import json
from pathlib import Path

import pytest

from charspec.lint import lint_spec
from charspec.lint.output import json as as_json
from charspec.lint.registry import all_rules

FAULTY = Path(__file__).parents[2] / "examples" / "faulty"
NAMES = sorted(spec.parent.name for spec in FAULTY.glob("*/character.yaml"))


@pytest.mark.parametrize("name", NAMES)
def test_a_faulty_example_has_exactly_its_golden_findings(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FAULTY / name)
    golden = Path("findings.json").read_text("utf-8")
    assert as_json.write([lint_spec(Path("character.yaml"))]) == golden


def test_every_rule_fires_on_some_faulty_example() -> None:
    documents = [json.loads((FAULTY / name / "findings.json").read_text("utf-8")) for name in NAMES]
    fired = {one["code"] for document in documents for one in document["files"][0]["findings"]}
    assert fired == {rule.code for rule in all_rules()}


def test_the_good_example_lints_clean(vendalixia: Path) -> None:
    assert lint_spec(vendalixia / "character.yaml").findings == ()


def test_the_faulty_examples_stay_small() -> None:
    assert sum(file.stat().st_size for file in FAULTY.rglob("*.*") if file.is_file()) < 1_000_000
