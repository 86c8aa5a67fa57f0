"""Where pictures are counted, what counts as unknown, and which axes there are."""

from collections.abc import Callable
from pathlib import Path

import pytest

from charspec.lint.config.thresholds import Thresholds
from charspec.lint.context import Context
from charspec.lint.coverage import Cell, Coverage, coverage_of
from charspec.spec import load_spec

Covered = Callable[..., Coverage]
PLUSH = "identity: a brown plush bear\n"


def test_labels_and_captions_count_alike(covered: Covered) -> None:
    caption = "Vendalixia, a young woman with silver hair and a red scarf, back view, full-body, in a forest"
    found = covered([{"angle": "front", "framing": "close-up", "expression": "smiling"}, caption])
    assert found.cells == {
        Cell("front", "close-up", "smiling"): ("images/00.png",),
        Cell("back", "full-body", None): ("images/01.png",),
    }
    assert found.unknown == {}, "a back view has no expression to say"


@pytest.mark.parametrize(
    ("labels", "cell"),
    [
        ({"angle": "seen from behind"}, Cell("back", None, None)),
        ({"angle": "looking over her shoulder"}, Cell("back", None, None)),
        ({"angle": "from above"}, Cell("from above", None, None)),
        ({"angle": "front view from below"}, Cell("front", None, None)),
        ({"angle": "eye level"}, Cell(None, None, None)),
        ({"framing": "cowboy shot"}, Cell(None, "half-body", None)),
        ({"framing": "wide shot"}, Cell(None, "full-body", None)),
        ({"framing": "全身"}, Cell(None, "全身", None)),
        ({"expression": "beaming"}, Cell(None, None, "smiling")),
        ({"pose": "standing"}, Cell(None, None, None)),
    ],
)
def test_where_a_picture_belongs(labels: dict[str, str], cell: Cell, covered: Covered) -> None:
    assert list(covered([labels]).cells) == [cell]


def test_what_is_not_said_is_unknown(covered: Covered) -> None:
    found = covered([{"angle": "front"}, {"framing": "close-up", "expression": "sad"}, {"pose": "sitting"}])
    assert found.unknown == {"angle": 2, "framing": 2, "expression": 2}


def test_what_has_no_expressions_is_not_asked_for_them(covered: Covered) -> None:
    assert "expression" not in covered([{"angle": "front"}], PLUSH).unknown
    assert "expression" not in covered([{"angle": "front"}], "varies: [angle, framing]\n").unknown
    assert covered([{"expression": "smiling"}, {"angle": "front"}], PLUSH).unknown["expression"] == 1


def test_own_words_stand_alone_or_beside_the_guides(covered: Covered) -> None:
    assert covered([{"angle": "正面"}, {"angle": "背面"}, {"angle": "背面"}]).angles == ("背面", "正面")
    mixed = covered([{"angle": "正面"}, {"angle": "back"}]).angles
    assert mixed == ("front", "three-quarter", "profile", "back", "正面")


def test_no_pictures_and_no_spec(covered: Covered, tmp_path: Path) -> None:
    assert covered([]).pictures == 0
    path = tmp_path / "broken.yaml"
    path.write_text("images: [\n")
    assert coverage_of(Context(load_spec(path), Thresholds())) is None
