"""The engine: places, selection, ignores, and no traceback whatever a file says."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from charspec.lint import Finding, LintConfig, lint_spec, lint_text
from charspec.lint.registry import all_rules

HEAD = "schema: charspec/1\ntrigger: Vendalixia\nidentity: a fox with a red scarf\n"


def only(findings: tuple[Finding, ...], code: str) -> Finding:
    found = [finding for finding in findings if finding.code == code]
    assert len(found) == 1, findings
    return found[0]


def lint(path: Path, **config: tuple[str, ...]) -> tuple[Finding, ...]:
    return lint_spec(path, "character.yaml", LintConfig(**config)).findings  # type: ignore[arg-type]


def test_a_caption_in_a_sidecar_is_placed_in_the_sidecar(example: Callable[..., Path]) -> None:
    path = example(
        "images:\n  images/a.png:\n",
        {"images/a.txt": "\nVendalixia, with silver hair and a red scarfy thing\n"},
    )
    finding = only(lint(path, select=("C104",)), "C104")
    assert finding.path == ("images", "images/a.png", "caption")
    assert (finding.location.file, finding.location.span) == ("images/a.txt", (2, 36, 2, 46))


def test_a_caption_in_metadata_is_placed_in_its_row(example: Callable[..., Path]) -> None:
    rows = '{"file_name": "b.png", "text": "x"}\n{"file_name": "a.png", "text": "a fox in the snow"}\n'
    path = example("images:\n  images/a.png:\n", {"images/metadata.jsonl": rows})
    location = only(lint(path, select=("C101",)), "C101").location
    assert (location.file, location.span) == ("images/metadata.jsonl", (2, 33, 2, 50))


def test_a_listed_picture_is_placed_at_its_key_and_a_scanned_one_at_itself(
    example: Callable[..., Path],
) -> None:
    listed = example("images:\n  images/a.png: {pose: standing}\n", {"images/a.png": "800×800"})
    location = only(lint(listed, select=("I104",)), "I104").location
    assert (location.file, location.span) == ("character.yaml", (5, 3, 5, 15))
    scanned = example("images: images/\n", {"images/a.png": "800×800", "images/front.png": "1024×1024"})
    assert str(only(lint(scanned, select=("I104",)), "I104").location) == "images/a.png:1:1"


def test_a_fault_of_the_template_is_said_once(example: Callable[..., Path]) -> None:
    path = example('caption_template: "{identity}, {pose}"\n')
    finding = only(lint(path, select=("C101",)), "C101")
    assert finding.path == ("caption_template",)
    assert "the caption template" in finding.message


def test_findings_come_in_the_order_of_their_places(example: Callable[..., Path]) -> None:
    spec = "base: none\nimages:\n  images/a.png: {caption: a fox}\ntests:\n  one: a fox\n"
    places = [finding.location.span.line for finding in lint(example(spec))]
    assert places == sorted(places)


def test_selection_by_code_group_and_name(example: Callable[..., Path]) -> None:
    path = example("images:\n  images/a.png: {caption: a fox}\n")
    assert {one.code for one in lint(path, select=("C",))} == {"C101", "C104"}
    assert {one.code for one in lint(path, select=("trigger-missing",))} == {"C101"}
    assert {one.code for one in lint(path, select=("C1",), ignore=("C104",))} == {"C101"}
    assert {one.code for one in lint(path, select=("C104",), extend_select=("D102",))} == {"C104", "D102"}


@pytest.mark.parametrize("config", [{"select": ("C101",)}, {"ignore": ("ALL",)}])
def test_an_unreadable_spec_is_never_silent(
    config: dict[str, tuple[str, ...]], example: Callable[..., Path]
) -> None:
    path = example("schema: charspec/1  # charspec: ignore[S]\ntrigger: {\n")
    assert {one.code for one in lint(path, **config)} == {"S101"}


IGNORES = [
    "images:\n  images/a.png: {caption: a fox}  # charspec: ignore[C101,C104] on purpose\n",
    "images:\n  # charspec: ignore[C101, C104]\n  images/a.png: {caption: a fox}\n",
    "images:\n  # charspec: ignore[C101]\n  # charspec: ignore[C104]\n  images/a.png: {caption: a fox}\n",
    "images:\n  images/a.png: {caption: a fox}  # charspec:ignore[trigger-missing,identity-trait-missing]\n",
    "images:\n  # charspec: ignore[C]\n\n  images/a.png: {caption: a fox}\n",
]


@pytest.mark.parametrize("spec", IGNORES)
def test_an_ignore_on_or_above_the_line_keeps_a_finding_quiet(
    spec: str, example: Callable[..., Path]
) -> None:
    assert lint(example(spec), select=("C101", "C104")) == ()


@pytest.mark.parametrize(
    "spec",
    [
        "images:\n  images/a.png: {caption: a fox}\n  # charspec: ignore[C101]\n",
        "# charspec: ignore[C101]\nname: x\nimages:\n  images/a.png: {caption: a fox}\n",
        "images:\n  images/a.png: {caption: a fox}  # charspec: ignore[C102]\n",
        "images:\n  images/a.png: {caption: 'a fox charspec: ignore[C101]'}\n",
    ],
)
def test_an_ignore_elsewhere_or_of_another_rule_hides_nothing(
    spec: str, example: Callable[..., Path]
) -> None:
    assert [one.code for one in lint(example(spec), select=("C101",))] == ["C101"]


def test_an_ignore_in_the_spec_counts_for_a_finding_in_a_sidecar(example: Callable[..., Path]) -> None:
    spec = "images:\n  images/a.png:  # charspec: ignore[C101] she is not in it\n"
    path = example(spec, {"images/a.txt": "a fox"})
    assert lint(path, select=("C101",)) == ()


def test_pictures_are_not_opened_unless_a_rule_asks(
    example: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = example("images:\n  images/a.png: {pose: standing}\n", {"images/a.png": "truncated"})

    def refuse(*_: object) -> None:
        raise AssertionError("a picture was opened")

    monkeypatch.setattr("charspec.dataset.item.read_facts", refuse)
    monkeypatch.setattr("charspec.lint.context.open_pictures", refuse)
    assert lint(path, select=("C", "P", "R", "D102", "D104"))
    for rule in ("I104", "I102"):
        with pytest.raises(AssertionError, match="opened"):
            lint(path, select=(rule,))


SCENES = [
    "standing in a forest, front view, full-body, smiling",
    "sitting in a tavern, in profile, half-body, laughing",
    "walking down a snowy street, seen from behind, full-body",
    "close-up, three-quarter view, looking surprised, on a beach",
    "waving in a library, front view, half-body, smiling",
    "running across a bridge, in profile, full-body, out of breath",
    "kneeling in a garden, three-quarter view, full-body, serious",
]


def test_the_smallest_valid_spec_does_not_drown(tmp_path: Path) -> None:
    from tests.lint.conftest import picture

    (tmp_path / "images").mkdir()
    for number, scene in enumerate(SCENES):
        (tmp_path / "images" / f"{number}.png").write_bytes(picture(1024, 1024, f"{number}"))
        caption = f"Vendalixia, a young woman with silver hair and a red scarf, {scene}"
        (tmp_path / "images" / f"{number}.txt").write_text(caption)
    spec = "schema: charspec/1\ntrigger: Vendalixia\nimages: images/\n"
    spec += "identity: a young woman with silver hair and a red scarf\n"
    assert lint_text(spec, tmp_path, config=LintConfig()).findings == ()


def well_formed(findings: tuple[Finding, ...]) -> None:
    codes = {rule.code for rule in all_rules()}
    for finding in findings:
        span = finding.location.span
        assert finding.code in codes
        assert finding.message
        assert finding.hint
        assert (1, 1) <= (span.line, span.column) <= (span.end_line, span.end_column)


QUICK = settings(
    deadline=None,
    max_examples=150 if os.environ.get("CI") else 75,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@QUICK
@given(st.binary(max_size=10_000))
def test_arbitrary_bytes_give_findings_and_no_traceback(tmp_path: Path, raw: bytes) -> None:
    result = lint_text(raw, tmp_path, config=LintConfig())
    assert result.errors
    well_formed(result.findings)


WORDS = st.sampled_from(
    [
        "Vendalixia",
        "vendalixia",
        "a fox",
        "{trigger}",
        "{identity}",
        "in a forest",
        "",
        "7",
        "true",
        "站在",
        "~",
    ]
)
VALUES = st.recursive(
    WORDS | st.text(max_size=12) | st.integers() | st.none() | st.booleans(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["caption", "pose", "angle", "crop", "is", "with", "policy", "wears", "epochs", "a.png"]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)
KEYS = [
    "base",
    "outfit",
    "style",
    "varies",
    "images",
    "tests",
    "train",
    "release",
    "caption_template",
    "name",
]


@QUICK
@given(st.dictionaries(st.sampled_from(KEYS), VALUES))
def test_arbitrary_values_in_a_spec_give_findings_and_no_traceback(
    tmp_path: Path, data: dict[str, object]
) -> None:
    import json

    text = HEAD + "".join(f"{key}: {json.dumps(value)}\n" for key, value in data.items())
    well_formed(lint_text(text, tmp_path, config=LintConfig()).findings)


@QUICK
@given(caption=st.text(max_size=80), trigger=WORDS.filter(bool))
def test_arbitrary_captions_give_findings_and_no_traceback(
    tmp_path: Path, caption: str, trigger: str
) -> None:
    (tmp_path / "a.png").write_bytes(b"no picture")
    (tmp_path / "a.txt").write_bytes(caption.encode("utf-8", "surrogatepass"))
    text = f"schema: charspec/1\ntrigger: '{trigger}'\nidentity: a fox with a red scarf\nimages:\n  a.png:\n"
    well_formed(lint_text(text, tmp_path, config=LintConfig()).findings)
