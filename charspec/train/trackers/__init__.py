"""Who is told of a training beside the run's own records: TensorBoard, Weights & Biases, Trackio.

A tracker hears the events that the terminal shows, so it decides nothing of the weights, and one that fails
stops nothing: it is left away from there on.
"""

from charspec.train.trackers.watch import Watch, watching

__all__ = ["Watch", "watching"]
