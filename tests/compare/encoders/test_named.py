"""Models of transformers as encoders and judges: what they see, and what is said of those that cannot."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from transformers import AutoModel, CLIPImageProcessor, SiglipImageProcessor

from charspec.compare.encoders.find import find_model
from charspec.compare.encoders.named import NamedEncoder, NamedJudge
from charspec.compare.encoders.pixels import read_preparation
from charspec.errors import CharspecError
from charspec.tiny.character import Character, Scene
from charspec.tiny.drawing import draw
from tests.compare.encoders import little

PICTURES = [
    draw(Character(), Scene()),
    draw(Character(hair_colour="red", garment="dress"), Scene(place="beach"), 96).crop((0, 10, 96, 80)),
]


@pytest.mark.parametrize("kind", [little.dinov2, little.dinov3, little.siglip, little.clip])
def test_pictures_become_directions_that_tell_them_apart(kind, tmp_path: Path) -> None:
    encoder = NamedEncoder.open(find_model(str(kind(tmp_path / "model"))))
    found = encoder.embed([*PICTURES, PICTURES[0]])
    assert np.linalg.norm(found, axis=1) == pytest.approx(1, abs=1e-5)
    assert found[0] @ found[2] == pytest.approx(1, abs=1e-5)
    assert found[0] @ found[1] < 0.9999


def test_a_judge_gives_the_cosine_that_the_model_itself_scores_with(tmp_path: Path) -> None:
    folder = little.clip(tmp_path / "clip")
    judge = NamedJudge.open(find_model(str(folder)))
    texts = ["a young woman running", "a young woman on beach at sunset"]
    model = AutoModel.from_pretrained(folder).eval()
    encoded = judge.tokenizer(texts, padding=True, return_tensors="pt")
    with torch.no_grad():
        scored = model(
            pixel_values=read_preparation(folder)(PICTURES),
            input_ids=encoded["input_ids"],
            attention_mask=encoded["attention_mask"],
        )
    cosines = (scored.logits_per_image / model.logit_scale.exp()).diagonal()
    assert judge.agreement(PICTURES, texts) == pytest.approx(cosines.tolist(), abs=1e-5)


def test_a_siglip_reads_texts_at_its_full_length_and_cuts_longer_ones(tmp_path: Path) -> None:
    folder = little.siglip(tmp_path / "siglip")
    judge = NamedJudge.open(find_model(str(folder)))
    model = AutoModel.from_pretrained(folder).eval()
    ids = judge.tokenizer(["a young woman"], padding="max_length", max_length=16, return_tensors="pt")
    with torch.no_grad():
        scored = model(pixel_values=read_preparation(folder)(PICTURES[:1]), input_ids=ids["input_ids"])
        cosine = (scored.logits_per_image - model.logit_bias) / model.logit_scale.exp()
    [short] = judge.agreement(PICTURES[:1], ["a young woman"])
    assert short == pytest.approx(float(cosine), abs=1e-5)
    [long] = judge.agreement(PICTURES[:1], ["a young woman " * 30])
    assert long is not None


@pytest.mark.parametrize(
    ("processor", "preparation"),
    [(CLIPImageProcessor, little.SHORTEST), (SiglipImageProcessor, little.SQUARE)],
)
def test_pictures_are_prepared_as_transformers_does(processor, preparation, tmp_path: Path) -> None:
    (tmp_path / "preprocessor_config.json").write_text(json.dumps(preparation))
    named = {key: value for key, value in preparation.items() if key != "image_processor_type"}
    theirs = processor(**named)
    for picture in PICTURES:
        wanted = theirs(images=[picture], return_tensors="pt")["pixel_values"]
        ours = read_preparation(tmp_path)([picture])
        assert ours.shape == wanted.shape
        assert (ours - wanted).abs().max() < 0.02  # half a step of 255 in rounding


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"size": None}, "a size is missing"),
        ({"size": {"longest_edge": 9}}, "does not say how"),
        ({"image_mean": [0.5]}, "three channels"),
        ({"do_center_crop": False}, "keeps every picture's proportions"),
        ({"resample": 77}, "does not say how"),
    ],
)
def test_a_preparation_that_cannot_be_told_is_an_error_with_the_file(change, said, tmp_path: Path) -> None:
    file = tmp_path / "preprocessor_config.json"
    file.write_text(json.dumps({**little.SHORTEST, **change}))
    with pytest.raises(CharspecError, match=said) as caught:
        read_preparation(tmp_path)
    assert caught.value.where == str(file)


def test_sizes_of_old_files_are_read(tmp_path: Path) -> None:
    file = tmp_path / "preprocessor_config.json"
    wide = Image.new("RGB", (200, 100))
    file.write_text(json.dumps({**little.SHORTEST, "size": 32, "crop_size": little.SIDE}))
    assert read_preparation(tmp_path)([wide]).shape == (1, 3, little.SIDE, little.SIDE)
    file.write_text(json.dumps({**little.SQUARE, "size": 24}))
    assert read_preparation(tmp_path)([wide]).shape == (1, 3, 24, 24)


def test_a_model_of_texts_is_no_encoder_of_pictures(tmp_path: Path) -> None:
    with pytest.raises(CharspecError, match="a bert is no model of pictures"):
        NamedEncoder.open(find_model(str(little.bert(tmp_path / "bert"))))


def test_a_model_of_pictures_alone_is_no_judge_of_prompts(tmp_path: Path) -> None:
    with pytest.raises(CharspecError, match="a dinov2 knows pictures but no texts") as caught:
        NamedJudge.open(find_model(str(little.dinov2(tmp_path / "dino"))))
    assert "SigLIP" in str(caught.value.hint)


def test_a_judge_without_its_tokenizer_says_so(tmp_path: Path) -> None:
    folder = little.siglip(tmp_path / "siglip")
    for file in folder.glob("token*"):
        file.unlink()
    with pytest.raises(CharspecError, match="this siglip cannot be loaded"):
        NamedJudge.open(find_model(str(folder)))


def test_weights_that_are_cut_short_are_said_so(tmp_path: Path) -> None:
    folder = little.dinov2(tmp_path / "dino")
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-100])
    with pytest.raises(CharspecError, match="cut short"):
        NamedEncoder.open(find_model(str(folder)))


def test_weights_that_give_no_numbers_are_an_error(tmp_path: Path) -> None:
    folder = little.dinov2(tmp_path / "dino")
    encoder = NamedEncoder.open(find_model(str(folder)))
    with torch.no_grad():
        encoder.model.layernorm.weight.fill_(float("nan"))
    with pytest.raises(CharspecError, match="gives no numbers"):
        encoder.embed(PICTURES)
