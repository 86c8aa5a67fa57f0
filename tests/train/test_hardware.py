"""Rounded bases train as exact ones do, and what spares memory changes no byte."""

from __future__ import annotations

import weakref
from pathlib import Path
from typing import Any

import pytest
import torch
from diffusers import Flux2KleinPipeline
from torch._dynamo.utils import counters

from charspec.errors import CharspecError
from charspec.families import load_family
from charspec.families.loading import Hardware, hardware_of, streamed
from charspec.plan import TrainPlan
from charspec.records import read_epochs
from charspec.settings.execution import HardwareExecution
from charspec.train import loop, lora
from charspec.train.interrupts import Interrupts
from charspec.train.memory import out_of_memory
from charspec.train.optimizer import make_part
from charspec.train.run import train
from charspec.train.training import Training
from tests.families.conftest import miniatures  # noqa: F401 (a fixture)
from tests.families.test_training import of_base
from tests.train.conftest import MakeLock

CPU = torch.device("cpu")
PLAIN = HardwareExecution(memory_gb=None, gradient_checkpointing=False, offload="none")


def trained(
    lock: Any, spec_folder: Path, run: Path, base: Path, execution: HardwareExecution = PLAIN
) -> tuple[bytes, list[float]]:
    """The last epoch's file, and the losses of all epochs."""
    list(train(lock, spec_folder, run, base, execution=execution))
    epochs = read_epochs(run)
    weights = epochs[-1].weights
    assert weights is not None
    return (run / weights.file).read_bytes(), [epoch.loss for epoch in epochs if epoch.loss is not None]


@pytest.mark.parametrize("quantization", ["int8", "fp8", "nf4"])
def test_a_lora_of_a_rounded_base_learns_alike_and_loads_into_the_exact_one(
    random_base: Path, spec_folder: Path, make_lock: MakeLock, tmp_path: Path, quantization: str
) -> None:
    _, exact = trained(make_lock(epochs=1), spec_folder, tmp_path / "exact", random_base)
    run = tmp_path / "rounded"
    _, rounded = trained(make_lock(epochs=1, quantization=quantization), spec_folder, run, random_base)
    assert rounded != exact
    assert rounded == pytest.approx(exact, rel=0.05)
    weights = read_epochs(run)[-1].weights
    assert weights is not None
    pipeline = Flux2KleinPipeline.from_pretrained(random_base, dtype=torch.float32)
    pipeline.load_lora_weights(run / weights.file)
    adapter = pipeline.transformer.state_dict()
    assert any(value.any() for name, value in adapter.items() if ".lora_B." in name)


@pytest.mark.parametrize(
    ("quantization", "precision"), [("none", "float32"), ("int8", "bfloat16"), ("nf4", "float32")]
)
def test_computing_activations_again_changes_no_byte(
    random_base: Path,
    spec_folder: Path,
    make_lock: MakeLock,
    tmp_path: Path,
    quantization: str,
    precision: str,
) -> None:
    lock = make_lock(quantization=quantization, precision=precision, epochs=1)
    kept = trained(lock, spec_folder, tmp_path / "kept", random_base)
    again = HardwareExecution(memory_gb=None, gradient_checkpointing=True, offload="none")
    assert trained(lock, spec_folder, tmp_path / "again", random_base, again) == kept


@pytest.mark.parametrize("quantization", ["none", "int8"])
def test_streaming_changes_no_byte(
    random_base: Path,
    spec_folder: Path,
    make_lock: MakeLock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    quantization: str,
) -> None:
    """`blocks` streams the text encoder as well."""
    lock = make_lock(quantization=quantization, epochs=1)
    kept = trained(lock, spec_folder, tmp_path / "kept", random_base)
    monkeypatch.setenv(
        "CHARSPEC_CACHE", str(tmp_path / "another cache")
    )  # so that captions are encoded again
    execution = HardwareExecution(memory_gb=None, gradient_checkpointing=True, offload="blocks")
    assert trained(lock, spec_folder, tmp_path / "streamed", random_base, execution) == kept


def test_one_block_at_a_time_is_on_the_device(
    random_base: Path, make_lock: MakeLock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Copies made for the device, counted by their bytes while a step is made, forward and backward."""
    alive, most = 0, 0
    plain = streamed.moved

    def gone(size: int) -> None:
        nonlocal alive
        alive -= size

    def counted(parameter: torch.nn.Parameter, device: torch.device) -> torch.nn.Parameter:
        nonlocal alive, most
        copy = plain(parameter, device)
        alive += copy.nbytes
        most = max(most, alive)
        weakref.finalize(copy.untyped_storage(), gone, copy.nbytes)
        return copy

    def peak(hardware: Hardware) -> tuple[int, int]:
        nonlocal alive, most
        family = load_family(make_lock().plan.train.base, hardware, random_base)
        transformer = family.load("transformer")
        condition = {"embeds": torch.zeros(64, 384)}
        monkeypatch.setattr(streamed, "moved", counted)
        alive = most = 0
        x = torch.zeros(1, 32, 8, 8, requires_grad=True)
        family.predict(transformer, x, torch.tensor([0.5]), [condition]).sum().backward()
        monkeypatch.undo()
        blocks = streamed.outer_blocks(transformer)
        assert len(blocks) == 7
        return most, max(sum(parameter.nbytes for parameter in block.parameters()) for block in blocks)

    once, largest = peak(Hardware(CPU, offload="blocks", gradient_checkpointing=True))
    assert largest <= once <= 2 * largest
    kept, _ = peak(Hardware(CPU, offload="blocks"))
    assert kept > 3 * largest, "without checkpointing the backward pass holds all: why it is refused"


def test_settings_that_cannot_be_together_are_refused(
    random_base: Path, spec_folder: Path, make_lock: MakeLock, tmp_path: Path
) -> None:
    blocks = HardwareExecution(memory_gb=None, gradient_checkpointing=True, offload="blocks")
    without = HardwareExecution(memory_gb=None, gradient_checkpointing=False, offload="blocks")
    for lock, execution, word in (
        (make_lock(compile=True), blocks, "hardware.compile=true"),
        (make_lock(quantization="nf4"), blocks, "hardware.quantization=nf4"),
        (make_lock(), without, "hardware.gradient_checkpointing=false"),
    ):
        with pytest.raises(CharspecError, match=word) as caught:
            list(train(lock, spec_folder, tmp_path / "run", random_base, execution=execution))
        assert "Take hardware." in (caught.value.hint or "")
        assert not (tmp_path / "run" / "epochs").exists()


def test_compiled_blocks_learn_what_plain_ones_do(
    random_base: Path, make_lock: MakeLock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of each kind of block one, forward and backward; nothing is drawn."""
    monkeypatch.setattr("torch._inductor.config.compile_threads", 1)  # workers would import torch anew

    def losses(compiled: bool) -> list[float]:
        plan = make_lock(compile=compiled, epochs=1).plan.train
        draws = torch.Generator().manual_seed(0)
        training = training_of(plan, random_base, tmp_path, draws)
        return [steps.loss for steps in loop.train_epoch(training, 1, Interrupts())]

    plain = losses(False)
    before = counters["stats"]["unique_graphs"]
    assert losses(True) == pytest.approx(plain, rel=1e-4)
    assert counters["stats"]["unique_graphs"] == before + 2


def training_of(plan: TrainPlan, base: Path, run: Path, draws: torch.Generator) -> Training:
    """A training on random latents and captions, ready for its steps."""
    family = load_family(plan.base, hardware_of(plan, PLAIN, CPU), base)
    transformer = family.load("transformer")
    targets = family.lora_targets(transformer)
    parameters = lora.attach(transformer, targets, plan.lora.rank, plan.lora.alpha, CPU)
    lora.initialise(parameters, plan.seed, plan.lora.rank)
    return Training(
        plan=plan,
        family=family,
        transformer=transformer,
        parameters=parameters,
        text=None,
        parts=[make_part(plan.optimizer, parameters, plan.optimizer.learning_rate)],
        latents=[[torch.randn(32, 8, 8, generator=draws)] for _ in plan.items],
        conditions={item.caption: {"embeds": torch.randn(64, 384, generator=draws)} for item in plan.items},
        device=CPU,
        run=run,
        run_hash="0" * 64,
        checkpoint_seconds=1e9,
    )


@pytest.mark.soak
def test_a_run_with_compiled_blocks_is_that_with_plain_ones(
    random_base: Path, spec_folder: Path, make_lock: MakeLock, tmp_path: Path
) -> None:
    """Its pictures and its fixed loss too, for which the blocks are compiled again."""
    _, plain = trained(make_lock(epochs=1), spec_folder, tmp_path / "plain", random_base)
    _, compiled = trained(make_lock(compile=True, epochs=1), spec_folder, tmp_path / "compiled", random_base)
    assert compiled == pytest.approx(plain, rel=1e-4)


def test_too_small_a_gpu_is_told_what_to_set(make_lock: MakeLock) -> None:
    lock = make_lock()
    base = lock.plan.train.base.model_copy(update={"name": "flux2-klein-4b", "token_limit": 512})
    item = lock.plan.train.items[0].model_copy(update={"bucket": (1024, 1024)})
    train = lock.plan.train.model_copy(update={"base": base, "items": (item,), "precision": "bfloat16"})
    plan = lock.plan.model_copy(update={"train": train})
    error = out_of_memory(plan, PLAIN, torch.device("cuda"), 16 * 2**30)
    assert "16 GB are too little" in error.message
    assert "hardware.gradient_checkpointing=true: it goes on" in (error.hint or "")
    smaller = out_of_memory(plan, PLAIN, torch.device("cuda"), 8 * 2**30)
    assert "hardware.quantization=int8" in (smaller.hint or "")
    assert "a run of its own" in (smaller.hint or "")
    assert error.exit_code == 1


def test_memory_that_runs_out_names_what_to_set_and_loses_nothing(
    miniatures: dict[str, Path],  # noqa: F811
    spec_folder: Path,
    make_lock: MakeLock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """On a GPU of 80 GB, where the formula gives dev 75 at its published size, and the GPU is right."""
    real = loop._loss

    def exhausted(training: Training, *rest: Any) -> torch.Tensor:
        if training.progress.step == 5 and torch.is_grad_enabled():
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")
        return real(training, *rest)

    lock, run = of_base(make_lock(precision="bfloat16"), "flux2-dev", 2), tmp_path / "run"
    with monkeypatch.context() as patch:
        patch.setattr(loop, "_loss", exhausted)
        patch.setattr("charspec.train.run.gpu_memory", lambda: 80 * 2**30)
        with pytest.raises(CharspecError, match="the GPU's 80 GB are too little") as caught:
            list(train(lock, spec_folder, run, miniatures["flux2-dev"], execution=PLAIN))
    hint = caught.value.hint or ""
    assert "hardware.quantization=int8" in hint
    assert "a run of its own" in hint
    assert "--dry-run" in hint
    assert caught.value.exit_code == 1
    assert "stopped: the GPU's 80 GB are too little" in (run / "log.txt").read_text()
    straight, learnt = tmp_path / "straight", "epochs/02/vendalixia-e02.safetensors"
    for folder in (run, straight):
        list(train(lock, spec_folder, folder, miniatures["flux2-dev"], execution=PLAIN))
    assert (run / learnt).read_bytes() == (straight / learnt).read_bytes()


def test_an_encoder_that_learns_cannot_lie_in_main_memory(make_lock: MakeLock) -> None:
    plan = make_lock(text_encoder={"learning_rate": 1e-5}).plan.train
    for offload in ("encoders", "blocks"):
        beside = HardwareExecution(memory_gb=None, gradient_checkpointing=True, offload=offload)
        with pytest.raises(CharspecError, match=f"hardware.offload={offload} cannot be with") as caught:
            hardware_of(plan, beside, torch.device("cuda"))
        assert caught.value.hint == "Take hardware.offload=none, or leave train.text_encoder off."
        assert hardware_of(plan, beside, CPU).offload == offload, "a CPU has one memory"
