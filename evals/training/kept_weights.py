"""The weights of a reader, taken back from the 8 bits that are shipped, so that training can go on from them."""

from pathlib import Path

import numpy as np
import onnx
from onnx.numpy_helper import to_array

MIDDLE = 128  # of eight bits without a sign


def kept_weights(path: Path) -> dict[str, np.ndarray]:
    """The weights in 32 bits by the names of `train_reader.Reader`, from the `model_int8.onnx` that it wrote."""
    graph = onnx.load(path).graph
    held = {each.name: to_array(each) for each in graph.initializer}
    found = {}
    for node in graph.node:
        weight = node.name.split("/MatMul")[0].strip("/").replace("/", ".") + ".weight"
        if node.op_type == "MatMulNBits":
            whole, scales = held[node.input[1]], held[node.input[2]]
            blocks = (whole.astype(np.float32) - MIDDLE) * scales.reshape(*whole.shape[:2], 1)
            found[weight] = blocks.reshape(len(whole), -1)
        elif node.op_type == "MatMulInteger":
            found[weight] = _scaled(held, node.input[1]).T
        elif node.op_type == "MatMul" and node.input[1] in held and held[node.input[1]].ndim == 2:
            found[weight] = held[node.input[1]].T
    found |= {
        name.removesuffix("_quantized"): _scaled(held, name)
        for name in held
        if name.startswith("model.") and name.endswith("_quantized")
    }
    found |= {
        name: each
        for name, each in held.items()
        if name.startswith("model.") and each.dtype == np.float32 and not name.endswith("_scale")
    }
    return {name.removeprefix("model."): np.array(each, np.float32, order="C") for name, each in found.items()}


def _scaled(held: dict[str, np.ndarray], quantised: str) -> np.ndarray:
    name = quantised.removesuffix("_quantized")
    whole = held[quantised].astype(np.float32) - held[f"{name}_zero_point"].astype(np.float32)
    return whole * held[f"{name}_scale"]
