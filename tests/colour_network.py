"""A network that a test can predict: red patches are palms, green ones fists, blue ones peace signs.

It has the inputs, outputs, metadata and operators of the real export, takes any size of input, and has one box for
each 32 px cell of the input, whose class scores are the cell's mean red, green and blue.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from gesture_app.core.types import Frame, Pixels

CELL_PX = 32
LABELS = ("palm", "fist", "peace")
RED, GREEN, BLUE = (0, 0, 255), (0, 255, 0), (255, 0, 0)  # as a frame holds them: blue, green, red


def write_colour_model(
    folder: Path,
    labels: Sequence[str] = LABELS,
    card_labels: Sequence[str] | None = None,
    input_px: int = 320,
    has_names: bool = True,
) -> Path:
    """Write model.onnx and card.toml into the folder; gives the path of the .onnx."""
    onnx = pytest.importorskip("onnx", reason="onnx writes the test's network; pip install the extra `train`")
    folder.mkdir(parents=True, exist_ok=True)
    model = _colour_model(onnx)
    if has_names:
        onnx.helper.set_model_props(
            model, {"names": repr(dict(enumerate(labels))), "imgsz": f"[{input_px}, {input_px}]"}
        )
    onnx.save(model, folder / "model.onnx")
    named = list(card_labels or labels)
    card = f'title = "Colours"\nlabels = {named}\ninput_px = {input_px}\n'.replace("'", '"')
    (folder / "card.toml").write_text(card, encoding="utf-8")
    return folder / "model.onnx"


def frame_with(
    patches: Sequence[tuple[tuple[int, int, int], tuple[int, int, int, int]]] = (),
    size_px: tuple[int, int] = (320, 192),
    index: int = 0,
    taken_at_s: float = 0.0,
) -> Frame:
    """A black frame with coloured patches, each (left, top, right, bottom)."""
    pixels: Pixels = np.zeros((size_px[1], size_px[0], 3), np.uint8)
    for colour, (left, top, right, bottom) in patches:
        pixels[top:bottom, left:right] = colour
    return Frame(pixels, index, taken_at_s)


def _colour_model(onnx):
    """The graph: average every cell by a convolution, then number the columns and rows of cells."""
    node, tensor = onnx.helper.make_node, onnx.numpy_helper.from_array
    value, floats = onnx.helper.make_tensor_value_info, onnx.TensorProto.FLOAT
    cell_mean = np.zeros((3, 3, CELL_PX, CELL_PX), np.float32)
    cell_mean[range(3), range(3)] = 1 / CELL_PX**2
    constants = {
        "cell_mean": cell_mean,
        "nothing": np.zeros((1, 1, 1, 1), np.float32),
        "cell": np.full((1, 1, 1, 1), CELL_PX, np.float32),
        "half": np.full((1, 1, 1, 1), CELL_PX / 2, np.float32),
        "0": np.array(0, np.int64),
        "1": np.array(1, np.int64),
        "2": np.array(2, np.int64),
        "3": np.array(3, np.int64),
        "[0]": np.array([0], np.int64),
        "[1]": np.array([1], np.int64),
        "as_row": np.array([1, 1, 1, -1], np.int64),
        "as_column": np.array([1, 1, -1, 1], np.int64),
        "flat": np.array([0, 7, -1], np.int64),
    }
    nodes = [
        node("Conv", ["images", "cell_mean"], ["means"], kernel_shape=[CELL_PX] * 2, strides=[CELL_PX] * 2),
        node("Slice", ["means", "[0]", "[1]", "[1]"], ["red"]),
        node("Mul", ["red", "nothing"], ["zeros"]),
        node("Add", ["zeros", "cell"], ["sides"]),
        node("Shape", ["means"], ["shape"]),
        *_centres(node, "x", axis="3", layout="as_row"),
        *_centres(node, "y", axis="2", layout="as_column"),
        node("Concat", ["centres_x", "centres_y", "sides", "sides", "means"], ["cells"], axis=1),
        node("Reshape", ["cells", "flat"], ["output0"]),
    ]
    graph = onnx.helper.make_graph(
        nodes,
        "colours",
        [value("images", floats, ["batch", 3, "height", "width"])],
        [value("output0", floats, ["batch", 7, "anchors"])],
        [tensor(array, name) for name, array in constants.items()],
    )
    return onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)], ir_version=9)


def _centres(node, name, axis, layout):
    """The nodes that give the middle of every cell along one axis."""
    return [
        node("Gather", ["shape", axis], [f"count_{name}"], axis=0),
        node("Range", ["0", f"count_{name}", "1"], [f"range_{name}"]),
        node("Cast", [f"range_{name}"], [f"floats_{name}"], to=1),
        node("Reshape", [f"floats_{name}", layout], [f"numbers_{name}"]),
        node("Mul", [f"numbers_{name}", "cell"], [f"starts_{name}"]),
        node("Add", [f"starts_{name}", "half"], [f"middles_{name}"]),
        node("Add", [f"middles_{name}", "zeros"], [f"centres_{name}"]),
    ]
