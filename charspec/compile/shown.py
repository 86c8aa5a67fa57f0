"""The composed configuration as a person reads it."""

from __future__ import annotations

import yaml

from charspec.compile.config import GROUPS
from charspec.compile.configure import Configured


def composed_yaml(configured: Configured) -> str:
    """The whole configuration as YAML, group by group: what Hydra calls the job's."""
    planned = configured.config.model_dump(mode="json")
    beside = configured.execution.model_dump(mode="json")
    groups = {group: planned.get(group, {}) | beside.get(group, {}) for group in GROUPS}
    document = {"train": planned["train"], **groups}
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True, default_flow_style=None, width=100)
