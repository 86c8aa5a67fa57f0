"""M: what a release lacks, and what it may not promise; only where `release:` stands."""

from collections.abc import Callable
from pathlib import Path

import pytest

from charspec.lint import Finding, LintConfig, lint_spec
from charspec.settings import base_names, load_base
from charspec.spec import load_spec

WHOLE = """\
release:
  description: Silver-haired courier of the Dusk Guild.
  thumbnail: baseline
  tags: [character]
  license: {license}
"""


def found(path: Path, *codes: str) -> list[Finding]:
    return list(lint_spec(path, config=LintConfig(select=codes)).findings)


def test_a_spec_without_a_release_is_not_asked_for_one(example: Callable[..., Path]) -> None:
    assert found(example("train: auto\n"), "M") == []


def test_a_whole_release_is_left_alone(example: Callable[..., Path]) -> None:
    assert found(example(WHOLE.format(license="CC-BY-4.0")), "M") == []


def test_an_empty_release_lacks_all_of_it(example: Callable[..., Path]) -> None:
    findings = found(example("release: {for_style_merge: true}\n"), "M")
    assert [(one.code, one.severity) for one in findings] == [
        ("M101", "warning"),
        ("M102", "info"),
        ("M103", "info"),
        ("M104", "warning"),
    ]
    assert {one.path for one in findings} == {("release",)}


def test_no_prompts_no_thumbnail_to_ask_for(example: Callable[..., Path]) -> None:
    assert found(example("release: {tags: [a]}\ntests: {}\n"), "M102") == []


@pytest.mark.parametrize("base", base_names())
def test_the_licence_that_a_hint_offers_is_accepted(base: str, example: Callable[..., Path]) -> None:
    (finding,) = found(example(f"base: {base}\nrelease: {{tags: [a]}}\n"), "M104")
    offered = finding.hint.split("`")[1]
    assert offered == f"license: {load_base(base).license}"
    assert found(example(f"base: {base}\nrelease: {{{offered}}}\n"), "M104", "M105") == []


def test_a_slot_that_a_hint_offers_is_accepted(example: Callable[..., Path]) -> None:
    (finding,) = found(example("release: {tags: [a]}\n"), "M102")
    spec = example(f"release: {{{finding.hint.split('`')[1]}}}\n")
    assert load_spec(spec).spec is not None
    assert found(spec, "M102") == []


@pytest.mark.parametrize(
    ("licence", "fires"),
    [
        ("Apache-2.0", True),
        ("apache 2.0", True),
        ("MIT", True),
        ("CC-BY-4.0", True),
        ("CC BY-SA 4.0", True),
        ("CC0-1.0", True),
        ("BSD-3-Clause", True),
        ("GPL-3.0-or-later", True),
        ("openrail++", True),
        ("CC-BY-NC-4.0", False),
        ("CC-BY-NC-SA-4.0", False),
        ("FLUX-non-commercial", False),
        ("other", False),
        ("LicenseRef-Studio", False),
        ("proprietary", False),
    ],
)
def test_a_licence_wider_than_the_bases(licence: str, fires: bool, example: Callable[..., Path]) -> None:
    for base in base_names():
        findings = found(example(f"base: {base}\nrelease: {{license: {licence}}}\n"), "M105")
        expected = fires and not load_base(base).commercial
        assert [one.path for one in findings] == [("release", "license")] * expected
        assert all(one.severity == "error" for one in findings)
