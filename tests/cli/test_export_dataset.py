"""`charspec export-dataset`: final captions, pictures as they train, in two layouts; nothing overwritten."""

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from charspec.cli import main
from charspec.compile import compile_spec
from charspec.prepare.exporting import writing

SPEC = """\
schema: charspec/1
trigger: KAEL_07
identity: {is: an old wizard, with: [a grey beard]}
base: tiny
images:
  images/front.png: {pose: standing}
  images/test-1.jpg: {pose: sitting, repeats: 7}
  images/crop.png:
    caption: "{trigger}, {identity}, running «fast»"
    crop: [10, 20, 210, 120]
  images/small.png: {pose: waving, enhance: 2x, crop: [0, 0, 50, 100]}
  more/Front.jpg:
train: {resolution: 64, repeats: 3}
"""


@pytest.fixture
def spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CHARSPEC_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "set"
    for name in (
        "images/front.png",
        "images/test-1.jpg",
        "images/crop.png",
        "images/small.png",
        "more/Front.jpg",
    ):
        side = 100 if "small" in name else 300
        pixels = np.random.default_rng(len(name)).integers(0, 256, (side, side, 3), dtype=np.uint8)
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(pixels).save(folder / name)
    (folder / "more" / "Front.txt").write_text("KAEL_07, an old wizard with a grey beard,\njumping\n")
    (folder / "character.yaml").write_text(SPEC)
    monkeypatch.chdir(folder)
    return Path("character.yaml")


def tree(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files
    }


def captions(spec: Path) -> dict[str, str]:
    return {item.file: item.caption for item in compile_spec(spec).plan.train.items}


def test_imagefolder_has_pictures_and_final_captions(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = tree(Path())
    assert main(["export-dataset", str(spec), "--to", "imagefolder", "--out", "../hub"]) == 0
    said = capsys.readouterr()
    assert said.out == "../hub\n"
    assert "note: images/test-1.jpg is picture.jpg there" in said.err
    assert tree(Path()) == before
    rows = [json.loads(line) for line in Path("../hub/metadata.jsonl").read_text("utf-8").splitlines()]
    names = ["crop.png", "front.png", "small.png", "picture.jpg", "Front-2.jpg"]
    assert [row["file_name"] for row in rows] == names
    assert [row["text"] for row in rows] == list(captions(spec).values())
    assert sorted(path.name for path in Path("../hub").iterdir()) == sorted([*names, "metadata.jsonl"])
    for file, name in (
        ("images/front.png", names[1]),
        ("images/test-1.jpg", names[3]),
        ("more/Front.jpg", names[4]),
    ):
        assert Path("../hub", name).read_bytes() == Path(file).read_bytes()
    cropped = Image.open("images/crop.png").crop((10, 20, 210, 120))
    assert Image.open("../hub/crop.png").tobytes() == cropped.tobytes()
    large = Image.open("images/small.png").resize((200, 200), Image.Resampling.LANCZOS)
    assert Image.open("../hub/small.png").tobytes() == large.crop((0, 0, 100, 200)).tobytes()


def test_kohya_has_a_folder_per_repeats_and_a_text_per_picture(spec: Path) -> None:
    assert main(["export-dataset", str(spec), "--to", "kohya", "--out", "../train"]) == 0
    assert sorted(tree(Path("../train"))) == sorted(
        f"{folder}/{stem}.{end}"
        for folder, files in (
            ("3_KAEL_07 old wizard", ("crop.png", "front.png", "small.png", "Front-2.jpg")),
            ("7_KAEL_07 old wizard", ("test-1.jpg",)),
        )
        for stem, _, suffix in (file.partition(".") for file in files)
        for end in (suffix, "txt")
    )
    text = Path("../train/3_KAEL_07 old wizard/Front-2.txt").read_text("utf-8")
    assert text == captions(spec)["more/Front.jpg"] + "\n"
    assert "wizard with a grey beard, jumping" in text


@pytest.mark.parametrize("layout", ["imagefolder", "kohya"])
def test_init_reads_back_every_caption(spec: Path, layout: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export-dataset", str(spec), "--to", layout, "--out", "../there"]) == 0
    words = [
        "init",
        "../there",
        "--yes",
        "--trigger",
        "KAEL_07",
        "--base",
        "tiny",
        "--out",
        "../there/character.yaml",
    ]
    assert main(words) == 0
    assert sorted(captions(Path("../there/character.yaml")).values()) == sorted(captions(spec).values())
    if layout == "kohya":
        items = compile_spec(Path("../there/character.yaml")).plan.train.items
        assert sorted(item.repeats for item in items) == [3, 3, 3, 3, 7]


def test_what_was_stopped_goes_on_and_gives_the_same(
    spec: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["export-dataset", str(spec), "--to", "kohya", "--out"]
    assert main([*words, "../straight"]) == 0
    write, written = writing.write_atomically, []

    def failing(path: Path, data: bytes) -> None:
        if len(written) == 2:
            raise KeyboardInterrupt
        written.append(path)
        write(path, data)

    with monkeypatch.context() as patch:
        patch.setattr(writing, "write_atomically", failing)
        assert main([*words, "../resumed"]) == 130
    assert not Path("../resumed").exists()
    kept = {path: path.stat().st_mtime_ns for path in written}
    (Path("..") / ".resumed.0123456789ab.partial").mkdir()
    made: list[Path] = []
    monkeypatch.setattr(
        writing, "write_atomically", lambda path, data: (made.append(path), write(path, data))
    )
    assert main([*words, "../resumed"]) == 0
    assert len(kept) == 2
    assert not set(made) & set(kept)
    assert tree(Path("../resumed")) == tree(Path("../straight"))
    assert list(Path("..").glob(".*.partial")) == []


def test_nothing_is_overwritten_and_no_set_finds_its_own_copies(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("../full").mkdir()
    Path("../full/mine.txt").write_text("mine")
    Path("../file").write_text("mine")
    Path("../empty").mkdir()
    words = ["export-dataset", str(spec), "--to", "imagefolder", "--out"]
    for out in ("../full", "../file"):
        assert main([*words, out]) == 2
        assert "there is something already" in capsys.readouterr().err
    assert main([*words, "../empty"]) == 0
    assert Path("../full/mine.txt").read_text() == Path("../file").read_text() == "mine"
    spec.write_text(SPEC.partition("images:")[0] + "images: more/\n")
    assert main([*words, "more/hub"]) == 2
    assert "within the folder of the pictures" in capsys.readouterr().err


def test_a_picture_without_a_caption_is_not_exported(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("more/Front.txt").unlink()
    assert main(["export-dataset", str(spec), "--to", "kohya", "--out", "../train"]) == 1
    assert "more/Front.jpg has no caption" in capsys.readouterr().err
    assert not Path("../train").exists()
