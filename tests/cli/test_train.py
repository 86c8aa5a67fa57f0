"""`charspec train`: what it says first, refuses, writes and answers."""

import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from charspec.cli import main
from charspec.cli.amounts import clock
from charspec.cli.progress import Progress
from charspec.records import Epoch, read_epochs
from charspec.resources import schemas_dir
from charspec.train.events import EpochDone, Steps
from tests.bell import SECRET, ringing
from tests.families.miniature import write_random_base

SMALL = (
    *("train.epochs=1", "train.repeats=1", "train.prior_every=0"),
    *("sampling.steps=2", "hardware.threads=1"),
)


@dataclass(frozen=True)
class Trained:
    """One small training by the command line: its spec, the words of the command, its run, what it said and
    what its user was told."""

    spec: Path
    words: tuple[str, ...]
    run: Path
    out: str
    err: str
    told: list[dict[str, str]]


@pytest.fixture(scope="module")
def place(
    tmp_path_factory: pytest.TempPathFactory, repository: Path
) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """A copy of the example, overrides for a short training on a random base, and a cache of its own."""
    folder = tmp_path_factory.mktemp("cli")
    shutil.copytree(
        repository / "examples" / "vendalixia",
        folder / "set",
        ignore=shutil.ignore_patterns("runs", "*.lock.json"),
    )
    base = write_random_base(folder / "base")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CHARSPEC_CACHE", str(folder / "cache"))
        yield folder / "set" / "character.yaml", (*SMALL, f"base.path={base}")


@pytest.fixture(scope="module")
def trained(place: tuple[Path, tuple[str, ...]]) -> Trained:
    spec, words = place
    words += ("tracker=tensorboard", f"tracker.folder={spec.parent.parent / 'tracked'}")
    with ringing() as bell, pytest.MonkeyPatch.context() as patch:
        patch.setenv("CHARSPEC_NOTIFY", bell.address)
        done = charspec("train", str(spec), *words)
    assert done.returncode == 0, done.stderr
    (run,) = (spec.parent / "runs" / "vendalixia").iterdir()
    return Trained(spec, words, run, done.stdout, done.stderr, bell.heard)


def charspec(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "charspec", *words], capture_output=True, text=True, check=False
    )


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_it_says_first_what_it_will_do(trained: Trained) -> None:
    said = trained.err.split("loading torch")[0]
    assert "Vendalixia on tiny" in said
    assert "12, 12 samples an epoch" in said
    assert "12: 1 epochs of 12, batch 1" in said
    assert "10 of 64×64 px: 5 an epoch, first without LoRA" in said
    assert re.search(r"time       about 0:0\d, by the speed of", said)
    assert re.search(r"memory     about 4\d\d MB for training steps \(encoding captions", said)
    assert str(trained.run) in said


def test_it_prints_the_path_of_the_report_and_progress_on_stderr(trained: Trained) -> None:
    assert trained.out == f"{trained.run / 'report.html'}\n"
    assert "epoch 1/1  step 12/12  loss " in trained.err
    assert "Warning" not in trained.err
    assert (trained.run / "report.html").stat().st_size > 1000


def test_the_runs_folder_is_beside_the_spec_and_named_by_its_hash(trained: Trained) -> None:
    lock = json.loads((trained.run / "character.lock.json").read_text())
    assert trained.run == trained.spec.parent / "runs" / "vendalixia" / lock["hashes"]["run"][:12]
    assert (trained.run / "epochs/01/vendalixia-e01.safetensors").is_file()
    assert not trained.spec.with_suffix(".lock.json").exists(), "the committed lock is compile's to write"


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        ("character.lock.json", "lock"),
        ("env.json", "environment"),
        ("DONE.json", "done"),
        ("lint.json", "findings"),
        ("epochs.jsonl", "epoch"),
    ],
)
def test_every_record_is_valid_by_its_schema(trained: Trained, name: str, schema: str) -> None:
    validator = Draft202012Validator(json.loads((schemas_dir() / f"{schema}.schema.json").read_text("utf-8")))
    text = (trained.run / name).read_text("utf-8")
    for document in text.splitlines() if name.endswith("l") else [text]:
        assert [error.message for error in validator.iter_errors(json.loads(document))] == []


def test_the_same_command_again_says_it_is_done_without_torch(trained: Trained) -> None:
    before = contents(trained.run / "epochs")
    probe = (
        "import sys; from charspec.cli import main; code = main(sys.argv[1:]); "
        "assert 'torch' not in sys.modules; sys.exit(code)"
    )
    again = subprocess.run(
        [sys.executable, "-c", probe, "train", str(trained.spec), *trained.words],
        capture_output=True,
        text=True,
        check=False,
    )
    assert again.returncode == 0, again.stderr
    assert "trained already" in again.stderr
    assert again.stdout == trained.out
    assert contents(trained.run / "epochs") == before


def test_a_lock_trains_the_run_of_its_spec(
    trained: Trained, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    lock = trained.spec.with_name("other.lock.json")
    shutil.copy(trained.run / "character.lock.json", lock)
    assert main(["train", str(lock)]) == 0
    out, err = capsys.readouterr()
    assert out == trained.out
    assert "trained already" in err
    assert main(["train", str(lock), "train.epochs=3"]) == 2
    assert "a lock is trained as it is" in capsys.readouterr().err


def test_the_user_is_told_that_it_is_done_and_the_address_stays_with_them(trained: Trained) -> None:
    (message,) = trained.told
    assert (message["title"], message["type"]) == ("Vendalixia on tiny: training is done", "success")
    took, epochs, recommended, page = message["message"].splitlines()
    assert re.match(r"\d+:\d\d on \S", took)
    assert epochs.startswith("1 of 1 epochs, loss ")
    assert recommended.startswith("recommended: ")
    assert page == f"page: {trained.run / 'report.html'}"
    kept = [file for file in trained.run.rglob("*") if file.is_file()]
    assert {"env.json", "log.txt", "report.html", "character.lock.json"} <= {file.name for file in kept}
    assert not [file for file in kept if SECRET.encode() in file.read_bytes()]
    assert SECRET not in trained.out + trained.err


def test_a_tracker_is_chosen_beside_the_plan(trained: Trained) -> None:
    folder = trained.spec.parent.parent / "tracked" / "vendalixia" / trained.run.name
    (file,) = folder.glob("events.out.tfevents.*")
    assert file.stat().st_size > 10_000, "five pictures and more"
    assert "tracker    tensorboard" in trained.err
    assert "tracker" not in (trained.run / "character.lock.json").read_text("utf-8")
    assert "failed" not in trained.err


def test_a_terminated_run_answers_143_and_goes_on(
    place: tuple[Path, tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    spec, words = place
    with ringing() as bell:
        monkeypatch.setenv("CHARSPEC_NOTIFY", bell.address)
        out, err = terminated(spec, words)
    assert "The same command again goes on from there." in err
    assert "Traceback" not in err
    assert out == ""
    title, body, kind = bell.last()
    assert (title, kind) == ("Vendalixia on tiny: training was interrupted, resumable", "warning")
    assert "The same command again goes on from what is saved." in body


def terminated(spec: Path, words: tuple[str, ...]) -> tuple[str, str]:
    """What a longer training says that gets SIGTERM after its first pictures."""
    longer = [word for word in words if not word.startswith(("train.repeats", "train.epochs"))]
    longer += ["train.repeats=8", "train.epochs=1", "train.seed=5"]
    process = subprocess.Popen(
        [sys.executable, "-m", "charspec", "train", str(spec), *longer],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("epoch 0"):
            break
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate()
    assert process.returncode == 143
    return out, err


def test_errors_of_lint_refuse_the_training(tmp_path: Path, repository: Path) -> None:
    spec = tmp_path / "set" / "character.yaml"
    shutil.copytree(
        repository / "examples" / "vendalixia", spec.parent, ignore=shutil.ignore_patterns("runs")
    )
    spec.write_text(spec.read_text().replace("images/front-forest.png:", "images/gone.png:"))
    before = contents(tmp_path)
    probe = (
        "import sys; from charspec.cli import main; code = main(sys.argv[1:]); "
        "assert 'torch' not in sys.modules and 'hydra' not in sys.modules; sys.exit(code)"
    )
    refused = subprocess.run(
        [sys.executable, "-c", probe, "train", str(spec)], capture_output=True, text=True, check=False
    )
    assert refused.returncode == 1, refused.stderr
    assert "images/gone.png" in refused.stderr
    assert "Mend the errors" in refused.stderr
    assert contents(tmp_path) == before


def test_a_place_that_cannot_be_written_is_refused_before_torch_is_loaded(
    trained: Trained, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[Path] = []
    monkeypatch.setattr(os, "access", lambda path, mode: asked.append(Path(path)))
    assert main(["train", str(trained.spec), *trained.words, "train.seed=6"]) == 1
    assert asked == [trained.run.parent]
    err = capsys.readouterr().err
    assert f"{trained.run.parent}: the run cannot be written there" in err
    assert "loading torch" not in err


@pytest.mark.parametrize(
    ("text", "code"),
    [(None, 2), (b"\x00\xff{" * 3000, 1), (b"name: [", 1), (b"", 1)],
    ids=["missing", "binary", "cut", "empty"],
)
def test_bad_input_is_one_paragraph_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: bytes | None, code: int
) -> None:
    spec = tmp_path / "character.yaml"
    if text is not None:
        spec.write_bytes(text)
    before = contents(tmp_path)
    assert main(["train", str(spec)]) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert "character.yaml" in err
    assert "Traceback" not in err
    assert "internal error" not in err
    assert contents(tmp_path) == before


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def events() -> Iterator[Steps | EpochDone]:
    for epoch in (0, 1):
        if epoch:
            yield Steps(epoch, 10, 40, 0.5, 0.5)
            yield Steps(epoch, 20, 40, 0.25, 0.2)
        line = Epoch(
            epoch=epoch,
            step=20 * epoch,
            loss=None,
            grid_loss=None,
            weights=None,
            samples=(),
            samples_hash="0" * 64,
        )
        yield EpochDone(line, 2)


def shown(stream: io.StringIO) -> str:
    progress = Progress(stream, 2, lambda: 3 * 2**29)
    for event in events():
        progress.steps(event) if isinstance(event, Steps) else progress.epoch(event)
    return stream.getvalue()


def test_a_terminal_gets_a_bar_and_a_pipe_a_line_an_epoch() -> None:
    bar = shown(Terminal())
    assert "\r\x1b[K█████░░░░░░░░░░░░░░░ epoch 1/2  step 10/40  loss 0.5000  1.5 GB" in bar
    lines = shown(io.StringIO()).splitlines()
    assert lines[0] == "epoch 0: the base without LoRA is drawn"
    assert lines[1].startswith("epoch 1/2  step 20/40  loss 0.2500")
    assert "it/s" in lines[1]
    assert lines[1].endswith("left  1.5 GB")
    assert len(lines) == 2


@pytest.mark.parametrize(("wide", "bars"), [(80, 20), (60, 16), (47, 0), (20, 9), (0, 20)])
def test_the_bar_fits_the_terminal(monkeypatch: pytest.MonkeyPatch, wide: int, bars: int) -> None:
    """A longer line would be written below itself each time. A terminal that says 0 does not know its
    width."""
    monkeypatch.setattr(Terminal, "fileno", lambda stream: 2, raising=False)
    monkeypatch.setattr(os, "get_terminal_size", lambda handle: os.terminal_size((wide, 24)))
    text = shown(Terminal()).split("\r\x1b[K")[2]
    assert len(text) < (wide or 80)
    assert text.count("█") + text.count("░") == bars
    assert "epoch 1/2" in text


def test_a_terminal_that_is_gone_stops_no_training() -> None:
    """Under nohup. A reader of a pipe who has gone does, as he does everywhere."""
    here, other = os.openpty()
    with os.fdopen(other, "w") as stream:
        os.close(here)
        progress = Progress(stream, 2)
        progress.line("nobody reads this")
        progress.line("nor this")
    here, other = os.pipe()
    os.close(here)
    with pytest.raises(BrokenPipeError):
        Progress(io.TextIOWrapper(io.FileIO(other, "w"), write_through=True), 2).line("nobody reads this")


def test_an_error_is_said_in_the_place_of_the_bar(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    screen = Terminal()
    monkeypatch.setattr("sys.stderr", screen)
    assert main(["train", str(tmp_path / "gone.yaml")]) == 2
    assert screen.getvalue().startswith("\r\x1b[Kcharspec: ")


def test_times_are_written_as_clocks() -> None:
    assert [clock(seconds) for seconds in (0, 65.4, 7265)] == ["0:00", "1:05", "2:01:05"]


def test_epochs_of_the_run_are_read_back(trained: Trained) -> None:
    assert [epoch.epoch for epoch in read_epochs(trained.run)] == [0, 1]
