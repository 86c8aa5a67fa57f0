"""A spec changed at random, or made to be slow or clever: findings with places, and in no time."""

import itertools
import pathlib
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from charspec.lint import LintConfig, lint_text
from tests.lint.bad_input import CAPTION, FRAMES, HEAD, QUICK, lint, saved


def yaml_texts() -> Iterator[tuple[str, str, str]]:
    letters = "abcdefghi"
    lines = "".join(
        f"x-{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in itertools.pairwise(letters)
    )
    yield "aliases", f"x-a: &a [x, x]\n{lines}", "S107"
    yield "merge keys", "x-a: &a {b: c}\nx-b: {<<: *a}\n", "S107"
    yield "brackets", f"x-a: {'[' * 200_000}\n", "S107"
    yield "braces", f"x-a: {'{a: ' * 200_000}\n", "S107"
    yield "dashes", f"x-a:\n  {'- ' * 200_000}\n", "S107"
    yield "questions", "? " * 200_000 + "\n", "S101"
    yield "indents", "".join(f"{' ' * depth}a:\n" for depth in range(1000)), "S107"
    yield "tags", "x-a: !!python/object/apply:os.system ['true']\n", "S107"
    yield "many values", "x-a:\n" + "  - a\n" * 30_000, "S107"
    yield "long", "x-a: " + "a" * (1 << 20) + "\n", "S107"
    yield "NUL", "name: a\0b\n", "S101"
    yield "escape", "name: \x1b[31mred\n", "S101"
    yield "quoted escape", 'style: "\\u0000 \\ud800"\n', "S101"
    yield "quotes", "name: " + '"' * 100_000 + "\n", "S101"
    yield "keys", "".join("name: a\n" for _ in range(5000)), "S102"
    yield "unknown keys", "".join(f"key{number}: a\n" for number in range(3000)), "S103"
    yield "interpolations", "x-a:\n" + "  - ${a}\n" * 3000, "S109"
    yield "a long text", f"style: {'a ' * 20_000}\n", "S104"
    yield "a long trigger", f"name: {'a' * 20_000}\n", "S104"
    yield "numbers", "train: {epochs: " + "9" * 5000 + "}\n", "S104"


def test_specs_made_to_be_slow_or_clever(tmp_path: pathlib.Path) -> None:
    codes = {}
    for name, text, code in yaml_texts():
        codes[name] = code
        (tmp_path / name).mkdir()
        spec = tmp_path / name / "character.yaml"
        spec.write_text(f"{HEAD}{text}images: images/\n", "utf-8", "surrogatepass")
    lines = lint(tmp_path).out.splitlines()
    for name, code in codes.items():
        found = [line for line in lines if f"/{name}/character.yaml:" in line]
        assert any(f" error {code} " in line for line in found), (name, found[:3])
        assert len(found) <= 100, name


def test_a_long_spec_is_linted_like_any_other(folder: pathlib.Path) -> None:
    names = [f"images/{number}.png" for number in range(3000)]
    listed = "".join(f"  {name}:\n    # seen\n    pose: standing\n\n" for name in names)
    (folder / "character.yaml").write_text(f"{HEAD}images:\n{listed}")
    assert (folder / "character.yaml").read_text().count("\n") > 10_000
    for name in names:
        (folder / name).with_suffix(".jpg").touch()
    ran = lint("--select", "I", folder)
    assert ran.out.count(" error I101 ") == 3000


SOUND = f"""\
schema: charspec/1
name: Vendalixia
trigger: Vendalixia   # ours
identity:
  is: a young woman
  with: [silver hair, "a red scarf"]
outfit: {{policy: signature, wears: [a dark leather coat]}}
style: any
varies: [angle, pose, environment]
images:
  images/a.png: {{angle: front, pose: standing, crop: [0, 0, 64, 64]}}
  images/b.png:
    caption: >-
      {CAPTION}
  images/c.png:   # charspec: ignore[C101] later
tests:
  baseline: Vendalixia, standing
train: {{epochs: 12, learning_rate: 1e-4}}
x-studio: {{ticket: ART-1}}
"""

PIECES = """:¦: ¦- ¦#¦ #c0c0c0¦'¦"¦[¦]¦{¦}¦&a ¦*a¦!!x ¦|¦>-¦~¦null¦${x}¦{trigger}¦..¦/¦\\¦é¦站¦𓀀
¦images/a.png¦caption:¦crop: [9, 9, 1, 1]¦# charspec: ignore[¦999999999999999999999¦1e999¦<<: ¦%¦ ¦\t"""
SCRAPS = st.sampled_from([*PIECES.split("¦"), "", "\n", "\0", "\x1b", "\u2028", "\ufeff", "e\u0301"])
CHANGES = st.lists(
    st.tuples(st.integers(0, len(SOUND)), st.integers(0, 40), SCRAPS | st.text(max_size=6)),
    min_size=1,
    max_size=5,
)


@QUICK
@given(CHANGES)
def test_a_spec_changed_at_random_gives_findings(
    tmp_path: pathlib.Path, changes: list[tuple[int, int, str]]
) -> None:
    images = tmp_path / "images"
    if not images.exists():
        images.mkdir()
        for name in "abd":
            (images / f"{name}.png").write_bytes(saved(FRAMES[0], "PNG"))
        (images / "c.txt").write_text("a fox")
        (images / "orphan.txt").write_text(CAPTION)
    text = SOUND
    for start, length, scrap in changes:
        text = text[:start] + scrap + text[start + length :]
    result = lint_text(text.encode("utf-8", "surrogatepass"), tmp_path, config=LintConfig())
    lines = text.count("\n") + text.count("\r") + 1
    for finding in result.findings:
        assert finding.message
        assert finding.hint
        span = finding.location.span
        assert (1, 1) <= (span.line, span.column) <= (span.end_line, span.end_column)
        assert finding.location.file != result.file or span.end_line <= lines
