"""charspec init: what a person sees, what is refused, and that nothing of theirs is touched."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from charspec.cli import main
from charspec.cli.bases import default_base, table
from charspec.settings import base_names
from charspec.spec import load_spec
from tests.prepare.folders import GUIDE, HEAD, picture, pictures, snapshot, trained_captions


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "studio07"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().err


def test_it_ends_with_lint_and_the_next_three_commands(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pictures(here / "images", GUIDE)
    assert main(["init", "images", "--yes"]) == 0
    out, err = capsys.readouterr()
    assert out == "character.yaml\n"
    lines = err.splitlines()
    assert lines[0] == "4 pictures (folder); captions: 4 composed of attributes"
    assert any(line.startswith("lint: ") and "(4 pictures)" in line for line in lines)
    commands = [line.split("   ")[0].strip() for line in lines[-3:]]
    assert commands == [
        "charspec lint character.yaml",
        "charspec compile character.yaml --dry-run",
        "charspec train character.yaml",
    ]


def test_what_lint_finds_is_told_once_a_rule(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pictures(here / "images", dict.fromkeys("abc"))
    assert main(["init", "images", "--yes"]) == 0
    found = [line for line in said(capsys).splitlines() if line.endswith("(C114)")]
    assert found == ["error: images/a.png has no caption, and 2 more like it (C114)"]


def test_without_captions_the_first_step_is_to_draft_them(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pictures(here / "new set", {"a": None})
    assert main(["init", "new set", "--yes", "--trigger", "KAEL_07", "--out", "my spec.yaml"]) == 0
    assert "charspec caption 'my spec.yaml'" in said(capsys).splitlines()[-3]
    spec = load_spec(Path("my spec.yaml")).require()
    assert (spec.trigger, list(spec.pictures)) == ("KAEL_07", ["new set/a.png"])


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["gone"], "gone: the folder is not there"),
        (["images/front.png"], "the folder is no folder"),
        (["empty"], "no pictures below this folder"),
        (["archive"], "Unpack archive/set.zip first"),
        (["images", "--base", "flux3"], "unknown base 'flux3'"),
        (["images", "--trigger", "two\nlines"], "a trigger is one short word"),
        (["images", "--trigger", " "], "a trigger is a word"),
        (["images", "--out", "spec.json"], "ends in .yaml"),
        (["images", "--out", "below/character.yaml"], "outside the folder of the spec"),
        (["link"], "a symbolic link that leads out"),
        (["links"], "every picture here is a link that leaves the folder"),
    ],
)
def test_what_cannot_be_imported_is_said(
    words: list[str], message: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pictures(here / "images", GUIDE)
    elsewhere = pictures(here.parent / "elsewhere", {"a": "x"})
    for name in ("empty", "archive", "links"):
        (here / name).mkdir()
    (here / "archive" / "set.zip").write_bytes(b"PK")
    (here / "link").symlink_to(elsewhere)
    (here / "links" / "a.png").symlink_to(elsewhere / "a.png")
    before = snapshot(here)
    assert main(["init", *words, "--yes"]) == 2
    assert message in said(capsys)
    assert snapshot(here) == before


def test_a_spec_that_is_there_is_kept_without_force(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pictures(here / "images", GUIDE)
    Path("character.yaml").write_text("mine")
    assert main(["init", "images", "--yes"]) == 2
    assert "character.yaml: there is a spec already" in said(capsys)
    assert Path("character.yaml").read_text() == "mine"
    assert main(["init", "images", "--yes", "--force"]) == 0
    assert load_spec(Path("character.yaml")).require().trigger == "Vendalixia"
    Path("character.yaml").rename("images/character.yaml")
    assert main(["init", "images", "--yes"]) == 2
    assert "images/character.yaml: there is a spec already" in said(capsys)


def test_pictures_elsewhere_get_their_spec_beside_them(here: Path) -> None:
    one = pictures(here.parent / "vendalixia" / "portraits", {"a": f"{HEAD}, smiling"})
    two = pictures(here.parent / "vendalixia" / "scenes", {"b": f"{HEAD}, in a forest"})
    assert main(["init", str(one), str(two), "--yes"]) == 0
    spec = load_spec(here.parent / "vendalixia" / "character.yaml").require()
    assert list(spec.pictures) == ["portraits/a.png", "scenes/b.png"]
    assert not list(here.iterdir())


def test_some_links_out_are_left_out_and_told(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    elsewhere = pictures(here.parent / "elsewhere", {"a": "x"})
    pictures(here / "images", {"front": f"{HEAD}, smiling"})
    (here / "images" / "away.png").symlink_to(elsewhere / "a.png")
    (here / "images" / "again.png").symlink_to("front.png")
    assert main(["init", "images", "--yes"]) == 0
    assert "note: 1 picture left out: 'images/away.png' leaves the spec's folder" in said(capsys)
    assert list(load_spec(Path("character.yaml")).require().pictures) == [
        "images/again.png",
        "images/front.png",
    ]


def test_names_that_no_spec_can_hold_are_left_out(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pictures(here / "images", {"front": f"{HEAD}, smiling", "a\nb: # c": f"{HEAD}, sitting"})
    for name in (b"images/\xff.png", b"images/back\\slash.png", b" edge/a.png"):
        file = os.fsencode(here) + b"/" + name
        Path(os.fsdecode(file)).parent.mkdir(exist_ok=True)
        Path(os.fsdecode(file)).write_bytes(picture())
    assert main(["init", ".", "--yes"]) == 0
    assert "note: 3 pictures left out" in said(capsys)
    found = load_spec(Path("character.yaml")).require().pictures
    assert list(found) == ["images/a\nb: # c.png", "images/front.png"]
    assert trained_captions(Path("character.yaml"))["a\nb: # c"] == f"{HEAD}, sitting"


def test_what_a_training_wrote_is_no_training_set(here: Path) -> None:
    pictures(here, {"a": f"{HEAD}, smiling", "b": f"{HEAD}, sitting"})
    pictures(here / "runs" / "x", {"baseline": None})
    assert main(["init", ".", "--yes"]) == 0
    assert list(load_spec(Path("character.yaml")).require().pictures) == ["a.png", "b.png"]


def test_a_picture_that_is_none_is_lints_to_say(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pictures(here / "images", {"front": f"{HEAD}, smiling"})
    (here / "images" / "broken.png").write_bytes(b"no picture")
    assert main(["init", "images", "--yes"]) == 0
    assert "images/broken.png" in said(capsys)


def test_many_pictures_are_one_folder_or_too_many(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("charspec.source.reader.MAX_NODES", 200)
    pictures(here / "Nyxara", {f"{number:02}": f"Nyxara, number {number}" for number in range(80)})
    assert main(["init", "Nyxara", "--yes"]) == 0
    assert load_spec(Path("character.yaml")).require().images == "Nyxara/"
    # Captions that charspec does not read by itself have to stand in the spec.
    for file in (here / "Nyxara").glob("*.txt"):
        file.rename(file.with_suffix(".caption"))
    capsys.readouterr()
    assert main(["init", "Nyxara", "--yes", "--force"]) == 2
    assert "80 pictures with captions make more text than a spec may have" in said(capsys)


def test_more_pictures_than_a_spec_can_list_are_refused_at_once(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("charspec.prepare.importing.tree.MOST_PICTURES", 3)
    pictures(here / "images", GUIDE)
    assert main(["init", "images", "--yes"]) == 2
    assert "4 pictures, more than a spec can list (3)" in said(capsys)


def test_without_a_name_anywhere_the_trigger_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("charspec.prepare.initial.trigger._named", lambda roots: None)
    pictures(tmp_path, {"a": None})
    assert main(["init", str(tmp_path), "--yes"]) == 2
    assert "--trigger KAEL_07" in said(capsys)


def on_a_terminal(folder: Path, answers: str, *words: str) -> str:
    """What a person sees who gives these answers."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "charspec", "init", *words],
        cwd=folder,
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2]), "TERM": "dumb"},
    )
    os.close(slave)
    os.write(master, answers.encode())
    seen = b""
    while True:
        try:
            block = os.read(master, 4096)
        except OSError:
            break
        if not block:
            break
        seen += block
    os.close(master)
    assert process.wait() == 0, seen
    return seen.decode()


def test_a_person_is_asked_with_the_guesses_as_defaults(here: Path) -> None:
    pictures(here / "images", GUIDE)
    seen = on_a_terminal(here, "\nan old knight\nsilver hair\nvaries\nflux3\nz-image\n", "images")
    spec = load_spec(here / "character.yaml").require()
    assert (spec.trigger, spec.base) == ("Vendalixia", "z-image")
    assert (spec.identity.class_phrase, spec.identity.traits) == ("an old knight", ("silver hair",))
    assert re.search(r"trigger \[Vendalixia\]: ", seen)
    assert "what the character is [a young woman]: " in seen
    assert (spec.outfit and spec.outfit.policy) == "variable"
    assert "defining traits, with commas (- for none) [silver hair, a red scarf]: " in seen
    assert "one of: flux2-dev" in seen
    text = (here / "character.yaml").read_text()
    assert "  is: an old knight\n" in text, "what a person said is no guess"
    # The captions stay what they are, so they cannot be composed any more.
    assert "images: images/" in text


def test_enter_takes_every_guess(here: Path) -> None:
    pictures(here / "images", GUIDE)
    on_a_terminal(here, "\n\n\n\n\n", "images")
    asked = (here / "character.yaml").read_bytes()
    assert main(["init", "images", "--yes", "--force"]) == 0
    assert (here / "character.yaml").read_bytes() == asked


def test_the_table_of_bases_says_what_each_is_good_for() -> None:
    rows = table().splitlines()[1:]
    assert {row.split()[0] for row in rows if row[0] != " "} == set(base_names())
    assert rows[-2].startswith("tiny")
    assert max(map(len, rows)) <= 100
    flux = next(row for row in rows if row.startswith("flux2-dev"))
    assert "hero work" in flux
    assert "80 GB GPU" in flux
    assert "no commercial use" in flux


def test_chinese_captions_get_a_base_that_reads_them() -> None:
    assert default_base(["银色头发，站在森林里"], "flux2-klein-4b") == "z-image"
    assert default_base(["silver hair"], "flux2-klein-4b") == "flux2-klein-4b"
    assert default_base([], "flux2-klein-4b") == "flux2-klein-4b"


def test_pictures_and_captions_are_the_bytes_they_were(here: Path) -> None:
    pictures(here / "images", {**GUIDE, "new": None})
    before = snapshot(here)
    times = {file: file.stat().st_mtime_ns for file in here.rglob("*.*")}
    assert main(["init", "images", "--yes"]) == 0
    (here / "character.yaml").unlink()
    assert snapshot(here) == before
    assert {file: file.stat().st_mtime_ns for file in here.rglob("*.*")} == times
    assert before["images/front.png"] == picture()
