"""`--fix`: mends what it says, keeps everything else to the byte, and has nothing left to do afterwards."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from charspec.errors import CharspecError
from charspec.lint import Fix, Hit, LintConfig, Rewrite, diff_of, lint_spec, mend, registry
from charspec.lint.config import load as config
from charspec.lint.page import read_page
from charspec.lint.registry import Rule, all_rules
from charspec.lint.running import engine
from charspec.spec import CharacterSpec

ALL = LintConfig()
WHOLE = "Vendalixia, a young woman with silver hair and a red scarf"


def fix(path: Path, config: LintConfig = ALL) -> int:
    changes = mend(path, config=config)
    for change in changes:
        change.write()
    return sum(change.fixes for change in changes)


def fixable(path: Path) -> list[str]:
    return [one.code for one in lint_spec(path, config=ALL).findings if one.fix and one.fix.safe]


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


TEMPLATES = {
    "{trigger}, {pose}": "{trigger}, {identity}, {pose}",
    "{pose}, {angle}": "{trigger}, {identity}, {pose}, {angle}",
    "{trigger} with a sword, {pose}": "{trigger}, {identity} with a sword, {pose}",
    "{trigger}, a young woman with silver hair, {pose}": None,
}


@pytest.mark.parametrize(("before", "after"), TEMPLATES.items())
def test_the_template_gets_the_identity_if_it_says_none_of_it(
    before: str, after: str | None, example: Callable[..., Path]
) -> None:
    path = example(f'caption_template: "{before}"\n')
    fix(path)
    assert f'caption_template: "{after or before}"' in path.read_text()


CHINESE = {
    "站在森林里，微笑": "Vendalixia，一位年轻女子，银色长发，红色围巾，站在森林里，微笑",
    "Vendalixia，站在森林里": "Vendalixia，一位年轻女子，银色长发，红色围巾，站在森林里",
    "Vendalixia，一位年轻女子，红色围巾，微笑": "Vendalixia，一位年轻女子，银色长发，红色围巾，微笑",
    "Vendalixia的特写，微笑。": "Vendalixia的特写，微笑，一位年轻女子，银色长发，红色围巾",
}


@pytest.mark.parametrize(("before", "after"), CHINESE.items())
def test_a_chinese_caption_is_mended_in_chinese(
    before: str, after: str, example: Callable[..., Path]
) -> None:
    identity = "identity:\n  is: 一位年轻女子\n  with: [银色长发, 红色围巾]\n"
    path = example(f"{identity}images:\n  images/a.png:\n", {"images/a.txt": f"{before}\n"})
    fix(path)
    assert (path.parent / "images" / "a.txt").read_text("utf-8") == f"{after}\n"
    assert fixable(path) == []


JAPANESE = {
    "駅に立っている、微笑み": "Vendalixia、銀髪の少女、赤いマフラー、駅に立っている、微笑み",
    "Vendalixia、銀髪の少女、夜": "Vendalixia、銀髪の少女、赤いマフラー、夜",
    "Vendalixiaは駅に立っている、夜": "Vendalixiaは駅に立っている、夜、銀髪の少女、赤いマフラー",
}


@pytest.mark.parametrize(("before", "after"), JAPANESE.items())
def test_a_japanese_caption_is_mended_in_japanese(
    before: str, after: str, example: Callable[..., Path]
) -> None:
    identity = "identity:\n  is: 銀髪の少女\n  with: [赤いマフラー]\n"
    path = example(f"{identity}images:\n  images/a.png:\n", {"images/a.txt": f"{before}\n"})
    fix(path)
    assert (path.parent / "images" / "a.txt").read_text("utf-8") == f"{after}\n"
    assert fixable(path) == []


@pytest.mark.parametrize(
    ("traits", "caption"),
    [
        ("赤いマフラー", "Vendalixia、銀髪の少女、青いマフラー"),
        ("红围巾", "Vendalixia，一个少女，蓝色的围巾"),
        ("rote Brille", "Vendalixia steht mit einer blauen Brille im Wald"),
    ],
)
def test_a_trait_is_not_written_beside_another_in_a_language_that_is_not_read(
    traits: str, caption: str, example: Callable[..., Path]
) -> None:
    identity = f"identity:\n  is: a fox\n  with: [{traits}]\n"
    path = example(f"{identity}images:\n  images/a.png:\n", {"images/a.txt": f"{caption}\n"})
    (finding,) = lint_spec(path, config=LintConfig(select=("C104",))).findings
    assert finding.severity == "error"
    assert finding.fix is not None
    assert not finding.fix.safe


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


def test_fixes_of_one_caption_follow_each_other(example: Callable[..., Path]) -> None:
    path = example("images:\n  images/a.png:\n", {"images/a.txt": "[trigger], masterpiece, smiling\n"})
    changes = mend(path, config=ALL, unsafe=True)
    assert [change.after for change in changes] == [f"{WHOLE}, smiling\n"]
    assert mend(path, config=ALL, unsafe=False)[0].after == f"{WHOLE}, masterpiece, smiling\n"


def test_what_an_unsafe_fix_would_do_is_left_alone_unless_asked(example: Callable[..., Path]) -> None:
    path = example(f"images:\n  images/a.png: {{caption: '{WHOLE}, masterpiece, in snow'}}\n")
    assert mend(path, config=ALL) == []
    (change,) = mend(path, config=ALL, unsafe=True)
    assert "masterpiece" not in change.after
    assert change.fixes == 1


def test_a_fix_may_make_another_finding_which_is_then_shown(example: Callable[..., Path]) -> None:
    captions = {
        "images/a.txt": f"{WHOLE}, standing",
        "images/b.txt": WHOLE.removeprefix("Vendalixia, ") + ", standing",
    }
    path = example("images:\n  images/a.png:\n  images/b.png:\n", captions)
    assert "C113" not in {one.code for one in lint_spec(path, config=ALL).findings if one.severity == "error"}
    fix(path)
    assert "C113" in {one.code for one in lint_spec(path, config=ALL).findings}
    assert fix(path) == 0


def test_a_value_that_two_fixes_pull_to_and_fro_is_left_and_the_rest_is_mended(
    example: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def quarrel(one: str, other: str, spec: CharacterSpec) -> Iterator[Hit]:
        path = ("name",)
        if spec.name == one:
            yield Hit(path, f"{one}!", "", Fix("", (Rewrite(path, lambda _: other),)))

    rules = [
        Rule("X001", "to", "error", lambda spec: quarrel("one", "two", spec), ("spec",), ""),
        Rule("X002", "fro", "error", lambda spec: quarrel("two", "one", spec), ("spec",), ""),
        *all_rules(),
    ]
    for module in (engine, registry, config):
        monkeypatch.setattr(module, "all_rules", lambda: tuple(rules))
    path = example("name: one\nimages:\n  images/a.png: {caption: a fox}\n")
    (change,) = mend(path, config=ALL)
    assert "name: one\n" in change.after
    assert f'caption: "{WHOLE}, a fox"' in change.after


def test_two_pictures_that_share_a_sidecar_are_mended_once(example: Callable[..., Path]) -> None:
    path = example("images:\n  images/a.png:\n  images/a.jpg:\n", {"images/a.txt": "a fox\n"})
    (change,) = mend(path, config=ALL)
    assert change.after == f"{WHOLE}, a fox\n"


def test_a_spec_that_cannot_be_read_is_not_touched(example: Callable[..., Path]) -> None:
    shared = "images:\n  images/a.png: &one {caption: a fox}\n  images/b.png: *one\n"
    path = example(shared, {"images/a.txt": "a fox", "images/b.txt": "a fox"})
    assert mend(path, config=ALL) == []


def test_pictures_are_neither_opened_nor_touched(
    example: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = example("images:\n  images/a.png: {caption: a fox}\n  images/b.png:\n", {"images/b.txt": "a fox"})
    pictures = {file: file.read_bytes() for file in path.parent.rglob("*.png")}
    opened: list[object] = []
    monkeypatch.setattr("PIL.Image.open", lambda *given, **_: opened.append(given))
    assert fix(path) == 4
    assert opened == []
    assert {file: file.read_bytes() for file in path.parent.rglob("*.png")} == pictures


def test_no_rule_about_pictures_mends_anything() -> None:
    pages = {rule.code: read_page(rule.page).fix for rule in all_rules() if rule.code[0] in "ID"}
    assert [code for code, words in pages.items() if not words.startswith("None:")] == []


def test_a_marked_spec_keeps_its_mark_and_a_diff_shows_it(example: Callable[..., Path]) -> None:
    path = example("images:\n  images/a.png: {caption: a fox}\n")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    (change,) = mend(path, config=ALL)
    assert change.before.startswith("\ufeff")
    assert change.after.startswith("\ufeff")


def test_a_thousand_captions_are_mended_in_one_go(example: Callable[..., Path]) -> None:
    entries = "".join(f"  images/{n}.png: {{caption: 'a fox number {n}'}}\n" for n in range(1000))
    path = example("trigger: Vendalixia\nidentity: a fox\nimages: {}\n")
    path.write_text(path.read_text("utf-8").replace("images: {}\n", f"images:\n{entries}"), "utf-8")
    started = time.process_time()
    (change,) = mend(path, config=ALL)
    assert change.fixes == 1000
    assert time.process_time() - started < 20
