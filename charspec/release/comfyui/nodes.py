"""The nodes of ComfyUI that the workflows use: inputs and outputs by their names in ComfyUI's code."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """`sockets`: name → type of what is wired in, in order. `widgets`: what is typed in, in order."""

    sockets: dict[str, str]
    widgets: tuple[str, ...]
    outputs: tuple[str, ...]


NODES = {
    "UNETLoader": Kind({}, ("unet_name", "weight_dtype"), ("MODEL",)),
    "CLIPLoader": Kind({}, ("clip_name", "type", "device"), ("CLIP",)),
    "VAELoader": Kind({}, ("vae_name",), ("VAE",)),
    "LoraLoaderModelOnly": Kind({"model": "MODEL"}, ("lora_name", "strength_model"), ("MODEL",)),
    "CLIPTextEncode": Kind({"clip": "CLIP"}, ("text",), ("CONDITIONING",)),
    "FluxGuidance": Kind({"conditioning": "CONDITIONING"}, ("guidance",), ("CONDITIONING",)),
    "ModelSamplingAuraFlow": Kind({"model": "MODEL"}, ("shift",), ("MODEL",)),
    "EmptyFlux2LatentImage": Kind({}, ("width", "height", "batch_size"), ("LATENT",)),
    "EmptySD3LatentImage": Kind({}, ("width", "height", "batch_size"), ("LATENT",)),
    "Flux2Scheduler": Kind({}, ("steps", "width", "height"), ("SIGMAS",)),
    "KSamplerSelect": Kind({}, ("sampler_name",), ("SAMPLER",)),
    "RandomNoise": Kind({}, ("noise_seed",), ("NOISE",)),
    "CFGGuider": Kind(
        {"model": "MODEL", "positive": "CONDITIONING", "negative": "CONDITIONING"}, ("cfg",), ("GUIDER",)
    ),
    "SamplerCustomAdvanced": Kind(
        {
            "noise": "NOISE",
            "guider": "GUIDER",
            "sampler": "SAMPLER",
            "sigmas": "SIGMAS",
            "latent_image": "LATENT",
        },
        (),
        ("LATENT", "LATENT"),
    ),
    "KSampler": Kind(
        {
            "model": "MODEL",
            "positive": "CONDITIONING",
            "negative": "CONDITIONING",
            "latent_image": "LATENT",
        },
        ("seed", "steps", "cfg", "sampler_name", "scheduler", "denoise"),
        ("LATENT",),
    ),
    "VAEDecode": Kind({"samples": "LATENT", "vae": "VAE"}, (), ("IMAGE",)),
    "SaveImage": Kind({"images": "IMAGE"}, ("filename_prefix",), ()),
}
