"""`charspec finalize` as a user calls it: a folder that others can use, or a sentence that says why not."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
import yaml
from huggingface_hub import ModelCard
from PIL import Image

from charspec.choice import read_choice
from charspec.cli import main
from charspec.cli.release_notes import notes
from charspec.compare.picking import choose
from charspec.compare.retraining import Retraining, write_record
from charspec.plan import lock, lock_text, read_lock
from charspec.release.facts import gather
from charspec.release.record import read_record
from tests.miniatures import klein, write, write_miniature
from tests.release.studio import (
    EPOCH,
    PROMPTS,
    RELEASE,
    copied_run,
    refused,
    released_once,
    sha256,
    write_studio,
)


@pytest.fixture
def run(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return copied_run(tmp_path_factory.getbasetemp(), tmp_path, monkeypatch)


@pytest.fixture
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return released_once(tmp_path_factory.getbasetemp())


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


def test_a_slot_that_was_never_drawn_is_said(run: Path) -> None:
    spec = run.parents[2] / "character.yaml"
    text = spec.read_text("utf-8").replace("thumbnail: new_place", "thumbnail: portrait")
    spec.write_text(text.replace("tests:", "tests:\n  portrait: portrait of Vendalixia"), encoding="utf-8")
    facts = gather(run, choose(run, 2, "person"), spec)
    assert any("names portrait, which this run has no picture of" in note for note in notes(facts))
    assert facts.thumbnail.slot == "new_place"


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
    assert main(["finalize", str(run)]) == 1, "nothing is chosen yet"
    assert "character.yaml, summer.yaml" in capsys.readouterr().err
    released = gather(run, choose(run, 2, "person"), other).release
    assert released.description == "Silver-haired courier of the Summer Court."


def test_prompts_of_ones_own_are_drawn(run: Path) -> None:
    words = ["--short", "Vendalixia", "--detailed", "Vendalixia, asleep, in a boat", "--seed", "7"]
    assert main(["finalize", str(run), *EPOCH, *words]) == 0
    pictures = read_record(run.parents[2] / "releases" / "vendalixia").pictures
    assert [(one.prompt, one.seed) for one in pictures[2:]] == [
        ("Vendalixia", 7),
        ("Vendalixia, asleep, in a boat", 7),
    ]


def test_an_epoch_of_a_run_that_has_not_ended_is_released_and_that_is_said(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (run / "DONE.json").unlink()
    assert main(["finalize", str(run), "--epoch", "1"]) == 0
    assert "the run has not ended" in capsys.readouterr().err
    out = run.parents[2] / "releases" / "vendalixia"
    assert not read_record(out).is_finished
    assert "before the run had ended" in (out / "README.md").read_text("utf-8")


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
    assert Path(capsys.readouterr().out.splitlines()[-1]).resolve() == out.resolve()
    assert "`flux-2-klein-4b.safetensors` or `flux-2-klein-base-4b.safetensors`" in card
    half = run / "epochs/02/vendalixia-e02-text.safetensors"
    half.write_bytes(half.read_bytes()[:-1] + b"\1")
    assert "the file was changed" in refused(capsys, run, "--out", tmp_path / "spoilt")
