"""ESRGAN-type weights as ONNX, run by onnxruntime: no torch is needed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from charspec.errors import CharspecError

if TYPE_CHECKING:
    from charspec.enhance.network import Array

INSTALL = "pip install 'charspec[enhance]'"
_TYPES = {"tensor(float)": "float32", "tensor(float16)": "float16"}


class OnnxNetwork:
    """A network that takes one picture, (N, 3, H, W) in [0, 1], float32 or float16, and gives one."""

    def __init__(self, weights: Path) -> None:
        """Open it; CharspecError (exit 2) without onnxruntime, or if it is broken or takes something else."""
        self.name = weights.name
        self._where = str(weights)
        self._session = _session(weights)
        inputs, outputs = self._session.get_inputs(), self._session.get_outputs()
        shape = inputs[0].shape if inputs else []
        fits = len(shape) == 4 and (not isinstance(shape[1], int) or shape[1] == 3)
        if len(inputs) != 1 or len(outputs) != 1 or inputs[0].type not in _TYPES or not fits:
            told = ", ".join(f"'{one.name}' {one.type} {one.shape}" for one in inputs)
            hint = "It must take one input, (N, 3, height, width) of float32, RGB from 0 to 1, and give one."
            raise CharspecError(f"does not enlarge pictures: it takes {told}", self._where, hint)
        height, width = (side if isinstance(side, int) and side > 0 else None for side in shape[2:])
        if height != width:
            hint = "Export it with both sides free, or both the same."
            raise CharspecError(f"takes tiles of {height}×{width} only", self._where, hint)
        self.side = height
        self._input = inputs[0].name
        self._type = _TYPES[inputs[0].type]

    def run(self, pixels: Array) -> Array:
        import numpy as np

        try:
            (made,) = self._session.run(None, {self._input: pixels.astype(self._type)})
        except Exception as error:  # onnxruntime raises classes of its own, one for each way to fail
            raise CharspecError(f"fails on a tile: {_first(error)}", self._where, exit_code=1) from None
        return np.asarray(made, dtype=np.float32)


def _session(weights: Path) -> Any:
    try:
        import onnxruntime
    except ImportError:
        message = "these weights need onnxruntime, which is not installed"
        raise CharspecError(
            message, str(weights), f"{INSTALL}, or name none: pictures are resized."
        ) from None
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    try:
        return onnxruntime.InferenceSession(str(weights), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # as above
        hint = "Export it again, with an opset that this onnxruntime reads."
        raise CharspecError(f"cannot be opened: {_first(error)}", str(weights), hint) from None


def _first(error: Exception) -> str:
    return str(error).strip().partition("\n")[0][:200]
