"""Contact sheets: every picture is there, unspoilt, in its row and column, below its words."""

import numpy as np
import pytest
from PIL import Image

from charspec.images.sheet import LARGEST, SMALLEST, Row, contact_sheet


def plain(colour: tuple[int, int, int], size: tuple[int, int] = (64, 64)) -> Image.Image:
    return Image.new("RGB", size, colour)


def count(sheet: Image.Image, colour: tuple[int, int, int]) -> int:
    return int((np.asarray(sheet) == colour).all(-1).sum())


def test_pictures_stand_in_rows_and_columns_and_a_place_may_be_empty() -> None:
    red, green, blue = (200, 0, 0), (0, 200, 0), (0, 0, 200)
    rows = [Row("one", [plain(red), plain(green)]), Row("two", [None, plain(blue)])]
    sheet = contact_sheet("a title", ["0.5", "1"], rows)
    middle = {
        colour: np.argwhere((np.asarray(sheet) == colour).all(-1)).mean(0) for colour in (red, green, blue)
    }
    assert middle[red][0] == middle[green][0] < middle[blue][0]
    assert middle[red][1] < middle[green][1] == middle[blue][1]
    side = 192  # 64 px, three times
    assert [count(sheet, colour) for colour in (red, green, blue)] == [side**2] * 3


@pytest.mark.parametrize(
    ("size", "shown"), [((64, 32), (192, 96)), ((300, 200), (300, 200)), ((2048, 1024), (LARGEST, 192))]
)
def test_small_pictures_are_enlarged_and_large_ones_shrunk(
    size: tuple[int, int], shown: tuple[int, int]
) -> None:
    assert max(shown) >= SMALLEST
    sheet = contact_sheet("", [""], [Row("", [plain((200, 0, 0), size)])])
    assert count(sheet, (200, 0, 0)) == shown[0] * shown[1]


def test_words_are_drawn_wrapped_and_cut_off_before_the_edge() -> None:
    bare = contact_sheet("", [""], [Row("", [plain((9, 9, 9))])])
    short = contact_sheet("", [""], [Row("Vendalixia at sea", [plain((9, 9, 9))])])
    long = contact_sheet("", [""], [Row("Vendalixia at sea " * 60, [plain((9, 9, 9))])])
    assert [sheet.height - bare.height for sheet in (short, long)] == [20, 60]
    assert long.width == bare.width
    right = np.asarray(long)[:, -8:]
    assert (right == right[0, 0]).all()


def test_letters_that_the_font_lacks_are_drawn_as_others() -> None:
    one, other = (contact_sheet(text, [], []).tobytes() for text in ("Zoé 4×5 雪", "Zoe 4x5 ?"))
    assert one == other
