"""The header of a merged LoRA: what managers show (modelspec 1.0.0, ss_*), and its parents."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from charspec.families.lora import IMPLEMENTATION, modelspec_name
from charspec.plan import canonical_json
from charspec.release.merge.combine import Merged, Method
from charspec.release.merge.parts import Part


def merged_header(parts: Sequence[Part], merged: Merged, base: str, method: Method) -> dict[str, str]:
    """No date and no path: the same parts, weights and method give the same file."""
    triggers = list(dict.fromkeys(part.trigger for part in parts if part.trigger))
    spelt = modelspec_name(parts[0].lora.architecture, base)
    found = {
        "charspec.base": base,
        "charspec.merged": method,
        "charspec.parents": canonical_json([_parent(part) for part in parts]),
        "format": "pt",
        "modelspec.architecture": f"{spelt}/lora",
        "modelspec.hash_sha256": "",  # `lora_bytes` puts that of the content here
        "modelspec.implementation": IMPLEMENTATION["diffusers"],
        "modelspec.merged_from": ", ".join(part.name for part in parts),
        "modelspec.sai_model_spec": "1.0.0",
        "modelspec.title": " + ".join(part.lora.header.get("modelspec.title") or part.name for part in parts),
        "ss_base_model_version": spelt.lower().replace(".", "_").replace("-", "_"),
        "ss_network_alpha": str(float(merged.rank)),
        "ss_network_dim": str(merged.rank),
        "ss_network_module": "networks.lora",
    }
    if method == "svd":
        found["charspec.lost_share"] = f"{merged.lost:.6f}"
    if merged.text:
        found["charspec.part"] = "transformer"
    if triggers:
        found["modelspec.trigger_phrase"] = ", ".join(triggers)
        found["modelspec.usage_hint"] = f"Write {' and '.join(json.dumps(word) for word in triggers)}."
    resolutions = {part.lora.header.get("modelspec.resolution") for part in parts}
    if len(resolutions) == 1 and (resolution := resolutions.pop()):
        found["modelspec.resolution"] = resolution
    if tags := _tags(parts):
        found["ss_tag_frequency"] = canonical_json(tags)
    return found


def _parent(part: Part) -> dict[str, object]:
    text = {"text_sha256": part.text_sha256} if part.text_sha256 else {}
    return {"name": part.name, "sha256": part.sha256, "weight": part.weight, **text}


def _tags(parts: Sequence[Part]) -> Mapping[str, object]:
    """The words of all captions, by set, as managers propose them; a parent whose entry is broken has
    none."""
    found: dict[str, object] = {}
    for part in parts:
        try:
            said = json.loads(part.lora.header.get("ss_tag_frequency", "{}"))
        except ValueError:
            continue
        if isinstance(said, dict):
            found.update(said)
    return found
