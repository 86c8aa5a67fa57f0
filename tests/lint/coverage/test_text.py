"""What a user sees of it: golden tables, aligned whatever the script, coloured only when asked."""

import re
from collections.abc import Callable

from charspec.lint.coverage import Coverage
from charspec.lint.coverage.text import coverage_text
from charspec.lint.reporting.screen import width

Covered = Callable[..., Coverage]

SOME = [
    {"angle": "front", "framing": "half-body", "expression": "smiling"},
    {"angle": "front", "framing": "half-body", "expression": "smiling"},
    {"angle": "front", "framing": "half-body", "expression": "neutral"},
    {"angle": "profile", "framing": "full-body", "expression": "serious"},
    {"angle": "front", "framing": "full-body"},
    {"framing": "half-body", "expression": "surprised"},
]
TABLE = """\
character.yaml: 6 pictures

                 close-up  half-body              full-body
  front          ·         3 smiling ×2, neutral  1
  three-quarter  ·         ·                      ·
  profile        ·         ·                      1 serious
  back           ·         ·                      ·
  not said       ·         1 surprised            ·

not said: the angle of 1 picture and the expression of 1 picture; label them (`angle: front` and
  `expression: smiling`) or say it in the captions
as far as is said: no three-quarter view; no back view; no close-up

worth shooting next:
  three-quarter view, close-up, neutral  the first three-quarter view and close-up
  back view, full-body                   the first back view
"""


def plain(text: str) -> str:
    return re.sub(r"\x1b\[\d+m", "", text)


def wide(text: str) -> int:
    return sum(map(width, text))


def test_the_table_as_it_is_read(covered: Covered) -> None:
    assert coverage_text([covered(SOME)]) == TABLE


def test_colours_only_when_asked_and_nothing_else_changes(covered: Covered) -> None:
    found = covered(SOME)
    coloured = coverage_text([found], colour=True)
    assert "\x1b[" in coloured
    assert plain(coloured) == TABLE


def test_wide_characters_keep_the_columns(covered: Covered) -> None:
    own = [
        {"angle": "正面", "framing": "全身", "expression": "微笑"},
        {"angle": "背面から見た図とても長い説明", "framing": "全身像", "expression": "驚"},
    ]
    lines = coverage_text([covered(own)]).splitlines()[2:5]
    starts = [wide(lines[0][: lines[0].index(name)]) for name in ("全身像",)]
    second = next(line for line in lines if "…" in line)
    assert wide(second[: second.index("1 驚")]) in (starts[0], wide(lines[0][: lines[0].index("全身")]))
    assert wide(second[: second.index("…") + 1]) <= 2 + 18


def test_a_narrow_terminal_wraps_the_cells(covered: Covered) -> None:
    moods = ["smiling", "neutral", "surprised", "serious", "angry", "sad", "shy", "bored"]
    found = covered([{"angle": "front", "framing": "close-up", "expression": mood} for mood in moods])
    narrow = coverage_text([found], columns=60)
    assert max(map(wide, narrow.split("\n\n")[1].splitlines())) <= 60
    assert all(mood in narrow for mood in moods)


def test_names_cannot_command_the_terminal(covered: Covered) -> None:
    text = coverage_text([covered([{"angle": "\\e[31mred", "framing": "close-up"}])])
    assert "\x1b" not in text


def test_no_pictures_is_one_line(covered: Covered) -> None:
    assert coverage_text([covered([])]) == "character.yaml: 0 pictures\n"


def test_what_has_no_expressions_has_numbers_alone(covered: Covered) -> None:
    text = coverage_text([covered([{"angle": "front", "framing": "close-up"}], "identity: a plush bear\n")])
    assert "front          1\n" in text.replace("         ·          ·", "")
    assert "expression" not in text
    assert "face" not in text


def test_captions_in_another_language_are_asked_for_labels(covered: Covered) -> None:
    chinese = coverage_text([covered(["Vendalixia，正面，站在森林里", "Vendalixia，侧面，坐在窗边"])])
    said = " ".join(chinese.split())
    assert "not said: the angle of every picture, the framing of every picture" in said
    assert said.endswith("`expression: smiling`): only English captions are read")
    english = " ".join(coverage_text([covered(["Vendalixia on a bench", "Vendalixia in a park"])]).split())
    assert english.endswith("or say it in the captions")
