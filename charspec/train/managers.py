"""What managers of LoRAs show (ComfyUI's and Forge's, Civitai, SwarmUI): modelspec 1.0.0 and kohya's `ss_*`.

All of it follows from the part of the plan that names the run. The number of epochs planned (`ss_num_epochs`)
does not, so it is not here: a run that goes on for longer writes the same files.
"""

from __future__ import annotations

import json
from collections import Counter

from charspec.families.lora import IMPLEMENTATION, modelspec_name
from charspec.plan import TrainPlan


def for_managers(plan: TrainPlan) -> dict[str, str]:
    """The entries that are alike in every epoch's file."""
    base = modelspec_name(plan.base.family, plan.base.name)
    return {
        "modelspec.architecture": f"{base}/lora",
        "modelspec.implementation": IMPLEMENTATION["diffusers"],
        "modelspec.resolution": f"{plan.resolution}x{plan.resolution}",
        "modelspec.sai_model_spec": "1.0.0",
        "modelspec.title": plan.name,
        "modelspec.trigger_phrase": plan.trigger,
        "modelspec.usage_hint": f'Write "{plan.trigger}" in the prompt as it is spelt here.',
        "ss_base_model_version": base.lower().replace(".", "_").replace("-", "_"),
        "ss_learning_rate": str(plan.optimizer.learning_rate),
        "ss_network_alpha": str(plan.lora.alpha),
        "ss_network_dim": str(plan.lora.rank),
        "ss_network_module": "networks.lora",
        "ss_num_train_images": str(sum(item.repeats for item in plan.items)),
        "ss_resolution": f"({plan.resolution}, {plan.resolution})",
        "ss_seed": str(plan.seed),
        "ss_tag_frequency": _tags(plan),
    }


def _tags(plan: TrainPlan) -> str:
    """How often each part of a caption, between commas, stands in the set: what managers propose as words
    for a prompt. The commonest first, as kohya's are shown."""
    counts = Counter(
        part for item in plan.items for part in (word.strip() for word in item.caption.split(",")) if part
    )
    ordered = dict(sorted(counts.items(), key=lambda count: (-count[1], count[0])))
    return json.dumps({plan.slug: ordered}, ensure_ascii=False, separators=(",", ":"))
