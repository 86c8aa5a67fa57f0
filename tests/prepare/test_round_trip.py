"""init, then what a training reads: exactly the captions the folder had, whatever they say."""

from __future__ import annotations

import string
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charspec.cli import main
from charspec.lint import LintConfig, lint_spec
from charspec.plan import read_lock
from charspec.prepare.importing import import_set, read_tree
from charspec.prepare.initial import Guess, draft_spec, guess_character
from charspec.spec import load_spec
from tests.prepare.folders import HEAD, concepts, imagefolder, pictures, snapshot, trained_captions

SOUND = LintConfig(select=("S", "P102", "P103", "P104", "P105", "P106", "P107"))
TRICKY = ["on", "1e-4", "note: red", "# not a comment", "- x", "~", "{a|b}", "'", '"', "007", "%", "@x", "é"]
PARTS = [
    "front view",
    "three-quarter view",
    "close-up",
    "full-body",
    "smiling",
    "standing in a forest at dusk",
]
PARTS += ["sitting", "in a tavern", "soft warm light", "arms crossed", "night", "holding a lamp", "beach"]

words = st.text(
    string.ascii_letters + string.digits + " ,.:;#'\"{}[]()-_&*!|>%@`~\\\t银色头发，é", max_size=40
)
odd = st.one_of(words, st.sampled_from(TRICKY), st.lists(st.sampled_from(TRICKY), max_size=4).map(", ".join))
structured = st.lists(st.sampled_from(PARTS), max_size=5, unique=True).map(
    lambda parts: ", ".join([HEAD, *parts])
)
captions = st.lists(st.one_of(structured, structured, odd, st.none()), min_size=1, max_size=5)
layouts = st.sampled_from(["txt", "caption", "kohya", "jsonl", "jsonl-caption", "onetrainer", "ai-toolkit"])


def usable(caption: str | None) -> bool:
    return caption is None or not any(mark in caption for mark in ("{trigger}", "{identity}", "[trigger]"))


@settings(max_examples=100, deadline=None)
@given(texts=captions, layout=layouts)
def test_a_spec_trains_on_the_captions_of_the_folder(texts: list[str | None], layout: str) -> None:
    texts = [text for text in texts if usable(text)] or ["a caption"]
    named = {f"picture{number}": text for number, text in enumerate(texts)}
    with TemporaryDirectory() as made:
        folder = Path(made).resolve() / "nyxara"
        expected = build(folder, named, layout)
        before = snapshot(folder)
        spec = folder / "character.yaml"
        spec.write_text(drafted(folder), "utf-8")
        assert trained_captions(spec) == expected
        found = lint_spec(spec, config=SOUND).findings
        assert [one.message for one in found] == []
        assert {name: data for name, data in snapshot(folder).items() if name != "character.yaml"} == before


def drafted(folder: Path) -> str:
    imported = import_set(read_tree([folder / "set"], folder))
    character = guess_character(imported, Guess("Vendalixia"))
    return draft_spec(imported, character, "flux2-klein-4b", folder).text


def build(folder: Path, named: dict[str, str | None], layout: str) -> dict[str, str]:
    """The folder in a layout, and the captions that it has."""
    place = folder / "set"
    expected = {name: (text or "").strip() for name, text in named.items()}
    said = {name: text for name, text in named.items() if text and text.strip()}
    if layout.startswith("jsonl") and said:
        pictures(place, dict.fromkeys(named))
        imagefolder(place, said, "caption" if layout == "jsonl-caption" else "text")
    elif layout == "kohya":
        pictures(place / "12_Vendalixia woman", named, ".caption")
        if any(expected.values()):
            expected = {name: text or "Vendalixia woman" for name, text in expected.items()}
    elif layout == "onetrainer":
        pictures(place, named)
        concepts(place, {"name": "v", "path": "C:\\sets\\set", "balancing": 3.0})
    elif layout == "ai-toolkit":
        marked = {name: f"[trigger] {text}" for name, text in said.items()}
        pictures(place, {**named, **marked})
        expected |= {name: f"Vendalixia {text}".strip() for name, text in said.items()}
    else:
        pictures(place, named, ".caption" if layout == "caption" else ".txt")
    return expected


def test_the_example_compiles_to_the_captions_it_was_trained_with(
    tmp_path: Path, vendalixia: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = read_lock(vendalixia / "character.lock.json")
    monkeypatch.chdir(tmp_path)
    for item in lock.plan.train.items:
        copy = tmp_path / item.file
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes((vendalixia / item.file).read_bytes())
        copy.with_suffix(".txt").write_text(item.caption, "utf-8")
    assert main(["init", "images", "--yes", "--base", "tiny"]) == 0
    assert main(["compile", "character.yaml"]) == 0
    made = read_lock(tmp_path / "character.lock.json")
    assert {one.file: one.caption for one in made.plan.train.items} == {
        one.file: one.caption for one in lock.plan.train.items
    }
    spec = load_spec(tmp_path / "character.yaml").require()
    assert all(picture.attributes for picture in spec.pictures.values()), "every caption could be composed"
    assert not lint_spec(tmp_path / "character.yaml").errors
