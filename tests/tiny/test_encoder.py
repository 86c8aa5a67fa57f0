"""The encoder tells people apart whom it never saw, and its training is seeded and resumable."""

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
import torch
from PIL import ImageFilter

from charspec.tiny import ENCODER, WEIGHTS
from charspec.tiny.character import Character, Scene, held_out, sample_character, sample_scene
from charspec.tiny.drawing import draw
from charspec.tiny.encoder import likeness, load_encoder
from charspec.tiny.examination import auc, on_drawings
from charspec.tiny.examples import VENDALIXIA
from charspec.tiny.models import patchify
from charspec.tiny.pretrain import encoder as training
from charspec.tiny.pretrain import people, soft
from charspec.tiny.pretrain.workers import Worker, save_atomically
from charspec.tiny.tensors import to_tensor

ALONE = Worker(rank=0, count=1)


def test_the_shipped_encoder_knows_strangers_again() -> None:
    found = on_drawings(load_encoder())
    assert found["nearest picture is of the same person"] > 0.92
    assert found["same against any other (AUC)"] > 0.998
    assert found["same against one or two looks changed (AUC)"] > 0.88
    assert found["Vendalixia against any other (AUC)"] > 0.999


@torch.no_grad()
def test_soft_pictures_of_her_are_nearer_to_her_than_to_others() -> None:
    model, rng = load_encoder(), Random("soft")
    sharp = [draw(VENDALIXIA, people.scene_by_lot(rng)) for _ in range(8)]
    blurred = [picture.filter(ImageFilter.GaussianBlur(1)) for picture in sharp]
    others = [draw(sample_character(rng), sample_scene(rng)) for _ in range(40)]
    x, y, z = (model(to_tensor(pictures)) for pictures in (sharp, blurred, others))
    assert (y @ x.T).min() > 0.5
    assert (y @ x.T).mean() > (y @ z.T).mean() + 0.6


def test_all_weights_of_the_package_stay_below_12_mb() -> None:
    files = [*WEIGHTS.rglob("*.safetensors"), *ENCODER.parent.glob("*.safetensors")]
    assert ENCODER in files
    assert sum(file.stat().st_size for file in files) < 12e6


def test_likeness_falls_with_every_look_that_changes() -> None:
    assert likeness(VENDALIXIA, VENDALIXIA) == pytest.approx(1)
    for change in (
        {"hair_colour": "black"}, {"hair_style": "bun"}, {"garment": "dress"}, {"garment_colour": "green"},
        {"accessory": "none"}, {"accessory_colour": "blue"}, {"skin": "dark"}, {"kind": "man"},
        {"horns": (9, 9, 9)},
    ):  # fmt: skip
        other = replace(VENDALIXIA, **change)
        assert 0.6 < likeness(VENDALIXIA, other) < 1
        assert likeness(VENDALIXIA, other) == likeness(other, VENDALIXIA)
    stranger = Character("man", "dark", "short", "black", "shirt", "yellow", "glasses")
    assert likeness(VENDALIXIA, stranger) < 0.3


def test_what_it_is_examined_with_is_never_drawn_in_training() -> None:
    assert people.withheld(VENDALIXIA)
    for seed in range(40):
        rng = Random(seed)
        person = people.character_by_lot(rng)
        drawn = [person, people.sibling(person, rng), people.painted(person, rng)]
        assert not [one for one in drawn if people.withheld(one) or held_out(one)]
        assert likeness(person, drawn[1]) < 1
        assert drawn[2] == person or person.accessory != "scarf"


def test_the_loss_is_lowest_where_cosines_follow_likeness() -> None:
    alike = torch.tensor([[1.0, 0.9, 0.0], [0.9, 1.0, 0.0], [0.0, 0.0, 1.0]])
    near, far = torch.tensor([1.0, 0.0]), torch.tensor([0.0, 1.0])
    close = torch.stack([near, near, near, near, far, far])
    wrong = torch.stack([near, near, far, far, near, near])
    assert training.graded_loss(close, alike) < training.graded_loss(wrong, alike)


def test_unpatchify_undoes_patchify() -> None:
    latents = torch.randn(2, 8, 16, 16)
    assert torch.equal(soft.unpatchify(patchify(latents)), latents)


def test_auc_counts_how_often_the_first_is_higher() -> None:
    assert auc(torch.tensor([2.0, 3.0]), torch.tensor([0.0, 1.0])) == 1
    assert auc(torch.tensor([0.0, 3.0]), torch.tensor([1.0, 2.0])) == 0.5


class KilledError(Exception):
    pass


def test_an_interrupted_training_ends_in_the_bytes_of_a_straight_one(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(training, "CHARACTERS", 8)
    monkeypatch.setattr(soft, "PEOPLE", 4)
    monkeypatch.setattr(training, "CHECKPOINT_SECONDS", -1.0)
    results = []
    for folder, kill in ((tmp_path / "straight", False), (tmp_path / "killed", True)):
        folder.mkdir()
        (folder / "pipeline").symlink_to(WEIGHTS)
        if kill:
            with monkeypatch.context() as patch:
                patch.setattr(training, "save_atomically", _dying_after(3))
                with pytest.raises(KilledError):
                    training.train_encoder(ALONE, folder, 4)
            assert not (folder / "encoder.safetensors").exists()
        training.train_encoder(ALONE, folder, 4)
        results.append((folder / "encoder.safetensors").read_bytes())
    assert results[0] == results[1]
    trained = load_encoder(tmp_path / "straight" / "encoder.safetensors")
    found = trained(to_tensor([draw(VENDALIXIA, Scene())]))
    assert found.norm().item() == pytest.approx(1, abs=1e-4)


def _dying_after(count: int):
    written: list[Path] = []

    def save(state, path: Path) -> None:
        save_atomically(state, path)
        written.append(path)
        if len(written) == count:
            raise KilledError

    return save
