"""`charspec generate`: pictures of any prompt from any epoch, by run or by file."""

import hashlib
from pathlib import Path

import pytest
import torch
from PIL import Image

from charspec.cli import main
from charspec.families.lora import Lora, Matrices, lora_bytes, read_lora
from charspec.plan import (
    AdamWPlan,
    BasePlan,
    ItemPlan,
    LoraPlan,
    LrSchedulePlan,
    NoisePlan,
    Plan,
    PromptPlan,
    SamplesPlan,
    TrainPlan,
    lock,
)
from charspec.settings import load_base
from charspec.train.run import train
from tests.families.miniature import write_random_base


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_random_base(tmp_path_factory.mktemp("base"))


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory, base: Path) -> Path:
    """A run of one picture, one epoch and four steps, sampled as conf/base/tiny.yaml says."""
    folder = tmp_path_factory.mktemp("spec")
    Image.new("RGB", (64, 64), (200, 40, 40)).save(folder / "a.png")
    facts = load_base("tiny")
    plan = TrainPlan(
        name="Vendalixia",
        trigger="Vendalixia",
        base=BasePlan(
            name="tiny",
            family="flux2",
            repository="charspec",
            revision=None,
            files={},
            multiple=facts.multiple,
            token_limit=facts.token_limit,
            guidance_scale=None,
        ),
        lora=LoraPlan(rank=4, alpha=4.0, targets="default"),
        optimizer=AdamWPlan(
            name="adamw",
            learning_rate=1e-2,
            betas=(0.9, 0.999),
            epsilon=1e-8,
            weight_decay=0.0,
            max_grad_norm=1.0,
        ),
        lr_schedule=LrSchedulePlan(name="constant", warmup_steps=0),
        text_encoder=None,
        noise=NoisePlan(mean=0.0, std=1.0, shift=1.0),
        epochs=1,
        batch_size=1,
        gradient_accumulation=1,
        resolution=64,
        flip=False,
        caption_dropout=0.0,
        prior=None,
        precision="float32",
        quantization="none",
        attention="native",
        compile=False,
        threads=1,
        seed=0,
        items=(
            ItemPlan(
                file="a.png",
                sha256=hashlib.sha256((folder / "a.png").read_bytes()).hexdigest(),
                size=(64, 64),
                derived_sha256=None,
                caption="Vendalixia",
                crop=None,
                bucket=(64, 64),
                repeats=4,
            ),
        ),
    )
    samples = SamplesPlan(
        prompts={},
        control=PromptPlan(prompt="a young woman", seed=1),
        width=64,
        height=64,
        steps=facts.sample_steps,
        guidance_scale=facts.guidance_scale,
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CHARSPEC_CACHE", str(folder / "cache"))
        list(train(lock(Plan(train=plan, samples=samples, release=None)), folder, folder / "run", base))
    return folder / "run"


@pytest.fixture(autouse=True)
def environment(tmp_path: Path, base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHARSPEC_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("CHARSPEC_BASE_PATH", str(base))


def test_pictures_are_named_by_number_and_prompt_and_none_is_replaced(
    trained: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    words = ["--prompt", "Vendalixia, at Sea!", "--prompt", "Vendalixia asleep", "--out", str(out)]
    for _ in range(2):
        assert main(["generate", str(trained), *words]) == 0
    names = [
        "01-vendalixia-at-sea.png",
        "02-vendalixia-asleep.png",
        "03-vendalixia-at-sea.png",
        "04-vendalixia-asleep.png",
    ]
    assert capsys.readouterr().out.splitlines() == [str(out / name) for name in names]
    pictures = [(out / name).read_bytes() for name in names]
    assert pictures[:2] == pictures[2:], "the same prompt, seed and weights give the same picture"
    assert pictures[0] != pictures[1]
    with Image.open(out / names[0]) as opened:
        assert opened.size == (64, 64)


def draw(tmp_path: Path, name: str, *words: str) -> bytes:
    assert main(["generate", *words, "--prompt", "a young woman", "--out", str(tmp_path / name)]) == 0
    return (tmp_path / name / "01-a-young-woman.png").read_bytes()


def test_epochs_and_seeds_differ_and_a_file_draws_as_its_epoch_does(trained: Path, tmp_path: Path) -> None:
    last = draw(tmp_path, "last", str(trained))
    assert draw(tmp_path, "one", str(trained), "--epoch", "1") == last
    assert draw(tmp_path, "zero", str(trained), "--epoch", "0") != last
    assert draw(tmp_path, "seed", str(trained), "--seed", "7") != last
    file = trained / "epochs/01/vendalixia-e01.safetensors"
    assert draw(tmp_path, "file", str(file)) == last


def test_a_lora_of_another_trainer_draws_alike_on_the_base_that_is_named(
    trained: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ours = trained / "epochs/01/vendalixia-e01.safetensors"
    read = read_lora(ours)
    file = tmp_path / "kohya.safetensors"
    file.write_bytes(lora_bytes(Lora(read.architecture, read.modules, {}), "kohya"))
    words = [str(file), "--prompt", "x", "--out", str(tmp_path / "none")]
    assert main(["generate", *words]) == 1
    assert "By its keys and shapes it is for tiny: add --base tiny." in capsys.readouterr().err
    assert main(["generate", *words, "--base", "qwen-image-2512"]) == 1
    assert "made for another base\nBy its keys and shapes it is for tiny" in capsys.readouterr().err
    assert main(["generate", str(trained), *words[1:], "--base", "tiny"]) == 2
    assert "a run has its base already" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()
    assert draw(tmp_path, "theirs", str(file), "--base", "tiny") == draw(tmp_path, "ours", str(ours))


def test_a_lora_of_another_size_of_the_architecture_says_which_base_it_is_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    modules = {
        f"transformer_blocks.{index}.attn.to_q": Matrices(torch.ones(1, 3072), torch.ones(3072, 1), 1.0)
        for index in range(5)
    }
    file = tmp_path / "klein.safetensors"
    file.write_bytes(lora_bytes(Lora("flux2", modules, {}), "diffusers"))
    assert main(["generate", str(file), "--base", "tiny", "--prompt", "x"]) == 1
    error = capsys.readouterr().err
    assert "does not fit tiny: it lacks transformer_blocks.1.attn.to_q" in error
    assert "it is for flux2-klein-4b: name the base it was made for" in error


def test_a_runs_own_samples_can_be_drawn_again(trained: Path, tmp_path: Path) -> None:
    for epoch in ("0", "1"):
        drawn = draw(tmp_path, f"again-{epoch}", str(trained), "--epoch", epoch, "--seed", "1")
        assert drawn == (trained / f"epochs/0{epoch}/_control.png").read_bytes()


def test_without_out_pictures_go_into_the_run(trained: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["generate", str(trained), "--prompt", "x"]) == 0
    assert capsys.readouterr().out == f"{trained / 'generated' / '01-x.png'}\n"


def test_wrong_usage_is_said_in_words(
    trained: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "cut.safetensors").write_bytes(b"\x10")
    file = str(trained / "epochs/01/vendalixia-e01.safetensors")
    for words, code, message in (
        ([str(trained), "--epoch", "9"], 2, "this run has no epoch 9"),
        ([str(tmp_path / "none")], 2, "no such run or LoRA"),
        ([str(tmp_path / "empty")], 2, "no folder of a run"),
        ([file, "--epoch", "1"], 2, "--epoch chooses among the epochs of a run"),
        ([str(tmp_path / "cut.safetensors")], 1, "cannot be read"),
        ([str(trained), "--prompt", " "], 2, "a prompt has words"),
        ([str(trained), "--prompt", "long " * 100], 1, "its end would be cut off"),
    ):
        assert main(["generate", *words, "--prompt", "x", "--out", str(tmp_path / "out")]) == code, words
        out, err = capsys.readouterr()
        assert message in err
        assert out == ""
    assert not (tmp_path / "out").exists()


def test_a_lora_of_a_base_of_ones_own_is_drawn_with_the_folder_of_its_option(
    trained: Path, base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    option = tmp_path / "studio" / "base" / "own.yaml"
    option.parent.mkdir(parents=True)
    option.write_text(f"defaults: [tiny, _self_]\nname: own\npath: {base}\n")
    (file,) = trained.glob("epochs/01/*.safetensors")
    call = ["generate", str(file), "--base", "own", "--prompt", "Vendalixia at sea"]
    assert main([*call, "--out", str(tmp_path / "none")]) != 0
    assert "unknown base 'own'" in capsys.readouterr().err
    assert main([*call, "--out", str(tmp_path / "a"), "--config-dir", str(tmp_path / "studio")]) == 0
    given = ["generate", str(file), "--base-path", str(base), "--prompt", "Vendalixia at sea"]
    assert main([*given, "--out", str(tmp_path / "b")]) == 0
    (one,), (other,) = (tmp_path / "a").iterdir(), (tmp_path / "b").iterdir()
    assert one.read_bytes() == other.read_bytes()
    option.write_text("defaults: [tiny, _self_]\nname: own\npath: ${oc.env:MODELS}\n")
    assert main([*call, "--config-dir", str(tmp_path / "studio")]) != 0
    assert "Add --base-path FOLDER" in capsys.readouterr().err
