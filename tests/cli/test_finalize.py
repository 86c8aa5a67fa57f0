"""`charspec finalize` as a user calls it: a folder that others can use, or a sentence that says why not."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import shutil
from pathlib import Path

import pytest
import yaml
from huggingface_hub import ModelCard
from PIL import Image

from charspec.choice import read_choice
from charspec.cli import main
from charspec.compare.retraining import Retraining, write_record
from charspec.families.lora import Lora, Matrices, lora_bytes, read_lora
from charspec.plan import lock, lock_text, read_lock
from charspec.records import read_epochs
from charspec.release import package
from charspec.release.record import read_record
from tests.families.miniature import write_random_base
from tests.miniatures import klein, write, write_miniature
from tests.release.studio import PROMPTS, RELEASE, write_studio

EPOCH = ("--epoch", "2")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_random_base(tmp_path_factory.mktemp("base"))


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory, base: Path) -> Path:
    """A studio's folder, read only."""
    root = tmp_path_factory.mktemp("studio") / "vendalixia"
    write_studio(root, base)
    return root


@pytest.fixture
def run(trained: Path, base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The run in a copy of the studio, with a `release:` in its spec."""
    monkeypatch.setenv("CHARSPEC_BASE_PATH", str(base))
    monkeypatch.setenv("CHARSPEC_CACHE", str(tmp_path / "cache"))
    root = tmp_path / "vendalixia"
    shutil.copytree(trained, root)
    with (root / "character.yaml").open("a", encoding="utf-8") as spec:
        spec.write(RELEASE)
    return next((root / "runs" / "vendalixia").iterdir())


@pytest.fixture(scope="module")
def released(trained: Path, base: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release folder made once. Read only."""
    root = tmp_path_factory.mktemp("released") / "vendalixia"
    shutil.copytree(trained, root)
    with (root / "character.yaml").open("a", encoding="utf-8") as spec:
        spec.write(RELEASE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CHARSPEC_BASE_PATH", str(base))
        patch.setenv("CHARSPEC_CACHE", str(root / "cache"))
        assert main(["finalize", str(next((root / "runs" / "vendalixia").iterdir())), *EPOCH]) == 0
    return root / "releases" / "vendalixia"


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def refused(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    """What a call that fails says."""
    assert main(["finalize", *map(str, words)]) in (1, 2)
    return capsys.readouterr().err.split("charspec: ")[-1]


def releases(run: Path) -> list[str]:
    """What lies where releases go, half-built ones included."""
    folder = run.parents[2] / "releases"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_a_release_holds_what_others_need(released: Path) -> None:
    record = read_record(released)
    there = {path.relative_to(released).as_posix() for path in released.rglob("*") if path.is_file()}
    assert there == {
        "README.md",
        "character.lock.json",
        "images/_detailed.png",
        "images/_short.png",
        "images/baseline.png",
        "images/new_place.png",
        "release.json",
        "thumbnail.png",
        "vendalixia.safetensors",
    }
    assert record.files == {name: sha256(released / name) for name in there - {"release.json"}}
    assert record.files["vendalixia.safetensors"] == sha256(epoch_file(released))
    assert (record.trigger, record.class_phrase, record.epoch) == ("Vendalixia", "a young woman", 2)
    assert (record.license, record.tags) == ("CC-BY-4.0", ("character", "dusk-guild"))
    assert record.is_finished
    with Image.open(released / "thumbnail.png") as thumbnail:
        assert thumbnail.size == (256, 256)


def epoch_file(released: Path) -> Path:
    run = next((released.parents[1] / "runs" / "vendalixia").iterdir())
    return run / "epochs" / "02" / "vendalixia-e02.safetensors"


def test_pins_come_first_and_the_real_prompts_last(released: Path) -> None:
    pictures = read_record(released).pictures
    assert [(picture.slot or picture.kind, picture.pinned) for picture in pictures] == [
        ("new_place", True),
        ("baseline", False),
        ("short", False),
        ("detailed", False),
    ]
    short, detailed = pictures[2:]
    assert short.prompt == "Vendalixia, a young woman"
    identity = "Vendalixia, a young woman with silver hair and a red scarf"
    assert detailed.prompt == f"{identity}, profile view, standing, flat light"
    assert (released / short.file).read_bytes() != (released / detailed.file).read_bytes()


def test_the_lock_says_what_was_released_and_keeps_the_run(released: Path) -> None:
    lock = read_lock(released / "character.lock.json")
    held = read_lock(epoch_file(released).parents[2] / "character.lock.json")
    assert lock.plan.train == held.plan.train
    assert lock.hashes.run == held.hashes.run == read_record(released).run
    assert lock.plan.release is not None
    assert lock.plan.release.description == "Silver-haired courier of the Dusk Guild."
    assert held.plan.release is None


def test_the_hub_reads_the_model_card(released: Path) -> None:
    card = ModelCard.load(released / "README.md")
    said = card.data.to_dict()
    assert said["license"] == "cc-by-4.0"
    assert said["instance_prompt"] == "Vendalixia"
    assert {"text-to-image", "lora", "diffusers", "template:diffusion-lora", "dusk-guild"} <= set(
        said["tags"]
    )
    assert (said["library_name"], said["pipeline_tag"]) == ("diffusers", "text-to-image")
    assert "base_model" not in said, "the embedded base is not on the Hub"
    for entry in said["widget"]:
        assert (released / entry["output"]["url"]).is_file()
    assert said["widget"][0]["text"] == PROMPTS["new_place"]
    shown = re.findall(r'<img src="([^"]+)"', card.text)
    assert shown == [picture.file for picture in read_record(released).pictures]
    assert all((released / file).is_file() for file in shown)


def test_the_cards_program_draws(released: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "downloaded"
    shutil.copytree(released, folder)
    program = re.search(r"```python\n(.*?)```", (folder / "README.md").read_text("utf-8"), re.DOTALL)
    assert program is not None
    monkeypatch.chdir(folder)
    exec(compile(program[1], "README.md", "exec"), {})  # as whoever pastes it into Python
    with Image.open(folder / "picture.png") as picture:
        assert picture.size == (64, 64)


def test_the_same_run_and_spec_give_the_same_folder(run: Path, released: Path) -> None:
    assert main(["finalize", str(run), *EPOCH]) == 0
    again = run.parents[2] / "releases" / "vendalixia"
    for path in released.rglob("*.*"):
        assert (again / path.relative_to(released)).read_bytes() == path.read_bytes(), path.name


def test_without_a_choice_the_next_step_is_named(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = refused(capsys, run)
    assert "no epoch of this run is chosen yet" in said
    assert f"charspec pick {run}" in said
    assert releases(run) == []
    assert read_choice(run) is None


def test_an_epoch_named_here_is_written_as_the_choice(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["finalize", str(run), "--epoch", "1", "--out", str(run / "out")]) == 0
    choice = read_choice(run)
    assert choice is not None
    assert (choice.epoch, choice.chosen_by) == (1, "person")
    assert read_record(run / "out").epoch == 1
    assert capsys.readouterr().out.splitlines() == [str(run / "out")]


def test_what_the_spec_lacks_is_said_with_the_next_step(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = run.parents[2] / "character.yaml"
    spec.write_text(spec.read_text("utf-8").replace(RELEASE, ""), encoding="utf-8")
    assert main(["finalize", str(run), *EPOCH]) == 0
    said = capsys.readouterr().err
    for code in ("M101", "M102", "M103", "M104"):
        assert f"note: {code} " in said
    assert "license: Apache-2.0" in said
    card = (run.parents[2] / "releases/vendalixia/README.md").read_text("utf-8")
    assert "No licence is given" in card


def test_a_slot_that_was_never_drawn_is_said(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec = run.parents[2] / "character.yaml"
    text = spec.read_text("utf-8").replace("thumbnail: new_place", "thumbnail: portrait")
    spec.write_text(text.replace("tests:", "tests:\n  portrait: portrait of Vendalixia"), encoding="utf-8")
    assert main(["finalize", str(run), *EPOCH]) == 0
    assert "names portrait, which this run has no picture of" in capsys.readouterr().err


def test_without_its_spec_a_run_is_released_from_its_lock(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (run.parents[2] / "character.yaml").unlink()
    assert main(["finalize", str(run), *EPOCH]) == 0
    assert "no spec of this character" in capsys.readouterr().err
    assert read_record(run.parents[2] / "releases" / "vendalixia").class_phrase == "a young woman"


def test_the_parent_of_a_retrained_character_is_named(run: Path) -> None:
    parent = run.parent / "parent"
    parent.mkdir()
    own = read_lock(run / "character.lock.json")
    before = lock(own.plan.model_copy(update={"train": own.plan.train.model_copy(update={"seed": 5})}))
    (parent / "character.lock.json").write_text(lock_text(before), encoding="utf-8")
    made = Retraining(
        run=before.hashes.run, epoch=2, spec="character.yaml", reasons=(), changes=(), child=own.hashes.run
    )
    write_record(parent, made)
    assert main(["finalize", str(run), *EPOCH]) == 0
    out = run.parents[2] / "releases" / "vendalixia"
    assert read_record(out).parent == before.hashes.run
    assert before.hashes.run in (out / "README.md").read_text("utf-8")


def test_among_several_specs_the_user_says_which_counts(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = run.parents[2] / "character.yaml"
    other = spec.with_name("summer.yaml")
    other.write_text(spec.read_text("utf-8").replace("Dusk Guild", "Summer Court"), encoding="utf-8")
    assert main(["finalize", str(run), *EPOCH, "--out", str(run / "one")]) == 0
    assert "character.yaml, summer.yaml" in capsys.readouterr().err
    assert read_record(run / "one").description is None
    assert main(["finalize", str(run), "--spec", str(other), "--out", str(run / "other")]) == 0
    assert read_record(run / "other").description == "Silver-haired courier of the Summer Court."


def test_prompts_of_ones_own_are_drawn(run: Path) -> None:
    words = ["--short", "Vendalixia", "--detailed", "Vendalixia, asleep, in a boat", "--seed", "7"]
    assert main(["finalize", str(run), *EPOCH, *words]) == 0
    pictures = read_record(run.parents[2] / "releases" / "vendalixia").pictures
    assert [(one.prompt, one.seed) for one in pictures[2:]] == [
        ("Vendalixia", 7),
        ("Vendalixia, asleep, in a boat", 7),
    ]


def test_a_release_that_is_there_is_not_overwritten_silently(
    run: Path, released: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = run.parents[2] / "releases" / "vendalixia"
    shutil.copytree(released, out)
    assert "--replace" in refused(capsys, run, *EPOCH)
    assert read_choice(run) is None, "nothing is chosen by a call that fails"
    assert main(["finalize", str(run), "--epoch", "1", "--replace"]) == 0
    assert read_record(out).epoch == 1
    assert releases(run) == ["vendalixia"]
    with (out / "README.md").open("a", encoding="utf-8") as card:
        card.write("A word of our own.\n")
    (out / "notes.txt").write_text("ours")
    said = refused(capsys, run, "--replace")
    assert "README.md, notes.txt" in said
    assert (out / "notes.txt").read_text() == "ours"


def test_another_folder_is_left_alone(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = run / "mine"
    out.mkdir()
    (out / "thesis.txt").write_text("x")
    assert "no release" in refused(capsys, run, *EPOCH, "--out", out, "--replace")
    assert [path.name for path in out.iterdir()] == ["thesis.txt"]


def choose(run: Path) -> Path:
    """Choose epoch 2 and return its weights."""
    from charspec.compare.picking import choose as choose_epoch

    choose_epoch(run, 2, "person")
    return run / "epochs" / "02" / "vendalixia-e02.safetensors"


def test_weights_that_changed_or_are_gone_are_not_released(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    weights = choose(run)
    weights.write_bytes(weights.read_bytes()[:-1] + b"\1")
    assert "not the weights that were chosen" in refused(capsys, run)
    weights.unlink()
    assert "the weights of epoch 2 are missing" in refused(capsys, run)
    assert releases(run) == []


def test_a_missing_picture_is_named(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    choose(run)
    (run / "epochs/02/new_place.png").write_bytes(b"no picture")
    assert "cannot be read" in refused(capsys, run)
    (run / "epochs/02/new_place.png").unlink()
    said = refused(capsys, run)
    assert "epochs/02/new_place.png" in said
    assert "charspec train" in said
    assert releases(run) == []


def test_a_choice_of_another_run_is_refused(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    choose(run)
    choice = run / "release.yaml"
    held = read_lock(run / "character.lock.json").hashes.run
    choice.write_text(choice.read_text().replace(held, "a" * 64))
    assert "another run" in refused(capsys, run)


def test_an_epoch_of_a_run_that_has_not_ended_is_released_and_that_is_said(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (run / "DONE.json").unlink()
    assert main(["finalize", str(run), "--epoch", "1"]) == 0
    assert "the run has not ended" in capsys.readouterr().err
    out = run.parents[2] / "releases" / "vendalixia"
    assert not read_record(out).is_finished
    assert "before the run had ended" in (out / "README.md").read_text("utf-8")


def with_weights(run: Path, changed: Lora) -> None:
    """Put a LoRA in the place of epoch 2, as if it had been trained so."""
    path = choose(run)
    path.write_bytes(lora_bytes(changed, "diffusers"))
    lines = []
    for epoch in read_epochs(run):
        if epoch.epoch == 2 and epoch.weights is not None:
            weights = epoch.weights.model_copy(update={"sha256": sha256(path)})
            epoch = epoch.model_copy(update={"weights": weights})
        lines.append(epoch.model_dump_json())
    (run / "epochs.jsonl").write_text("\n".join(lines) + "\n")
    choose(run)


def test_a_lora_that_barely_moved_is_refused(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lora = read_lora(choose(run), "flux2")
    faint = {name: Matrices(m.down, m.up * 1e-4, m.alpha) for name, m in lora.modules.items()}
    with_weights(run, Lora("flux2", faint, lora.header))
    said = refused(capsys, run)
    assert "barely moved" in said
    assert "later epoch" in said
    assert releases(run) == []


def test_a_lora_that_the_pipeline_does_not_take_whole_is_refused(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lora = read_lora(choose(run), "flux2")
    name, matrices = next(iter(lora.modules.items()))
    odd = {**lora.modules, name: Matrices(matrices.down[:, :-1], matrices.up, matrices.alpha)}
    with_weights(run, Lora("flux2", odd, lora.header))
    assert "does not load this LoRA whole" in refused(capsys, run)
    assert releases(run) == []


def test_an_unknown_base_is_named(
    run: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import charspec.release.facts as facts
    from charspec.settings import load_base

    choose(run)
    monkeypatch.setattr(facts, "load_base", lambda name: load_base(f"{name}-of-ours"))
    assert "unknown base 'tiny-of-ours'" in refused(capsys, run)


def test_a_full_disk_leaves_nothing_half_built(
    run: Path, released: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = run.parents[2] / "releases" / "vendalixia"
    shutil.copytree(released, out)
    choose(run)
    before = {path: path.read_bytes() for path in out.rglob("*.*")}
    calls = []

    def full(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) > 4:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert "the disk is full" in refused(capsys, run, "--replace")
    assert releases(run) == ["vendalixia"]
    assert {path: path.read_bytes() for path in out.rglob("*.*")} == before


def test_an_interrupted_build_leaves_nothing(
    run: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    choose(run)

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(package, "write_record", interrupted)
    assert main(["finalize", str(run)]) == 130
    assert releases(run) == []


@pytest.mark.parametrize("words", [["--short", " "], ["--seed", "-1"], ["--spec", "none.yaml"]])
def test_wrong_flags_are_said(run: Path, words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["finalize", str(run), *EPOCH, *words]) == 2
    assert capsys.readouterr().err.startswith("charspec: ")


def test_a_folder_that_is_no_run_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "character.lock.json" in refused(capsys, tmp_path)
    assert "no such run" in refused(capsys, tmp_path / "nowhere")


def test_klein_is_released_as_it_will_be_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Both spellings, both halves of the LoRA, workflows, and prompts on the distilled model."""
    monkeypatch.setenv("CHARSPEC_CACHE", str(tmp_path / "cache"))
    weights = write_miniature("flux2-klein-4b", tmp_path / "base")
    distilled = write(klein(distilled=True), tmp_path / "distilled")
    run = write_studio(tmp_path / "vendalixia", weights, "flux2-klein-4b", text=True)
    assert main(["finalize", str(run), *EPOCH, "--deploy-path", str(distilled)]) == 0
    out = tmp_path / "vendalixia" / "releases" / "vendalixia"
    record = read_record(out)
    assert {lora.keys: lora.file for lora in record.loras} == {
        "diffusers": "vendalixia.safetensors",
        "comfyui": "comfyui/vendalixia-comfyui.safetensors",
        "text_encoder": "vendalixia-text.safetensors",
    }
    drawn = [(one.kind, one.model, one.steps, one.guidance_scale) for one in record.pictures]
    assert drawn[0] == ("sample", "black-forest-labs/FLUX.2-klein-base-4B", 2, 4.0)
    assert drawn[-1] == ("detailed", "black-forest-labs/FLUX.2-klein-4B", 4, 1.0)
    for picture in record.pictures:
        assert picture.workflow is not None
        api = json.loads((out / picture.workflow.replace(".json", ".api.json")).read_text("utf-8"))
        inputs = {node["class_type"]: node["inputs"] for node in api.values()}
        assert inputs["LoraLoaderModelOnly"]["lora_name"] == "vendalixia-comfyui.safetensors"
        is_base = picture.kind == "sample"
        assert inputs["UNETLoader"]["unet_name"].startswith(
            "flux-2-klein-base-4b" if is_base else "flux-2-klein-4b"
        )
        assert inputs["Flux2Scheduler"]["steps"] == picture.steps
        assert picture.prompt in [node["inputs"].get("text") for node in api.values()]
    head = yaml.safe_load((out / "README.md").read_text("utf-8").split("---")[1])
    assert head["base_model"] == "black-forest-labs/FLUX.2-klein-base-4B"
    card = (out / "README.md").read_text("utf-8")
    assert "were not run in ComfyUI" in card
    assert "vendalixia-text.safetensors" in card
    assert 'from_pretrained("black-forest-labs/FLUX.2-klein-4B", dtype=torch.bfloat16)' in card
    assert capsys.readouterr().out.splitlines()[-1] == str(out)
    assert "`flux-2-klein-4b.safetensors` or `flux-2-klein-base-4b.safetensors`" in card
    half = run / "epochs/02/vendalixia-e02-text.safetensors"
    half.write_bytes(half.read_bytes()[:-1] + b"\1")
    assert "the file was changed" in refused(capsys, run, "--out", tmp_path / "spoilt")
