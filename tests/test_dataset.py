"""Which caption trains, where it came from, and what is known about each picture."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from charspec.dataset import Dataset, Item, load_dataset
from charspec.errors import CharspecError
from charspec.source import Span
from charspec.spec import load_spec

HEAD = "schema: charspec/1\ntrigger: Vendalixia\nidentity: a young woman with silver hair and a red scarf\n"
IDENTITY = "Vendalixia, a young woman with silver hair and a red scarf"


def write(folder: Path, files: dict[str, str | bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name.endswith(".png") and not content:
            Image.new("RGB", (64, 48)).save(path)
        else:
            path.write_bytes(content if isinstance(content, bytes) else content.encode())


def load(folder: Path, spec: str, files: dict[str, str | bytes] | None = None) -> Dataset:
    write(folder, {"character.yaml": HEAD + spec, **(files or {})})
    return load_dataset(load_spec(folder / "character.yaml", "character.yaml"))


def only(dataset: Dataset) -> Item:
    assert len(dataset.items) == 1
    return dataset.items[0]


def test_a_folder_is_scanned_in_order_below_and_without_hidden_files_and_masks(tmp_path: Path) -> None:
    names = ["b.png", "a.jpg", "deep/c.WEBP", ".hidden.png", ".git/x.png", "b-mask.png", "notes.md"]
    dataset = load(tmp_path, "images: images/\n", {f"images/{name}": b"x" for name in names})
    assert [item.file for item in dataset.items] == ["images/a.jpg", "images/b.png", "images/deep/c.WEBP"]
    assert {item.spec_path for item in dataset.items} == {("images",)}
    assert dataset.problems == ()


SOURCES: list[tuple[str, dict[str, str | bytes]]] = [
    ("spec", {}),
    ("template", {}),
    ("sidecar", {"images/a.txt": "Vendalixia from the sidecar\n"}),
    ("metadata", {"images/metadata.jsonl": '{"file_name": "a.png", "text": "Vendalixia from the row"}\n'}),
]


@pytest.mark.parametrize("first", range(5))
def test_the_first_caption_that_exists_wins_and_the_others_are_named(tmp_path: Path, first: int) -> None:
    keys = {0: "caption: Vendalixia from the spec", 1: "pose: standing"}
    files: dict[str, str | bytes] = {"images/a.png": b""}
    for _, more in SOURCES[first:]:
        files |= more
    entry = keys.get(first, "")
    item = only(load(tmp_path, f"images:\n  images/a.png: {{{entry}}}\n", files))
    captions = [
        "Vendalixia from the spec",
        f"{IDENTITY}, standing",
        "Vendalixia from the sidecar",
        "Vendalixia from the row",
        "",
    ]
    assert (item.caption, item.caption_source) == (captions[first], [*(s for s, _ in SOURCES), "none"][first])
    below = ["images/a.txt", "images/metadata.jsonl"]
    assert [written.location.file for written in item.shadowed] == below[max(0, first - 1) :]


def test_a_caption_is_located_where_a_person_edits_it(tmp_path: Path) -> None:
    spec = "images:\n  images/a.png:\n    caption: Vendalixia, x\n  images/b.png:\n"
    spec += "  images/c.png: {pose: running}\n"
    files: dict[str, str | bytes] = {"images/b.txt": "Vendalixia,\nsmiling"}
    dataset = load(tmp_path, spec, files)
    places = [item.caption_location for item in dataset.items]
    assert [(place.file, place.path, place.span) for place in places] == [
        ("character.yaml", ("images", "images/a.png", "caption"), Span(6, 14, 6, 27)),
        ("images/b.txt", ("images", "images/b.png"), Span(1, 1, 2, 8)),
        ("character.yaml", ("images", "images/c.png"), Span(8, 17, 8, 32)),
    ]
    assert dataset.items[1].caption == "Vendalixia, smiling"


def test_metadata_is_read_as_csv_too_and_from_a_folder_above(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "images/deep/a.png": b"",
        "images/metadata.csv": 'file_name,text\ndeep/a.png,"Vendalixia, seen"\n',
    }
    item = only(load(tmp_path, "images: images\n", files))
    assert (item.caption, item.caption_source) == ("Vendalixia, seen", "metadata")
    assert item.caption_location.span == Span(2, 1, 2, 1)


def test_a_caption_of_several_lines_in_csv_keeps_its_words_apart(tmp_path: Path) -> None:
    rows = 'file_name,text\r\na.png,"Vendalixia, standing\r\nin a forest"\r\n'
    dataset = load(tmp_path, "images: images/\n", {"images/a.png": b"x", "images/metadata.csv": rows})
    assert only(dataset).caption == "Vendalixia, standing in a forest"


def test_an_edit_that_is_pending_counts_before_the_file(tmp_path: Path) -> None:
    write(tmp_path, {"character.yaml": HEAD + "images:\n  a.png:\n  b.png:\n", "a.txt": "old", "b.png": b"x"})
    write(tmp_path, {"metadata.jsonl": '{"file_name": "b.png", "text": "old"}\n'})
    row = '{"file_name": "b.png", "text": "new"}\n'
    pending = {"a.txt": "\ufeffnew\r\n", "metadata.jsonl": row}
    loaded = replace(load_spec(tmp_path / "character.yaml"), pending=pending)
    assert [item.caption for item in load_dataset(loaded).items] == ["new", "new"]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("images/a.txt", b"\xff\xfe", "C119"),
        ("images/a.txt", b"x" * 70_000, "C119"),
        ("images/metadata.jsonl", b"{not json\n", "S104"),
        ("images/metadata.jsonl", b"[1]\n", "S104"),
        ("images/metadata.jsonl", b"[" * 100_000, "S104"),
        ("images/metadata.jsonl", b'{"file_name": "a.png"}\n', "S104"),
        ("images/metadata.csv", b"name,caption\na.png,x\n", "S104"),
        ("images/metadata.csv", b"\xff", "C119"),
    ],
)
def test_an_unreadable_text_file_is_a_problem_of_that_file(
    tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    dataset = load(tmp_path, "images: images/\n", {"images/a.png": b"", name: content})
    assert [(problem.code, problem.file) for problem in dataset.problems] == [(code, name)]
    assert only(dataset).caption_source == "none"


def test_a_row_with_another_column_is_a_fault_only_where_a_caption_is_missing(tmp_path: Path) -> None:
    rows = '{"file_name": "a.png", "caption": "x"}\n{"file_name": "b.png", "caption": "y"}\n'
    files: dict[str, str | bytes] = {"a.png": b"", "b.png": b"", "b.txt": "z", "metadata.jsonl": rows}
    dataset = load(tmp_path, "images:\n  a.png:\n  b.png:\n", files)
    assert [(one.code, one.span.line) for one in dataset.problems if one.span] == [("S104", 1)]
    assert [item.caption for item in dataset.items] == ["", "z"]
    labelled = "images:\n  a.png:\n    pose: standing\n"
    assert load(tmp_path, labelled, files).problems == ()


def test_a_byte_order_mark_and_windows_lines_are_no_part_of_a_caption(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"images/a.png": b"", "images/a.txt": b"\xef\xbb\xbfVendalixia, x\r\n"}
    assert only(load(tmp_path, "images: images/\n", files)).caption == "Vendalixia, x"


def test_placeholders_are_replaced_in_the_caption_and_kept_in_what_was_written(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"images/a.png": b"", "images/a.txt": "{trigger}, {identity}, {foo}"}
    item = only(load(tmp_path, "images: images/\n", files))
    assert item.caption == f"{IDENTITY}, {{foo}}"
    assert item.written == "{trigger}, {identity}, {foo}"


def test_attributes_are_labelled_or_read_or_unknown(tmp_path: Path) -> None:
    spec = (
        "images:\n  images/a.png:\n    framing: Close-Up\n    environment: in her own mind\n"
        f"    caption: {IDENTITY}, close-up, laughing, in a crowded tavern\n"
    )
    attributes = only(load(tmp_path, spec)).attributes
    assert {name: (found.key, found.origin) for name, found in attributes.items()} == {
        "framing": ("close-up", "labelled"),
        "environment": ("in her own mind", "labelled"),
        "expression": ("laughing", "read"),
    }


def test_files_that_belong_to_no_picture_are_orphans(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "images/a.png": b"",
        "images/a.txt": "Vendalixia",
        "images/left.png": b"",
        "images/left.txt": "x",
        "images/m.png": b"",
        "README.txt": "no caption",
    }
    dataset = load(tmp_path, "images:\n  images/a.png: {mask: images/m.png}\n", files)
    assert dataset.orphan_pictures == ("images/left.png",)
    assert dataset.orphan_captions == ("images/left.txt",)
    scanned = load(tmp_path, "images: images/\n", {"images/nobody.txt": "x"})
    assert (scanned.orphan_pictures, scanned.orphan_captions) == ((), ("images/nobody.txt",))


def test_size_is_what_trains_and_the_hash_is_of_the_bytes(tmp_path: Path) -> None:
    spec = "images:\n  images/a.png: {crop: [10, 8, 50, 48], enhance: 2x}\n  images/none.png:\n"
    whole, missing = load(tmp_path, spec, {"images/a.png": b""}).items
    assert (whole.facts.size, whole.size) == ((64, 48), (80, 80))
    assert whole.sha256 == hashlib.sha256((tmp_path / "images/a.png").read_bytes()).hexdigest()
    assert whole.exists
    assert not missing.exists


@pytest.mark.parametrize(("images", "words"), [("nowhere", "does not exist"), ("a.png", "is a file")])
def test_a_folder_that_is_none_is_a_problem(tmp_path: Path, images: str, words: str) -> None:
    dataset = load(tmp_path, f"images: {images}\n", {"a.png": b""})
    assert [problem.code for problem in dataset.problems] == ["I101"]
    assert words in dataset.problems[0].message
    assert dataset.items == ()


def test_a_scanned_picture_that_links_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    write(tmp_path, {"secret.png": b"", "spec/images/a.png": b""})
    (tmp_path / "spec/images/b.png").symlink_to(tmp_path / "secret.png")
    dataset = load(tmp_path / "spec", "images: images/\n")
    assert [item.file for item in dataset.items] == ["images/a.png"]
    assert [problem.code for problem in dataset.problems] == ["S108"]


def test_a_sidecar_that_links_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    write(tmp_path, {"secret.txt": "secret", "spec/images/a.png": b""})
    (tmp_path / "spec/images/a.txt").symlink_to(tmp_path / "secret.txt")
    dataset = load(tmp_path / "spec", "images: images/\n")
    assert [(problem.code, problem.file) for problem in dataset.problems] == [("S108", "images/a.txt")]
    assert only(dataset).caption == ""


def test_a_spec_with_problems_has_no_dataset(tmp_path: Path) -> None:
    with pytest.raises(CharspecError, match="unknown key"):
        load(tmp_path, "images: images/\nextra: 1\n")
