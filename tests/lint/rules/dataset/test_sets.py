"""D101 to D104 and D109: where each begins to speak, and where it is silent."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from charspec.lint import Finding, LintConfig, lint_spec


def lint(path: Path, *codes: str) -> list[Finding]:
    return list(lint_spec(path, config=LintConfig(select=codes)).findings)


def labelled(pictures: Sequence[dict[str, str]], head: str = "") -> str:
    lines = [f"{head}images:"]
    for number, labels in enumerate(pictures):
        inner = ", ".join(f"{key}: {value}" for key, value in labels.items())
        lines.append(f"  images/{number:02}.png: {{{inner}}}")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    ("count", "wanted"),
    [
        (1, [("D102", "warning")]),
        (4, [("D102", "warning")]),
        (5, []),
        (15, []),
        (16, [("D103", "info")]),
        (19, [("D103", "info")]),
        (20, [("D103", "warning")]),
    ],
)
def test_the_size_of_the_set(count: int, wanted: list[tuple[str, str]], example: Callable[..., Path]) -> None:
    spec = labelled([{"pose": "standing"}] * count)
    found = [(one.code, one.severity) for one in lint(example(spec), "D101", "D102", "D103")]
    assert found == wanted


def test_no_pictures_and_no_folder_are_one_finding_each(tmp_path: Path) -> None:
    spec = "schema: charspec/1\ntrigger: V\nidentity: a fox\nimages: images/\n"
    path = tmp_path / "character.yaml"
    path.write_text(spec)
    assert [one.code for one in lint(path, "D101", "I101")] == ["I101"]
    (tmp_path / "images").mkdir()
    assert [one.code for one in lint(path, "D101", "I101")] == ["D101"]


STANDING = {"angle": "front", "pose": "standing"}


@pytest.mark.parametrize(
    ("pictures", "severity"),
    [
        ([STANDING] * 5, ["error"]),
        ([STANDING] * 2, []),
        ([STANDING] * 3, ["error"]),
        ([*[STANDING] * 7, {"angle": "back", "pose": "running"}], ["error"]),
        ([STANDING] * 9, []),
        ([*[STANDING] * 3, {"angle": "back", "pose": "running"}, {"angle": "front", "pose": "sitting"}], []),
        (
            [
                *[STANDING] * 3,
                {"angle": "back", "pose": "standing"},
                {"angle": "profile", "pose": "standing"},
            ],
            [],
        ),
        ([{"expression": "smiling"}] * 5, ["info"]),
        ([*[STANDING] * 4, {"expression": "smiling"}], ["error"]),
        ([*[STANDING] * 3, {"expression": "smiling"}, {"expression": "sad"}], ["info"]),
    ],
)
def test_a_small_set_is_refused_only_where_it_is_sure(
    pictures: list[dict[str, str]], severity: list[str], example: Callable[..., Path]
) -> None:
    assert [one.severity for one in lint(example(labelled(pictures)), "D104")] == severity


def test_synonyms_are_one_pose(example: Callable[..., Path]) -> None:
    poses = ["running", "jogging", "sprinting", "runs"]
    spec = labelled([{"angle": "front", "pose": pose} for pose in poses])
    assert [one.severity for one in lint(example(spec), "D104")] == ["error"]


def places(*names: str) -> str:
    return labelled([{"environment": name} if name else {"pose": "standing"} for name in names])


@pytest.mark.parametrize(
    ("names", "fires"),
    [
        (["in a tavern"] * 5, True),
        (["in a tavern"] * 2, False),
        (["in a tavern", "in a Tavern at night", "in a crowded tavern", "a tavern"], True),
        (["in a tavern"] * 6 + ["on a beach"], True),
        (["in a tavern"] * 5 + ["on a beach"], False),
        (["in a tavern"] * 4 + ["", ""], False),
        (["in a white studio", "in a red studio", "in a blue studio", "in a white studio"], False),
        (["in a forest", "on a beach", "in a tavern"], False),
    ],
)
def test_one_place_for_nearly_all_pictures(
    names: list[str], fires: bool, example: Callable[..., Path]
) -> None:
    findings = lint(example(places(*names)), "D109")
    assert bool(findings) == fires
    assert {one.severity for one in findings} <= {"warning"}


def test_places_are_read_from_captions_too(example: Callable[..., Path]) -> None:
    spec = "images:\n" + "".join(f"  images/{n}.png:\n" for n in range(4))
    texts = {f"images/{n}.txt": f"Vendalixia, standing in a crowded tavern, {n}" for n in range(4)}
    (finding,) = lint(example(spec, texts), "D109")
    assert all(f"images/{n}.png" in finding.message for n in range(4))


def test_a_place_that_does_not_vary_by_choice_is_left_alone(example: Callable[..., Path]) -> None:
    spec = labelled([{"pose": "standing"}] * 4, "varies: [pose]\n")
    texts = {f"images/{n:02}.txt": "Vendalixia in a tavern" for n in range(4)}
    spec = spec.replace("{pose: standing}", "{caption: Vendalixia in a tavern}")
    assert lint(example(spec, texts), "D109") == []
    assert lint(example(spec.replace("varies: [pose]\n", ""), texts), "D109") != []


def test_the_share_is_a_threshold(example: Callable[..., Path]) -> None:
    path = example(places(*["in a tavern"] * 3, "on a beach"))
    (path.parent / "charspec.toml").write_text("[tool.charspec.lint.thresholds]\nbackground-share = 0.7\n")
    assert [one.code for one in lint_spec(path).findings if one.code == "D109"] == ["D109"]
