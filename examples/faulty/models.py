"""Make the miniature models of the faulty examples: `python examples/faulty/models.py` (needs `onnx`).

They have the inputs and outputs of real ones, and know one colour each: an encoder that puts what is magenta
apart from what is not, a detector of text that takes green for letters, and one of persons that sees somebody
in each half of a picture with cyan in it. The tests use them too.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from onnx import GraphProto, ModelProto, NodeProto, TensorProto, checker, helper, numpy_helper

HERE = Path(__file__).parent
MAGENTA, GREEN, CYAN = (1.0, 0.0, 1.0), (0.0, 1.0, 0.0), (0.0, 1.0, 1.0)
_MEAN, _DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
_NEAR = 0.3
_SIDE = 640


def of_imagenet(colour: Sequence[float]) -> list[float]:
    return [(value - mean) / by for value, mean, by in zip(colour, _MEAN, _DEVIATION, strict=True)]


def encoder() -> ModelProto:
    """(N, 3, 224, 224) → (N, 2): how much of it is magenta, and how much not."""
    nodes, constants = _near(of_imagenet(MAGENTA), _NEAR / 0.225)
    nodes += [
        helper.make_node("ReduceMean", ["there"], ["share"], axes=[2, 3], keepdims=0),
        helper.make_node("Mul", ["share", "much"], ["grown"]),
        helper.make_node("Clip", ["grown", "none", "one"], ["is"]),
        helper.make_node("Sub", ["one", "is"], ["not"]),
        helper.make_node("Concat", ["is", "not"], ["embedding"], axis=1),
    ]
    constants |= {"much": [50.0], "none": 0.0, "one": 1.0}
    return _model("encoder", nodes, constants, ["N", 3, 224, 224], "embedding", ["N", 2])


def text_detector() -> ModelProto:
    """(N, 3, H, W) → (N, 1, H, W): 1 where it is green."""
    nodes, constants = _near(of_imagenet(GREEN), _NEAR / 0.225, "map")
    return _model("text", nodes, constants, ["N", 3, "H", "W"], "map", ["N", 1, "H", "W"])


def person_detector() -> ModelProto:
    """(1, 3, 640, 640) → (1, 2, 6): the left half and the right, with a score for the cyan in it."""
    nodes, constants = _near(CYAN, _NEAR)
    sides = {"left": (0, _SIDE // 2), "right": (_SIDE // 2, _SIDE)}
    for side, (start, end) in sides.items():
        nodes += [
            helper.make_node("Slice", ["there", f"{side} start", f"{side} end", "axis"], [side]),
            helper.make_node("ReduceMean", [side], [f"{side} share"], axes=[1, 2, 3], keepdims=0),
            helper.make_node("Mul", [f"{side} share", "much"], [f"{side} grown"]),
            helper.make_node("Clip", [f"{side} grown", "none", "one"], [f"{side} score"]),
            helper.make_node("Concat", [f"{side} box", f"{side} score", "class"], [f"{side} row"], axis=0),
        ]
        constants |= {f"{side} start": [start], f"{side} end": [end]}
        constants[f"{side} box"] = [float(start), 0.0, float(end), float(_SIDE)]
    nodes += [
        helper.make_node("Concat", ["left row", "right row"], ["rows"], axis=0),
        helper.make_node("Reshape", ["rows", "shape"], ["boxes"]),
    ]
    constants |= {"axis": [3], "much": [100.0], "none": 0.0, "one": 1.0, "class": [0.0], "shape": [1, 2, 6]}
    return _model("persons", nodes, constants, [1, 3, _SIDE, _SIDE], "boxes", [1, 2, 6])


def _near(
    colour: Sequence[float], radius: float, name: str = "there"
) -> tuple[list[NodeProto], dict[str, object]]:
    """The nodes that make 1 of each pixel near a colour, and 0 of the others; and their constants."""
    nodes = [
        helper.make_node("Sub", ["pixels", "colour"], ["step"]),
        helper.make_node("Abs", ["step"], ["distance"]),
        helper.make_node("ReduceMax", ["distance"], ["farthest"], axes=[1], keepdims=1),
        helper.make_node("Less", ["farthest", "radius"], ["near"]),
        helper.make_node("Cast", ["near"], [name], to=TensorProto.FLOAT),
    ]
    return nodes, {"colour": np.array(colour).reshape(1, 3, 1, 1), "radius": float(radius)}


def _model(
    name: str,
    nodes: Sequence[NodeProto],
    constants: dict[str, object],
    takes: Sequence[int | str],
    output: str,
    gives: Sequence[int | str],
) -> ModelProto:
    tensors = [numpy_helper.from_array(_array(value), key) for key, value in constants.items()]
    graph: GraphProto = helper.make_graph(
        nodes,
        name,
        [helper.make_tensor_value_info("pixels", TensorProto.FLOAT, takes)],
        [helper.make_tensor_value_info(output, TensorProto.FLOAT, gives)],
        tensors,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    checker.check_model(model)
    return model


def _array(value: object) -> np.ndarray:
    found = np.array(value)
    return found.astype(np.float32) if found.dtype.kind == "f" else found.astype(np.int64)


MODELS = {"encoder.onnx": encoder, "text.onnx": text_detector, "persons.onnx": person_detector}


def main() -> None:
    folder = HERE / "selfies" / "models"
    folder.mkdir(exist_ok=True)
    for name, make in MODELS.items():
        (folder / name).write_bytes(make().SerializeToString())


if __name__ == "__main__":
    main()
