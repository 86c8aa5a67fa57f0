"""Sweeps: words with several values, or several specs, become plans; plans that share a training, one run."""

from charspec.compile.sweep.group import Result, Sweep, Training, plan_sweep
from charspec.compile.sweep.write import begin, job_words, record_of, sweep_folder

__all__ = ["Result", "Sweep", "Training", "begin", "job_words", "plan_sweep", "record_of", "sweep_folder"]
