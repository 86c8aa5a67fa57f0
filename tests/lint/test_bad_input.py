"""Whatever lies in a folder: a finding or a clear error, in bounded time; no traceback, no hang.

What might hang runs in a process of its own, under a limit of time and of memory.
"""

import ctypes
import json
import os
import pathlib
import re
import struct
import subprocess
import sys
import threading
from collections.abc import Callable

import pytest

from charspec.cli import main
from charspec.lint.output import formats
from tests.lint.bad_input import CAPTION, FRAMES, HEAD, RED, SCANNED, SECONDS, Ran, checked, lint, saved


def everything_else_than_a_file(images: pathlib.Path) -> None:
    os.mkfifo(images / "pipe.png")
    (images / "folder.png").mkdir()
    (images / "device.png").symlink_to("/dev/zero")
    (images / "self.png").symlink_to("self.png")
    (images / "gone.png").symlink_to("nowhere.png")
    (images / "outside.png").symlink_to("/etc/passwd")
    (images / "loop").symlink_to("..")
    for number, make in enumerate((os.mkfifo, pathlib.Path.mkdir)):
        (images / f"{number}.png").write_bytes(saved(RED, "PNG"))
        make(images / f"{number}.txt")
    for name, target in (("2", "/dev/zero"), ("3", "/etc/passwd"), ("4", "4.txt")):
        (images / f"{name}.png").write_bytes(saved(RED, "PNG"))
        (images / f"{name}.txt").symlink_to(target)
    os.mkfifo(images / "metadata.jsonl")
    (images / "metadata.csv").symlink_to("/dev/zero")
    os.mkfifo(images.parent / "charspec.toml")
    os.mkfifo(images.parent / "other.yaml")
    (images.parent / "mask.png").symlink_to("/dev/zero")


def test_pipes_devices_folders_and_links_in_a_scanned_folder(folder: pathlib.Path) -> None:
    everything_else_than_a_file(folder / "images")
    ran = lint(folder)
    assert {"I101", "S108"} <= ran.codes
    assert "root:" not in ran.out


def test_pipes_devices_folders_and_links_where_they_are_listed(folder: pathlib.Path) -> None:
    everything_else_than_a_file(folder / "images")
    names = ("pipe", "folder", "gone", *"0124")
    listed = "".join(f"  images/{name}.png: {{pose: standing}}\n" for name in names)
    (folder / "character.yaml").write_text(f"{HEAD}images:\n{listed}")
    ran = lint(folder, "--fix")
    for name, what in (
        ("pipe", "is a pipe"),
        ("folder", "is a folder"),
        ("gone", "is a link that leads nowhere"),
    ):
        assert ran.out.count(f"images/{name}.png {what}") == 1
    outside = "  images/3.png:\n  images/outside.png:\n  images/device.png:\n  images/self.png:\n"
    mask = "  images/0.png: {pose: standing, mask: mask.png}\n"
    (folder / "character.yaml").write_text(f"{HEAD}images:\n{outside}{mask}")
    ran = lint(folder)
    assert ran.out.count("S108") == 4


@pytest.mark.parametrize("make", ["pipe", "device", "random", "folder", "loop", "large"])
def test_something_else_in_the_place_of_a_spec(make: str, tmp_path: pathlib.Path) -> None:
    spec = tmp_path / "character.yaml"
    if make == "pipe":
        os.mkfifo(spec)
    elif make == "folder":
        spec.mkdir()
    elif make == "large":
        with spec.open("wb") as stream:
            stream.truncate(1 << 34)
    else:
        spec.symlink_to({"device": "/dev/zero", "random": "/dev/urandom", "loop": "character.yaml"}[make])
    ran = lint(spec)
    assert (ran.code == 1 and ran.codes == {"S107"}) if make == "large" else ran.code == 2
    assert str(spec) in ran.out + ran.err
    # Found in a folder, it is nothing: the specs beside it are still linted.
    (tmp_path / "sound.yaml").write_text(SCANNED)
    ran = lint(tmp_path)
    assert "sound.yaml" in ran.out


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (f"{CAPTION} in a café".encode("latin-1"), "not UTF-8 text"),
        (CAPTION.encode("utf-16"), "not UTF-8 text"),
        (CAPTION.encode() + b"\0", "control character"),
        (CAPTION.encode() + b"\x1b[2J", "control character"),
        (CAPTION.encode() * 200, "characters; at most 8,192 are read"),
        (b"x" * 1_000_000, "larger than 64 KiB"),
    ],
)
def test_a_sidecar_that_is_no_caption(
    data: bytes, words: str, folder: pathlib.Path, run: Callable[..., Ran]
) -> None:
    (folder / "images" / "a.png").write_bytes(saved(RED, "PNG"))
    (folder / "images" / "a.txt").write_bytes(data)
    ran = run("--select", "C119", folder)
    assert words in ran.out
    assert "images/a.txt:1:" in ran.out


@pytest.mark.parametrize(
    "text", ["silver red a woman with hair standing in the forest near ", "a", ", ", "- ", "("]
)
def test_the_longest_captions_take_no_time(text: str, folder: pathlib.Path) -> None:
    for number in range(10):
        (folder / "images" / f"{number}.png").write_bytes(saved(FRAMES[0], "PNG"))
        (folder / "images" / f"{number}.txt").write_text((text * 8000)[:8000] + str(number))
    lint("--select", "C,D,T,P", folder)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("metadata.jsonl", "x\n" * 1_000_000),
        ("metadata.jsonl", "[" * 100_000 + "\n" + '{"file_name": "a.png", "text": ' + "9" * 10_000 + "}\n"),
        ("metadata.jsonl", '{"file_name": ["a.png"], "text": {}}\nnull\n"a"\n{}\n'),
        ("metadata.csv", "file_name,text\n" + "x\n" * 1_000_000),
        ("metadata.csv", 'file_name,text\n"a.png,' + "x" * 1_000_000),
        ("metadata.csv", "\0" * 5000),
        ("metadata.csv", "file_name\n" + "a,b,c\n" * 5000),
    ],
)
def test_metadata_that_is_none(name: str, text: str, folder: pathlib.Path) -> None:
    (folder / "images" / "a.png").write_bytes(saved(RED, "PNG"))
    (folder / "images" / name).write_text(text)
    ran = lint(folder)
    assert f"images/{name}:" in ran.out
    assert len(ran.out.splitlines()) < 40


def test_text_that_no_encoding_knows_is_a_finding(folder: pathlib.Path) -> None:
    (folder / "images" / "a.png").write_bytes(saved(RED, "PNG"))
    row = {"file_name": "a.png", "text": f"{CAPTION} \ud800"}
    (folder / "images" / "metadata.jsonl").write_text(json.dumps(row))
    for kind, text in in_every_format(folder).items():
        assert "C119" in text, kind


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 100_000,
        "# caf\xe9",
        "[tool.charspec.lint]\nselect = 7\n",
        "a" * 2_000_000,
        "[tool.charspec.lint\n",
        "\0",
    ],
)
def test_a_configuration_that_is_none(text: str, folder: pathlib.Path) -> None:
    (folder / "charspec.toml").write_bytes(text.encode("latin-1"))
    ran = lint(folder)
    assert ran.code == 2
    assert "charspec.toml" in ran.err
    assert len(ran.err) < 1000


def test_endless_standard_input_ends(tmp_path: pathlib.Path) -> None:
    with pathlib.Path("/dev/zero").open("rb") as endless:
        result = subprocess.run(
            [sys.executable, "-m", "charspec", "lint", "-f", "concise", "-"],
            stdin=endless,
            cwd=tmp_path,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    assert result.returncode == 1
    assert b"S107" in result.stdout


NAMES = (
    "two\nlines.png",
    "\x1b[31mred.png",
    "\x9b31m.png",
    "\x07bell.png",
    "tab\t.png",
    "😀👩‍🚀.png",
    "\u202egnp.exe.png",
    "\u2028.png",
    "%0A::error::x.png",
    "`|*_<b>.png",
    "--help.png",
    "x" * 250 + ".png",
    "ü" * 120 + ".png",
    " .png",
    os.fsdecode(b"\xff\xfe.png"),
)


def test_names_of_every_kind_reach_no_terminal_unharmed(folder: pathlib.Path) -> None:
    for name in NAMES:
        (folder / "images" / name).write_bytes(saved(FRAMES[0], "PNG"))
        (folder / "images" / name).with_suffix(".txt").write_text(f"a fox, {name!r}")
    for kind, text in in_every_format(folder).items():
        assert not re.search("[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text), kind
        assert "x" * 250 in text
        if kind == "json":
            json.loads(text)
        if kind in ("concise", "github"):
            lines = [line for line in text.splitlines() if line]
            assert [line for line in lines if not re.match(r"/|::|\d+ errors", line)] == []


def in_every_format(folder: pathlib.Path) -> dict[str, str]:
    """The reports on a set, by format."""
    files = {kind: folder.parent / f"{folder.name}.{kind}" for kind in formats()}
    targets = [part for kind, file in files.items() for part in ("-f", f"{kind}={file}")]
    assert lint(*targets, folder).code == 1
    return {kind: file.read_text("utf-8") for kind, file in files.items()}


def test_names_in_errors_are_harmless(tmp_path: pathlib.Path) -> None:
    ran = lint(tmp_path / "\x1b[31m\x9b\n.yaml")
    assert ran.code == 2
    assert "\x9b" not in ran.err


@pytest.mark.parametrize("option", ["--show-files", "--show-config", "--diff"])
def test_what_programs_may_read_is_exact_but_harmless_on_a_terminal(
    option: str, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    red = tmp_path / "red\x1b[31m"
    (red / "images").mkdir(parents=True)
    (red / "character.yaml").write_text(SCANNED)
    (red / "charspec.toml").write_text("[lint]\nignore = ['C119']\n")
    (red / "images" / "a.png").write_bytes(saved(FRAMES[0], "PNG"))
    (red / "images" / "a.txt").write_text("a fox\x9b31m")
    main(["lint", option, str(red)])
    exact = capsys.readouterr().out
    assert "red\x1b[31m" in exact
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    main(["lint", option, str(red)])
    assert capsys.readouterr().out == exact.replace("\x1b", "�").replace("\x9b", "�")


def test_paths_longer_than_any_system_allows(folder: pathlib.Path, run: Callable[..., Ran]) -> None:
    deep = "/".join(["d" * 250] * 30)
    (folder / "character.yaml").write_text(f"{HEAD}images:\n  {'x' * 300}.png: {{pose: running}}\n")
    assert "S108" in run(folder).codes
    (folder / "character.yaml").write_text(f"{HEAD}images: {deep}\n")
    assert run(folder).code == 1


_DAC = 1 << 1 | 1 << 2
"""CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH: with them, root may read everything."""


def without_privilege(work: Callable[[], object]) -> None:
    """Do something in a thread that has to respect the permissions of files, even if this is root."""
    failed: list[BaseException] = []

    def give_up_and_work() -> None:
        try:
            if os.geteuid() == 0:
                header = struct.pack("Ii", 0x20080522, 0)
                held = ctypes.create_string_buffer(24)
                libc = ctypes.CDLL(None, use_errno=True)
                assert libc.capget(header, held) == 0
                words = list(struct.unpack("6I", held.raw))
                words[0] &= ~_DAC
                assert libc.capset(header, struct.pack("6I", *words)) == 0
            work()
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=give_up_and_work)
    thread.start()
    thread.join()
    if failed:
        raise failed[0]


@pytest.mark.skipif(sys.platform != "linux", reason="permissions are given up as Linux does it")
@pytest.mark.parametrize(
    ("locked", "code", "words"),
    [
        ("images/a.png", 1, "I102 unreadable-image: images/a.png cannot be used: cannot be read: Permission"),
        ("images/a.txt", 1, "C119 encoding: cannot be read: Permission denied"),
        ("images/metadata.jsonl", 1, "C119 encoding: cannot be read: Permission denied"),
        ("images", 1, "error"),
        ("character.yaml", 1, "character.yaml:1:1: error S101 unreadable-yaml: cannot be read: Permission"),
        ("charspec.toml", 2, "charspec.toml: cannot be read as TOML: Permission denied"),
    ],
)
@pytest.mark.parametrize("listed", [False, True])
def test_what_may_not_be_read(
    locked: str, code: int, words: str, listed: bool, folder: pathlib.Path, run: Callable[..., Ran]
) -> None:
    if listed:
        (folder / "character.yaml").write_text(f"{HEAD}images:\n  images/a.png:\n")
    (folder / "images" / "a.png").write_bytes(saved(RED, "PNG"))
    (folder / "images" / "a.txt").write_text(CAPTION)
    (folder / "images" / "metadata.jsonl").write_text("")
    (folder / "charspec.toml").write_text("")
    (folder / locked).chmod(0)
    ran: list[Ran] = []
    try:
        without_privilege(lambda: ran.append(run("--no-cache", folder / "character.yaml")))
    finally:
        (folder / locked).chmod(0o755)
    assert ran[0].code == code
    assert words in ran[0].out + ran[0].err


@pytest.mark.parametrize("moment", ["load_dataset", "read_facts", "sidecars"])
def test_a_folder_that_vanishes_meanwhile(
    moment: str, folder: pathlib.Path, run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    import charspec.dataset.item
    import charspec.dataset.load
    import charspec.lint.context

    for number in range(3):
        (folder / "images" / f"{number}.png").write_bytes(saved(RED, "PNG"))
        (folder / "images" / f"{number}.txt").write_text(f"{CAPTION} {number}")
    place = {
        "load_dataset": (charspec.lint.context, "load_dataset"),
        "read_facts": (charspec.dataset.item, "read_facts"),
        "sidecars": (charspec.dataset.load, "read_sidecar"),
    }[moment]
    real = getattr(*place)

    def vanishing(*arguments: object) -> object:
        result = real(*arguments) if moment != "read_facts" else None
        shutil.rmtree(folder / "images", ignore_errors=True)
        return result if moment != "read_facts" else real(*arguments)

    monkeypatch.setattr(*place, vanishing)
    assert run("--no-cache", folder).code == 1


def test_a_working_directory_that_is_gone(tmp_path: pathlib.Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    command = f"cd {gone} && rmdir {gone} && {sys.executable} -m charspec lint"
    result = subprocess.run(
        ["sh", "-c", command],
        capture_output=True,
        timeout=SECONDS,
        check=False,
        env={**os.environ, "PYTHONPATH": str(pathlib.Path(__file__).parents[2])},
    )
    checked(Ran(result.returncode, result.stdout.decode(), result.stderr.decode()))
    assert result.returncode in (1, 2)
