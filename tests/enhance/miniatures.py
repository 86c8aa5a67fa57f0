"""Miniature networks that enlarge: what they make of a picture is known to the pixel."""

from itertools import product
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


def write_onnx(
    path: Path, scale: int = 2, side: int | None = None, kind: int = TensorProto.FLOAT, smooth: bool = False
) -> Path:
    """A network that blurs by a 3×3 box and repeats each pixel `scale` times either way, or goes over from
    one to the next if `smooth`."""
    box = np.zeros((3, 3, 3, 3), np.float32)
    for channel in range(3):
        box[channel, channel] = 1 / 9
    scales = np.array([1, 1, scale, scale], np.float32)
    weights = (
        numpy_helper.from_array(box.astype(helper.tensor_dtype_to_np_dtype(kind)), "box"),
        numpy_helper.from_array(scales, "scales"),
    )
    nodes = [
        helper.make_node("Conv", ["picture", "box"], ["blurred"], pads=[1, 1, 1, 1]),
        helper.make_node(
            "Resize",
            ["blurred", "", "scales"],
            ["large"],
            mode="linear" if smooth else "nearest",
            coordinate_transformation_mode="half_pixel" if smooth else "asymmetric",
            nearest_mode="floor",
        ),
    ]
    height, width = (side, side) if side else ("height", "width")
    given = helper.make_tensor_value_info("picture", kind, [1, 3, height, width])
    made = helper.make_tensor_value_info("large", kind, None)
    graph = helper.make_graph(nodes, "enlarges", [given], [made], initializer=list(weights))
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.save(model, str(path))
    return path


def write_compact(path: Path, scale: int = 2) -> Path:
    """The state dict of a Compact network (SRVGG, the smallest of the ESRGAN kind), its weights all zero: it
    adds nothing to the repeated pixels. Written without torch."""
    from safetensors.numpy import save_file

    filters = 4
    shapes = {
        "body.0.weight": (filters, 3, 3, 3),
        "body.0.bias": (filters,),
        "body.1.weight": (filters,),
        "body.2.weight": (filters, filters, 3, 3),
        "body.2.bias": (filters,),
        "body.3.weight": (filters,),
        "body.4.weight": (3 * scale * scale, filters, 3, 3),
        "body.4.bias": (3 * scale * scale,),
    }
    save_file({name: np.zeros(shape, np.float32) for name, shape in shapes.items()}, str(path))
    return path


def write_rrdb(path: Path, filters: int = 8, blocks: int = 1, grey: float = 0.5) -> Path:
    """The state dict of an ESRGAN proper (RRDBNet, 4x), its weights all zero but for the last bias: it makes
    every picture the same grey. Written without torch."""
    from safetensors.numpy import save_file

    shapes = {"conv_first": (filters, 3), "conv_last": (3, filters)}
    shapes |= {f"conv_{name}": (filters, filters) for name in ("body", "up1", "up2", "hr")}
    grown = 32  # of every ESRGAN that was published
    for block, part, conv in product(range(blocks), (1, 2, 3), range(1, 6)):
        made = filters if conv == 5 else grown
        shapes[f"body.{block}.rdb{part}.conv{conv}"] = (made, filters + (conv - 1) * grown)
    tensors = {f"{name}.weight": np.zeros((*shape, 3, 3), np.float32) for name, shape in shapes.items()}
    biases = {f"{name}.bias": np.zeros(shape[0], np.float32) for name, shape in shapes.items()}
    biases["conv_last.bias"] += grey
    save_file({**tensors, **biases}, str(path))
    return path
