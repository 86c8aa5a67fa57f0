"""FLUX.2: dev is told its guidance, klein is guided by an empty negative prompt."""

from __future__ import annotations

from charspec.release.comfyui.graph import Graph
from charspec.release.comfyui.parts import model_with_lora, prompts, save
from charspec.release.comfyui.shot import Shot


def build(shot: Shot) -> Graph:
    graph = Graph(shot.name)
    model = model_with_lora(graph, shot)
    positive, negative = prompts(graph, shot, "flux2")
    if shot.embedded:
        told = graph.add("FluxGuidance", conditioning=positive, guidance=shot.guidance_scale)
        guider = graph.add("CFGGuider", model=model, positive=told, negative=negative, cfg=1.0)
    else:
        guider = graph.add(
            "CFGGuider", model=model, positive=positive, negative=negative, cfg=shot.guidance_scale
        )
    size = {"width": shot.width, "height": shot.height}
    latent = graph.add(
        "SamplerCustomAdvanced",
        noise=graph.add("RandomNoise", noise_seed=shot.seed),
        guider=guider,
        sampler=graph.add("KSamplerSelect", sampler_name="euler"),
        sigmas=graph.add("Flux2Scheduler", steps=shot.steps, **size),
        latent_image=graph.add("EmptyFlux2LatentImage", batch_size=1, **size),
    )
    return save(graph, shot, latent)
