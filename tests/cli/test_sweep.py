"""`charspec train -m`: what it plans, launches, skips, tells and answers. Jobs are done by a stand-in for the
launcher; the last test trains for real."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PIL import Image

import charspec.launch
from charspec.cli import main
from charspec.launch import Job, Outcome
from charspec.plan import Lock, lock_text, read_lock
from charspec.records import CONTROL, Done, Epoch, Sample, Weights
from charspec.sweeps import read_sweep
from charspec.train.folder import run_folder
from tests.bell import ringing
from tests.families.miniature import write_random_base


def fill(run: Path, lock: Lock, epochs: int) -> None:
    """Leave in `run` what training `epochs` epochs of a plan leaves, without the training."""
    lines = []
    for number in range(epochs + 1):
        folder = run / f"epochs/{number:02}"
        folder.mkdir(parents=True, exist_ok=True)
        prompts = {**lock.plan.samples.prompts, CONTROL: lock.plan.samples.control}
        samples = []
        for slot, prompt in prompts.items():
            file = f"epochs/{number:02}/{slot}.png"
            Image.new("RGB", (16, 16), (9 * number, 90, 90)).save(run / file)
            samples.append(Sample(slot=slot, prompt=prompt.prompt, seed=prompt.seed, file=file))
        data = f"{lock.hashes.run}{number}".encode()
        weights = Weights(file=f"epochs/{number:02}/w.safetensors", sha256=hashlib.sha256(data).hexdigest())
        (run / weights.file).write_bytes(data)
        epoch = Epoch(
            epoch=number,
            step=number * lock.plan.train.steps_per_epoch,
            loss=None,
            grid_loss=1 / (number + 1),
            weights=weights if number else None,
            samples=tuple(samples),
            samples_hash=lock.hashes.samples,
        )
        lines.append(epoch.model_dump_json())
    (run / "epochs.jsonl").write_text("\n".join(lines) + "\n")
    (run / "character.lock.json").write_text(lock_text(lock))
    if epochs == lock.plan.train.epochs:
        done = Done(
            train_hash=lock.hashes.train,
            samples_hash=lock.hashes.samples,
            epochs=epochs,
            steps=lock.plan.train.steps,
            weights=weights,
        )
        (run / "DONE.json").write_text(done.model_dump_json())


@dataclass
class StandIn:
    """A launcher that does the jobs in this process. `failing`: what a title must say to end with this exit
    code; `stop_after`: how many jobs end before Ctrl-C."""

    failing: dict[str, int] = field(default_factory=dict)
    stop_after: int = 1000
    seen: list[Job] = field(default_factory=list)
    addresses: set[str] = field(default_factory=set)

    def launch(self, jobs: Sequence[Job]) -> Iterator[Outcome]:
        for count, job in enumerate(jobs):
            if count == self.stop_after:
                raise KeyboardInterrupt
            self.seen.append(job)
            self.addresses.add(os.environ["CHARSPEC_NOTIFY"])
            code = next((code for word, code in self.failing.items() if word in job.name), 0)
            path = Path(next(word for word in job.command if word.endswith(".lock.json")))
            lock = read_lock(path)
            if code == 0:
                fill(run_folder(lock, job.folder), lock, lock.plan.train.epochs)
            elif code == 1:  # it came half of the way
                fill(run_folder(lock, job.folder), lock, 1)
                job.log.write_text("loading\nthe loss became nan at step 3\n")
            elif code == 75:
                job.log.write_text("charspec: x: this run is being trained by process 7 on node3\nWait.\n")
            yield Outcome(job, code, 61.0, "")


@pytest.fixture
def spec(tmp_path: Path, repository: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "set"
    ignored = shutil.ignore_patterns("runs", "*.lock.json")
    shutil.copytree(repository / "examples" / "vendalixia", folder, ignore=ignored)
    monkeypatch.setenv("CHARSPEC_CACHE", str(tmp_path / "cache"))
    return folder / "character.yaml"


@pytest.fixture
def launcher(monkeypatch: pytest.MonkeyPatch) -> StandIn:
    made = StandIn()
    monkeypatch.setattr(charspec.launch, "make_launcher", lambda settings: made)
    return made


def sweep_of(spec: Path) -> Path:
    (folder,) = (spec.parent / "runs" / "vendalixia" / "sweeps").iterdir()
    return folder


def test_lengths_share_a_run_and_each_is_shown_at_its_own_epoch(
    spec: Path, launcher: StandIn, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["train", str(spec), "-m", "train.epochs=2,3,4", "train.repeats=1,2"]
    assert main(words) == 0
    out, err = capsys.readouterr()
    assert "6 results from 2 trainings; launcher basic" in err
    assert "1  epochs=4 repeats=1: 48 steps, giving 2 and 3 and 4 epochs" in err
    assert "[1/2] epochs=4 repeats=1: done in 1:01  (1 left, about " in err
    assert "[2/2] epochs=4 repeats=2: done in 1:01\n" in err
    rows = [line.split() for line in out.splitlines()[:7]]
    assert rows[0] == ["train.repeats", "epochs", "grid", "loss", "lowest", "at", "epoch", "time", "status"]
    assert rows[1] == ["1", "1", "2", "0.3333", "0.3333", "2", "in", "5", "done"]
    assert rows[5] == ["5", "1", "4", "0.2000", "0.2000", "4", "1:01", "done"]
    assert out.rstrip().splitlines()[-1] == str(sweep_of(spec) / "report.html")
    assert [job.name for job in launcher.seen] == ["epochs=4 repeats=1", "epochs=4 repeats=2"]
    assert {job.folder for job in launcher.seen} == {spec.parent}


def test_what_is_trained_already_is_left_alone(
    spec: Path, launcher: StandIn, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["train", str(spec), "-m", "train.epochs=2,3", "train.rank=4,8"]
    assert main(words) == 0
    assert len(launcher.seen) == 2
    capsys.readouterr()
    assert main(words) == 0
    out, err = capsys.readouterr()
    assert len(launcher.seen) == 2
    assert "2 there already" in err
    assert "1:01" in out, "the time it took is not forgotten"
    assert main(["train", str(spec), "-m", "train.epochs=1,2", "train.rank=4,8,16"]) == 0
    assert [job.name for job in launcher.seen[2:]] == ["epochs=2 rank=16"], "shorter ones are in longer ones"


def test_one_failure_takes_no_other_with_it_and_all_are_told(
    spec: Path, launcher: StandIn, capsys: pytest.CaptureFixture[str]
) -> None:
    launcher.failing = {"rank=8": 1, "rank=16": 75, "rank=32": 143}
    assert main(["train", str(spec), "-m", "train.rank=8,16,32,64", "train.epochs=1,2"]) == 1
    out, err = capsys.readouterr()
    assert len(launcher.seen) == 4
    assert "[1/4] rank=8 epochs=2: FAILED after 1:01: exit code 1  (3 left)" in err
    assert "not started: being trained by process 7 on node3" in err
    assert "[3/4] rank=32 epochs=2: stopped; it saved its state" in err
    assert "3 of 4 trainings did not end:" in err
    assert "    | the loss became nan at step 3" in err
    folder = sweep_of(spec)
    assert str(folder / "01.log") in err
    assert "5 of 8 results missing; to go on: charspec train" in err
    status = {tuple(line.split()[1:3]): line.split()[-1] for line in out.splitlines()[1:9]}
    assert status["8", "1"] == "done", "the epoch it reached is a result"
    assert (status["8", "2"], status["16", "1"], status["32", "2"]) == ("failed", "taken", "stopped")
    assert [job.status for job in read_sweep(folder).jobs] == ["failed", "taken", "stopped", "done"]
    page = (folder / "report.html").read_text()
    assert "being trained by process 7 on node3" in page
    assert "3 of 8 results" in page
    launcher.failing = {}
    assert main(["train", str(spec), "-m", "train.rank=8,16,32,64", "train.epochs=1,2"]) == 0
    assert len(launcher.seen) == 7


def test_the_user_is_told_once_for_all_and_no_job_knows_the_address(
    spec: Path, launcher: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["train", str(spec), "-m", "train.epochs=1,2", "train.rank=4,8"]
    with ringing() as bell:
        monkeypatch.setenv("CHARSPEC_NOTIFY", bell.address)
        launcher.failing = {"rank=8": 1}
        assert main(words) == 1
        title, body, kind = bell.last()
        assert (title, kind) == ("Vendalixia, 2 trainings: sweep failed", "failure")
        assert "1 of 2 trainings are not done; to go on: charspec train" in body
        assert "3 of 4 results are there" in body
        launcher.failing = {}
        assert main(words) == 0
        assert bell.last()[0] == "Vendalixia, 2 trainings: sweep is done"
        assert f"page: {sweep_of(spec) / 'report.html'}" in bell.last()[1]
        assert len(bell.heard) == 2
    assert launcher.addresses == {"off"}
    assert os.environ["CHARSPEC_NOTIFY"] == bell.address


def test_ctrl_c_says_how_to_go_on(spec: Path, launcher: StandIn, capsys: pytest.CaptureFixture[str]) -> None:
    launcher.stop_after = 1
    assert main(["train", "-m", "train.rank=4,8,16", str(spec), "train.epochs=1"]) == 130
    err = capsys.readouterr().err
    assert "stopped: 2 trainings to go" in err
    assert f"charspec train {spec} -m train.rank=4,8,16 train.epochs=1" in err
    launcher.stop_after = 1000
    assert main(["train", "-m", "train.rank=4,8,16", str(spec), "train.epochs=1"]) == 0
    assert "1 there already" in capsys.readouterr().err
    assert len(launcher.seen) == 3


def test_json_is_for_programs(spec: Path, launcher: StandIn, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", str(spec), "-m", "train.epochs=1,2", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [(row["row"], row["epochs"], row["status"]) for row in found["results"]] == [
        (1, 1, "done"),
        (2, 2, "done"),
    ]
    assert Path(found["results"][0]["weights"]).is_file()
    assert Path(found["report"]).is_file()


def test_a_dry_run_starts_and_writes_nothing(
    spec: Path, launcher: StandIn, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["train", str(spec), "-m", "sweep=epochs", "--dry-run"]) == 0
    assert "giving 10 and 15 and 20 epochs" in capsys.readouterr().err
    assert launcher.seen == []
    assert not (spec.parent / "runs").exists()


def test_a_bad_combination_stops_all_before_anything_starts(
    spec: Path, launcher: StandIn, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["train", str(spec), "-m", "train.rank=4,0"]) == 2
    assert "1 of 2 combinations cannot be trained, so none was started" in capsys.readouterr().err
    spec.write_text(spec.read_text().replace("images/front-forest.png:", "images/gone.png:"))
    assert main(["train", str(spec), "-m", "train.rank=4,8"]) == 1
    assert "images/gone.png" in capsys.readouterr().err
    assert launcher.seen == []
    assert not (spec.parent / "runs").exists()


def test_several_specs_are_one_sweep(
    spec: Path, launcher: StandIn, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other" / "character.yaml"
    shutil.copytree(spec.parent, other.parent)
    other.write_text(other.read_text().replace("name: Vendalixia", "name: Kaia"))
    assert main(["train", str(spec), str(other), "-m", "train.epochs=1"]) == 0
    out, _ = capsys.readouterr()
    assert [job.name for job in launcher.seen] == ["vendalixia", "kaia"]
    assert [job.folder for job in launcher.seen] == [spec.parent, other.parent]
    (folder,) = (tmp_path / "runs" / "sweeps").iterdir()
    assert str(folder / "report.html") in out
    assert "2 characters" in (folder / "report.html").read_text()
    assert main(["train", str(spec), str(other), "train.epochs=1"]) == 2
    assert "`charspec train -m` takes several specs" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["sweep=epochs"], "sweep=epochs is several trainings"),
        (["--dry-run"], "--dry-run is for sweeps"),
        (["--format", "json"], "--format is for sweeps"),
        (["-m", "--cfg", "job"], "--cfg is for one plan"),
        (["-m", "--locked"], "--locked is for one plan"),
        (["-m", "--beside", "x"], "--beside is for one lock"),
        (["--beside", "x"], "--beside is for a lock"),
        (["train.rank=1,2"], "charspec train SPEC -m"),
        (["-m", "launcher=slurmm"], "no launcher 'slurmm'"),
    ],
)
def test_what_goes_only_with_a_sweep_or_not_with_one(
    spec: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    assert main(["train", str(spec), *words]) == 2
    assert said in capsys.readouterr().err


def test_frozen_trains_the_locks_beside_the_specs(spec: Path, launcher: StandIn) -> None:
    assert main(["compile", str(spec), "train.epochs=1", "train.seed=5"]) == 0
    assert main(["train", str(spec), "-m", "--frozen"]) == 0
    (job,) = launcher.seen
    assert read_lock(Path(job.command[4])).plan.train.seed == 5


def test_the_real_thing_gives_each_length_the_bytes_of_its_own_training(
    spec: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = spec.read_text()
    head, tail = text.index("  images/front-room-closeup.png:"), text.index("\ntests:")
    spec.write_text(text[:head] + text[tail : text.index("  new_pose:")])
    for file in (spec.parent / "images").iterdir():
        if f"images/{file.name}:" not in spec.read_text():
            file.unlink()
    alone = tmp_path / "alone"
    shutil.copytree(spec.parent, alone)
    base = write_random_base(tmp_path / "base")
    words = ["train.repeats=1", "train.prior_every=0", "sampling.steps=2", f"base.path={base}"]
    assert main(["train", "-m", "train.epochs=1,2", str(spec), *words]) == 0
    assert "2 results from 1 training;" in capsys.readouterr().err
    assert main(["train", str(alone / "character.yaml"), "train.epochs=1", *words]) == 0
    (ours,) = spec.parent.glob("runs/*/*/epochs/01/*.safetensors")
    (theirs,) = alone.glob("runs/*/*/epochs/01/*.safetensors")
    assert ours.read_bytes() == theirs.read_bytes()
    assert (ours.parents[2] / "lint.json").is_file(), "a job lints the spec that its lock came from"
