"""Pictures in the plan: their buckets, and the words for a picture that cannot train."""

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from charspec.compile import compile_spec
from charspec.errors import CharspecError
from charspec.settings import bucket
from tests.compile.test_lock import edit

SIDES = st.integers(16, 4000)


@given(SIDES, SIDES, st.sampled_from([64, 512, 768, 1024]), st.sampled_from([8, 16, 32]))
def test_a_bucket_fits_the_base_the_resolution_and_the_picture(
    width: int, height: int, resolution: int, multiple: int
) -> None:
    chosen = bucket((width, height), resolution, multiple)
    if chosen is None:
        assert min(width, height) < multiple
        return
    assert chosen[0] % multiple == chosen[1] % multiple == 0
    assert chosen[0] * chosen[1] <= resolution * resolution
    assert chosen[0] <= width
    assert chosen[1] <= height


@given(SIDES, SIDES, st.sampled_from([512, 1024]), st.sampled_from([8, 16]))
def test_turning_a_picture_turns_its_bucket(width: int, height: int, resolution: int, multiple: int) -> None:
    upright, lying = (
        bucket((width, height), resolution, multiple),
        bucket((height, width), resolution, multiple),
    )
    # Of a few multiples a side there are few shapes, and rounding one side outweighs the aspect.
    if (
        upright
        and lying
        and 12 * multiple <= min(width, height)
        and max(width, height) <= 4 * min(width, height)
    ):
        assert Fraction(*upright) * Fraction(*lying) <= Fraction(5, 4)
        assert Fraction(*upright) * Fraction(*lying) >= Fraction(4, 5)


@given(st.integers(1024, 4000), st.integers(1024, 4000))
def test_a_bucket_is_near_the_resolution_and_keeps_the_aspect(width: int, height: int) -> None:
    chosen = bucket((width, height), 1024, 16)
    assert chosen is not None
    assert chosen[0] * chosen[1] >= 0.95 * 1024 * 1024
    assert 0.96 < Fraction(*chosen) / Fraction(width, height) < 1.04


@pytest.mark.parametrize(
    ("size", "resolution", "multiple", "expected"),
    [
        ((1024, 1024), 1024, 16, (1024, 1024)),
        ((1024, 1024), 64, 8, (64, 64)),
        ((3000, 2000), 1024, 16, (1248, 832)),
        ((2000, 3000), 1024, 16, (832, 1248)),
        ((1000, 1000), 1024, 16, (992, 992)),
        ((16, 16), 1024, 16, (16, 16)),
        ((15, 900), 1024, 16, None),
        ((40_000, 16), 1024, 16, (40_000, 16)),
    ],
)
def test_buckets_of_known_pictures(
    size: tuple[int, int], resolution: int, multiple: int, expected: tuple[int, int] | None
) -> None:
    assert bucket(size, resolution, multiple) == expected


def test_a_small_picture_trains_small_and_says_so(spec: Path) -> None:
    edit(spec, "resolution: 64", "resolution: 112")
    compiled = compile_spec(spec)
    assert {item.file: item.bucket for item in compiled.plan.train.items} == {
        "images/café.png": (96, 96),
        "images/front.png": (96, 96),
        "images/wide.png": (144, 80),
    }
    assert [note.split()[0] for note in compiled.notes] == ["images/café.png", "images/front.png"]
    assert "trains at 96×96, not scaled up" in compiled.notes[0]


def test_a_picture_turned_by_its_exif_is_planned_as_it_is_seen(spec: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (160, 96), "red").save(spec.parent / "images" / "turned.jpg", exif=exif)
    edit(spec, "  images/wide.png:", "  images/turned.jpg: {pose: standing}\n  images/wide.png:")
    (item,) = [item for item in compile_spec(spec).plan.train.items if item.file == "images/turned.jpg"]
    assert (item.size, item.bucket) == ((96, 160), (48, 80))


@pytest.mark.parametrize(
    ("old", "new", "said", "line"),
    [
        ("images/front.png", "images/frint.png", "no such picture: images/frint.png", 15),
        ("[8, 0, 104, 96]", "[8, 0, 129, 96]", "the crop reaches beyond it", 22),
        ("[8, 0, 104, 96]", "[8, 0, 18, 96]", "is too small: 10×96", 20),
        ("    repeats: 7", "    mask: images/front.png", "`mask` is not trained yet", 23),
        ("{trigger}, {identity}, close-up", "{trigger}, {who}, close-up", "nothing fills in {who}", 21),
        ("{trigger}, standing", "{triger}, standing", "nothing fills in {triger}", 27),
        ("base: flux2-klein-4b", "base: flux3", "unknown base 'flux3'", 5),
        ("  rank: 8", "  optimizer: adamx", "there is no optimizer 'adamx'", 32),
        ("  rank: 8", "  preset: fast", "there is no preset 'fast'", 32),
        ("  rank: 8", "  rank: many", "rank", 32),
        ("x-studio:", "studio:", "unknown key 'studio'", 42),
    ],
)
def test_what_a_spec_says_wrong_is_shown_in_its_line(
    spec: Path, old: str, new: str, said: str, line: int
) -> None:
    edit(spec, old, new)
    with pytest.raises(CharspecError) as caught:
        compile_spec(spec)
    assert said in caught.value.message
    assert caught.value.exit_code == 1
    assert f"character.yaml:{line}:" in (caught.value.where or "")
    assert caught.value.hint


def test_several_problems_are_counted(spec: Path) -> None:
    edit(spec, "rank: 8", "rank: many")
    edit(spec, "epochs: 3", "epochs: few")
    edit(spec, "x-studio:", "studio:")
    with pytest.raises(CharspecError) as caught:
        compile_spec(spec)
    assert f"2 more: `charspec lint {spec}` lists them." in (caught.value.hint or "")


def test_a_picture_without_a_caption_is_refused(spec: Path) -> None:
    (spec.parent / "images" / "wide.txt").unlink()
    with pytest.raises(CharspecError, match=r"images/wide\.png has no caption") as caught:
        compile_spec(spec)
    assert (caught.value.exit_code, "character.yaml:14:" in str(caught.value)) == (1, True)


def test_a_folder_without_pictures_is_refused(spec: Path) -> None:
    text = spec.read_text("utf-8")
    (spec.parent / "none").mkdir()
    spec.write_text(text[: text.index("images:")] + "images: none/\n" + text[text.index("tests:") :], "utf-8")
    with pytest.raises(CharspecError, match="there are no pictures") as caught:
        compile_spec(spec)
    assert caught.value.exit_code == 1


def test_a_picture_that_is_none_is_refused(spec: Path) -> None:
    (spec.parent / "images" / "front.png").write_bytes(b"not a picture at all, just text")
    with pytest.raises(CharspecError) as caught:
        compile_spec(spec)
    assert caught.value.exit_code == 1
    assert "images/front.png" in str(caught.value)


def test_words_in_braces_are_a_caption_as_they_stand(spec: Path) -> None:
    """Other tools take them for emphasis, or for a choice; lint warns of them and refuses nothing."""
    edit(spec, "{trigger}, {identity}, close-up", "{trigger}, {identity}, {deep red|dark blue}, close-up")
    assert "{deep red|dark blue}" in compile_spec(spec).plan.train.items[0].caption


@pytest.mark.parametrize(
    ("override", "note"),
    [
        ("train.text_encoder_learning_rate=2e-5", "has no effect while train.text_encoder is off"),
        ("train.resolution=100", "train.resolution=100 trains at 96: a multiple of 16"),
        ("lr_schedule.warmup_steps=100000", "never stops rising: 100,000 steps of warm-up in a training of "),
    ],
)
def test_an_override_that_does_less_than_it_says_is_noted(spec: Path, override: str, note: str) -> None:
    assert any(note in said for said in compile_spec(spec, [override]).notes)
    assert not any(note in said for said in compile_spec(spec).notes)
