"""Where a training setting is changed, whether it is written or comes from a preset."""

from charspec.errors import Path
from charspec.settings import Settings


def setting_path(settings: Settings, key: str) -> Path:
    """The value of a setting in the spec, or the choice of preset that it comes from."""
    return ("train", key) if settings.origin(key) == "spec" else ("train", "preset")


def of_the_base(settings: Settings, key: str) -> bool:
    """Whether a setting is the base's own, which is trusted to need it."""
    return settings.origin(key).startswith("base ")
