"""What the page is told and what it saves, without a browser."""

from __future__ import annotations

import io
import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from charspec.dataset import load_dataset
from charspec.errors import CharspecError
from charspec.prepare.captioning.targets import to_review
from charspec.prepare.review import Review, routes
from charspec.prepare.review.pieces import notes, pieces
from charspec.prepare.review.session import Edited
from charspec.serving import LocalServer
from charspec.spec import load_spec
from tests.prepare.conftest import NewSet, originals

IMAGES = """\
images:
  images/a.png:   # a remark
    angle: front
    pose: standing  # as agreed
    environment: in a barn
    draft: true
  images/b.png:
    caption: "{trigger}, my own words"
    draft: true
  images/c.png:
  images/d.png:
    pose: sitting
"""
CONSTANT = "Vendalixia, a young woman with silver hair and a red scarf"


@pytest.fixture
def spec(new_set: NewSet) -> Path:
    return new_set("a b c d", IMAGES)


@pytest.fixture
def review(spec: Path) -> Review:
    return Review(spec, [item.file for item in to_review(load_dataset(load_spec(spec)))])


def text(said: dict[str, Any]) -> str:
    return "".join(piece["text"] for piece in said["pieces"])


def fields(said: dict[str, Any]) -> dict[str, str]:
    return {one["name"]: one["value"] for one in said["fields"]}


def test_drafts_and_pictures_without_words_are_shown_in_order(review: Review) -> None:
    assert review.overview() == {
        "name": "Vendalixia",
        "files": ["images/a.png", "images/b.png", "images/c.png"],
        "accepted": [],
    }
    states = [review.item(number)["state"] for number in range(3)]
    assert states == ["draft", "draft", "no caption yet"]


def test_a_picture_comes_with_its_fields_its_caption_and_words_to_choose_from(review: Review) -> None:
    said: dict[str, Any] = review.item(0)
    assert text(said) == f"{CONSTANT}, front view, standing in a barn"
    assert [(piece["text"], piece["kind"]) for piece in said["pieces"]][:3] == [
        ("Vendalixia", "trigger"),
        (", ", "free"),
        ("a young woman with silver hair and a red scarf", "trait"),
    ]
    assert list(fields(said)) == ["angle", "framing", "pose", "expression", "environment", "lighting"]
    terms = {one["name"]: one["terms"] for one in said["fields"]}
    assert terms["environment"][:2] == ["in a barn", "in a forest"], "this set's own words come first"
    assert terms["pose"][:2] == ["standing", "sitting"]
    assert all(one["meaning"] for one in said["fields"])


def test_the_caption_follows_the_fields(review: Review) -> None:
    said = review.composed(Edited(number=0, values={"pose": " lying   down ", "lighting": "dusk"}))
    assert text(said) == f"{CONSTANT}, lying down, dusk"


def test_accepted_words_are_saved_with_comments_kept_and_are_no_draft(review: Review, spec: Path) -> None:
    before = originals(spec)
    review.save(Edited(number=0, values={"angle": "", "pose": "lying", "environment": "in a barn"}))
    saved = spec.read_text("utf-8")
    assert "  images/a.png:   # a remark\n    pose: lying  # as agreed\n    environment: in a barn\n" in saved
    assert "    draft: true\n  images/b.png" not in saved
    assert review.overview()["accepted"] == [0]
    review.save(Edited(number=2, values={"pose": "waving"}))
    assert "  images/c.png:\n    pose: waving\n  images/d.png:" in spec.read_text("utf-8")
    assert originals(spec) == before


def test_accepting_a_draft_as_it_is_takes_only_the_mark_away(review: Review, spec: Path) -> None:
    values = fields(review.item(0))
    before = spec.read_text("utf-8")
    review.save(Edited(number=0, values=values))
    assert spec.read_text("utf-8") == before.replace("    draft: true\n", "", 1)


def test_a_caption_of_its_own_is_edited_as_such(review: Review, spec: Path) -> None:
    said: dict[str, Any] = review.item(1)
    assert fields(said)["caption"] == "{trigger}, my own words"
    assert text(said) == "Vendalixia, my own words"
    review.save(Edited(number=1, values={"caption": "{trigger}, other words", "pose": ""}))
    assert '  images/b.png:\n    caption: "{trigger}, other words"\n  images/c.png:' in spec.read_text(
        "utf-8"
    )


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "fill in one field at least"),
        ({"pose": "   "}, "fill in one field at least"),
        ({"mood": "dark"}, "'mood' is no field"),
        ({"draft": "true"}, "'draft' is no field"),
        ({"pose": "x" * 1001}, "longer than 1000"),
        ({"pose": "${HOME}"}, r"\$\{"),
    ],
)
def test_what_cannot_be_saved_changes_nothing(
    review: Review, spec: Path, values: dict[str, str], said: str
) -> None:
    before = spec.read_bytes()
    with pytest.raises(CharspecError, match=said):
        review.save(Edited(number=2, values=values))
    assert spec.read_bytes() == before
    assert review.accepted == set()


def test_a_line_break_in_a_field_is_a_blank(review: Review, spec: Path) -> None:
    review.save(Edited(number=2, values={"pose": "waving\n  draft: true"}))
    assert '    pose: "waving draft: true"\n' in spec.read_text("utf-8")


def test_edits_made_beside_the_page_are_shown_and_kept(review: Review, spec: Path) -> None:
    spec.write_text(spec.read_text("utf-8").replace("in a barn", "in a tent") + "x-a: b\n", "utf-8")
    assert "in a tent" in text(review.item(0))
    review.save(Edited(number=0, values={"pose": "lying"}))
    assert spec.read_text("utf-8").endswith("x-a: b\n")
    spec.write_text(spec.read_text("utf-8").replace("  images/c.png:\n", ""), "utf-8")
    with pytest.raises(CharspecError, match=r"images/c\.png: is no longer in the set"):
        review.item(2)


def test_a_caption_follows_edits_made_beside_the_page_and_a_spec_that_is_gone_is_said(
    review: Review, spec: Path
) -> None:
    edited = Edited(number=0, values={"pose": "lying"})
    assert text(review.composed(edited)).startswith("Vendalixia")
    spec.write_text(spec.read_text("utf-8").replace("silver hair", "golden hair"), "utf-8")
    assert "golden hair" in text(review.composed(edited))
    spec.unlink()
    with pytest.raises(CharspecError, match="no such file"):
        review.composed(edited)


def test_odd_fields_are_remarked_on(spec: Path) -> None:
    loaded = load_spec(spec).require()
    values = {
        "pose": "combing her silver hair",
        "environment": "in vendalixias tent",
        "angle": "sideways-ish",
    }
    said = notes(values, loaded)
    assert len(said) == 3
    assert "repeats “silver hair”" in said[0]
    assert "names the character" in said[1]
    assert "“sideways-ish” is no angle" in said[2]
    assert notes({"pose": "standing", "angle": "front", "caption": "Vendalixia"}, loaded) == []


def test_pieces_are_the_caption_whatever_it_is(spec: Path) -> None:
    loaded = load_spec(spec).require()
    for caption in (
        "",
        "Vendalixia",
        "a red scarf, Vendalixia Vendalixia",
        "silver hair of a young woman",
        "x",
    ):
        assert "".join(piece["text"] for piece in pieces(caption, loaded)) == caption


@pytest.fixture
def served(review: Review) -> Iterator[LocalServer]:
    with LocalServer(routes(review, lambda: server.stop())) as server:
        thread = threading.Thread(target=server.serve)
        thread.start()
        yield server
        server.stop()
        thread.join()


def fetch(server: LocalServer, path: str, body: object = None) -> tuple[int, bytes]:
    headers = {"Origin": f"http://127.0.0.1:{server.port}", "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(server.url + path, data, headers)) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def test_the_picture_is_served_as_it_trains_and_nothing_else_of_the_disk(
    served: LocalServer, spec: Path
) -> None:
    spec.write_text(spec.read_text("utf-8").replace("    angle: front", "    crop: [0, 0, 40, 64]"), "utf-8")
    status, data = fetch(served, "pictures/0")
    assert status == 200
    assert Image.open(io.BytesIO(data)).size == (40, 64)
    for path in (
        "pictures/../character.yaml",
        "pictures/%2e%2e%2fcharacter.yaml",
        "pictures/99",
        "pictures/x",
    ):
        status, data = fetch(served, path)
        assert status in (400, 404)
        assert b"trigger" not in data


@pytest.mark.parametrize(
    "body",
    [
        [],
        "x",
        {},
        {"number": -1, "values": {}},
        {"number": 0, "values": {"pose": 7}},
        {"number": "0", "values": {}},
    ],
)
def test_what_the_page_would_never_send_is_refused(served: LocalServer, spec: Path, body: object) -> None:
    before = spec.read_bytes()
    for path in ("save", "compose"):
        assert fetch(served, path, body)[0] == 400
    assert spec.read_bytes() == before


def test_the_page_allows_its_own_script_and_style_alone(served: LocalServer, spec: Path) -> None:
    spec.write_text(
        spec.read_text("utf-8").replace("trigger: Vendalixia", 'trigger: Vendalixia\nname: "<b>&"')
    )
    with urllib.request.urlopen(served.url) as answer:
        rules, html = answer.headers["Content-Security-Policy"], answer.read().decode()
    assert "default-src 'none'" in rules
    assert "unsafe" not in rules
    assert "<h1>&lt;b&gt;&amp;</h1>" in html
