"""Options of a user's own: they count wherever those of conf/ do, and never stand in silently for one."""

import os
from pathlib import Path

import pytest

from charspec.compile import Compiled, compile_spec
from charspec.conf_path import option_files, option_names, read_option, searching
from charspec.errors import CharspecError
from charspec.lint import lint_spec
from charspec.resources import conf_dir
from charspec.settings import load_base
from tests.compile.test_lock import edit

BASE = """\
# Our own copy of klein 4B.
defaults: [flux2-klein-4b, _self_]
name: klein-studio
noise:
  shift: 2.5
overrides: {text_encoder_learning_rate: 2e-5}
"""
PRESET = "epochs: 25\nlearning_rate: 3e-5\n"
OPTIMIZER = "defaults: [adamw]\nweight_decay: 0.001\nmax_grad_norm: ${oc.decode:${oc.env:GRAD_NORM,0.5}}\n"


@pytest.fixture
def studio(tmp_path: Path) -> Path:
    folder = tmp_path / "studio"
    for file, text in {
        "base/klein-studio": BASE,
        "preset/heroes": PRESET,
        "optimizer/soft": OPTIMIZER,
        "launcher/farm": "defaults: [slurm]\npartition: gpu\n",
    }.items():
        write(folder, file, text)
    return folder


def write(folder: Path, option: str, text: str) -> Path:
    file = folder / f"{option}.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return file


def compiled(spec: Path, studio: Path, *words: str) -> Compiled:
    return compile_spec(spec, words, config_dirs=[studio])


def test_a_base_of_a_folder_is_chosen_and_overridden_as_any(spec: Path, studio: Path) -> None:
    found = compiled(spec, studio, "base=klein-studio", "base.revision=abc")
    plan = found.plan.train
    assert (plan.base.name, plan.base.revision) == ("klein-studio", "abc")
    assert plan.base.repository == "black-forest-labs/FLUX.2-klein-base-4B"
    assert (plan.noise.shift, plan.noise.std) == (2.5, 1.0)
    assert found.configured.config.train.text_encoder_learning_rate == 2e-5


def test_a_spec_may_name_options_of_a_folder(spec: Path, studio: Path) -> None:
    edit(spec, "base: flux2-klein-4b", "base: klein-studio")
    edit(spec, "  epochs: 3\n", "  preset: heroes\n  optimizer: soft\n")
    edit(spec, "  learning_rate: 2e-4\n", "")
    plan = compiled(spec, studio).plan.train
    assert (plan.base.name, plan.epochs, plan.optimizer.learning_rate) == ("klein-studio", 25, 3e-5)
    assert (plan.optimizer.name, plan.optimizer.weight_decay) == ("adamw", 0.001)


def test_a_launcher_of_a_folder_travels_beside_the_plan(spec: Path, studio: Path) -> None:
    found = compiled(spec, studio, "launcher=farm", "launcher.minutes=90")
    launcher = found.execution.launcher.model_dump()
    assert (launcher["name"], launcher["partition"], launcher["minutes"]) == ("slurm", "gpu", 90)
    assert found.lock == compile_spec(spec).lock


def test_what_is_composed_in_plain_python_is_what_hydra_composes(spec: Path, studio: Path) -> None:
    with searching([studio]):
        plain = load_base("klein-studio")
    assert compiled(spec, studio, "base=klein-studio").configured.config.base == plain


def test_interpolations_of_a_folder_are_resolved_and_what_is_found_is_locked(
    spec: Path, studio: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert compiled(spec, studio, "optimizer=soft").plan.train.optimizer.max_grad_norm == 0.5
    monkeypatch.setenv("GRAD_NORM", "2.0")
    assert compiled(spec, studio, "optimizer=soft").plan.train.optimizer.max_grad_norm == 2.0


@pytest.mark.parametrize(
    ("key", "words", "place"),
    [
        ("base.noise", ["base=klein-studio"], "base/klein-studio.yaml:4"),
        ("train.epochs", ["preset=heroes"], "character.yaml:30:11"),
        ("train.learning_rate", ["preset=heroes"], "preset/heroes.yaml:2"),
        ("train.text_encoder_learning_rate", ["base=klein-studio"], "base/klein-studio.yaml:6"),
        ("optimizer.weight_decay", ["optimizer=soft"], "optimizer/soft.yaml:2"),
        ("optimizer.betas", ["optimizer=soft"], "conf/optimizer/adamw.yaml:"),
        ("launcher.partition", ["launcher=farm"], "launcher/farm.yaml:2"),
    ],
)
def test_each_value_names_the_file_that_says_it(
    spec: Path, studio: Path, key: str, words: list[str], place: str
) -> None:
    if key == "train.learning_rate":
        edit(spec, "  learning_rate: 2e-4\n", "")
    assert place in compiled(spec, studio, *words).origins[key].origin


def test_a_project_names_its_folders_once_for_compile_and_lint(spec: Path, studio: Path) -> None:
    edit(spec, "base: flux2-klein-4b", "base: klein-studio")
    with pytest.raises(CharspecError, match="unknown base 'klein-studio'") as caught:
        compile_spec(spec)
    assert "--config-dir" in (caught.value.hint or "")
    assert "B101" in {finding.code for finding in lint_spec(spec).findings}
    (studio.parent / "charspec.toml").write_text('config-dirs = ["studio"]\n')
    assert compile_spec(spec).plan.train.base.name == "klein-studio"
    assert "B101" not in {finding.code for finding in lint_spec(spec).findings}


def test_pyproject_may_name_them_too(spec: Path, studio: Path) -> None:
    (studio.parent / "pyproject.toml").write_text('[tool.charspec]\nconfig-dirs = ["studio"]\n')
    assert compile_spec(spec, ["base=klein-studio"]).plan.train.base.name == "klein-studio"


@pytest.mark.parametrize("how", ["{studio}", "file://{studio}", "'file://{studio}'"])
def test_hydras_search_path_adds_a_folder(spec: Path, studio: Path, how: str) -> None:
    word = f"hydra.searchpath=[{how.format(studio=studio)}]"
    assert compile_spec(spec, [word, "base=klein-studio"]).plan.train.base.name == "klein-studio"


def test_hydras_search_path_adds_a_package(spec: Path, studio: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (studio / "__init__.py").touch()
    monkeypatch.syspath_prepend(studio.parent)
    word = "hydra.searchpath=[pkg://studio]"
    assert compile_spec(spec, [word, "base=klein-studio"]).plan.train.base.name == "klein-studio"


def test_a_folder_may_have_any_name(spec: Path, studio: Path) -> None:
    odd = studio.rename(studio.parent / "a b=1,2%20é ${oc.env:HOME} [x]")
    assert compiled(spec, odd, "optimizer=soft").plan.train.optimizer.weight_decay == 0.001


def test_a_folder_of_one_call_is_gone_in_the_next(spec: Path, studio: Path) -> None:
    names = option_names("base")
    compiled(spec, studio, "base=klein-studio")
    assert option_names("base") == names
    with pytest.raises(CharspecError, match="there is no base 'klein-studio'"):
        compile_spec(spec, ["base=klein-studio"])


def test_the_place_of_a_folder_changes_no_byte(spec: Path, studio: Path, tmp_path: Path) -> None:
    one = compiled(spec, studio, "base=klein-studio", "optimizer=soft").lock_text
    moved = studio.rename(tmp_path / "elsewhere")
    assert compiled(spec, moved, "base=klein-studio", "optimizer=soft").lock_text == one
    assert "studio/" not in one


@pytest.mark.parametrize(
    ("file", "text", "said", "line", "hint"),
    [
        ("base/b", "defaults: [tiny]\nname: c\n", "the name of this base is 'c'", "", "name: b"),
        ("base/b", "defaults: [tiny]\nname: b\nmultipel: 8\n", "'multipel'", ":3", "'multiple'"),
        ("base/b", "defaults: [tiny]\nname: b\nmultiple: x\n", "multiple must be", ":3", None),
        ("base/b", "name: b\n", "'repository' is missing", "", "defaults"),
        ("base/b", "defaults: [tinny]\nname: b\n", "no base 'tinny'", "", "tiny"),
        ("base/b", "defaults: tiny\nname: b\n", "cannot be followed", "", "_self_"),
        ("base/b", "defaults: [b]\nname: b\n", "cannot be followed", "", "_self_"),
        ("base/b", "name: [\n", "no YAML", ":2", None),
        ("base/b", "- a\n", "no option", "", None),
        ("base/b", b"name: \xff\n", "UTF-8", "", None),
        ("preset/p", "epoch: 3\n", "unknown setting 'epoch'", "", "'epochs'"),
        ("preset/p", "rank: x\n", "rank must be", ":1", None),
        ("preset/p", "by_pictures: {5: {epochs: 1}, 7: {epochs: 2}}\n", "by number", "", "gap"),
        ("optimizer/o", "defaults: [adamw]\nbetas: [1, 2]\n", "optimizer.betas", ":2", None),
        ("optimizer/o", "# @package _global_\ntrain: {}\n", "'# @package'", "", "delete"),
        ("sampling/s", "defaults: [default]\nstep: 3\n", "'sampling.step'", ":2", "'steps'"),
    ],
)
def test_an_option_that_cannot_be_names_its_file_and_line(
    spec: Path, tmp_path: Path, file: str, text: str | bytes, said: str, line: str, hint: str | None
) -> None:
    edit(spec, "  rank: 8\n", "")
    write(tmp_path / "own", file, "").write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(CharspecError) as caught:
        compiled(spec, tmp_path / "own", file.replace("/", "="))
    error = caught.value
    assert said in error.message
    assert f"own/{file}.yaml{line}" in (error.where or "")
    assert hint is None or hint in (error.hint or "")
    assert "Traceback" not in str(error)


def test_two_options_of_one_name_are_refused(spec: Path, tmp_path: Path) -> None:
    write(tmp_path / "own", "optimizer/adamw", "defaults: []\n")
    with pytest.raises(CharspecError, match=r"conf/optimizer/adamw\.yaml has this name too") as caught:
        compiled(spec, tmp_path / "own")
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("folder", "said"), [("nowhere", "there is no such folder"), ("set", "no option in this folder")]
)
def test_a_folder_without_options_is_refused(spec: Path, tmp_path: Path, folder: str, said: str) -> None:
    with pytest.raises(CharspecError, match=said) as caught:
        compiled(spec, tmp_path / folder)
    assert "preset" in (caught.value.hint or "")


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("hydra.searchpath=studio", "no list of folders"),
        ("hydra.searchpath=[s3://bucket]", "from s3://"),
        ("hydra.searchpath=[pkg://no_such_package_here]", "no package no_such_package_here"),
    ],
)
def test_a_search_path_that_cannot_be_is_refused(spec: Path, word: str, said: str) -> None:
    with pytest.raises(CharspecError, match=said):
        compile_spec(spec, [word])


@pytest.mark.parametrize("value", ['"studio"', "[1]", '[""]'])
def test_a_project_that_names_no_list_of_folders_is_refused(spec: Path, tmp_path: Path, value: str) -> None:
    (tmp_path / "charspec.toml").write_text(f"config-dirs = {value}\n")
    with pytest.raises(CharspecError, match="must be a list of folders"):
        compile_spec(spec)


def test_options_that_build_upon_others_are_read_in_hydras_order(spec: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    write(own, "sampling/one", "defaults: [default, _self_]\nsteps: 1\nwidth: 64\n")
    write(own, "sampling/two", "defaults: [_self_, one]\nsteps: 2\nheight: 128\n")
    with searching([own]):
        said = read_option("sampling", "two")
        assert [file.stem for file in option_files("sampling", "two")] == ["two", "default", "one"]
    assert (said["steps"], said["width"], said["height"]) == (1, 64, None)
    assert compiled(spec, own, "sampling=two").configured.config.sampling.model_dump() == said


def test_conf_itself_may_be_named(spec: Path) -> None:
    assert compiled(spec, conf_dir()).lock == compile_spec(spec).lock
    relative = Path(os.path.relpath(conf_dir()))
    assert compiled(spec, relative).lock == compile_spec(spec).lock
