"""`charspec prepare`: proposals as a diff, written on request; copies made; no picture ever changed."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from charspec.cache import cache_dir
from charspec.cli import main
from charspec.cli.enhancing import enhance_locked
from charspec.enhance import copies as copies_module
from charspec.enhance.copies import pixels_sha256
from charspec.plan import read_lock
from charspec.spec import load_spec
from tests.enhance.miniatures import write_onnx
from tests.prepare.test_crops import scene

SPEC = """\
# Who she is.
schema: charspec/1
trigger: Vendalixia
identity: a young woman with silver hair
base: tiny
images:
  images/far.png:
    pose: standing   # before the sea
  images/small.png: {pose: sitting}
  images/own.png:
    pose: running
    crop: [0, 0, 512, 512]
train: {resolution: 512}
"""


@pytest.fixture
def spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CHARSPEC_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "set"
    (folder / "images").mkdir(parents=True)
    scene((1400, 1000), (900, 300, 1100, 700), "graded").save(folder / "images" / "far.png")
    scene((300, 300), (100, 100, 200, 280), "plain").save(folder / "images" / "small.png")
    scene((1024, 1024), (300, 300, 600, 800), "busy").save(folder / "images" / "own.png")
    (folder / "character.yaml").write_text(SPEC)
    monkeypatch.chdir(folder)
    return Path("character.yaml")


def tree(folder: Path = Path("images")) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def copies() -> list[Path]:
    return [path for path in (cache_dir() / "enhanced").rglob("*") if path.is_file()]


def test_proposals_are_shown_and_written_on_request_only(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = tree(Path())
    words = ["prepare", str(spec), "--crop", "smart", "--enhance"]
    assert main(words) == 0
    shown = capsys.readouterr()
    assert tree(Path()) == before
    assert copies() == []
    added = [line[1:] for line in shown.out.splitlines() if line.startswith("+ ")]
    assert added[0].startswith("    crop: [")
    assert added[1] == "  images/small.png: {pose: sitting, enhance: 2x}"
    assert "images/own.png: no crop, its own crop is kept" in shown.err
    assert "add --write" in shown.err
    assert main([*words, "--write"]) == 0
    capsys.readouterr()
    after = tree(Path())
    assert {name for name in after if after[name] != before.get(name)} == {"character.yaml"}
    text = spec.read_text()
    assert "pose: standing   # before the sea\n    crop: [" in text
    crop = load_spec(spec).require().pictures["images/far.png"].crop
    assert crop is not None
    assert crop[0] <= 900 < 1100 <= crop[2]
    assert crop[1] <= 300 < 700 <= crop[3]
    assert len(copies()) == 1
    assert main([*words, "--write"]) == 0
    said = capsys.readouterr()
    assert "nothing to propose" in said.err
    assert spec.read_text() == text


def test_the_copy_is_what_the_lock_names_whoever_makes_it(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_onnx(Path("net.onnx"), 4)
    before = tree()
    assert main(["prepare", str(spec), "--enhance", "--weights", "net.onnx", "--write"]) == 0
    said = capsys.readouterr()
    assert "enhancing 1 picture by net.onnx" in said.err
    assert "note: images/small.png has 600×600 px" not in said.err
    assert Path("charspec.toml").read_text() == '[enhance]\nweights = "net.onnx"\n'
    (copy,) = copies()
    assert main(["compile", str(spec)]) == 0
    item = read_lock(Path("character.lock.json")).plan.train.items[2]
    assert item.file == "images/small.png"
    assert item.derived_sha256 == pixels_sha256(Image.open(copy))
    assert (item.size, item.bucket) == ((300, 300), (512, 512))
    capsys.readouterr()
    assert main(["compile", str(spec), "--explain", 'images["images/small.png"].enhance']) == 0
    assert "character.yaml:9:46, by net.onnx" in capsys.readouterr().out
    locked = Path("character.lock.json").read_bytes()
    copy.unlink()
    assert main(["compile", str(spec), "--check"]) == 0
    assert main(["export-dataset", str(spec), "--to", "kohya", "--out", "out"]) == 0
    assert Path("character.lock.json").read_bytes() == locked
    assert len(copies()) == 1
    assert tree() == before


def test_a_lock_is_trained_with_the_copies_that_it_names(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec.write_text(SPEC.replace("{pose: sitting}", "{pose: sitting, enhance: 2x}"))
    assert main(["compile", str(spec)]) == 0
    lock = read_lock(Path("character.lock.json"))
    (copy,) = copies()
    before = copy.read_bytes()
    copy.unlink()
    enhance_locked(lock, Path())
    assert copy.read_bytes() == before
    copy.unlink()
    write_onnx(Path("net.onnx"))
    Path("charspec.toml").write_text('[enhance]\nweights = "net.onnx"\n')
    assert main(["train", "character.lock.json"]) == 1
    assert "net.onnx makes another" in capsys.readouterr().err
    assert not Path("runs").exists()


def test_without_weights_it_says_that_it_resizes(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec.write_text(SPEC.replace("{pose: sitting}", "{pose: sitting, enhance: 2x}"))
    assert main(["prepare", str(spec)]) == 0
    assert "enhancing 1 picture by Lanczos, which is plain resizing" in capsys.readouterr().err
    assert main(["prepare", str(spec)]) == 0
    assert capsys.readouterr() == ("", "")


def test_after_ctrl_c_the_rest_is_made(
    spec: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = SPEC.replace("{pose: sitting}", "{pose: sitting, enhance: 2x}")
    spec.write_text(text.replace("    pose: running\n", "    pose: running\n    enhance: 2x\n"))
    made: list[Path] = []
    make = copies_module._made

    def stopped(original: Path, *rest: Any) -> Image.Image:
        if made:
            raise KeyboardInterrupt
        made.append(original)
        return make(original, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(copies_module, "_made", stopped)
        assert main(["prepare", str(spec)]) == 130
    (kept,) = copies()
    before = kept.stat().st_mtime_ns
    capsys.readouterr()
    assert main(["prepare", str(spec)]) == 0
    assert "enhancing 1 picture by" in capsys.readouterr().err
    assert len(copies()) == 2
    assert kept.stat().st_mtime_ns == before


def test_other_weights_than_the_projects_are_refused(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_onnx(Path("one.onnx"))
    write_onnx(Path("two.onnx"), 4)
    Path("charspec.toml").write_text('config-dirs = []\n\n[enhance]\nweights = "one.onnx"')
    assert main(["prepare", str(spec), "--weights", "one.onnx", "--write"]) == 0
    assert main(["prepare", str(spec), "--weights", "two.onnx", "--write"]) == 2
    assert "names other weights" in capsys.readouterr().err
    Path("charspec.toml").write_text("[lint]\nignore = ['D102'] # few")
    assert main(["prepare", str(spec), "--weights", "two.onnx", "--write"]) == 0
    assert Path("charspec.toml").read_text() == (
        "[lint]\nignore = ['D102'] # few\n\n[enhance]\nweights = \"two.onnx\"\n"
    )
    assert main(["lint", str(spec), "--exit-zero"]) == 0


def test_a_sheet_is_drawn_and_never_drawn_over(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prepare", str(spec), "--crop", "square", "--sheet", "sheet.png"]) == 0
    assert capsys.readouterr().out.endswith("sheet.png\n")
    drawn = Image.open("sheet.png")
    assert drawn.width > 1200
    before = Path("sheet.png").read_bytes()
    for words, said in (
        (["--sheet", "sheet.png"], "there is a file already"),
        (["--sheet", "sheet.jpg"], "a contact sheet is a .png"),
        (["--weights", "gone.onnx"], "there is no file gone.onnx"),
        (["--weights", "x4.pth"], "is a pickle"),
    ):
        assert main(["prepare", str(spec), *words]) == 2
        assert said in capsys.readouterr().err
    assert Path("sheet.png").read_bytes() == before


def test_a_set_that_is_a_folder_becomes_a_list(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec.write_text(SPEC.partition("images:")[0] + "images: images/   # all\ntrain: {resolution: 512}\n")
    assert main(["prepare", str(spec), "--enhance", "--write"]) == 0
    assert "images:   # all\n  images/far.png:\n" in spec.read_text()
    assert load_spec(spec).require().pictures["images/small.png"].enhance == "2x"


def test_what_stands_in_the_way_is_said(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("images/far.png").unlink()
    assert main(["prepare", str(spec), "--crop", "smart"]) == 1
    assert "character.yaml:7:3: no such picture: images/far.png" in capsys.readouterr().err
    Path("images/far.png").write_bytes(b"no picture")
    assert main(["prepare", str(spec), "--crop", "smart"]) == 1
    assert "far.png" in capsys.readouterr().err
    assert main(["prepare", "gone.yaml"]) == 2
    capsys.readouterr()
    Path("garbage.onnx").write_bytes(b"no network")
    assert main(["prepare", str(spec), "--weights", "garbage.onnx", "--write"]) == 2
    assert "garbage.onnx" in capsys.readouterr().err
    assert not Path("charspec.toml").exists()
