"""ESRGAN-type weights as .safetensors, run by spandrel on torch: it knows the architecture by the weights.

spandrel imports torchvision, whose compiled half fits one build of torch alone. Of that half nothing is used
here but the names of two operators, which are given to torch if the half does not load: any torchvision of
the same release will do, installed with `--no-deps` beside a torch that is there already.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from charspec.errors import CharspecError

if TYPE_CHECKING:
    from charspec.enhance.network import Array

INSTALL = "docs/prepare.md says how: pip install 'charspec[enhance-torch]'"
_NEEDED = ("torch", "spandrel", "torchvision", "einops")
_OPERATORS = ("nms", "qnms")
_SIGNATURE = "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor"
_kept: list[Any] = []


class SpandrelNetwork:
    """A network of any architecture that spandrel reads, in float32, on the GPU if there is one."""

    side = None

    def __init__(self, weights: Path) -> None:
        """Open it; CharspecError (exit 2) without spandrel, or for weights that it does not know."""
        self.name = weights.name
        self._where = str(weights)
        self._model = _opened(weights)

    def run(self, pixels: Array) -> Array:
        import numpy as np
        import torch

        given = torch.from_numpy(pixels).to(self._model.device)
        try:
            # Equal bytes on one machine: cuDNN neither tries out kernels nor takes one that sums at random.
            exactly = torch.backends.cudnn.flags(enabled=True, deterministic=True, allow_tf32=False)
            with torch.inference_mode(), exactly:
                made: Array = self._model(given).float().cpu().numpy()
        except RuntimeError as error:
            said = str(error).strip().partition("\n")[0][:200]
            raise CharspecError(f"fails on a tile: {said}", self._where, exit_code=1) from None
        return np.ascontiguousarray(made)


def _opened(weights: Path) -> Any:
    spandrel = _import_spandrel(weights)
    import torch

    device = "cuda" if torch.cuda.is_available() else "cpu"
    try:
        model = spandrel.ModelLoader(device=device).load_from_file(str(weights))
    except Exception as error:  # spandrel raises whatever the weights make it stumble over
        said = str(error).strip().partition("\n")[0][:200] or type(error).__name__
        hint = "It must hold the state dict of an architecture that spandrel knows: ESRGAN, Compact, SwinIR…"
        raise CharspecError(f"spandrel cannot open it: {said}", str(weights), hint) from None
    if not isinstance(model, spandrel.ImageModelDescriptor) or model.input_channels != 3:
        hint = "Take weights that enlarge RGB pictures."
        raise CharspecError("these weights do not enlarge pictures", str(weights), hint)
    return model.float().eval()


def _import_spandrel(weights: Path) -> Any:
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        message = (
            f"these weights need {', '.join(missing)}, which {'is' if len(missing) == 1 else 'are'} missing"
        )
        raise CharspecError(message, str(weights), f"{INSTALL}. An .onnx needs no torch.")
    import torch

    try:
        import torchvision  # noqa: F401 (spandrel's own import of it must find it whole)
    except RuntimeError:  # its compiled half is of another build of torch
        _define_operators(torch)
    import spandrel

    return spandrel


def _define_operators(torch: Any) -> None:
    """Give torch the names that torchvision looks up when it is imported, and forget the failed import."""
    library = torch.library.Library("torchvision", "DEF")
    for name in _OPERATORS:
        library.define(f"{name}{_SIGNATURE}")
    _kept.append(library)  # what it defines is gone with it
    for name in [name for name in sys.modules if name.partition(".")[0] == "torchvision"]:
        del sys.modules[name]
