"""What the workflows of all families have in common."""

from __future__ import annotations

from charspec.release.comfyui.graph import Graph, Socket
from charspec.release.comfyui.shot import Shot


def model_with_lora(graph: Graph, shot: Shot) -> Socket:
    model = graph.add("UNETLoader", unet_name=shot.model, weight_dtype="default")
    return graph.add("LoraLoaderModelOnly", model=model, lora_name=shot.lora, strength_model=1.0)


def prompts(graph: Graph, shot: Shot, clip_type: str) -> tuple[Socket, Socket]:
    """The prompt and the empty one, encoded."""
    clip = graph.add("CLIPLoader", clip_name=shot.files.text_encoder, type=clip_type, device="default")
    positive = graph.add("CLIPTextEncode", "Prompt", clip=clip, text=shot.prompt)
    return positive, graph.add("CLIPTextEncode", "Negative prompt", clip=clip, text="")


def save(graph: Graph, shot: Shot, latent: Socket) -> Graph:
    vae = graph.add("VAELoader", vae_name=shot.files.vae)
    picture = graph.add("VAEDecode", samples=latent, vae=vae)
    graph.add("SaveImage", images=picture, filename_prefix=shot.name)
    return graph


def sampled_at_once(graph: Graph, shot: Shot, clip_type: str, shift: float, cfg: float) -> Graph:
    """Qwen-Image and Z-Image: one KSampler, with the shift of the model's schedule set before it."""
    model = graph.add("ModelSamplingAuraFlow", model=model_with_lora(graph, shot), shift=shift)
    positive, negative = prompts(graph, shot, clip_type)
    empty = graph.add("EmptySD3LatentImage", width=shot.width, height=shot.height, batch_size=1)
    latent = graph.add(
        "KSampler",
        model=model,
        positive=positive,
        negative=negative,
        latent_image=empty,
        seed=shot.seed,
        steps=shot.steps,
        cfg=cfg,
        sampler_name="euler",
        scheduler="simple",
        denoise=1.0,
    )
    return save(graph, shot, latent)
