"""The pre-training is seeded and resumable: interrupted and run again, it ends in the same bytes."""

from pathlib import Path

import pytest
import torch

from charspec.tiny.pretrain import autoencoder, denoiser, latents
from charspec.tiny.pretrain.classifier import subjects_by_lot
from charspec.tiny.pretrain.muon import orthogonalised
from charspec.tiny.pretrain.pack import pack
from charspec.tiny.pretrain.workers import Worker, launch, save_atomically
from charspec.tiny.tokenizer import build_tokenizer
from charspec.tiny.wording import full_caption

ALONE = Worker(rank=0, count=1)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(autoencoder, "BATCH", 2)
    monkeypatch.setattr(denoiser, "BATCH", 2)
    monkeypatch.setattr(denoiser, "drawings", lambda: latents.drawings(32))
    for module in (autoencoder, denoiser):
        monkeypatch.setattr(module, "CHECKPOINT_SECONDS", -1.0)


class KilledError(Exception):
    pass


def interrupt_after(count: int, monkeypatch: pytest.MonkeyPatch, module) -> None:
    written = []

    def save_then_die(state, path: Path) -> None:
        save_atomically(state, path)
        written.append(path)
        if len(written) == count:
            raise KilledError

    monkeypatch.setattr(module, "save_atomically", save_then_die)


def test_an_interrupted_training_ends_in_the_bytes_of_a_straight_one(small, tmp_path, monkeypatch) -> None:
    results = []
    for folder, kill in ((tmp_path / "straight", False), (tmp_path / "killed", True)):
        folder.mkdir()
        build_tokenizer(300).save_pretrained(folder / "tokenizer")
        for stage, module in (
            (autoencoder.train_autoencoder, autoencoder),
            (denoiser.train_denoiser, denoiser),
        ):
            if kill:
                with monkeypatch.context() as patch:
                    interrupt_after(2, patch, module)
                    with pytest.raises(KilledError):
                        stage(ALONE, folder, 4)
            stage(ALONE, folder, 4)
            latents.encode_drawings(ALONE, folder, 32)
        size = pack(folder, folder / "pipeline")
        results.append([p.read_bytes() for p in sorted((folder / "pipeline").rglob("*.safetensors"))])
    assert results[0] == results[1]
    assert size <= 12e6


def test_two_workers_share_the_drawings_and_agree(tmp_path) -> None:
    launch(_average_of_ranks, 2, tmp_path)
    assert [float((tmp_path / f"{rank}").read_text()) for rank in range(2)] == [0.5, 0.5]


def _average_of_ranks(worker: Worker, folder: Path) -> None:
    parameter = torch.nn.Parameter(torch.zeros(1))
    parameter.grad = torch.tensor([float(worker.rank)])
    worker.average_gradients([parameter])
    (folder / f"{worker.rank}").write_text(str(parameter.grad.item()))


def test_orthogonalised_matrices_have_singular_values_near_one() -> None:
    torch.manual_seed(0)
    for shape in ((16, 64), (64, 16)):
        values = torch.linalg.svdvals(orthogonalised(torch.randn(shape)))
        assert values.min() > 0.6
        assert values.max() < 1.3


def test_no_full_caption_is_cut_by_the_token_limit() -> None:
    tokenizer = build_tokenizer()
    captions = [full_caption(c, s) for c, s in subjects_by_lot("tokens", 300)]
    captions.append(
        "Vendalixia, a young woman with silver hair and a red scarf, a purple coat, three-quarter view, "
        "full-body, surprised, standing in snowy mountains, bright daylight"
    )
    ids, mask = denoiser.tokenize(tokenizer, captions)
    assert ids.shape == (301, 64)
    assert int(mask.sum(1).max()) < 64
