"""Sweeps: words with several values, or several specs, become plans; plans that share a training, one run."""

from charspec.compile.sweep.expand import Combination, Expanded, expand

__all__ = ["Combination", "Expanded", "expand"]
