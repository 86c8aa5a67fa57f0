"""A draft goes into the spec at once; comments, other edits and every other file stay as they are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from charspec.dataset import load_dataset
from charspec.errors import CharspecError
from charspec.prepare.captioning import Drafted, Failed, draft_all, keep, targets
from charspec.prepare.captioning.targets import to_review
from charspec.source import Plain
from charspec.spec import load_spec
from tests.prepare.conftest import HEAD, NewSet, originals

LISTED = """\
images:   # by hand
  images/a.png:
    pose: standing  # agreed
  images/b.png: {draft: true}
  images/c.png:
tests:
  baseline: "{trigger}, standing"
"""


class Says:
    """Answers as told; an exception is raised."""

    name = "a test"
    remote_host: str | None = None

    def __init__(self, *answers: str | BaseException) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[Path | None, tuple[int, int, int, int] | None]] = []

    def ask(
        self, question: str, picture: Path | None = None, crop: tuple[int, int, int, int] | None = None
    ) -> str:
        self.asked.append((picture, crop))
        answer = self.answers[(len(self.asked) - 1) % len(self.answers)]
        if isinstance(answer, BaseException):
            raise answer
        return answer


def draft(path: Path, backend: Says, overwrite: bool = False) -> list[Drafted | Failed]:
    loaded = load_spec(path)
    chosen = targets(load_dataset(loaded), overwrite=overwrite)
    return list(draft_all(path, loaded.require(), chosen.items, backend))


def captions(path: Path) -> dict[str, str]:
    return {item.file: item.caption for item in load_dataset(load_spec(path)).items}


def test_a_folder_becomes_the_list_of_its_pictures_and_comments_stay(new_set: NewSet) -> None:
    spec = new_set()
    (spec.parent / "images/b.txt").write_text(
        "Vendalixia, a young woman with silver hair and a red scarf, back"
    )
    before = originals(spec)
    done = draft(spec, Says('{"pose": "standing", "environment": "forest"}'))
    assert [one.file for one in done] == ["images/a.png", "images/c.png"]
    assert spec.read_text("utf-8") == (
        HEAD
        + "images:   # all of them\n"
        + "  images/a.png:\n    pose: standing\n    environment: in a forest\n    draft: true\n"
        + "  images/b.png:\n"
        + "  images/c.png:\n    pose: standing\n    environment: in a forest\n    draft: true\n"
    )
    assert captions(spec)["images/b.png"].endswith("a red scarf, back"), "the sidecar still counts"
    assert captions(spec)["images/a.png"] == (
        "Vendalixia, a young woman with silver hair and a red scarf, standing in a forest"
    )
    assert originals(spec) == before


def test_what_is_there_is_never_overwritten_unasked(new_set: NewSet) -> None:
    spec = new_set(images=LISTED)
    backend = Says('{"pose": "sitting"}')
    assert [one.file for one in draft(spec, backend)] == ["images/b.png", "images/c.png"]
    assert "    pose: standing  # agreed\n" in spec.read_text("utf-8")
    assert "  images/b.png: {draft: true, pose: sitting}\n" in spec.read_text("utf-8")
    assert draft(spec, backend) == [], "there is nothing left to draft"
    assert len(backend.asked) == 2


def test_asked_to_overwrite_a_draft_takes_the_place_of_caption_and_attributes(new_set: NewSet) -> None:
    words = "    caption: mine  # really\n    lighting: dusk\n    pose: standing\n"
    spec = new_set("a", f"images:\n  images/a.png:\n{words}    crop: [0, 0, 50, 50]\n")
    backend = Says('{"pose": "sitting", "angle": "front"}')
    assert draft(spec, backend) == []
    (done,) = draft(spec, backend, overwrite=True)
    assert isinstance(done, Drafted)
    assert done.caption == "Vendalixia, a young woman with silver hair and a red scarf, front view, sitting"
    assert captions(spec) == {"images/a.png": done.caption}
    assert spec.read_text("utf-8").endswith(
        "  images/a.png:\n    pose: sitting\n    crop: [0, 0, 50, 50]\n    angle: front\n    draft: true\n"
    )
    assert backend.asked == [(spec.parent / "images/a.png", (0, 0, 50, 50))]


def test_a_picture_that_fails_is_told_and_the_others_go_on(new_set: NewSet) -> None:
    spec = new_set("a b c d")
    wrong = CharspecError("is no picture", "images/b.png")
    done = draft(spec, Says('{"pose": "standing"}', wrong, "I see nothing.", '{"pose": "sitting"}'))
    kinds = [type(one).__name__ for one in done]
    assert kinds == ["Drafted", "Failed", "Failed", "Drafted"]
    assert isinstance(done[2], Failed)
    nothing = "the answer names nothing that a caption could say"  # the verb names the picture before it
    assert str(done[2].error) == f"{nothing}\nLabel it by hand: charspec caption {spec} --review"
    assert captions(spec)["images/b.png"] == captions(spec)["images/c.png"] == ""


def test_stopped_at_any_point_what_was_told_is_in_the_file_and_the_rest_goes_on(new_set: NewSet) -> None:
    spec = new_set("a b c")
    backend = Says('{"pose": "standing"}', KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        draft(spec, backend)
    assert [file for file, caption in captions(spec).items() if caption] == ["images/a.png"]
    done = draft(spec, Says('{"pose": "sitting"}'))
    assert [one.file for one in done] == ["images/b.png", "images/c.png"]


def test_a_spec_that_may_not_be_written_is_told_before_a_model_is_asked(new_set: NewSet) -> None:
    spec = new_set()
    spec.chmod(0o444)
    backend = Says('{"pose": "standing"}')
    with pytest.raises(CharspecError, match="is read-only") as error:
        draft(spec, backend)
    assert error.value.exit_code == 1
    assert backend.asked == []


def test_edits_made_while_a_model_thinks_stay(new_set: NewSet) -> None:
    spec = new_set("a b", "images:\n  images/a.png:\n  images/b.png:\n")
    loaded = load_spec(spec)
    work = draft_all(spec, loaded.require(), load_dataset(loaded).items, Says('{"pose": "standing"}'))
    next(work)
    spec.write_text(spec.read_text("utf-8") + "x-note: mine  # typed meanwhile\n", "utf-8")
    next(work)
    text = spec.read_text("utf-8")
    assert text.endswith("    draft: true\nx-note: mine  # typed meanwhile\n")
    assert text.count("pose: standing") == 2


def test_a_picture_that_was_taken_out_meanwhile_is_told(new_set: NewSet) -> None:
    spec = new_set("a b", "images:\n  images/a.png:\n  images/b.png:\n")
    loaded = load_spec(spec)
    work = draft_all(spec, loaded.require(), load_dataset(loaded).items, Says('{"pose": "standing"}'))
    next(work)
    spec.write_text(spec.read_text("utf-8").replace("  images/b.png:\n", ""), "utf-8")
    told = next(work)
    assert isinstance(told, Failed)
    assert "no longer lists images/b.png" in str(told.error)


def test_a_value_that_the_spec_cannot_hold_changes_nothing(new_set: NewSet) -> None:
    spec = new_set(images=LISTED)
    before = spec.read_bytes()
    for pairs in ({"pose": "${HOME}"}, {"mood": "dark"}, {"draft": "perhaps"}):
        with pytest.raises(CharspecError) as error:
            keep(spec, "images/a.png", pairs)
        assert error.value.exit_code == 1
    assert spec.read_bytes() == before


def test_byte_order_mark_line_ends_mode_and_link_stay(new_set: NewSet, tmp_path: Path) -> None:
    spec = new_set("a", "images:\n  images/a.png:\n")
    spec.write_bytes(b"\xef\xbb\xbf" + spec.read_bytes().replace(b"\n", b"\r\n"))
    spec.chmod(0o640)
    link = spec.with_name("link.yaml")
    link.symlink_to(spec.name)
    keep(link, "images/a.png", {"pose": "standing", "draft": Plain("true")})
    data = spec.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf# drawn in May\r\n")
    assert data.endswith(b"images/a.png:\r\n    pose: standing\r\n    draft: true\r\n")
    assert data.count(b"\n") == data.count(b"\r\n")
    assert link.is_symlink()
    assert os.stat(spec).st_mode & 0o777 == 0o640  # noqa: PTH116


def test_a_name_that_yaml_would_misread_is_quoted_in_the_list(new_set: NewSet) -> None:
    spec = new_set("a")
    (spec.parent / "images/a.png").rename(spec.parent / "images/1: #2 {x}.png")
    done = draft(spec, Says('{"pose": "standing"}'))
    assert [type(one).__name__ for one in done] == ["Drafted"]
    assert '  "images/1: #2 {x}.png":\n' in spec.read_text("utf-8")


def test_only_some_pictures_can_be_named_and_a_wrong_name_is_said(new_set: NewSet) -> None:
    dataset = load_dataset(load_spec(new_set(images=LISTED)))
    assert [item.file for item in targets(dataset, ["images/c.png"]).items] == ["images/c.png"]
    found = targets(dataset, ["images/a.png"])
    assert (found.items, [item.file for item in found.kept]) == ((), ["images/a.png"])
    with pytest.raises(CharspecError, match=r"images/cc\.png: is no picture") as error:
        targets(dataset, ["images/cc.png"])
    assert error.value.hint == "Did you mean images/c.png?"


def test_drafts_and_pictures_without_a_caption_wait_for_a_person(new_set: NewSet) -> None:
    spec = new_set(images=LISTED)
    keep(spec, "images/b.png", {"pose": "sitting"})
    dataset = load_dataset(load_spec(spec))
    assert [item.file for item in to_review(dataset)] == ["images/b.png", "images/c.png"]
    assert [item.file for item in to_review(dataset, ["images/a.png"])] == ["images/a.png"]
