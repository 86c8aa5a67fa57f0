"""Words of the command line: what they set, what they may not, and that Hydra leaves nothing behind."""

import logging
import shutil
from pathlib import Path

import pytest
from hydra.core.config_store import ConfigStore
from hydra.core.global_hydra import GlobalHydra

from charspec.compile import compile_spec, compose
from charspec.errors import CharspecError
from charspec.resources import conf_dir
from tests.compile.test_lock import GOLDEN, edit


def test_overrides_set_values_of_every_group(spec: Path) -> None:
    words = ["train.epochs=12", "lr_schedule=cosine", "lr_schedule.warmup_steps=10", "hardware.threads=1"]
    words += ["optimizer.betas=[0.8,0.9]", "sampling.steps=7", "sampling.width=128", "base.revision=abc"]
    plan = compile_spec(spec, words).plan
    assert plan.train.epochs == 12
    assert (plan.train.lr_schedule.name, plan.train.lr_schedule.warmup_steps) == ("cosine", 10)
    assert (plan.train.threads, plan.train.optimizer.betas) == (1, (0.8, 0.9))
    assert (plan.samples.steps, plan.samples.width, plan.samples.height) == (7, 128, 64)
    assert plan.train.base.revision == "abc"


def test_the_names_a_spec_has_for_a_choice_work_too(spec: Path) -> None:
    plan = compile_spec(spec, ["train.preset=guide", "train.optimizer=adamw"]).plan
    assert plan == compile_spec(spec, ["preset=guide"]).plan
    assert {item.repeats for item in plan.train.items} == {7, 20}


@pytest.mark.parametrize(
    ("words", "said", "hint"),
    [
        (["nonsense"], "'nonsense' cannot be read", "train.epochs=3"),
        (["train.epochs='3"], "cannot be read", "train.epochs=3"),
        (["train.epochs=1,2"], "names several values", "one plan"),
        (["train.epochs=range(1,3)"], "names several values", "one plan"),
        (["+train.extra=1"], "which settings there are", "'+'"),
        (["~train.epochs"], "which settings there are", "'~'"),
        (["base@x=tiny"], "which settings there are", "'@'"),
        (["train.epochs=3", "train.epochs=3"], "train.epochs is set twice", "Keep one"),
        (["preset=guide", "train.preset=guide"], "preset is set twice", "Keep one"),
        (["train.epoch=3"], "no setting 'train.epoch'", "'train.epochs'"),
        (["epochs=3"], "no setting 'epochs'", "'train.epochs'"),
        (["train.lr=3"], "no setting 'train.lr'", "'train.learning_rate'"),
        (["hardware.xyz=3"], "no setting 'hardware.xyz'", "hardware.precision, hardware.quantization"),
        (["hydra.run.dir=x"], "no setting 'hydra.run.dir'", "train.epochs"),
        (["base=tinny"], "no base 'tinny'", "Did you mean 'tiny'?"),
        (["optimizer=madgrad"], "no optimizer 'madgrad'", "adamw"),
        (["preset=smallset"], "no preset 'smallset'", "'small_set'"),
        (["base=3"], "base is set by a name", "tiny"),
        (["base=[tiny]"], "base is set by a name", "tiny"),
        (["base.multiple=8"], "fact about the base", "base=NAME"),
        (["preset.epochs=3"], "a preset is chosen whole", "train.epochs"),
        (["trigger=Xyz"], "in the spec alone", "edit the spec"),
        (["tests.baseline=x"], "in the spec alone", "edit the spec"),
        (["train.epochs=abc"], "train.epochs must be a valid integer", None),
        (["train.epochs=0"], "train.epochs must be greater than or equal to 1", None),
        (["train.epochs=null"], "train.epochs must be a valid integer", None),
        (["train.flip=1"], "train.flip must be a valid boolean", None),
        (["train.learning_rate='1e-4'"], "train.learning_rate must be a valid number", None),
        (["train.learning_rate=nan"], "train.learning_rate must be", None),
        (["hardware.precision=float8"], "hardware.precision must be 'float32' or 'bfloat16'", None),
        (["train.epochs=${nowhere}"], "Interpolation key 'nowhere' not found", "refer to"),
        (["train.epochs=${oc.env:NO_SUCH_VARIABLE}"], "NO_SUCH_VARIABLE", "refer to"),
        (["sampling.width=72"], "sampling.width=72 cannot be drawn", "sampling.width="),
        (["base.path=/no/such/folder"], "is no folder", "hf download black-forest-labs"),
        (["base.path=/etc"], "holds no weights", "base=tiny trains the embedded base"),
        (["optimizer.growth_rate=2"], "optimizer=adamw has no 'growth_rate'", "optimizer=prodigy"),
        (["launcher.partition=gpu"], "launcher=basic has no 'partition'", "launcher=slurm"),
        (["launcher=slum"], "no launcher 'slum'", "'slurm'"),
        (["tracker=tensorbord"], "no tracker 'tensorbord'", "'tensorboard'"),
    ],
)
def test_an_override_that_cannot_be_is_told_why_and_what_to_write(
    spec: Path, words: list[str], said: str, hint: str | None
) -> None:
    with pytest.raises(CharspecError) as caught:
        compile_spec(spec, words)
    error = caught.value
    assert said in error.message
    assert error.exit_code == 2
    assert error.where is not None
    assert "Traceback" not in str(error)
    if hint is not None:
        assert error.hint is not None
        assert hint in error.hint


def test_hydra_leaves_nothing_behind(spec: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(spec.parent)
    before = sorted(spec.parent.rglob("*"))
    handlers, level = list(logging.getLogger().handlers), logging.getLogger().level
    store = {key: value for key, value in ConfigStore.instance().repo.items() if "charspec" in key}
    compile_spec(spec, ["train.epochs=4"])
    with pytest.raises(CharspecError):
        compile_spec(spec, ["train.epochs=${nowhere}"])
    assert Path.cwd() == spec.parent
    assert sorted(spec.parent.rglob("*")) == before
    assert (list(logging.getLogger().handlers), logging.getLogger().level) == (handlers, level)
    assert not GlobalHydra.instance().is_initialized()
    assert {key: value for key, value in ConfigStore.instance().repo.items() if "charspec" in key} == store


def test_conf_may_lie_in_a_folder_of_any_name(
    spec: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "a b" / "c=1,2%20é" / "conf"
    shutil.copytree(conf_dir(), copy)
    monkeypatch.setattr(compose, "conf_dir", lambda: copy)
    hardware = copy / "hardware" / "48gb.yaml"
    hardware.write_text(hardware.read_text("utf-8").replace("threads: 1", "threads: 3"), "utf-8")
    assert compile_spec(spec).plan.train.threads == 3


@pytest.mark.parametrize(("word", "rate"), [("1e-4", 1e-4), ("0.0001", 1e-4), ("1", 1.0), ("1.0E-4", 1e-4)])
def test_a_rate_is_a_number_however_it_is_written(spec: Path, word: str, rate: float) -> None:
    plan = compile_spec(spec, [f"train.learning_rate={word}"]).plan
    assert plan.train.optimizer.learning_rate == rate


def test_an_override_of_one_call_is_gone_in_the_next(spec: Path) -> None:
    compile_spec(spec, ["train.epochs=4", "base=tiny"])
    assert compile_spec(spec).lock_text.encode() == GOLDEN.read_bytes()


@pytest.mark.parametrize(
    "text", ["${oc.env:HOME}", "${train.epochs}", "${oc.decode:1}", "train.epochs=99", "_target_: os.system"]
)
def test_text_of_a_caption_stays_text(spec: Path, text: str) -> None:
    sidecar = spec.parent / "images" / "wide.txt"
    sidecar.write_text(f"Vendalixia, {text}", "utf-8")
    (item,) = [item for item in compile_spec(spec).plan.train.items if item.file == "images/wide.png"]
    assert item.caption == f"Vendalixia, {text}"


def test_a_spec_that_carries_code_is_refused(spec: Path) -> None:
    edit(spec, "train:\n", "_target_: os.system\ntrain:\n")
    with pytest.raises(CharspecError, match="unknown key '_target_'"):
        compile_spec(spec)
