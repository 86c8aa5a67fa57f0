"""A text encoder that learns too: at its own rate, into its own file, and from it to the same picture."""

import shutil
from pathlib import Path
from typing import Any

import pytest
import torch
from PIL import Image

from charspec.errors import CharspecError
from charspec.families import load_family
from charspec.families.loading import Hardware
from charspec.families.text import attention_targets
from charspec.plan import Lock
from charspec.records import read_epochs
from charspec.train.events import Event
from charspec.train.folder import is_done
from charspec.train.generate import from_run, generate
from charspec.train.loose import from_file
from charspec.train.run import train
from charspec.train.sample import slots
from charspec.train.tensors import load_header, load_tensors
from tests.train.conftest import MakeLock

PROMPT = "Vendalixia, standing"


def with_text(make_lock: MakeLock, rate: float = 1e-3, **more: object) -> Lock:
    return make_lock(text_encoder={"learning_rate": rate}, **more)


def text_file(run: Path, epoch: int) -> Path:
    return run / f"epochs/{epoch:02d}/vendalixia-e{epoch:02d}-text.safetensors"


def moved(path: Path) -> float:
    """The largest entry of B, which begins at zero."""
    return max(float(value.abs().max()) for name, value in load_tensors(path).items() if ".lora_B." in name)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kept")


@pytest.fixture
def run(random_base: Path, spec_folder: Path, make_lock: MakeLock, tmp_path: Path, kept: Path) -> Path:
    """A finished run of this module's plan, trained once; each test has a copy."""
    if not (kept / "run").exists():
        list(train(with_text(make_lock), spec_folder, kept / "run", random_base))
    return Path(shutil.copytree(kept / "run", tmp_path / "run"))


def test_each_epoch_has_a_file_of_its_own_for_the_text_encoder(run: Path) -> None:
    base, first, last = read_epochs(run)
    assert base.text_weights is None
    for epoch in (first, last):
        assert epoch.text_weights is not None
        assert run / epoch.text_weights.file == text_file(run, epoch.epoch)
    header = load_header(text_file(run, 2))
    assert header["charspec.part"] == "text_encoder"
    names = load_tensors(text_file(run, 2))
    assert all(name.startswith("text_encoder.model.layers.") for name in names)
    assert moved(text_file(run, 2)) > moved(text_file(run, 1)) > 0


def test_what_has_a_lora_is_what_the_conditions_depend_on(random_base: Path, make_lock: MakeLock) -> None:
    base = make_lock().plan.train.base
    family = load_family(base, Hardware(torch.device("cpu")), random_base)
    text = family.load("text")
    model = family.text_model(text)
    attention = [name for name, _ in model.named_modules() if "self_attn." in name and name.endswith("_proj")]
    for name in attention:
        model.get_submodule(name).weight.requires_grad_(True)
    family.encode_prompt(text, [PROMPT])[0]["embeds"].square().sum().backward()
    learning = [name for name in attention if model.get_submodule(name).weight.grad is not None]
    assert family.text_lora_targets(text) == sorted(learning)


def test_no_layer_above_the_last_that_is_read_and_no_eye_has_a_lora() -> None:
    def attention() -> torch.nn.Module:
        return torch.nn.ModuleDict({f"{name}_proj": torch.nn.Linear(2, 2) for name in "qkvo"})

    def stack(depth: int) -> torch.nn.Module:
        layers = [
            torch.nn.ModuleDict({"self_attn": attention(), "mlp": torch.nn.Linear(2, 2)})
            for _ in range(depth)
        ]
        return torch.nn.ModuleDict({"layers": torch.nn.ModuleList(layers)})

    encoder = torch.nn.ModuleDict({"language_model": stack(4), "visual": stack(2), "vision_tower": stack(2)})
    found = attention_targets(encoder, 3)
    assert len(found) == 12
    assert {name.split(".")[2] for name in found} == {"0", "1", "2"}
    assert all(name.startswith("language_model.layers.") for name in found)


def test_the_rate_decides_how_far_it_moves(
    random_base: Path, spec_folder: Path, make_lock: MakeLock, tmp_path: Path
) -> None:
    """Adam's first steps have the length of the rate, whatever the gradient's."""
    far = {}
    for rate in (1e-5, 1e-3):
        folder = tmp_path / str(rate)
        list(train(with_text(make_lock, rate, epochs=1), spec_folder, folder, random_base))
        far[rate] = moved(text_file(folder, 1))
    assert 0 < far[1e-5] < 4.1e-5
    assert far[1e-3] / far[1e-5] == pytest.approx(100, rel=0.2)


def test_it_begins_at_the_base_and_changes_what_is_drawn(
    random_base: Path, spec_folder: Path, make_lock: MakeLock, tmp_path: Path, run: Path
) -> None:
    plain = tmp_path / "plain"
    list(train(make_lock(), spec_folder, plain, random_base))
    drawn = [(folder / "epochs/00/baseline.png").read_bytes() for folder in (run, plain)]
    assert drawn[0] == drawn[1]
    last = [(folder / "epochs/02/baseline.png").read_bytes() for folder in (run, plain)]
    assert last[0] != last[1]
    assert read_epochs(run)[1].grid_loss != read_epochs(plain)[1].grid_loss


def test_generate_draws_what_training_drew_from_a_run_and_from_the_file(
    random_base: Path, make_lock: MakeLock, run: Path, tmp_path: Path
) -> None:
    slot = slots(with_text(make_lock).plan.samples)["baseline"]
    source = from_run(run, 2)
    picture = next(iter(generate(source, [slot.prompt], slot.seed, random_base)))
    trained = Image.open(run / "epochs/02/baseline.png")
    difference = max(abs(a - b) for a, b in zip(picture.tobytes(), trained.tobytes(), strict=True))
    assert difference <= 1, "drawn alone or with others, a value may round the other way"
    file = from_file(run / "epochs/02/vendalixia-e02.safetensors")
    assert file.text_weights == text_file(run, 2)
    (run / "epochs/02/vendalixia-e02-text.safetensors").rename(tmp_path / "elsewhere")
    with pytest.raises(CharspecError, match="the other half of this LoRA is missing") as caught:
        next(iter(generate(file, [slot.prompt], 1, random_base)))
    assert caught.value.where == str(text_file(run, 2))


def test_the_text_half_alone_is_refused(run: Path) -> None:
    with pytest.raises(CharspecError, match="text encoder's half of a LoRA"):
        from_file(text_file(run, 1))


def stopped_at(events: Any, epoch: int) -> None:
    for event in events:
        if _is_epoch(event, epoch):
            return


def _is_epoch(event: Event, epoch: int) -> bool:
    found = getattr(event, "epoch", None)
    return getattr(found, "epoch", None) == epoch


def test_a_run_that_was_stopped_goes_on_with_the_same_bytes(
    random_base: Path, spec_folder: Path, make_lock: MakeLock, tmp_path: Path, run: Path
) -> None:
    lock, other = with_text(make_lock), tmp_path / "other"
    events = train(lock, spec_folder, other, random_base)
    stopped_at(events, 1)
    events.close()
    list(train(lock, spec_folder, other, random_base))
    assert is_done(other, lock)
    for file in run.rglob("*-e*.safetensors"):
        assert (other / file.relative_to(run)).read_bytes() == file.read_bytes()
    assert read_epochs(other) == read_epochs(run)
    text_file(other, 1).unlink()
    assert not is_done(other, lock)


def test_new_prompts_draw_old_epochs_with_their_own_text_encoder(
    random_base: Path, spec_folder: Path, make_lock: MakeLock, tmp_path: Path, run: Path
) -> None:
    other = with_text(make_lock, prompts={"baseline": "Vendalixia, running"})
    list(train(other, spec_folder, run, random_base))
    list(train(other, spec_folder, tmp_path / "straight", random_base))
    for epoch in range(3):
        name = f"epochs/{epoch:02d}/baseline.png"
        assert (run / name).read_bytes() == (tmp_path / "straight" / name).read_bytes()
    losses = [[epoch.grid_loss for epoch in read_epochs(folder)] for folder in (run, tmp_path / "straight")]
    assert losses[0] == losses[1]
