"""The embedded base `tiny`: a text-to-image model in the FLUX.2-klein classes, small enough for a laptop's
CPU.

Its weights lie in `WEIGHTS`, a diffusers pipeline folder in float16. `charspec.tiny.train` made them from
nothing, `charspec.tiny.evaluate` examines them with the judge in `CLASSIFIER`, `charspec.tiny.drawing` draws
the world that they know, and `ENCODER` tells its people apart. Importing this package imports neither torch
nor Pillow.
"""

from __future__ import annotations

from pathlib import Path

WEIGHTS = Path(__file__).parent / "weights"
CLASSIFIER = Path(__file__).parent / "classifier.safetensors"
ENCODER = Path(__file__).parent / "encoder.safetensors"
