"""What this machine has, and what would not work on it and why: asked without torch, in a moment."""

from charspec.doctor.checks import examine
from charspec.doctor.machine import this_machine

__all__ = ["examine", "this_machine"]
