"""How a released LoRA is used: in diffusers, in ComfyUI, in charspec."""

from __future__ import annotations

import json
from collections.abc import Iterator

from charspec.release.facts import Facts
from charspec.release.loras import COMFYUI, comfyui_lora
from charspec.release.record import Released, ReleasedPicture

_NEGATIVE = {"QwenImagePipeline"}
"""Pipelines that guide only where a negative prompt is given, by `true_cfg_scale`."""


def in_diffusers(facts: Facts, shown: ReleasedPicture) -> Iterator[str]:
    """A program that draws one of the pictures; run in the release folder."""
    yield "### diffusers"
    yield "\n".join(["```python", *_program(facts, shown), "```"])


def _program(facts: Facts, shown: ReleasedPicture) -> Iterator[str]:
    pipeline = facts.base.pipeline
    embedded = facts.base.repository is None
    if embedded:  # in the installed package, and small enough for a processor
        yield "import importlib.resources"
        yield ""
    yield "import torch"
    yield f"from diffusers import {pipeline}"
    yield ""
    if embedded:
        yield 'weights = str(importlib.resources.files("charspec") / "tiny" / "weights")'
        yield f"pipeline = {pipeline}.from_pretrained(weights, dtype=torch.float32)"
    else:
        weights = _quoted(shown.model)
        yield f'pipeline = {pipeline}.from_pretrained({weights}, dtype=torch.bfloat16).to("cuda")'
    yield f'pipeline.load_lora_weights(".", weight_name={_quoted(f"{facts.slug}.safetensors")})'
    yield "picture = pipeline("
    yield f"    prompt={_quoted(shown.prompt)},"
    if pipeline in _NEGATIVE:
        yield '    negative_prompt=" ",'
        yield f"    true_cfg_scale={shown.guidance_scale},"
    else:
        yield f"    guidance_scale={shown.guidance_scale},"
    yield f"    num_inference_steps={shown.steps},"
    yield f"    width={shown.width},"
    yield f"    height={shown.height},"
    if pipeline.startswith("Flux2Klein"):
        yield f"    max_sequence_length={facts.lock.plan.train.base.token_limit},"
    if embedded:
        yield "    text_encoder_out_layers=(1, 2, 3),"
    yield ").images[0]"
    yield 'picture.save("picture.png")'


def _quoted(text: str) -> str:
    """A string of Python: JSON's are."""
    return json.dumps(text, ensure_ascii=False)


def in_comfyui(facts: Facts, record: Released) -> Iterator[str]:
    yield "### ComfyUI"
    files = facts.base.comfyui
    if files is None:
        yield f"ComfyUI does not run {facts.base.name}: there is no file and no workflow for it here."
        return
    deployed = facts.base.deploy and facts.base.deploy.repository
    models = {
        (files.deploy_model or files.model) if picture.model == deployed else files.model
        for picture in record.pictures
    }
    yield (
        f"Put `{COMFYUI}/{comfyui_lora(facts)}` into `models/loras`, and open a workflow: every picture has "
        f"one in `{COMFYUI}/` (`.json` for the page, `.api.json` for the API). They load "
        f"{' or '.join(f'`{model}`' for model in sorted(models))} (`models/diffusion_models`), "
        f"`{files.text_encoder}` (`models/text_encoders`) and `{files.vae}` (`models/vae`), the files of "
        "ComfyUI's own workflows; choose yours where they are called otherwise."
    )
    yield (
        "The workflows are made of ComfyUI's standard nodes and were not run in ComfyUI. It draws noise in "
        "its own way, so the same seed gives another picture."
    )


def in_charspec(facts: Facts, shown: ReleasedPicture) -> Iterator[str]:
    deploy = " --deploy" if facts.base.deploy and shown.model == facts.base.deploy.repository else ""
    prompt = shown.prompt.replace("'", "'\\''")
    yield "### charspec"
    yield f"```\ncharspec generate {facts.slug}.safetensors{deploy} --prompt '{prompt}'\n```"
