"""Faults of published example scripts, each as a test that ours has not."""

from pathlib import Path
from typing import Any

import pytest
import torch

from charspec.errors import CharspecError
from charspec.families import load_family
from charspec.families.loading import Hardware
from tests.families.test_contract import base_plan
from tests.miniatures import load_pipeline

CPU = torch.device("cpu")


def test_klein_learns_from_the_layers_that_its_pipeline_reads_and_not_from_others(
    miniatures: dict[str, Path],
) -> None:
    pipeline: Any = load_pipeline(miniatures["flux2-klein-4b"])
    family = load_family(base_plan("flux2-klein-4b"), Hardware(CPU), miniatures["flux2-klein-4b"])
    with torch.no_grad():
        ours = family.encode_prompt(family.load("text"), ["Vendalixia"])[0]["embeds"]
        own, _ = pipeline.encode_prompt("Vendalixia", text_encoder_out_layers=(9, 18, 27))
        other, _ = pipeline.encode_prompt("Vendalixia", text_encoder_out_layers=(10, 20, 30))
    assert torch.equal(ours, own[0])
    assert not torch.allclose(ours, other[0], atol=1e-3)


def test_qwens_template_is_34_tokens_and_none_of_them_is_trained_on(miniatures: dict[str, Path]) -> None:
    pipeline: Any = load_pipeline(miniatures["qwen-image-2512"])
    prefix = pipeline.prompt_template_encode.partition("{}")[0]
    assert len(pipeline.tokenizer(prefix)["input_ids"]) == 34
    family = load_family(base_plan("qwen-image-2512"), Hardware(CPU), miniatures["qwen-image-2512"])
    whole = len(pipeline.tokenizer(pipeline.prompt_template_encode.format("Vendalixia"))["input_ids"])
    with torch.no_grad():
        ours = family.encode_prompt(family.load("text"), ["Vendalixia"])[0]["embeds"]
    assert len(ours) == whole - 34


@pytest.mark.parametrize("times", [1, 3])
def test_z_image_encodes_the_same_caption_alike_every_time(miniatures: dict[str, Path], times: int) -> None:
    family = load_family(base_plan("z-image"), Hardware(CPU), miniatures["z-image"])
    text, captions = family.load("text"), ["Vendalixia, running"]
    with torch.no_grad():
        first = family.encode_prompt(text, captions)
        for _ in range(times):
            again = family.encode_prompt(text, captions)
            assert len(again) == len(captions) == 1
            assert torch.equal(again[0]["embeds"], first[0]["embeds"])


def test_one_step_of_qwen_is_refused_rather_than_drawn_as_nothing(miniatures: dict[str, Path]) -> None:
    """Its scheduler stretches the schedule to its end, and divides by zero if there is but one step."""
    family = load_family(base_plan("qwen-image-2512"), Hardware(CPU), miniatures["qwen-image-2512"])
    transformer, vae = family.load("transformer"), family.load("image")
    with torch.no_grad():
        condition = family.encode_prompt(family.load("text"), ["Vendalixia"])[0]
    noise = torch.zeros(family.noise_shape(transformer, vae, 64, 64))
    with pytest.raises(CharspecError, match="cannot be drawn in one step"):
        family.sample(transformer, vae, [condition], condition, [noise], 1, 4.0)
