"""The same inputs, the same bytes; another pixel or letter, another hash; no text is ever more than text."""

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from charspec.compile import compile_spec
from charspec.errors import CharspecError
from tests.compile.conftest import GOLDEN
from tests.compile.test_lock import PRINT_LOCK, edit

EXPECTED = (GOLDEN / "character.lock.json").read_bytes()

# Each example compiles once or twice, 0.1 s; the fixture's folder is put back by the test itself.
some = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One copy of the golden spec for all examples of a property."""
    folder = tmp_path_factory.mktemp("same") / "set"
    shutil.copytree(GOLDEN, folder, ignore=shutil.ignore_patterns("*.lock.json"))
    return folder / "character.yaml"


@pytest.mark.parametrize(
    "environment",
    [
        {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "LANGUAGE": "tr", "PYTHONHASHSEED": "7"},
        {"LC_ALL": "de_DE.ISO-8859-1", "LC_NUMERIC": "de_DE.UTF-8", "TZ": "Pacific/Chatham"},
        {"LC_ALL": "POSIX", "PYTHONIOENCODING": "ascii", "TZ": "UTC", "USER": "Σ"},
        {"HYDRA_FULL_ERROR": "1", "OC_ENV": "x", "CHARSPEC_CACHE": "/proc/nowhere", "OMP_NUM_THREADS": "3"},
    ],
)
def test_locale_time_zone_and_variables_change_nothing(
    spec: Path, tmp_path: Path, environment: dict[str, str]
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PRINT_LOCK, str(spec)],
        cwd=tmp_path, env=os.environ | environment, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout == EXPECTED


@pytest.mark.parametrize("python", [["-m", "charspec"], ["-c", "from charspec.cli import main; main()"]])
def test_a_locale_in_which_file_names_are_ascii_reads_them_all_the_same(
    spec: Path, python: list[str]
) -> None:
    assert (spec.parent / "images" / "café.png").is_file()
    ascii_names = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "POSIX"}
    for verb in ("lint", "compile"):
        done = subprocess.run(
            [sys.executable, *python, verb, str(spec)],
            env=os.environ | ascii_names, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert "error" not in done.stderr
    assert spec.with_suffix(".lock.json").read_bytes() == EXPECTED


@pytest.mark.parametrize("name", ["character.yaml", "./character.yaml", "../set/character.yaml", "link.yaml"])
def test_however_a_spec_is_named_its_lock_is_the_same(
    spec: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(spec.parent)
    Path("link.yaml").symlink_to("character.yaml")
    assert compile_spec(Path(name)).lock_text.encode() == EXPECTED


@some
@given(st.integers(0, 2**32))
def test_order_style_and_comments_of_a_spec_change_nothing(shared: Path, seed: int) -> None:
    chance = random.Random(seed)
    document = yaml.load((GOLDEN / "character.yaml").read_text("utf-8"), yaml.BaseLoader)
    text = yaml.dump(
        shuffled(document, chance), sort_keys=False, allow_unicode=True, width=chance.choice([60, 200]),
        default_flow_style=False, indent=chance.choice([2, 4]),
    )  # fmt: skip
    # As BaseLoader reads all leaves as text, numbers come back in quotes.
    lines = [line.replace("'", "") if numeric(line) else line for line in text.splitlines()]
    commented = [f"{line}  # {chance.random()}" if chance.random() < 0.3 and "'" not in line else line
                 for line in ["# first", *lines, "# last"]]  # fmt: skip
    end = chance.choice(["\n", "\r\n"])
    shared.write_bytes((end.join(commented) + end).encode())
    assert compile_spec(shared).lock_text.encode() == EXPECTED


def shuffled(value: object, chance: random.Random) -> object:
    if isinstance(value, dict):
        keys = chance.sample(list(value), len(value))
        return {key: shuffled(value[key], chance) for key in keys}
    return value or None  # BaseLoader reads an empty value as an empty text


def numeric(line: str) -> bool:
    return any(key in line for key in ("epochs", "rate", "rank", "resolution", "repeats", "crop", "- '", "["))


@some
@given(st.data())
def test_one_letter_of_a_caption_changes_the_hash(shared: Path, data: st.DataObject) -> None:
    shutil.copy(GOLDEN / "character.yaml", shared)
    sidecar = shared.parent / "images" / "wide.txt"
    text = (GOLDEN / "images" / "wide.txt").read_text("utf-8")
    sidecar.write_text(text, "utf-8")
    before = compile_spec(shared).lock.hashes
    place = data.draw(st.sampled_from([place for place, letter in enumerate(text) if letter.isalpha()]))
    letter = data.draw(st.sampled_from([one for one in "aZé文" if one != text[place]]))
    sidecar.write_text(text[:place] + letter + text[place + 1 :], "utf-8")
    after = compile_spec(shared).lock.hashes
    sidecar.write_text(text, "utf-8")
    assert (after.train != before.train, after.run != before.run) == (True, True)
    assert (after.samples, after.release) == (before.samples, before.release)


@some
@given(st.data())
def test_one_pixel_changes_the_hash(shared: Path, data: st.DataObject) -> None:
    shutil.copy(GOLDEN / "character.yaml", shared)
    before = compile_spec(shared).lock.hashes
    name = data.draw(st.sampled_from(sorted(path.name for path in (GOLDEN / "images").glob("*.png"))))
    with Image.open(GOLDEN / "images" / name) as picture:
        changed = picture.convert("RGB")
    place = (data.draw(st.integers(0, changed.width - 1)), data.draw(st.integers(0, changed.height - 1)))
    red, green, blue = changed.getpixel(place)  # type: ignore[misc]  # of three channels
    changed.putpixel(place, (red ^ data.draw(st.integers(1, 255)), green, blue))
    changed.save(shared.parent / "images" / name)
    after = compile_spec(shared).lock.hashes
    shutil.copy(GOLDEN / "images" / name, shared.parent / "images" / name)
    assert (after.train != before.train, after.run != before.run) == (True, True)
    assert after.samples == before.samples


TEXTS = [
    "train.epochs=99",
    "++train.epochs=99",
    "~base",
    "base=tiny",
    "a,b",
    "range(1,3)",
    "choice(a,b)",
    "glob(*)",
    "hydra.searchpath=[/]",
    "_target_=os.system",
    "\\${oc.env:HOME}",
    "null",
    "@package _global_",
    "%(asctime)s",
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_of_the_spec_is_never_an_override(spec: Path, text: str) -> None:
    expected = compile_spec(spec).plan
    quoted = "'" + text.replace("'", "''") + "'"
    edit(spec, "license: CC-BY-4.0", f"license: {quoted}")
    sidecar = spec.parent / "images" / "wide.txt"
    sidecar.write_text(f"Vendalixia, {text}", "utf-8")
    if "${" in text:  # in the spec itself it is refused, by S109
        edit(spec, f"license: {quoted}", "license: CC-BY-4.0")
    found = compile_spec(spec).plan
    assert found.release is not None
    assert found.release.license == ("CC-BY-4.0" if "${" in text else text)
    (caption,) = [item.caption for item in found.train.items if item.file == "images/wide.png"]
    assert caption == f"Vendalixia, {text}"
    others = [plan.train.model_dump(exclude={"items"}) for plan in (expected, found)]
    assert others[0] == others[1]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("train:\n", "_target_: os.system\ntrain:\n"),
        ("train:\n", "train:\n  _target_: os.system\n"),
        ("  images/front.png:\n", "  images/front.png:\n    _target_: os.system\n"),
        ("tests:\n", "tests:\n  _target_: os.system\n"),
        ("release:\n", "release:\n  _target_: os.system\n"),
        ("base: flux2-klein-4b", "base: {_target_: os.system}"),
    ],
)
def test_a_target_is_refused_wherever_it_stands(spec: Path, old: str, new: str) -> None:
    edit(spec, old, new)
    with pytest.raises(CharspecError) as caught:
        compile_spec(spec)
    assert caught.value.exit_code == 1
    assert "character.yaml:" in (caught.value.where or "")


@pytest.mark.parametrize("where", ["name: Vendalixia", "in a white studio", "epochs: 3"])
def test_an_interpolation_in_the_spec_is_refused(spec: Path, where: str) -> None:
    key = where.rpartition(": ")[0]
    edit(spec, where, f"{key}: ${{oc.env:HOME}}" if key else "${oc.env:HOME}")
    with pytest.raises(CharspecError, match="an interpolation"):
        compile_spec(spec)


def test_the_command_line_may_look_up_and_what_is_found_is_locked(
    spec: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EPOCHS", "4")
    word = "train.epochs='${oc.decode:${oc.env:EPOCHS}}'"
    compiled = compile_spec(spec, [word])
    assert compiled.lock == compile_spec(spec, ["train.epochs=4"]).lock
    assert "EPOCHS" not in compiled.lock_text
    assert compiled.origins["train.epochs"] == (4, f"command line: {word}")
    with pytest.raises(CharspecError, match="must be a valid integer") as caught:
        compile_spec(spec, ["train.epochs=${oc.env:EPOCHS}"])
    assert "oc.decode" in (caught.value.hint or "")
