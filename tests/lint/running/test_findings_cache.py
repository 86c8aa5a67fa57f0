"""Cached findings are those that linting would give: whatever changes in a set, its texts or its
configuration, no run says what an earlier state of it was."""

import functools
import io
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from charspec.lint import LintResult
from charspec.lint.config.choices import Choices
from charspec.lint.finding import Fix
from charspec.lint.running import single
from charspec.lint.running.findings_cache import FindingsCache
from charspec.lint.running.inputs import now
from charspec.lint.running.run import lint_paths
from tests.lint.conftest import build, picture

ROOT = Path(__file__).parents[3]
LISTED = {
    "character.yaml": """\
images:
  images/a.png: {pose: standing}
  images/b.png:
  images/c.png: {angle: back, mask: masks/c.png}
tests: {baseline: "{trigger}, standing", new_pose: "a fox running"}
""",
    "images/b.txt": "Vendalixia, a young woman with silver hair, sitting in a forest\n",
    "images/metadata.jsonl": '{"file_name": "b.png", "text": "a row that loses"}\n',
    "masks/c.png": "1024×1024",
}
SCANNED = {
    "character.yaml": "images: images/\n",
    "images/a.png": "600×600",
    "images/a.txt": "a young woman with silver hair and a red scarf\n",
    "images/deep/b.png": "1024×1024",
}


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CHARSPEC_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "findings"


@pytest.fixture
def linted(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The specs that were read anew, in order."""
    seen: list[Path] = []
    original = single.lint_one

    def lint_one(choices: Choices, cache: bool, spec: Path, near: tuple[object, ...] = ()) -> object:
        seen.append(spec)
        return original(choices, cache, spec, near)  # type: ignore[arg-type]

    monkeypatch.setattr(single, "lint_one", lint_one)
    return seen


def settle() -> None:
    """Wait until the file system's clock has moved on: what was written before is then surely older."""
    before = now()
    while now() == before:
        time.sleep(0.001)


def lint(*specs: Path, cache: bool = True, **choices: tuple[str, ...]) -> list[LintResult]:
    settle()
    return lint_paths(specs, Choices(**choices), cache=cache)


def comparable(value: object) -> object:
    """Every field of a result, down to the last; of a fix without its functions, which are no data."""
    if isinstance(value, Fix):
        value = value._replace(edits=())
    if isinstance(value, tuple):
        return type(value), [comparable(part) for part in value]
    return dict(value) if isinstance(value, dict) else value


def examples() -> list[Path]:
    found = [*ROOT.glob("examples/*/character.yaml"), *ROOT.glob("examples/*/*/character.yaml")]
    return sorted(found)


@pytest.mark.parametrize("spec", examples(), ids=lambda path: path.parent.name)
def test_cached_results_equal_fresh_ones_field_by_field(spec: Path) -> None:
    (fresh,) = lint(spec, cache=False)
    lint(spec)
    (cached,) = lint(spec)
    assert comparable(cached) == comparable(fresh)


@pytest.mark.parametrize("files", [LISTED, SCANNED], ids=["listed", "scanned"])
def test_an_unchanged_set_is_not_read_again(
    files: dict[str, str], tmp_path: Path, linted: list[Path]
) -> None:
    spec = build(tmp_path / "set", files)
    lint(spec)
    assert linted == [spec]
    lint(spec)
    assert linted == [spec]
    lint(spec, cache=False)
    assert linted == [spec, spec]


def test_a_fresh_checkout_of_the_same_bytes_is_not_read_again(tmp_path: Path, linted: list[Path]) -> None:
    spec = build(tmp_path / "set", LISTED)
    lint(spec)
    shutil.copytree(tmp_path / "set", tmp_path / "copy")
    shutil.rmtree(tmp_path / "set")
    (tmp_path / "copy").rename(tmp_path / "set")
    lint(spec)
    assert linted == [spec]


def test_choices_have_findings_of_their_own(tmp_path: Path) -> None:
    spec = build(tmp_path / "set", LISTED)
    assert {one.code for one in lint(spec, select=("P103",))[0].findings} == {"P103"}
    assert {one.code for one in lint(spec, select=("C104",))[0].findings} == {"C104"}
    assert {one.code for one in lint(spec, select=("P103",))[0].findings} == {"P103"}


class Change:
    """One change to a set, by a number drawn at random."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def files(self, *endings: str) -> list[Path]:
        found = sorted(path for path in self.folder.rglob("*") if path.is_file() and not path.is_symlink())
        return [path for path in found if path.suffix in endings] or [self.folder / "character.yaml"]

    def pick(self, number: int, *endings: str) -> Path:
        files = self.files(*endings)
        return files[number % len(files)]

    def byte_of_a_text(self, number: int) -> None:
        path = self.pick(number, ".txt", ".jsonl", ".yaml", ".toml")
        raw = bytearray(path.read_bytes() or b"x")
        raw[number % len(raw)] ^= 1 + number % 200
        keep_times(path, lambda: path.write_bytes(raw))

    def byte_of_a_picture(self, number: int) -> None:
        path = self.pick(number, ".png")
        raw = bytearray(path.read_bytes())
        raw[number % min(len(raw), 60)] ^= 0xFF
        keep_times(path, lambda: path.write_bytes(raw))

    def pixels_of_a_picture(self, number: int) -> None:
        """Other pixels in as many bytes."""
        path = self.pick(number, ".png")
        if path.suffix == ".png":
            keep_times(path, lambda: path.write_bytes(uncompressed(number % 3)))

    def size_of_a_picture(self, number: int) -> None:
        path = self.pick(number, ".png")
        keep_times(path, lambda: path.write_bytes(picture(400 + number % 900, 700)))

    def new_picture(self, number: int) -> None:
        folder = self.folder / ("images", "images/more", ".", "masks")[number % 4]
        folder.mkdir(exist_ok=True)
        (folder / f"new{number % 3}.png").write_bytes(picture(900, 900))

    def new_text(self, number: int) -> None:
        picture_file = self.pick(number, ".png")
        path = picture_file.with_suffix(".txt") if number % 2 else picture_file.with_name("metadata.csv")
        path.write_text("file_name,text\na.png,a fox\n" if number % 3 else "Vendalixia standing")

    def removed(self, number: int) -> None:
        path = self.pick(number, ".png", ".txt", ".jsonl")
        if path.name != "character.yaml":
            path.unlink()

    def renamed(self, number: int) -> None:
        path = self.pick(number, ".png", ".txt", ".jsonl")
        if path.name != "character.yaml":
            path.rename(path.with_name(f"other{number % 5}{path.suffix}"))

    def swapped(self, number: int) -> None:
        one, two = self.pick(number, ".png"), self.pick(number + 1, ".png")
        if one != two:
            first, second = one.read_bytes(), two.read_bytes()
            keep_times(one, lambda: one.write_bytes(second))
            keep_times(two, lambda: two.write_bytes(first))

    def linked(self, number: int) -> None:
        path = self.pick(number, ".png", ".txt")
        if path.name == "character.yaml":
            return
        outside = self.folder.parent / f"outside{number % 2}{path.suffix}"
        path.replace(outside if number % 3 else path.with_name(f"linked{path.suffix}"))
        path.symlink_to(outside if number % 3 else path.with_name(f"linked{path.suffix}"))

    def target_of_a_link(self, number: int) -> None:
        for ending in (".png", ".txt"):
            outside = self.folder.parent / f"outside{number % 2}{ending}"
            if outside.exists():
                keep_times(outside, lambda path=outside: path.write_bytes(path.read_bytes()[::-1]))  # type: ignore[misc]

    def configuration(self, number: int) -> None:
        folder = (self.folder, self.folder.parent)[number % 2]
        file = folder / ("charspec.toml", "pyproject.toml")[number // 2 % 2]
        codes = ("C101", "C104", "I104", "D", "P103")[number % 5]
        file.write_text(f"[tool.charspec.lint]\nignore = ['{codes}']\n")

    def folder_in_place_of_a_file(self, number: int) -> None:
        path = self.pick(number, ".png", ".txt")
        if path.name != "character.yaml":
            path.unlink()
            path.mkdir()

    def nothing(self, number: int) -> None:
        os.utime(self.pick(number, ".png", ".txt", ".yaml"))


@functools.cache
def uncompressed(kind: int) -> bytes:
    """A picture of 300×300 whose file is as large whatever it shows: flat, striped or with dots."""
    rows = [(0x80, 0x80, 0x80), (0x20, 0x20, 0xE0), (0x10, 0xF0, 0x10)]
    image = Image.new("L", (300, 300))
    image.putdata([rows[kind][(x // (1 + 20 * kind)) % 3] for y in range(300) for x in range(300)])
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=0)
    return file.getvalue()


CHANGES = sorted(name for name, value in vars(Change).items() if callable(value) and not name.startswith("_"))
CHANGES = [name for name in CHANGES if name not in ("files", "pick")]


def keep_times(path: Path, write: Callable[[], object]) -> None:
    """Write to a file and give it back the times it had, as far as the system lets one."""
    state = path.stat()
    write()
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))


@settings(
    deadline=None,
    max_examples=120 if os.environ.get("CI") else 40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    files=st.sampled_from([LISTED, SCANNED]),
    grain=st.sampled_from([0, 2_000_000_000]),
    changes=st.lists(st.tuples(st.sampled_from(CHANGES), st.integers(0, 10_000)), min_size=1, max_size=4),
)
def test_whatever_changes_no_run_says_what_an_earlier_state_was(
    tmp_path: Path, files: dict[str, str], grain: int, changes: list[tuple[str, int]]
) -> None:
    shutil.rmtree(tmp_path / "work", ignore_errors=True)
    spec = build(tmp_path / "work" / "set", files)
    with pytest.MonkeyPatch.context() as patch:
        # The clock of this file system is finer than that of the coarsest: trust it, or do not.
        patch.setattr("charspec.lint.running.inputs._GRAIN", grain)
        patch.setattr("charspec.images.kept_signals._GRAIN", grain)
        lint(spec)
        for name, number in changes:
            getattr(Change(spec.parent), name)(number)
            assert outcome(spec, cache=True) == outcome(spec, cache=False), name


def outcome(spec: Path, cache: bool) -> object:
    """What a run gives: its result, or its refusal of the configuration."""
    try:
        return comparable(lint(spec, cache=cache)[0])
    except Exception as error:
        return type(error), str(error)


def test_what_changes_while_it_is_read_is_not_kept(
    tmp_path: Path, linted: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = build(tmp_path / "set", LISTED)
    check = single.check

    def check_and_change(*arguments: object) -> object:
        found = check(*arguments)  # type: ignore[arg-type]
        (spec.parent / "images" / "b.txt").write_text("Vendalixia in another state\n")
        return found

    with monkeypatch.context() as patch:
        patch.setattr(single, "check", check_and_change)
        lint(spec)
    assert comparable(lint(spec)[0]) == comparable(lint(spec, cache=False)[0])
    assert len(linted) == 3


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: b"",
        lambda raw: raw[: len(raw) // 2],
        lambda raw: raw.replace(b"P103", b"P104"),
        lambda raw: raw[:16] + b"[]",
        lambda raw: b"\0" * len(raw),
    ],
    ids=["empty", "cut", "altered", "other", "zeros"],
)
def test_a_damaged_entry_is_no_entry(
    damage: Callable[[bytes], bytes], tmp_path: Path, cache: Path, linted: list[Path]
) -> None:
    spec = build(tmp_path / "set", LISTED)
    (before,) = lint(spec)
    (entry,) = cache.iterdir()
    entry.write_bytes(damage(entry.read_bytes()))
    (after,) = lint(spec)
    assert comparable(after) == comparable(before)
    assert linted == [spec, spec]


def test_a_cache_that_cannot_be_written_is_done_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = build(tmp_path / "set", LISTED)
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("CHARSPEC_CACHE", str(tmp_path / "file"))
    assert comparable(lint(spec)[0]) == comparable(lint(spec, cache=False)[0])


def test_the_cache_stays_within_its_bounds(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("charspec.lint.running.findings_cache._MOST_ENTRIES", 3)
    specs = [build(tmp_path / str(number), SCANNED) for number in range(5)]
    for age, spec in zip(range(5, 0, -1), specs, strict=True):
        lint(spec)
        for entry in cache.iterdir():
            os.utime(entry, (time.time() - 100 * age, entry.stat().st_mtime - 1))
    kept = [FindingsCache(Choices()).place(spec).exists() for spec in specs]
    assert kept == [False, False, True, True, True]


def test_runs_at_the_same_time_do_not_disturb_each_other(tmp_path: Path, cache: Path) -> None:
    spec = build(tmp_path / "set", LISTED)
    wanted = comparable(lint(spec, cache=False)[0])
    got: list[object] = []

    def run() -> None:
        for _ in range(3):
            got.append(comparable(lint_paths([spec])[0]))
            shutil.rmtree(cache, ignore_errors=True)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == [wanted] * 12


@pytest.fixture(autouse=True)
def _clean_folder(tmp_path: Path) -> Iterator[None]:
    yield
    for path in tmp_path.rglob("*"):
        assert not path.name.endswith(f".{os.getpid()}"), "a part of an entry was left behind"
