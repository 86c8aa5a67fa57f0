"""`--fix`: mends what it says, keeps everything else to the byte, and has nothing left to do afterwards."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from charspec.errors import CharspecError
from charspec.lint import LintConfig, diff_of, lint_spec, mend

ALL = LintConfig()
WHOLE = "Vendalixia, a young woman with silver hair and a red scarf"


def fix(path: Path, config: LintConfig = ALL) -> int:
    changes = mend(path, config=config)
    for change in changes:
        change.write()
    return sum(change.fixes for change in changes)


def fixable(path: Path) -> list[str]:
    return [one.code for one in lint_spec(path, config=ALL).findings if one.fix]


CAPTIONS = {
    "a young woman with silver hair and a red scarf, standing": f"{WHOLE}, standing",
    "vendalixia, a young woman with silver hair and a red scarf": WHOLE,
    "Vendalixias in the snow": f"{WHOLE}, in the snow",
    "Vendalixia, a young woman, standing": f"{WHOLE}, standing",
    "Vendalixia, a young woman with a red scarf, standing": f"{WHOLE}, standing",
    "Vendalixia, a young woman with silver hair, standing": f"{WHOLE}, standing",
    "Vendalixia, a young woman with silver hair and a cat": f"{WHOLE} and a cat",
    "Vendalixia, a young woman with a dog": WHOLE.replace(" and ", ", ") + " and a dog",
    "Vendalixia standing": f"{WHOLE}, standing",
    "standing": f"{WHOLE}, standing",
    "half of Vendalixia's face": "half of Vendalixia's face, a young woman with silver hair and a red scarf",
}


@pytest.mark.parametrize(("before", "after"), CAPTIONS.items())
def test_a_caption_in_the_spec_is_mended_in_place(
    before: str, after: str, example: Callable[..., Path]
) -> None:
    spec = f"# ours\nimages:\n  images/a.png:\n    caption: {before}  # keep me\n    pose: standing\n"
    path = example(spec)
    text = path.read_text()
    assert fix(path) > 0
    assert path.read_text() == text.replace(f"{before}  #", f"{after}  #")
    assert fixable(path) == []
    assert fix(path) == 0


def test_placeholders_stay(example: Callable[..., Path]) -> None:
    path = example(
        'images:\n  images/a.png: {caption: "{identity}, standing"}\ntests: {one: "a fox, {identity}"}\n'
    )
    fix(path)
    assert 'caption: "Vendalixia, {identity}, standing"' in path.read_text()
    assert 'one: "Vendalixia, a fox, {identity}"' in path.read_text()


def test_the_template_gets_the_placeholder(example: Callable[..., Path]) -> None:
    path = example('caption_template: "{identity}, {pose}"\n')
    assert fix(path) == 1
    assert 'caption_template: "{trigger}, {identity}, {pose}"' in path.read_text()


@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\n\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_sidecar_keeps_its_ending_and_its_mark(end: str, mark: str, example: Callable[..., Path]) -> None:
    path = example("images:\n  images/a.png:\n")
    sidecar = path.parent / "images" / "a.txt"
    sidecar.write_bytes(f"{mark}  a young woman with silver hair and a red scarf{end}".encode())
    config = LintConfig(ignore=("C119",))  # which removes the mark
    assert fix(path, config) == 1
    assert sidecar.read_bytes().decode() == f"{mark}  {WHOLE}{end}"
    assert fix(path, config) == 0


JSONL = (
    '{{"file_name": "b.png", "text": "{b}"}}\r\n{{"text":"{a}",  "file_name":"a.png", "tags": [1, 2]}}\r\n'
)
CSV = 'file_name,text,note\r\nb.png,"{b}",1\r\na.png,"{a}","x, y"\r\n'


@pytest.mark.parametrize(("name", "rows"), [("metadata.jsonl", JSONL), ("metadata.csv", CSV)])
def test_a_row_of_metadata_is_mended_and_the_others_are_not_touched(
    name: str, rows: str, example: Callable[..., Path]
) -> None:
    path = example("images:\n  images/a.png:\n  images/b.png:\n")
    file = path.parent / "images" / name
    sound = f"{WHOLE}, café"
    file.write_bytes(rows.format(a="a young woman with silver hair and a red scarf, é", b=sound).encode())
    assert fix(path) == 1
    assert file.read_bytes().decode() == rows.format(a=f"{WHOLE}, é", b=sound)
    assert fix(path) == 0


def test_crlf_and_comments_of_a_spec_stay(example: Callable[..., Path]) -> None:
    path = example("images:\n  images/a.png:   # first\n    caption: 'a fox'   # second\n")
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    before = path.read_bytes()
    fix(path)
    after = b"'Vendalixia, a young woman with silver hair and a red scarf, a fox'"
    assert path.read_bytes() == before.replace(b"'a fox'", after)


def test_a_diff_shows_the_change_and_writes_nothing(example: Callable[..., Path]) -> None:
    path = example(
        "images:\n  images/a.png:\n", {"images/a.txt": "a young woman with silver hair and a red scarf"}
    )
    (change,) = mend(path, "character.yaml", ALL)
    assert diff_of(change).splitlines() == [
        "--- images/a.txt",
        "+++ images/a.txt",
        "@@ -1 +1 @@",
        "-a young woman with silver hair and a red scarf",
        "\\ No newline at end of file",
        f"+{WHOLE}",
        "\\ No newline at end of file",
    ]
    assert (path.parent / "images" / "a.txt").read_text() == "a young woman with silver hair and a red scarf"


def test_an_ignored_finding_is_left_alone(example: Callable[..., Path]) -> None:
    path = example(
        "images:\n  images/a.png:  # charspec: ignore[C]\n    caption: a fox  # charspec: ignore[C]\n"
    )
    assert fix(path) == 0


def test_a_file_that_changed_meanwhile_is_not_overwritten(example: Callable[..., Path]) -> None:
    path = example("images:\n  images/a.png: {caption: a fox}\n")
    (change,) = mend(path, config=ALL)
    path.write_text("mine")
    with pytest.raises(CharspecError, match="changed while"):
        change.write()
    assert path.read_text() == "mine"


def test_a_link_out_of_the_folder_is_not_written_through(
    example: Callable[..., Path], tmp_path: Path
) -> None:
    path = example("images:\n  images/a.png:\n")
    outside = tmp_path / "shared.txt"
    outside.write_text("a fox")
    (path.parent / "images" / "a.txt").symlink_to(outside)
    fix(path)
    assert outside.read_text() == "a fox"


def test_the_mode_of_a_file_stays(example: Callable[..., Path]) -> None:
    path = example("images:\n  images/a.png: {caption: a fox}\n")
    path.chmod(0o640)
    fix(path)
    assert path.stat().st_mode & 0o777 == 0o640


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.sampled_from(
            [
                "Vendalixia",
                "vendalixia",
                "Vendalixias",
                "a young woman",
                "with",
                "silver hair",
                "and",
                ",",
                "silver-haired",
                "a red scarf",
                "in a forest",
                "{trigger}",
                "{identity}",
                "站在",
                "'s",
                "golden hair",
                ".",
            ]
        ),
        min_size=1,
        max_size=8,
    )
)
def test_a_second_fix_changes_nothing_and_what_was_fixed_is_clean(tmp_path: Path, parts: list[str]) -> None:
    import json

    path = tmp_path / "character.yaml"
    caption = json.dumps(" ".join(parts), ensure_ascii=False)
    path.write_text(
        "schema: charspec/1\ntrigger: Vendalixia\nidentity: a young woman with silver hair and a red scarf\n"
        f"images:\n  a.png: {{caption: {caption}}}\ntests:\n  one: {caption}\n",
        "utf-8",
    )
    if fix(path):
        assert fixable(path) == []
    once = path.read_bytes()
    assert fix(path) == 0
    assert path.read_bytes() == once
