"""Plans that share a training are one job, and nothing that cannot be trained is planned."""

import shutil
from pathlib import Path

import pytest

from charspec.compile import beside, compile_spec
from charspec.compile.sweep import Sweep, begin, job_words, plan_sweep, record_of, sweep_folder
from charspec.errors import CharspecError
from charspec.plan import Lock, read_lock
from charspec.settings.execution import TensorBoardSettings
from charspec.sweeps import read_sweep
from tests.compile.conftest import GOLDEN


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    folder = tmp_path / "set"
    shutil.copytree(GOLDEN, folder, ignore=shutil.ignore_patterns("*.lock.json"))
    return folder / "character.yaml"


def shape(sweep: Sweep) -> list[tuple[int, list[int]]]:
    """Each training's length, and those of its results."""
    return [
        (one.lock.plan.train.epochs, [result.lock.plan.train.epochs for result in one.results])
        for one in sweep.trainings
    ]


def runs_of(sweep: Sweep) -> list[Path]:
    return [one.source.parent / "runs" / one.lock.hashes.run[:12] for one in sweep.trainings]


def test_lengths_are_one_training_to_the_longest(spec: Path) -> None:
    sweep = plan_sweep([spec], ["train.epochs=10,20,15", "train.repeats=2,3"])
    assert shape(sweep) == [(20, [10, 20, 15]), (20, [10, 20, 15])]
    (first, second) = sweep.trainings
    assert first.lock == compile_spec(spec, ["train.epochs=20", "train.repeats=2"]).lock
    assert first.lock.hashes.run != second.lock.hashes.run


def test_a_rate_that_depends_on_the_length_parts_them(spec: Path) -> None:
    sweep = plan_sweep([spec], ["train.epochs=10,20", "lr_schedule=constant,cosine"])
    assert shape(sweep) == [(20, [10, 20]), (10, [10]), (20, [20])]


def test_equal_plans_are_one_job(spec: Path) -> None:
    sweep = plan_sweep([spec], ["train.rank=16", "train.alpha=16,null"])
    assert len(sweep.trainings) == 1
    assert [dict(one.settings) for one in sweep.trainings[0].results] == [
        {"train.alpha": "16"},
        {"train.alpha": "null"},
    ]


def test_several_specs_and_locks_are_swept_together(spec: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(spec.parent, other)
    lock = other / "character.lock.json"
    lock.write_text(compile_spec(other / "character.yaml").lock_text)
    sweep = plan_sweep([spec, lock], ["launcher=basic"])
    assert [one.source for one in sweep.trainings] == [spec, lock]
    assert sweep_folder(sweep).parent == tmp_path / "runs" / "sweeps"
    with pytest.raises(CharspecError, match="2 of 4 runs cannot be trained") as caught:
        plan_sweep([spec, lock], ["train.epochs=1,2"])
    assert f"{lock}: train.epochs=1" in str(caught.value)
    assert "a lock is trained as it is" in str(caught.value)


def test_every_fault_is_told_once_with_the_words_that_have_it(spec: Path) -> None:
    with pytest.raises(CharspecError) as caught:
        plan_sweep([spec], ["train.epochs=0,5", "train.rank=8,0,16"])
    text = str(caught.value)
    assert "4 of 6 combinations cannot be trained, so none was started" in text
    assert "train.epochs=0 train.rank=8 (and 2 more)" in text
    assert "train.epochs must be greater than or equal to 1, found 'train.epochs=0'" in text
    assert "train.epochs=5 train.rank=0\n" in text
    assert caught.value.exit_code == 2


def test_a_fault_of_the_spec_is_told_as_ever(spec: Path) -> None:
    spec.write_text(spec.read_text().replace("trigger:", "triger:"))
    with pytest.raises(CharspecError) as alone:
        compile_spec(spec)
    with pytest.raises(CharspecError) as swept:
        plan_sweep([spec], ["train.epochs=1,2"])
    assert str(swept.value) == str(alone.value)
    assert swept.value.exit_code == alone.value.exit_code == 1


def test_one_run_cannot_keep_two_ways_of_drawing(spec: Path) -> None:
    with pytest.raises(CharspecError, match=r"sampling\.steps: these plans train the same LoRA"):
        plan_sweep([spec], ["sampling.steps=5,6"])


def test_a_revision_that_is_found_is_in_every_lock(spec: Path) -> None:
    asked: list[Path | None] = []

    def resolve(lock: Lock, path: Path | None) -> Lock:
        asked.append(path)
        return compile_spec(spec, ["train.seed=99"]).lock

    sweep = plan_sweep([spec], ["train.epochs=1,2"], resolve=resolve)
    assert [one.lock.plan.train.seed for one in sweep.trainings] == [99]
    assert asked == [None, None]


def test_the_folder_has_a_lock_per_training_and_the_record(spec: Path) -> None:
    sweep = plan_sweep([spec], ["train.epochs=1,2", "lr_schedule=constant,linear"])
    folder = sweep_folder(sweep)
    assert folder.parent == spec.parent / "runs" / sweep.trainings[0].lock.plan.train.slug / "sweeps"
    record = begin(sweep, folder, record_of(sweep, folder, runs_of(sweep), ["train", "x"]))
    assert record == read_sweep(folder)
    assert [job.title for job in record.jobs] == [
        "epochs=2 lr_schedule=constant",
        "epochs=1 lr_schedule=linear",
        "epochs=2 lr_schedule=linear",
    ]
    assert [[result.row for result in job.results] for job in record.jobs] == [[1, 3], [2], [4]]
    for job, training in zip(record.jobs, sweep.trainings, strict=True):
        assert read_lock(folder / job.lock) == training.lock
        assert (folder / job.spec).resolve() == spec
        assert not Path(job.run).is_absolute()


def test_the_same_plans_are_the_same_sweep_whatever_was_typed(spec: Path) -> None:
    first = plan_sweep([spec], ["train.epochs=1,2"])
    folder = sweep_folder(first)
    assert sweep_folder(plan_sweep([spec], ["train.epochs=range(1,3)", "launcher=basic"])) == folder
    assert sweep_folder(plan_sweep([spec], ["train.epochs=1,3"])) != folder
    record = begin(first, folder, record_of(first, folder, runs_of(first), []))
    spent = [job.model_copy(update={"seconds": 7.0, "status": "failed"}) for job in record.jobs]
    (folder / "sweep.json").write_text(record.model_copy(update={"jobs": tuple(spent)}).model_dump_json())
    again = begin(first, folder, record_of(first, folder, runs_of(first), []))
    assert [(job.seconds, job.status) for job in again.jobs] == [(7.0, "open")]
    (folder / "sweep.json").write_text("{")
    assert begin(first, folder, record_of(first, folder, runs_of(first), [])).jobs[0].seconds == 0


def test_what_runs_beside_the_plan_goes_with_the_job(spec: Path, tmp_path: Path) -> None:
    base = tmp_path / "a b, c's"
    (base / "transformer").mkdir(parents=True)
    (base / "transformer" / "weights.safetensors").write_bytes(b"weights")
    sweep = plan_sweep([spec], ["train.seed=1,2", f'base.path="{base}"', "hardware.offload=encoders"])
    found = job_words(sweep.trainings[0])
    assert found[:2] == ("--beside", str(spec))
    assert "hardware.offload=encoders" in found
    from charspec.compile import beside

    kept = beside(sweep.trainings[0].lock.plan.train, found[2:])
    assert kept.base_path == base
    assert kept.execution.hardware.offload == "encoders"


@pytest.mark.parametrize("source", ["character.yaml", "character.lock.json"])
def test_a_relative_folder_of_a_tracker_is_meant_from_here_in_each_job(
    spec: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    (spec.parent / "character.lock.json").write_text(compile_spec(spec).lock_text, "utf-8")
    monkeypatch.chdir(tmp_path)
    words = ["tracker=tensorboard", "tracker.folder=its boards", "tracker.pictures=false"]
    (training,) = plan_sweep([spec.parent / source], words).trainings
    told = [word for word in training.words if word.startswith("tracker")]
    assert told == [words[0], f"tracker.folder='{tmp_path}/its boards'", words[2]]
    found = beside(training.lock.plan.train, training.words).execution.tracker
    assert isinstance(found, TensorBoardSettings)
    assert found.folder == f"{tmp_path}/its boards"
