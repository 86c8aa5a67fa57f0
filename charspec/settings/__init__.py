"""guide + preset + base + spec → resolved settings, in plain Python, without Hydra."""

from charspec.settings.bases import Base, ComfyFiles, Deploy, UnknownBaseError, base_names, load_base
from charspec.settings.buckets import bucket
from charspec.settings.resolve import GUIDE_KEYS, SETTING_KEYS, SMALL_SET, Settings, preset_values, resolve

__all__ = [
    "GUIDE_KEYS",
    "SETTING_KEYS",
    "SMALL_SET",
    "Base",
    "ComfyFiles",
    "Deploy",
    "Settings",
    "UnknownBaseError",
    "base_names",
    "bucket",
    "load_base",
    "preset_values",
    "resolve",
]
