"""`charspec generate`: pictures of any prompt from any epoch, by run or by file."""

import argparse
import hashlib
import io
from pathlib import Path

import pytest
import torch
from PIL import Image

from charspec.cli import main
from charspec.cli.drawing import with_settings
from charspec.drawn import read_drawn
from charspec.errors import CharspecError
from charspec.families.lora import Lora, Matrices, lora_bytes, read_lora
from charspec.plan import LoraPlan, Plan, PromptPlan, SamplesPlan, lock
from charspec.settings import load_base
from charspec.train.generate import deployed
from charspec.train.loose import from_file
from charspec.train.run import train
from tests.families.miniature import write_random_base
from tests.plans import adamw, item, train_plan
from tests.release.shelf import put


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_random_base(tmp_path_factory.mktemp("base"))


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory, base: Path) -> Path:
    """A run of one picture, one epoch and four steps, sampled as conf/base/tiny.yaml says."""
    folder = tmp_path_factory.mktemp("spec")
    Image.new("RGB", (64, 64), (200, 40, 40)).save(folder / "a.png")
    facts = load_base("tiny")
    plan = train_plan(
        [item(folder, "a.png", "Vendalixia", repeats=4)],
        optimizer=adamw(learning_rate=1e-2, weight_decay=0.0),
        lora=LoraPlan(rank=4, alpha=4.0, targets="default"),
        epochs=1,
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
    words = [
        "--steps",
        "2",
        "--prompt",
        "Vendalixia, at Sea!",
        "--prompt",
        "Vendalixia asleep",
        "--out",
        str(out),
    ]
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


def pixels(picture: bytes) -> bytes:
    """What a PNG shows, without what it says."""
    with Image.open(io.BytesIO(picture)) as opened:
        return opened.tobytes()


def draw(tmp_path: Path, name: str, *words: str) -> bytes:
    assert main(["generate", *words, "--prompt", "a young woman", "--out", str(tmp_path / name)]) == 0
    return (tmp_path / name / "01-a-young-woman.png").read_bytes()


def test_epochs_and_seeds_differ_and_a_file_draws_as_its_epoch_does(trained: Path, tmp_path: Path) -> None:
    quick = [str(trained), "--steps", "2"]
    last = draw(tmp_path, "last", *quick)
    assert draw(tmp_path, "one", *quick, "--epoch", "1") == last
    assert draw(tmp_path, "zero", *quick, "--epoch", "0") != last
    assert draw(tmp_path, "seed", *quick, "--seed", "7") != last
    file = trained / "epochs/01/vendalixia-e01.safetensors"
    assert draw(tmp_path, "file", str(file), *quick[1:]) == last


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
    assert main(["generate", str(ours), *words[1:], "--base", "z-image"]) == 1
    assert "made for tiny; z-image is built otherwise\nLeave --base away" in capsys.readouterr().err
    assert main(["generate", str(trained), *words[1:], "--base", "tiny"]) == 2
    assert "a run has its base already" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()
    theirs, own = (
        draw(tmp_path, name, str(lora), "--base", "tiny", "--steps", "2")
        for name, lora in (("t", file), ("o", ours))
    )
    assert pixels(theirs) == pixels(own)


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
        assert pixels(drawn) == pixels((trained / f"epochs/0{epoch}/_control.png").read_bytes())


def test_without_out_pictures_go_into_the_run(trained: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["generate", str(trained), "--prompt", "x"]) == 0
    assert capsys.readouterr().out == f"{trained / 'generated' / '01-x.png'}\n"


def test_wrong_usage_is_said_in_words(
    trained: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "cut.safetensors").write_bytes(b"\x10")
    (tmp_path / "spec").mkdir()
    (tmp_path / "spec" / "character.lock.json").write_bytes((trained / "character.lock.json").read_bytes())
    (tmp_path / "spec" / "character.yaml").touch()
    file = str(trained / "epochs/01/vendalixia-e01.safetensors")
    for words, code, message in (
        ([str(trained), "--epoch", "9"], 2, "this run has no epoch 9"),
        ([str(tmp_path / "none")], 2, "no such run or LoRA"),
        ([str(tmp_path / "empty")], 2, "no folder of a run"),
        ([str(tmp_path / "spec")], 2, "the folder of a spec and its lock, not of a run"),
        ([file, "--epoch", "1"], 2, "--epoch chooses among the epochs of a run"),
        ([str(tmp_path / "cut.safetensors")], 1, "cannot be read"),
        ([str(trained), "--prompt", " "], 2, "a prompt has words"),
        ([str(trained), "--size", "100x64"], 2, "Nearest: 96x64 or 104x64."),
        ([str(trained), "--size", "7x64"], 2, "sides are 16 to 8192 px"),
        ([str(trained), "--size", "big"], 2, "Width x height in px"),
        ([str(trained), "--strength", "0.5,much"], 2, "'much' is no number"),
        ([str(trained), "--strength", "nan"], 2, "'nan' is no number"),
        ([str(trained), "--strength", "1,1"], 2, "1 stands there twice"),
        ([str(trained), "--strength", "0.5", "--epoch", "0"], 2, "the base without LoRA"),
        ([str(trained), "--seed", "1,,2"], 2, "an empty place"),
        ([str(trained), "--seed", "-1"], 2, "not '-1'"),
        ([str(trained), "--steps", "0"], 2, "one step at least"),
        ([str(trained), "--guidance", "-1"], 2, "guidance is 0 or more"),
        ([str(trained), "--guidance", "1", "--negative", "fog"], 2, "changes nothing on tiny"),
        ([file, "--short-and-detailed"], 2, "a LoRA alone knows no captions"),
        ([str(trained), "--again", file], 2, "the picture says this already"),
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
    call = ["generate", str(file), "--base", "own", "--prompt", "Vendalixia at sea", "--steps", "2"]
    assert main([*call, "--out", str(tmp_path / "none")]) != 0
    assert "unknown base 'own'" in capsys.readouterr().err
    assert main([*call, "--out", str(tmp_path / "a"), "--config-dir", str(tmp_path / "studio")]) == 0
    given = ["generate", str(file), "--base-path", str(base), *call[4:]]
    assert main([*given, "--out", str(tmp_path / "b")]) == 0
    (one,), (other,) = (tmp_path / "a").iterdir(), (tmp_path / "b").iterdir()
    assert pixels(one.read_bytes()) == pixels(other.read_bytes())
    option.write_text("defaults: [tiny, _self_]\nname: own\npath: ${oc.env:MODELS}\n")
    assert main([*call, "--config-dir", str(tmp_path / "studio")]) != 0
    assert "Add --base-path FOLDER" in capsys.readouterr().err


def test_seeds_and_strengths_are_drawn_in_turn_and_named_and_shown_on_a_sheet(
    trained: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    quick = ["--prompt", "a fox", "--steps", "2"]
    many = [str(trained), *quick, "--seed", "1,2", "--strength", "0,1,-1", "--sheet"]
    assert main(["generate", *many, "--out", str(tmp_path / "many")]) == 0
    paths = [Path(line) for line in capsys.readouterr().out.splitlines()]
    stem = "a-fox-seed{}-strength{}"
    names = [stem.format(seed, by) for seed in (1, 2) for by in ("0", "1", "-1")]
    assert [path.name for path in paths[:-1]] == [
        f"{number:02d}-{name}.png" for number, name in enumerate(names, start=1)
    ]
    assert paths[-1].name == "07-sheet.png"
    shown = [pixels(path.read_bytes()) for path in paths[:-1]]
    assert len(set(shown)) == 6
    for words, like in ((["--epoch", "0"], 0), ([], 1), (["--strength", "-1"], 2)):
        out = tmp_path / f"one{like}"
        assert main(["generate", str(trained), *quick, "--seed", "1", *words, "--out", str(out)]) == 0
        assert pixels((out / "01-a-fox.png").read_bytes()) == shown[like], "as if drawn alone"
    with Image.open(paths[-1]) as sheet:
        assert sheet.width > 3 * 160
        assert sheet.height > 2 * 160


def test_a_picture_says_how_to_make_it_again(
    trained: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["--size", "48x80", "--steps", "3", "--guidance", "2.5", "--negative", "a hat, Ω", "--seed", "9"]
    first = draw(tmp_path, "first", str(trained), *given, "--strength", "0.25")
    picture = tmp_path / "first" / "01-a-young-woman.png"
    file = trained / "epochs/01/vendalixia-e01.safetensors"
    said = read_drawn(picture)
    assert said.lora == hashlib.sha256(file.read_bytes()).hexdigest()
    assert (said.prompt, said.negative, said.seed, said.strength) == ("a young woman", "a hat, Ω", 9, 0.25)
    with Image.open(picture) as opened:
        assert opened.size == (said.width, said.height) == (48, 80)
        assert opened.info["parameters"].startswith("a young woman\nNegative prompt: a hat, Ω\nSteps: 3, CFG")
    for number, source in enumerate((trained, file)):
        out = tmp_path / f"again{number}"
        assert main(["generate", str(source), "--again", str(picture), "--out", str(out)]) == 0
        assert (out / "01-a-young-woman.png").read_bytes() == first
    capsys.readouterr()
    base = tmp_path / "base"
    assert (
        main(["generate", str(trained), "--prompt", "x", "--epoch", "0", "--steps", "1", "--out", str(base)])
        == 0
    )
    assert main(["generate", str(trained), "--again", str(base / "01-x.png"), "--out", str(base)]) == 0
    assert (base / "01-x.png").read_bytes() == (base / "02-x.png").read_bytes(), "it finds epoch 0 itself"
    capsys.readouterr()
    assert main(["generate", str(file), "--again", str(base / "01-x.png")]) == 2
    assert "drawn with the base alone (--epoch 0)" in capsys.readouterr().err
    cut = tmp_path / "cut.png"
    cut.write_bytes(picture.read_bytes()[:-900])
    assert main(["generate", str(file), "--again", str(cut)]) == 1
    assert "this picture cannot be read" in capsys.readouterr().err
    sample = trained / "epochs/01/_control.png"
    assert main(["generate", str(trained), "--again", str(sample)]) == 1
    assert "does not say how it was drawn" in capsys.readouterr().err


def test_a_negative_prompt_steps_and_guidance_change_the_picture(trained: Path, tmp_path: Path) -> None:
    quick = [str(trained), "--steps", "2"]
    plain = pixels(draw(tmp_path, "plain", *quick))
    for name, words in (("negative", ["--negative", "Vendalixia"]), ("guidance", ["--guidance", "9"])):
        assert pixels(draw(tmp_path, name, *quick, *words)) != plain
    assert pixels(draw(tmp_path, "steps", str(trained), "--steps", "3")) != plain


def test_the_short_and_the_detailed_prompt_come_from_the_captions(
    trained: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [str(trained), "--short-and-detailed", "--steps", "1", "--out", str(tmp_path)]
    assert main(["generate", *words]) == 0
    paths = capsys.readouterr().out.splitlines()
    prompts = [read_drawn(Path(path)).prompt for path in paths]
    assert prompts == ["Vendalixia, a young woman", "Vendalixia"], "its only caption is the trigger"


def test_a_release_draws_as_its_run_does_and_stays_as_it_is(
    trained: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    release = put(tmp_path, "release", "Vendalixia")
    lora = release / "lora.safetensors"
    lora.write_bytes((trained / "epochs/01/vendalixia-e01.safetensors").read_bytes())
    (release / "character.lock.json").write_bytes((trained / "character.lock.json").read_bytes())
    before = {file.name: file.read_bytes() for file in release.iterdir()}
    words = ["--short-and-detailed", "--steps", "2", "--seed", "3"]
    assert main(["generate", str(release), *words]) == 0
    drawn = [Path(line) for line in capsys.readouterr().out.splitlines()]
    assert [path.parent for path in drawn] == [tmp_path / "generated"] * 2
    assert {file.name: file.read_bytes() for file in release.iterdir()} == before
    assert main(["generate", str(trained), *words, "--out", str(tmp_path / "run")]) == 0
    run = [Path(line) for line in capsys.readouterr().out.splitlines()]
    assert [pixels(path.read_bytes()) for path in run] == [pixels(path.read_bytes()) for path in drawn]
    assert main(["generate", str(release), "--prompt", "x", "--epoch", "1"]) == 2
    assert "--epoch chooses among the epochs of a run" in capsys.readouterr().err
    lora.unlink()
    assert main(["generate", str(release), "--prompt", "x"]) == 1
    assert "the LoRA of this release is missing" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("base", "deploy", "hears"),
    [
        ("flux2-klein-4b", False, True),
        ("flux2-klein-4b", True, False),
        ("flux2-dev", False, False),
        ("qwen-image-2512", False, True),
        ("z-image-turbo", False, False),
    ],
)
def test_a_negative_prompt_is_refused_where_it_would_change_nothing(
    base: str, deploy: bool, hears: bool, tmp_path: Path
) -> None:
    file = tmp_path / "x.safetensors"
    file.write_bytes(
        lora_bytes(Lora("flux2", {"x": Matrices(torch.ones(1, 1), torch.ones(1, 1), 1.0)}, {}), "diffusers")
    )
    source = from_file(file, base)
    options = argparse.Namespace(steps=None, guidance=4.0, size=None, negative="fog")
    source = deployed(source) if deploy else source
    if hears:
        assert with_settings(source, options).samples.guidance_scale == 4
    else:
        with pytest.raises(CharspecError, match="its guidance is built in"):
            with_settings(source, options)
