"""`charspec retrain`, as it is typed: what it says, what it prints, what it writes."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from charspec.cli import main
from charspec.compare.retraining import parent_of
from charspec.compile import compile_spec
from charspec.documents import read_document
from charspec.plan import Lock
from charspec.records import CONTROL, Done, Epoch, Sample, Weights
from charspec.scores import Score

EXAMPLE = Path(__file__).parents[2] / "examples" / "vendalixia"
HALF = (0.0, 0.3, *[0.45] * 9)
GOOD = (0.0, 0.3, 0.6, 0.8, *[0.9] * 7)
Capsys = pytest.CaptureFixture[str]

DIFF = """\
--- character.yaml
+++ character.yaml
@@ -102,4 +102,6 @@
   new_place: Vendalixia on a beach at sunset
   new_framing: close-up portrait of Vendalixia, anime style
\x20
-train: auto
+train:
+  preset: auto
+  rank: 32  # 16 in run {run}
"""
EVIDENCE = """\
- Identity drifts and rises no more: 0.45 at epoch 2 (baseline 0.45, new_framing 0.45, new_place
  0.45, new_pose 0.45).
  Train at twice the rank, which holds more of the look.
"""


class Project:
    """The example, and the folder of a run whose records alone are there."""

    def __init__(self, folder: Path) -> None:
        shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("runs", "*.lock.json"))
        self.spec = folder / "character.yaml"
        self.before = self.spec.read_text("utf-8")
        self.lock = compile_spec(self.spec).lock
        self.run = self.add(self.lock)
        self.done()

    def add(self, lock: Lock) -> Path:
        run = self.spec.parent / "runs" / "vendalixia" / lock.hashes.run[:12]
        run.mkdir(parents=True)
        (run / "character.lock.json").write_text(lock.model_dump_json(), "utf-8")
        return run

    def learnt(self, *identity: float | None, **other: float) -> None:
        """The records of a run whose identity took this course, the same on every prompt."""
        hashed, prompts = self.lock.hashes.samples, self.lock.plan.samples.prompts
        samples = [
            Sample(slot=slot, prompt=p.prompt, seed=p.seed, file=f"{slot}.png") for slot, p in prompts.items()
        ]
        weights = Weights(file="x.safetensors", sha256="0" * 64)
        epochs = [
            Epoch(epoch=number, step=240 * number, loss=0.1, grid_loss=0.1, samples=tuple(samples),
                  weights=weights if number else None, samples_hash=hashed)
            for number in range(len(identity))
        ]  # fmt: skip
        scores = [
            Score(epoch=number, metric="identity", slot=slot, value=value, note=None, samples_hash=hashed)
            for number, value in enumerate(identity) for slot in prompts
        ]  # fmt: skip
        for metric, value in other.items():
            slots = [CONTROL] if metric == "leak" else prompts
            nearest = "images/back-forest.png" if metric == "memorisation" else None
            scores += [
                Score(epoch=number, metric=metric, slot=slot, value=value if number else 0.0, nearest=nearest,
                      samples_hash=hashed)
                for number in range(len(identity)) for slot in slots
            ]  # fmt: skip
        for name, lines in (("epochs.jsonl", epochs), ("scores.jsonl", scores)):
            (self.run / name).write_text("".join(f"{line.model_dump_json()}\n" for line in lines), "utf-8")

    def done(self) -> None:
        done = Done(
            train_hash=self.lock.hashes.train, samples_hash=self.lock.hashes.samples, epochs=10, steps=2400,
            weights=Weights(file="x.safetensors", sha256="0" * 64),
        )  # fmt: skip
        (self.run / "DONE.json").write_text(done.model_dump_json(), "utf-8")

    def retrain(self, *words: str) -> int:
        return main(["retrain", str(self.run), "--no-measure", *words])


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    made = Project(tmp_path / "studio")
    monkeypatch.chdir(made.spec.parent)
    return made


def test_the_change_is_a_diff_and_the_reasons_stand_beside_it(project: Project, capsys: Capsys) -> None:
    project.learnt(*HALF)
    assert project.retrain() == 0
    said = capsys.readouterr()
    assert said.out == DIFF.format(run=project.run.name)
    assert said.err == EVIDENCE + "Nothing is written: --write changes the spec.\n"
    assert project.spec.read_text("utf-8") == project.before
    assert not (project.run / "retrain.json").exists()


def test_git_applies_the_diff_and_write_does_the_same(project: Project, capsys: Capsys) -> None:
    project.learnt(*HALF)
    project.retrain()
    patch = capsys.readouterr().out
    subprocess.run(["git", "apply", "-p0", "-"], input=patch.encode(), check=True, cwd=project.spec.parent)
    by_git = project.spec.read_text("utf-8")
    project.spec.write_text(project.before, "utf-8")
    assert project.retrain("--write") == 0
    assert project.spec.read_text("utf-8") == by_git != project.before


def test_what_is_written_is_recorded_and_the_child_finds_its_parent(project: Project, capsys: Capsys) -> None:
    project.learnt(*HALF)
    assert project.retrain("--write") == 0
    said = capsys.readouterr().err
    assert "character.yaml is changed" in said
    assert "Next: charspec train character.yaml" in said
    record = read_document(project.run / "retrain.json", "retraining")
    assert record["changes"] == [{"path": ["train", "rank"], "was": 16.0, "to": 32.0}]
    assert record["epoch"] == 2
    child = compile_spec(project.spec).lock
    assert child.plan.train.lora.rank == 32
    assert record["child"] == child.hashes.run
    assert parent_of(project.add(child)) == project.run.resolve()


def test_a_spec_that_says_so_already_is_trained_as_it_is(project: Project, capsys: Capsys) -> None:
    project.learnt(*HALF)
    project.retrain("--write")
    written = project.spec.read_text("utf-8")
    capsys.readouterr()
    assert project.retrain("--write") == 0
    said = capsys.readouterr()
    assert (said.out, project.spec.read_text("utf-8")) == ("", written)
    assert "character.yaml says so already: train it again as it is." in said.err


def test_nothing_to_change_is_said(project: Project, capsys: Capsys) -> None:
    project.learnt(*GOOD, memorisation=0.1, leak=0.0)
    assert project.retrain("--write") == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("Nothing to change.\nEpoch 4 is the earliest that is as good as the best")
    assert project.spec.read_text("utf-8") == project.before


def test_a_copied_picture_is_named_and_shown_half_as_often(project: Project, capsys: Capsys) -> None:
    project.learnt(*GOOD, memorisation=0.9)
    assert project.retrain("--write") == 0
    said = capsys.readouterr()
    assert "of images/back-forest.png." in said.err
    assert f"+    repeats: 10  # 20 in run {project.run.name}" in said.out
    changed = compile_spec(project.spec).lock.plan.train
    assert {item.file: item.repeats for item in changed.items}["images/back-forest.png"] == 10
    assert changed.optimizer.learning_rate == pytest.approx(1.5e-4)


def test_pictures_of_a_scanned_folder_are_named_and_the_rest_is_changed(
    project: Project, capsys: Capsys
) -> None:
    project.learnt(*GOOD, memorisation=0.9)
    for item in project.lock.plan.train.items:
        Path(item.file).with_suffix(".txt").write_text(item.caption, "utf-8")
    head, rest = project.before.split("images:\n", 1)
    project.spec.write_text(f"{head}images: images/\n\n{rest[rest.index('tests:') :]}", "utf-8")
    assert project.retrain("--write") == 0
    said = capsys.readouterr()
    assert "scans a folder: to show images/back-forest.png less often, list the pictures." in said.err
    assert "+  learning_rate: 0.00015" in said.out
    assert "repeats" not in said.out


def test_what_lint_had_said_of_the_set_is_recalled(project: Project, capsys: Capsys) -> None:
    finding = {
        "code": "D108", "name": "pose-repetition", "severity": "warning", "confidence": "certain",
        "message": "m", "hint": "h", "related": [], "path": ["images"], "fix": None,
        "location": {"file": "character.yaml", "line": 1, "column": 1, "end_line": 1, "end_column": 2},
    }  # fmt: skip
    summary = {"error": 0, "warning": 1, "info": 0, "waived": 0}
    files = [{"file": "character.yaml", "findings": [finding], "waived": []}]
    (project.run / "lint.json").write_text(json.dumps({"version": 1, "files": files, "summary": summary}))
    project.learnt(*GOOD, memorisation=0.9)
    assert project.retrain() == 0
    assert "(lint: D108): add pictures in other poses." in capsys.readouterr().err


def test_scores_that_cannot_tell_are_no_advice(project: Project, capsys: Capsys) -> None:
    project.learnt(*[None] * 11)
    assert project.retrain() == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "Look at the pictures, and change what you see." in said.err


@pytest.mark.parametrize("spoil", ["unlink", "other"])
def test_a_run_that_has_not_ended_is_not_judged(project: Project, capsys: Capsys, spoil: str) -> None:
    project.learnt(*HALF[:4])
    done = project.run / "DONE.json"
    if spoil == "unlink":
        done.unlink()
    else:  # it ended, and was given more epochs since
        done.write_text(done.read_text().replace(project.lock.hashes.train, "f" * 64))
    assert project.retrain() == 1
    assert "this run has not ended" in capsys.readouterr().err


def test_a_spec_that_is_gone_or_not_alone_has_to_be_named(project: Project, capsys: Capsys) -> None:
    project.learnt(*HALF)
    other = project.spec.with_name("other.yaml")
    shutil.copy(project.spec, other)
    assert project.retrain() == 2
    assert "several specs are this character's: character.yaml, other.yaml" in capsys.readouterr().err
    assert project.retrain("--spec", "other.yaml") == 0
    assert "+++ other.yaml" in capsys.readouterr().out
    other.unlink()
    project.spec.unlink()
    assert project.retrain() == 2
    assert "no spec of this character lies here" in capsys.readouterr().err


def test_a_read_only_spec_stays_what_it_is(project: Project, capsys: Capsys) -> None:
    project.learnt(*HALF)
    project.spec.chmod(0o444)
    assert project.retrain("--write") == 1
    assert "is read-only" in capsys.readouterr().err
    assert project.spec.read_text("utf-8") == project.before
    assert not (project.run / "retrain.json").exists()


def test_a_folder_that_is_no_run_is_refused(tmp_path: Path, capsys: Capsys) -> None:
    assert main(["retrain", str(tmp_path / "nothing")]) == 2
    assert main(["retrain", str(tmp_path)]) == 2
    assert "not the folder of a run" in capsys.readouterr().err
