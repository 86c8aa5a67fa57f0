"""The sheet shows what trains, to the pixel, and says what is wrong with it."""

from pathlib import Path

import pytest
from PIL import Image, ImageChops

from charspec.dataset import Item, load_dataset
from charspec.prepare import contact_sheet as sheets
from charspec.settings import Settings, resolve
from charspec.spec import load_spec

SPEC = """\
schema: charspec/1
trigger: Vendalixia
identity: a young woman
base: tiny
images:
  a.png:
    crop: [0, 0, 600, 300]
  b.png: {enhance: 2x, mask: mask.png}
  c.png:
train: {resolution: 256}
"""


@pytest.fixture
def set_(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[tuple[Item, ...], Settings]:
    monkeypatch.setenv("CHARSPEC_CACHE", str(tmp_path / "cache"))
    picture = Image.new("RGB", (600, 600), "blue")
    picture.paste("red", (0, 0, 600, 300))
    picture.save(tmp_path / "a.png")
    Image.new("RGB", (100, 100), "green").save(tmp_path / "b.png")
    Image.new("RGB", (600, 4)).save(tmp_path / "c.png")
    Image.new("L", (100, 100), 255).save(tmp_path / "mask.png")
    (tmp_path / "character.yaml").write_text(SPEC)
    loaded = load_spec(tmp_path / "character.yaml")
    items = load_dataset(loaded).items
    return items, resolve(loaded.require(), len(items))


def colours(image: Image.Image) -> set[object]:
    return {colour for _, colour in image.getcolors(10**6) or ()}


def test_a_sheet_shows_the_original_with_its_crop_what_trains_and_the_mask(
    set_: tuple[tuple[Item, ...], Settings], tmp_path: Path
) -> None:
    items, settings = set_
    seen: list[int] = []
    sheet = sheets.contact_sheet("all", items, tmp_path, settings, lambda: seen.append(1))
    assert len(seen) == 3
    left, top = sheets._MARGIN, sheets._MARGIN + 2 * 20
    cell = sheets.CELL
    original = sheet.crop((left, top, left + cell, top + cell))
    assert original.getpixel((128, 60)) == (255, 0, 0)
    pale = original.getpixel((128, 200))
    assert isinstance(pale, tuple)
    assert pale[2] == 255
    assert min(pale[:2]) > 150, "what is cut away is pale"
    x = left + cell + sheets._GAP
    # 600×300 is trained at a bucket of twice its height in width, all of it red.
    trained = sheet.crop((x, top, x + cell, top + 120))
    assert colours(trained) == {(255, 0, 0)}
    second = left + 3 * (cell + sheets._GAP) + sheets._GAP
    mask = sheet.crop(
        (second + 2 * (cell + sheets._GAP), top, second + 2 * (cell + sheets._GAP) + 90, top + 90)
    )
    assert colours(mask) == {(255, 255, 255)}


def test_what_is_wrong_is_said(set_: tuple[tuple[Item, ...], Settings]) -> None:
    items, settings = set_
    first, second, third = (sheets.see(item, settings) for item in items)
    assert (first.bucket, first.flags) == ((360, 176), ())
    assert second.flags == ("LOW: fewer px than 256×256", "MASK: not trained with yet")
    assert sheets._facts(second) == "100×100, enhanced 2x, trains at 200×200"
    assert (third.bucket, third.flags) == (None, ("TOO SMALL: 600×4 px",))


def test_labels_are_drawn(set_: tuple[tuple[Item, ...], Settings], tmp_path: Path) -> None:
    items, settings = set_
    one = sheets.contact_sheet("all", items[:1], tmp_path, settings)
    same = sheets.contact_sheet("all", items[:1], tmp_path, settings)
    other = sheets.contact_sheet("another title", items[:1], tmp_path, settings)
    assert ImageChops.difference(one, same).getbbox() is None
    assert one.size == other.size
    difference = ImageChops.difference(one, other).getbbox()
    assert difference is not None
    assert difference[3] < sheets._MARGIN + 2 * 20
