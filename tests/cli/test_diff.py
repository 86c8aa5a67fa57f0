"""`charspec diff`: two specs, locks or runs in any combination, and the exit codes of diff."""

import json
import shutil
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from charspec.changes import Change
from charspec.cli import main
from charspec.cli.changes import changes_text
from charspec.compile import compile_spec, lock_changes
from charspec.records import Environment
from charspec.resources import schemas_dir
from tests.compile.test_lock import edit

GOLDEN = Path(__file__).parents[1] / "golden" / "lock"
ENVIRONMENT = Environment(
    charspec="1", python="3.11.1", platform="x", cpu="y", gpu=None, packages={"torch": "2.13.0"}, threads=1,
    deterministic=True,
)  # fmt: skip


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The golden spec with its lock; the working directory lies there."""
    shutil.copytree(GOLDEN, tmp_path / "set")
    monkeypatch.chdir(tmp_path / "set")
    return tmp_path / "set"


def make_run(folder: Path, torch: str = "2.13.0") -> Path:
    folder.mkdir()
    shutil.copy(GOLDEN / "character.lock.json", folder)
    environment = ENVIRONMENT.model_copy(update={"packages": {"torch": torch}})
    (folder / "env.json").write_text(environment.model_dump_json())
    return folder


@pytest.mark.parametrize("a", ["character.yaml", "character.lock.json", "run", "."])
@pytest.mark.parametrize("b", ["character.yaml", "character.lock.json", "run"])
def test_any_two_of_one_plan_are_equal(
    here: Path, capsys: pytest.CaptureFixture[str], a: str, b: str
) -> None:
    make_run(here / "run")
    assert main(["diff", a, b]) == 0
    out, err = capsys.readouterr()
    assert out.endswith("are equal\n")
    assert ("environments are not compared" in err) == ((a == "run") != (b == "run"))


def test_what_differs_is_grouped_with_who_says_it(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(here / "character.yaml", "rank: 8", "rank: 16")
    edit(here / "character.yaml", "laughing", "smiling")
    edit(here / "character.yaml", "  images/front.png:\n", "  images/wide2.png:\n    caption: Vendalixia\n")
    shutil.copy(here / "images/wide.png", here / "images/wide2.png")
    assert main(["diff", "character.lock.json", "character.yaml"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[:4] == [
        "--- character.lock.json",
        "+++ character.yaml",
        "config",
        "  train.lora.rank  8 → 16  (character.yaml:33:9)",
    ]
    rest = lines[lines.index("dataset") :]
    assert rest[1] == "  images/café.png"
    assert "[-laughing-]{+smiling+}" in rest[2]
    assert "  images/front.png  removed" in rest
    assert any(line.startswith("  images/wide2.png  added  (character.yaml:") for line in rest)


def test_runs_differ_by_their_environment_alone(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_run(here / "one")
    make_run(here / "two", torch="2.14.0")
    assert main(["diff", "one", "two"]) == 1
    assert capsys.readouterr().out == "--- one\n+++ two\nenvironment\n  torch  2.13.0 → 2.14.0\n"


def test_json_is_valid_by_its_schema_and_says_the_same(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(here / "character.yaml", "rank: 8", "rank: 16")
    edit(here / "character.yaml", "  images/wide.png:               # images/wide.txt is the caption\n", "")
    assert main(["diff", "character.lock.json", "character.yaml", "--format", "json"]) == 1
    document = json.loads(capsys.readouterr().out)
    schema = json.loads((schemas_dir() / "diff.schema.json").read_text("utf-8"))
    assert [error.message for error in Draft202012Validator(schema).iter_errors(document)] == []
    assert not document["equal"]
    rank = document["changes"][0]
    assert rank == {
        "group": "config",
        "path": ["train", "lora", "rank"],
        "change": "changed",
        "before": 8,
        "after": 16,
        "origin": "character.yaml:31:9",
    }
    (gone,) = [change for change in document["changes"] if change["change"] == "removed"]
    assert gone["path"] == ["train", "items", "images/wide.png"]
    assert gone["before"]["repeats"] == 30


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("no.json", None, "no such file"),
        ("bad.json", b"{", "no JSON"),
        ("bad.json", b"\x00\xff" * 5000, "no UTF-8"),
        ("bad.yaml", b"trigger: [", "bad.yaml:1:"),
        ("images", None, "neither a run nor that of a spec"),
    ],
)
def test_what_cannot_be_read_exits_2(
    here: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes | None, said: str
) -> None:
    if content is not None:
        (here / name).write_bytes(content)
    assert main(["diff", "character.lock.json", name]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err


def test_many_files_of_a_base_are_counted(here: Path) -> None:
    before = compile_spec(here / "character.yaml").lock
    text = changes_text(lock_changes(before, compile_spec(here / "character.yaml", ["base=tiny"]).lock))
    assert text.count("train.base.files") == 3
    assert "more files of the base" in text


def test_a_long_caption_is_shown_where_it_changed(here: Path) -> None:
    before = compile_spec(here / "character.yaml").lock
    tail = ", beside " + " and ".join(f"thing{n}" for n in range(60))
    edit(here / "character.yaml", "laughing", f"smiling{tail}")
    middle = compile_spec(here / "character.yaml").lock
    edit(here / "character.yaml", "smiling", "frowning")
    text = changes_text(lock_changes(middle, compile_spec(here / "character.yaml").lock))
    assert "[-smiling-]{+frowning+}, beside thing0" in text
    assert "thing30" not in text
    assert "thing30" in changes_text(lock_changes(before, middle))


def test_the_same_change_of_many_captions_is_shown_once(here: Path) -> None:
    before = compile_spec(here / "character.yaml").lock
    edit(here / "character.yaml", "silver hair", "grey hair")
    sidecar = here / "images" / "wide.txt"
    sidecar.write_text(sidecar.read_text("utf-8").replace("silver", "grey"), "utf-8")
    text = changes_text(lock_changes(before, compile_spec(here / "character.yaml").lock))
    assert "  3 pictures: images/café.png, images/front.png, images/wide.png\n" in text
    assert text.count("[-silver-]{+grey+}") == 1


def test_a_caption_keeps_its_blanks_beside_what_was_left_out(here: Path) -> None:
    long = "Vendalixia, " + ", ".join(f"thing {n}" for n in range(9)) + ", laughing, in a café"
    edit(here / "character.yaml", "  images/front.png:\n", f"  images/front.png:\n    caption: {long}\n")
    before = compile_spec(here / "character.yaml").lock
    edit(here / "character.yaml", "laughing, in a café", "smiling, in a café")
    text = changes_text(lock_changes(before, compile_spec(here / "character.yaml").lock))
    assert "thing 8, [-laughing-]{+smiling+}, in a café\n" in text
    assert "caption  … thing" in text


def test_a_long_list_is_shown_by_what_changed_in_it() -> None:
    path = ("train", "prior", "captions")
    before, after = [f"picture {n}" for n in range(9)], [f"picture {n}" for n in range(1, 10)]
    text = changes_text([Change("config", path, before, after)])
    assert text == "config\n  train.prior.captions  9 → 9: [-picture 0-] {+picture 9+}\n"
    text = changes_text([Change("config", path, before, [])])
    assert text.endswith("9 → 0: [-picture 0-] [-picture 1-] [-picture 2-] [-picture 3-] … and 5 more\n")


def test_a_spec_may_name_options_of_a_folder_that_is_given(
    here: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "studio" / "preset").mkdir(parents=True)
    (tmp_path / "studio" / "preset" / "long.yaml").write_text("repeats: 77\n")
    edit(here / "character.yaml", "rank: 8", "rank: 8\n  preset: long")
    assert main(["diff", "character.lock.json", "character.yaml"]) == 2
    assert "there is no preset 'long'" in capsys.readouterr().err
    assert main(["diff", "character.lock.json", "character.yaml", "--config-dir", "../studio"]) == 1
    assert "→ 77" in capsys.readouterr().out
