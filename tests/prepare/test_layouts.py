"""Folders of each layout → the specs a person would have written, as golden files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from charspec.cli import main
from charspec.errors import CharspecError
from charspec.lint import LintConfig, lint_spec
from charspec.prepare.importing import Found, Layout, import_set, read_tree
from tests.prepare.folders import GUIDE, HEAD, concepts, imagefolder, pictures, snapshot, trained_captions

GOLDEN = Path(__file__).parent / "golden"

TAGS = {
    "a": "vendalixia, 1girl, solo, silver_hair, red_scarf, smile, standing, forest, from_side",
    "b": "vendalixia, 1girl, solo, silver_hair, red_scarf, sitting, indoors",
    "c": "vendalixia, 1girl, silver_hair, red_scarf, running, street, night, upper_body",
}
PROSE = {
    "a": "Kael07 is an old man with a grey beard and a blue coat standing in a forest at dusk. He rests.",
    "b": "A photo of Kael07, an old man with a grey beard and a blue coat, sitting at a table in a tavern.",
    "c": "Kael07, an old man with a grey beard and a blue coat, runs along a beach.",
}
CHINESE = {
    "a": "维达莉娅，一位年轻女子，银色头发，红色围巾，站在森林里，微笑",
    "b": "维达莉娅，一位年轻女子，银色头发，红色围巾，坐在酒馆里",
    "c": "维达莉娅，一位年轻女子，银色头发，红色围巾，在街上奔跑，夜晚",
}
TRIGGERED = {
    "a": "[trigger], a young woman with silver hair, standing in a forest",
    "b": "[trigger], a young woman with silver hair, sitting, close-up",
    "c": "a photo of [trigger] on a bridge: night",
}
YAML_WORDS = {"a": "on", "b": "1e-4", "c": "Nyx: red # not a comment", "d": "'quoted'", "e": None}


def kohya(root: Path) -> None:
    pictures(
        root / "train" / "20_vendalixia woman", {"a": "vendalixia woman, standing", "b": None}, ".caption"
    )
    pictures(root / "train" / "5_vendalixia woman", {"c": "vendalixia woman, sitting"}, ".caption")


def onetrainer(root: Path) -> None:
    pictures(root / "faces", {"a": "Nyx07, smiling", "b": "Nyx07, angry"})
    pictures(root / "Nyx07 standing", {"Nyx07 on a bridge": None})
    (root / "faces" / "a-masklabel.png").write_bytes((root / "faces" / "a.png").read_bytes())
    faces = {
        "name": "faces",
        "path": "D:\\sets\\faces",
        "balancing": 4.0,
        "text": {"prompt_source": "sample"},
    }
    named = {"name": "whole", "path": str(root / "Nyx07 standing"), "text": {"prompt_source": "filename"}}
    off = {"name": "old", "path": "old", "enabled": False}
    concepts(root, faces, named, off)


FOLDERS: dict[str, tuple[Callable[[Path], object], str]] = {
    "guide": (lambda root: pictures(root / "images", GUIDE), "images"),
    "tags": (lambda root: pictures(root / "images", TAGS), "images"),
    "prose": (lambda root: pictures(root / "images", PROSE), "images"),
    "chinese": (lambda root: pictures(root / "images", CHINESE), "images"),
    "ai-toolkit": (lambda root: pictures(root / "vendalixia", TRIGGERED), "vendalixia"),
    "imagefolder": (lambda root: imagefolder(root / "images", GUIDE, "caption"), "images"),
    "kohya": (kohya, "train"),
    "onetrainer": (onetrainer, "."),
    "no-captions": (lambda root: pictures(root / "Nyxara07", {"a": None, "b": None}), "Nyxara07"),
    "yaml-words": (lambda root: pictures(root / "Nyx set", YAML_WORDS, ".caption"), "Nyx set"),
}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize("name", FOLDERS)
def test_a_spec_as_a_person_would_have_written_it(name: str, here: Path) -> None:
    build, folder = FOLDERS[name]
    build(here)
    before = snapshot(here)
    assert main(["init", folder, "--yes"]) == 0
    spec = here / "character.yaml"
    assert spec.read_text("utf-8") == (GOLDEN / f"{name}.yaml").read_text("utf-8")
    assert not lint_spec(spec, config=LintConfig(select=("S", "P"))).findings
    assert {file: data for file, data in snapshot(here).items() if file != "character.yaml"} == before


CAPTIONS = {
    "guide": GUIDE,
    "tags": TAGS,
    "prose": PROSE,
    "chinese": CHINESE,
    "ai-toolkit": {name: text.replace("[trigger]", "vendalixia") for name, text in TRIGGERED.items()},
    "imagefolder": GUIDE,
    "kohya": {"a": "vendalixia woman, standing", "b": "vendalixia woman", "c": "vendalixia woman, sitting"},
    "onetrainer": {"a": "Nyx07, smiling", "b": "Nyx07, angry", "Nyx07 on a bridge": "Nyx07 on a bridge"},
    "no-captions": {"a": "", "b": ""},
    "yaml-words": {name: text or "" for name, text in YAML_WORDS.items()},
}


@pytest.mark.parametrize("name", FOLDERS)
def test_the_captions_are_those_of_the_folder(name: str, here: Path) -> None:
    build, folder = FOLDERS[name]
    build(here)
    assert main(["init", folder, "--yes"]) == 0
    assert trained_captions(here / "character.yaml") == CAPTIONS[name]


def found(folder: Path, layout: Layout | None = None) -> tuple[Found, ...]:
    return import_set(read_tree([folder], folder), layout).pictures


def test_two_layouts_at_once_ask_which_counts(tmp_path: Path) -> None:
    pictures(tmp_path / "10_vendalixia woman", {"a": "vendalixia, standing"})
    imagefolder(tmp_path / "other", {"b": "vendalixia, sitting"})
    with pytest.raises(CharspecError, match="two layouts at once") as error:
        found(tmp_path)
    assert "--from kohya or --from imagefolder" in (error.value.hint or "")
    assert [one.file for one in found(tmp_path, "kohya")] == ["10_vendalixia woman/a.png"]
    captions = ["vendalixia, standing", "vendalixia, sitting"]
    assert [one.caption for one in found(tmp_path, "imagefolder")] == captions


def test_three_layouts_at_once_are_counted(tmp_path: Path) -> None:
    pictures(tmp_path / "10_vendalixia woman", {"a": "[trigger], standing"})
    imagefolder(tmp_path / "other", {"b": "vendalixia, sitting"})
    with pytest.raises(CharspecError, match=": 3 layouts at once"):
        found(tmp_path)


def test_pictures_that_no_row_names_keep_the_text_beside_them(tmp_path: Path) -> None:
    imagefolder(tmp_path / "rows", {"a": "from the row"})
    pictures(tmp_path / "texts", {"b": "from the text", "c": "from the caption", "d": ""})
    (tmp_path / "texts/c.txt").rename(tmp_path / "texts/c.caption")
    assert [(one.file, one.caption, one.beside) for one in found(tmp_path)] == [
        ("rows/a.png", "from the row", True),
        ("texts/b.png", "from the text", True),
        ("texts/c.png", "from the caption", False),
        ("texts/d.png", None, False),
    ]


def test_metadata_and_sidecars_that_differ_are_two_layouts(tmp_path: Path) -> None:
    imagefolder(tmp_path, {"a": "from the row"})
    (tmp_path / "a.txt").write_text("from the row")
    assert [one.beside for one in found(tmp_path)] == [True]
    (tmp_path / "a.txt").write_text("from the sidecar")
    with pytest.raises(CharspecError, match="two layouts at once"):
        found(tmp_path)
    assert [(one.caption, one.beside) for one in found(tmp_path, "imagefolder")] == [("from the row", False)]
    assert [(one.caption, one.beside) for one in found(tmp_path, "folder")] == [("from the sidecar", True)]


def test_a_csv_above_the_pictures_is_read_in_place(tmp_path: Path) -> None:
    pictures(tmp_path / "train" / "deep", {"a": None, "b": None})
    rows = 'file_name,text\ndeep/a.png,"T7, standing\nin a forest"\ndeep/gone.png,x\n'
    (tmp_path / "train" / "metadata.csv").write_text(rows)
    imported = import_set(read_tree([tmp_path / "train"], tmp_path))
    assert [(one.file, one.caption, one.beside) for one in imported.pictures] == [
        ("train/deep/a.png", "T7, standing in a forest", True),
        ("train/deep/b.png", None, False),
    ]
    assert imported.notes == ("there is no picture train/deep/gone.png, though a row says so",)


def test_kohya_folders_of_two_characters_are_refused(tmp_path: Path) -> None:
    pictures(tmp_path / "10_vendalixia woman", {"a": None})
    pictures(tmp_path / "1_woman", {"b": None})
    with pytest.raises(CharspecError, match="different characters: '10_vendalixia woman', '1_woman'"):
        found(tmp_path)


@pytest.mark.parametrize("layout", ["kohya", "imagefolder", "onetrainer"])
def test_a_layout_that_is_not_there_is_said(layout: Layout, tmp_path: Path) -> None:
    pictures(tmp_path, {"a": "x"})
    with pytest.raises(CharspecError, match="no "):
        found(tmp_path, layout)


def test_metadata_without_a_usable_row_is_said(tmp_path: Path) -> None:
    pictures(tmp_path, {"a": None})
    (tmp_path / "metadata.csv").write_text("file_name,label\na.png,3\n")
    with pytest.raises(CharspecError, match="no row names a picture"):
        found(tmp_path)


def test_concepts_that_are_none_of_onetrainers(tmp_path: Path) -> None:
    pictures(tmp_path, {"a": None})
    for text, words in (("{", "concepts"), ('{"a": 1}', "no list"), ('[{"balancing": "x"}]', "balancing")):
        (tmp_path / "concepts.json").write_text(text)
        with pytest.raises(CharspecError, match=words):
            found(tmp_path)
    concepts(tmp_path, {"name": "gone", "path": "/data/gone"})
    with pytest.raises(CharspecError, match="'gone' is not here: /data/gone"):
        found(tmp_path)


def test_one_prompt_for_all_pictures_of_a_concept_is_their_caption_and_several_are_none(
    tmp_path: Path,
) -> None:
    pictures(tmp_path / "set", {"a": None, "b": None})
    prompts = tmp_path / "set" / "prompts.txt"
    text = {"prompt_source": "concept", "prompt_path": "C:\\x\\prompts.txt"}
    concepts(tmp_path, {"name": "set", "path": "set", "text": text})
    prompts.write_text("Nyx07\n")
    assert [one.caption for one in found(tmp_path)] == ["Nyx07", "Nyx07"]
    prompts.write_text("Nyx07\nNyx07, standing\n")
    imported = import_set(read_tree([tmp_path], tmp_path))
    assert [one.caption for one in imported.pictures] == [None, None]
    assert "2 prompts, one of which is drawn each time" in imported.notes[0]


def test_what_cannot_be_read_is_noted_and_the_rest_kept(tmp_path: Path) -> None:
    pictures(tmp_path, {"a": f"{HEAD}, standing", "b": "x", "c": "two\nlines"})
    (tmp_path / "b.txt").write_bytes("größer".encode("latin-1"))
    imported = import_set(read_tree([tmp_path], tmp_path))
    assert [one.caption for one in imported.pictures] == [f"{HEAD}, standing", None, "two lines"]
    assert [note.split(" ")[0] for note in imported.notes] == ["b.txt", "c.txt"]
    assert "left out: not UTF-8 text (byte 3)" in imported.notes[0]
    assert "several lines" in imported.notes[1]


@pytest.mark.parametrize(
    ("text", "reason"),
    [(b"\xff", "not UTF-8 text"), (b"x" * 9000, "9,000 characters"), (b"a \x07 bell", "control characters")],
)
def test_a_caption_that_no_spec_can_hold_is_left_out(text: bytes, reason: str, tmp_path: Path) -> None:
    pictures(tmp_path, {"a": None, "b": f"{HEAD}, standing"})
    for name in ("a", "c"):
        (tmp_path / f"{name}.png").write_bytes((tmp_path / "b.png").read_bytes())
        (tmp_path / f"{name}.caption").write_bytes(text)
    imported = import_set(read_tree([tmp_path], tmp_path))
    assert [one.caption for one in imported.pictures] == [None, f"{HEAD}, standing", None]
    (note,) = imported.notes
    assert note.startswith("a.caption is left out: ")
    assert reason in note
    assert "and 1 more caption" in note
