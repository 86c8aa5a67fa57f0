"""`charspec compile`: what it writes, prints and answers."""

import json
import shutil
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from charspec.cli import main
from charspec.compile import compile_spec
from charspec.plan import read_lock
from charspec.resources import schemas_dir

GOLDEN = Path(__file__).parents[1] / "golden" / "lock"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the golden spec and its pictures, without a lock; the working directory lies in it."""
    folder = tmp_path / "set"
    shutil.copytree(GOLDEN, folder, ignore=shutil.ignore_patterns("*.lock.json"))
    monkeypatch.chdir(folder)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_it_writes_the_lock_beside_the_spec(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compile", "character.yaml"]) == 0
    assert (here / "character.lock.json").read_bytes() == (GOLDEN / "character.lock.json").read_bytes()
    out, err = capsys.readouterr()
    assert out == "character.lock.json: written (3 pictures, 201 steps on flux2-klein-4b)\n"
    assert err == ""


def test_what_it_writes_is_valid_by_the_schema(here: Path) -> None:
    assert main(["compile", "character.yaml", "base=tiny", "train.text_encoder=true"]) == 0
    schema = json.loads((schemas_dir() / "lock.schema.json").read_text("utf-8"))
    document = json.loads((here / "character.lock.json").read_text("utf-8"))
    assert [error.message for error in Draft202012Validator(schema).iter_errors(document)] == []


def test_a_lock_that_is_up_to_date_is_left_alone(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compile", "character.yaml"]) == 0
    before = (here / "character.lock.json").stat()
    assert main(["compile", "character.yaml"]) == 0
    after = (here / "character.lock.json").stat()  # reading it may change its time of access
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert "up to date" in capsys.readouterr().out


def test_out_names_another_file(here: Path) -> None:
    assert main(["compile", "character.yaml", "--out", "other.json"]) == 0
    assert (here / "other.json").read_bytes() == (GOLDEN / "character.lock.json").read_bytes()
    assert not (here / "character.lock.json").exists()


def test_a_lock_that_cannot_be_written_is_an_error_that_leaves_nothing(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(here)
    assert main(["compile", "character.yaml", "--out", "no/such/folder/lock.json"]) == 2
    assert capsys.readouterr().err.startswith("charspec: no/such/folder/lock.json: cannot be written")
    assert contents(here) == before


@pytest.mark.parametrize("name", ["character.yaml", "images/wide.txt", "images/front.png"])
def test_a_spec_a_caption_or_a_picture_is_never_overwritten(
    here: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    before = contents(here)
    assert main(["compile", "character.yaml", "--out", name]) == 2
    assert "a lock is a .json file" in capsys.readouterr().err
    assert contents(here) == before


def test_check_is_content_with_the_committed_lock(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(GOLDEN / "character.lock.json", here)
    assert main(["compile", "character.yaml", "--check"]) == 0
    assert capsys.readouterr().out == "character.lock.json: up to date\n"


def test_check_shows_what_changed_and_writes_nothing(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(GOLDEN / "character.lock.json", here)
    text = (here / "character.yaml").read_text("utf-8")
    (here / "character.yaml").write_text(text.replace("rank: 8", "rank: 16"), "utf-8")
    before = contents(here)
    run_before = read_lock(here / "character.lock.json").hashes.run[:12]
    run = compile_spec(here / "character.yaml").lock.hashes.run[:12]
    assert main(["compile", "character.yaml", "--check"]) == 1
    assert capsys.readouterr().out == (
        "character.lock.json: stale\n"
        "config\n"
        "  train.lora.rank  8 → 16  (character.yaml:32:9)\n"
        "  train.lora.alpha  8.0 → 16.0  (train.rank)\n"
        f"Training it makes another run: {run} instead of {run_before}.\n"
        "Run `charspec compile character.yaml` to write it again.\n"
    )
    assert contents(here) == before


def test_check_without_a_lock_says_how_to_make_one(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compile", "character.yaml", "--check"]) == 1
    assert "there is no lock" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "this is no JSON"),
        ("[]", "this is no valid lock document"),
        ('{"plan": {}, "hashes": {}}', "this is no valid lock document"),
    ],
)
def test_check_of_a_broken_lock_says_so(
    here: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    (here / "character.lock.json").write_text(text)
    assert main(["compile", "character.yaml", "--check"]) == 1
    out = capsys.readouterr().out
    assert out.startswith("character.lock.json: stale\n")
    assert said in out


def test_check_of_a_lock_edited_by_hand_says_so(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (GOLDEN / "character.lock.json").read_text("utf-8")
    (here / "character.lock.json").write_text(text.replace('"rank": 8', '"rank": 9'), "utf-8")
    assert main(["compile", "character.yaml", "--check"]) == 1
    assert "not the one it was hashed from" in capsys.readouterr().out


def test_explain_prints_a_value_and_its_place(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compile", "character.yaml", "--explain", "train.epochs"]) == 0
    assert capsys.readouterr().out == "train.epochs = 3\n    character.yaml:30:11\n"


def test_explain_of_a_group_prints_all_below_it(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compile", "character.yaml", "hardware.threads=1", "--explain", "hardware"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:4:2] == ['hardware = "48gb"', 'hardware.precision = "bfloat16"']
    at = lines.index("hardware.threads = 1")
    assert lines[at + 1] == "    command line: hardware.threads=1"


def test_explain_without_a_key_prints_everything(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compile", "character.yaml", "--explain"]) == 0
    out = capsys.readouterr().out
    assert "train.seed = 0\n" in out
    assert 'images["images/wide.png"].caption = "Vendalixia, ' in out
    assert not (here / "character.lock.json").exists()


def test_explain_takes_an_override_for_what_it_is(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compile", "character.yaml", "--explain", "train.epochs=9"]) == 0
    assert "train.epochs = 9\n    command line: train.epochs=9\n" in capsys.readouterr().out


def test_explain_of_nothing_suggests(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compile", "character.yaml", "--explain", "epochs"]) == 2
    assert "Did you mean 'train.epochs'?" in capsys.readouterr().err


def test_dry_run_says_what_would_train_and_writes_nothing(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(here)
    assert main(["compile", "character.yaml", "train.batch_size=4", "--dry-run"]) == 0
    out = capsys.readouterr().out
    # 30 + 7 square pictures in batches of 4 are 10 steps, 30 wide ones 8.
    assert "steps      54 (3 epochs of 18, batch 4)\n" in out
    assert "samples    12 of 64×64 px" in out
    assert contents(here) == before


def test_a_small_picture_is_noted_on_stderr(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compile", "character.yaml", "train.resolution=1024"]) == 0
    out, err = capsys.readouterr()
    assert err.count("note: ") == 3
    assert "note" not in out


def test_an_override_that_cannot_be_exits_2_in_one_paragraph(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(here)
    assert main(["compile", "character.yaml", "train.epoch=3"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err == (
        "charspec: command line: 'train.epoch=3': there is no setting 'train.epoch'\n"
        "Did you mean 'train.epochs'?\n"
    )
    assert contents(here) == before


@pytest.mark.parametrize(
    ("name", "content", "code", "said"),
    [
        ("missing.yaml", None, 2, "missing.yaml: no such file"),
        ("bad.yaml", b"schema: charspec/1\ntrigger: [", 1, "bad.yaml:2:"),
        ("bad.yaml", bytes(range(256)) * 40, 1, "bad.yaml:3:115: not UTF-8 text"),
        ("bad.yaml", b"\x00\xff" * 5_000, 1, "bad.yaml:1:"),
        ("bad.yaml", b"", 1, "bad.yaml:1:1: the spec is empty"),
        (
            "bad.yaml",
            b"schema: charspec/1\ntrigger: V\nidentity: a fox\nimages: images/\nbse: tiny\n",
            1,
            "'base'",
        ),
        (
            "bad.yaml",
            b"schema: charspec/1\ntrigger: V\nidentity: a fox\nimages:\n  no.png: {pose: x}\n",
            1,
            ":5:3",
        ),
        ("bad.yaml", b"schema: charspec/1\ntrigger: V\nidentity: a fox\nimages: nowhere/\n", 1, ":4:9"),
    ],
)
def test_bad_input_ends_in_a_paragraph_with_the_place_and_nothing_written(
    here: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes | None, code: int, said: str
) -> None:
    if content is not None:
        (here / name).write_bytes(content)
    before = contents(here)
    assert main(["compile", name]) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("charspec: ")
    assert said in err
    assert "internal error" not in err
    assert contents(here) == before
