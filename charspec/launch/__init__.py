"""Running commands somewhere, one per job: here, in parallel, on a SLURM cluster, on a Ray cluster.

Every job is a process of its own, so that a crash or a full memory takes that job alone.
"""

from __future__ import annotations

from charspec.launch.jobs import Job, Launcher, Outcome
from charspec.launch.settings import (
    BasicSettings,
    JoblibSettings,
    LauncherSettings,
    RaySettings,
    SlurmSettings,
    SubmititLocalSettings,
)

__all__ = ["Job", "Launcher", "LauncherSettings", "Outcome", "make_launcher"]


def make_launcher(settings: LauncherSettings) -> Launcher:
    """The launcher of these settings. Raises CharspecError if its library is not installed."""
    match settings:
        case BasicSettings():
            from charspec.launch.basic import BasicLauncher

            return BasicLauncher(settings)
        case JoblibSettings():
            from charspec.launch.parallel import JoblibLauncher

            return JoblibLauncher(settings)
        case SubmititLocalSettings():
            from charspec.launch.rehearsal import SubmititLocalLauncher

            return SubmititLocalLauncher(settings)
        case SlurmSettings():
            from charspec.launch.slurm import SlurmLauncher

            return SlurmLauncher(settings)
        case RaySettings():
            from charspec.launch.on_ray import RayLauncher

            return RayLauncher(settings)
