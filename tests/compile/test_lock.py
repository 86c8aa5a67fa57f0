"""One spec, one lock: the same bytes on any machine, and other bytes for anything that matters."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from charspec.compile import compile_spec
from charspec.plan import Plan, lock

GOLDEN = Path(__file__).parents[1] / "golden" / "lock" / "character.lock.json"

PRINT_LOCK = """
import pathlib, sys
from charspec.compile import compile_spec
sys.stdout.buffer.write(compile_spec(pathlib.Path(sys.argv[1])).lock_text.encode())
"""


def edit(spec: Path, old: str, new: str) -> None:
    text = spec.read_text("utf-8")
    assert old in text
    spec.write_text(text.replace(old, new), "utf-8")


def test_the_golden_spec_compiles_to_the_golden_bytes(spec: Path) -> None:
    assert compile_spec(spec).lock_text.encode() == GOLDEN.read_bytes()


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "1", "LC_ALL": "C", "TZ": "Asia/Tokyo"},
        {
            "PYTHONHASHSEED": "2",
            "LC_ALL": "C.UTF-8",
            "PYTHONUTF8": "0",
            "HOME": "/nowhere",
            "COLUMNS": "20",
        },
    ],
)
def test_place_locale_and_hash_seed_change_nothing(
    spec: Path, tmp_path: Path, environment: dict[str, str]
) -> None:
    elsewhere = tmp_path / "élsewhere with blanks" / "and=equals"
    shutil.copytree(spec.parent, elsewhere)
    for path in [elsewhere, *elsewhere.rglob("*")]:
        os.utime(path, (1, 1))
    done = subprocess.run(
        [sys.executable, "-c", PRINT_LOCK, "character.yaml"],
        cwd=elsewhere, env=os.environ | environment, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout == GOLDEN.read_bytes()


def test_comments_and_the_order_of_keys_change_nothing(spec: Path) -> None:
    blocks: list[str] = []
    for line in spec.read_text("utf-8").splitlines(keepends=True):
        if line[0].isalpha():
            blocks.append("")
        if blocks:
            blocks[-1] += line
    spec.write_text("# another comment\n" + "".join(reversed(blocks)), "utf-8")
    front = "  images/front.png:\n    angle: front\n    pose: standing\n    expression: neutral\n"
    edit(spec, front, "  images/front.png:\n    expression: neutral\n    pose: standing\n    angle: front\n")
    wide = "  images/wide.png:               # images/wide.txt is the caption\n"
    edit(spec, wide, "")
    edit(spec, "    repeats: 7\n", "    repeats: 7   # more\n  images/wide.png:\n")
    edit(spec, "ART-1138", "ART-1139")
    assert compile_spec(spec).lock_text.encode() == GOLDEN.read_bytes()


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ("laughing", "Laughing", {"train", "run"}),
        ("in a white studio", "in a white studie", {"train", "run"}),
        ("epochs: 3", "epochs: 4", {"train"}),
        ("rank: 8", "rank: 9", {"train", "run"}),
        ("at sunset", "at sunrise", {"samples"}),
        ("CC-BY-4.0", "CC0-1.0", {"release"}),
    ],
)
def test_a_change_reaches_the_hash_of_its_part_alone(spec: Path, old: str, new: str, parts: set[str]) -> None:
    before = compile_spec(spec).lock.hashes.model_dump()
    edit(spec, old, new)
    after = compile_spec(spec).lock.hashes.model_dump()
    assert {part for part in before if before[part] != after[part]} == parts


def test_one_letter_of_a_sidecar_changes_the_hash(spec: Path) -> None:
    before = compile_spec(spec).lock.hashes.train
    sidecar = spec.parent / "images" / "wide.txt"
    sidecar.write_text(sidecar.read_text("utf-8").replace("blue hour", "Blue hour"), "utf-8")
    assert compile_spec(spec).lock.hashes.train != before


def test_one_pixel_changes_the_hash(spec: Path) -> None:
    before = compile_spec(spec).lock.hashes.train
    path = spec.parent / "images" / "front.png"
    with Image.open(path) as picture:
        picture.putpixel((5, 5), (1, 2, 3))
        picture.save(path)
    assert compile_spec(spec).lock.hashes.train != before


def test_a_longer_run_continues_only_where_the_rate_does_not_depend_on_the_length(spec: Path) -> None:
    def run(*overrides: str) -> str:
        return compile_spec(spec, overrides).lock.hashes.run

    assert run("train.epochs=5") == run("train.epochs=9")
    assert run("lr_schedule=cosine", "train.epochs=5") != run("lr_schedule=cosine", "train.epochs=9")


def test_a_local_folder_of_the_base_is_hashed_and_not_named(spec: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name / "vae").mkdir(parents=True)
        (tmp_path / name / "vae" / "model.safetensors").write_bytes(b"weights")
    one, two = (compile_spec(spec, [f"base.path={tmp_path / name}"]) for name in ("one", "two"))
    assert one.base_path == tmp_path / "one"
    assert list(one.plan.train.base.files) == ["vae/model.safetensors"]
    assert one.lock == two.lock
    assert str(tmp_path) not in one.lock_text
    (tmp_path / "two" / "vae" / "model.safetensors").write_bytes(b"weightz")
    changed = compile_spec(spec, [f"base.path={tmp_path / 'two'}"])
    assert changed.lock.hashes.run != one.lock.hashes.run


def test_a_plan_read_back_from_its_lock_is_the_plan(spec: Path) -> None:
    compiled = compile_spec(spec)
    again = Plan.model_validate_json(compiled.plan.model_dump_json())
    assert again == compiled.plan
    assert lock(again) == compiled.lock
