"""Opens an ONNX model and says in the user's words what is wrong with it."""

from __future__ import annotations

import pathlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from charspec.errors import CharspecError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Array = npt.NDArray[np.float32]

INSTALL = 'pip install "charspec[models]"'


class Model(NamedTuple):
    """An opened model. `size` is the height and width it wants, None where it takes any."""

    key: str
    path: pathlib.Path
    size: tuple[int | None, int | None]
    session: Any

    def run(self, pixels: Array) -> list[Array]:
        """Its outputs for (1, 3, H, W); CharspecError (exit 2) if it fails on it."""
        name = self.session.get_inputs()[0].name
        try:
            found: list[Array] = self.session.run(None, {name: pixels})
        except Exception as error:  # onnxruntime raises classes of its own, one for each way to fail
            raise self.alien(f"fails on a picture of {_shape(pixels.shape)}: {_first(error)}") from None
        return found

    def alien(self, why: str, expected: str = "") -> CharspecError:
        """An error for a model that is not what its key asks for, with what it takes and gives."""
        found = f"It takes {_told(self.session.get_inputs())}; it gives {_told(self.session.get_outputs())}."
        wanted = f"Expected {expected}. " if expected else ""
        return CharspecError(f"the {self.key} {why}", str(self.path), f"{wanted}{found}", 2)


def open_model(key: str, path: pathlib.Path) -> Model:
    """The model of a file; CharspecError (exit 2) without onnxruntime, or if it is broken or takes something
    else than pictures."""
    try:
        import onnxruntime
    except ImportError:
        message = f"the {key} needs onnxruntime, which is not installed"
        raise CharspecError(message, str(path), f"{INSTALL}, or leave {key} out.", 2) from None
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    try:
        session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # as above
        hint = "Export it again, with an opset that this onnxruntime reads."
        raise CharspecError(f"the {key} cannot be opened: {_first(error)}", str(path), hint, 2) from None
    model = Model(key, path, (None, None), session)
    inputs = session.get_inputs()
    shape = inputs[0].shape if inputs else []
    pictures = len(shape) == 4 and (not isinstance(shape[1], int) or shape[1] == 3)
    if len(inputs) != 1 or inputs[0].type != "tensor(float)" or not pictures:
        raise model.alien("does not take pictures", "one input, float32 (N, 3, height, width)")
    height, width = (side if isinstance(side, int) and side > 0 else None for side in shape[2:])
    return model._replace(size=(height, width))


def _told(ports: Sequence[Any]) -> str:
    kinds = {"tensor(float)": "float32", "tensor(float16)": "float16", "tensor(int64)": "int64"}
    return " and ".join(f"'{one.name}' {kinds.get(one.type, one.type)} {_shape(one.shape)}" for one in ports)


def _shape(shape: Sequence[object]) -> str:
    return f"({', '.join('?' if side is None else str(side) for side in shape)})"


def _first(error: Exception) -> str:
    """The first line of what onnxruntime says, in bounds."""
    return str(error).strip().partition("\n")[0][:200]
