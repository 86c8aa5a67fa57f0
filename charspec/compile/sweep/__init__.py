"""Sweeps: words with several values, or several specs, become plans; plans that share a training, one run."""

from charspec.compile.sweep.group import Result, Sweep, Training, plan_sweep

__all__ = ["Result", "Sweep", "Training", "plan_sweep"]
