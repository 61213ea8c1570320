from __future__ import annotations

import dataclasses

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from colour_network import BLUE, LABELS, frame_with, write_colour_model

from gesture_app.core.detector import DetectorRequest
from gesture_app.core.errors import ModelError
from gesture_app.core.models import model_folders, read_card
from gesture_app.core.types import Box, Frame
from gesture_app.detectors import onnx as onnx_engine
from gesture_app.detectors import torch_cuda
from gesture_app.detectors._torch_graph import TorchGraph
from gesture_app.hands.film import HandFilm, acts

pytestmark = pytest.mark.needs_torch

RNG = np.random.default_rng(5)
PICTURE = RNG.random((1, 4, 6, 10), np.float32)
CPU = torch.device("cpu")
node = onnx.helper.make_node


def floats(*shape):
    return RNG.random(shape, np.float32)


def ints(*values):
    return np.array(values, np.int64)


# Nodes that lead from `images` to `output0`, and their constants.
GRAPHS = {
    "Conv": ([node("Conv", ["images", "w", "b"], ["output0"], pads=[1, 1, 1, 1], strides=[2, 2])],
             {"w": floats(8, 4, 3, 3), "b": floats(8)}),
    "Conv without bias, uneven padding": ([node("Conv", ["images", "w"], ["output0"], pads=[0, 1, 2, 0])],
                                          {"w": floats(8, 4, 3, 3)}),
    "Conv in groups, dilated": ([node("Conv", ["images", "w"], ["output0"], group=2, dilations=[2, 1])],
                                {"w": floats(6, 2, 2, 2)}),
    "MaxPool": ([node("MaxPool", ["images"], ["output0"], kernel_shape=[5, 5], pads=[2] * 4, strides=[1, 1])], {}),
    "Resize": ([node("Resize", ["images", "", "s"], ["output0"], mode="nearest", nearest_mode="floor",
                     coordinate_transformation_mode="asymmetric")], {"s": np.array([1, 1, 2, 2], np.float32)}),
    "Slice": ([node("Slice", ["images", "from", "to", "axis"], ["output0"])],
              {"from": ints(1), "to": ints(3), "axis": ints(1)}),
    "Reshape": ([node("Reshape", ["images", "shape"], ["output0"])], {"shape": ints(0, 2, -1)}),
    "Unsqueeze": ([node("Unsqueeze", ["images", "axes"], ["output0"])], {"axes": ints(0, 2)}),
    "Softmax": ([node("Softmax", ["images"], ["output0"], axis=1)], {}),
    "Transpose": ([node("Transpose", ["images"], ["output0"], perm=[0, 3, 1, 2])], {}),
    "Sigmoid and Mul": ([node("Sigmoid", ["images"], ["s"]), node("Mul", ["images", "s"], ["output0"])], {}),
    "Add, Sub and Div by constants": ([node("Add", ["images", "a"], ["b"]), node("Sub", ["a", "b"], ["c"]),
                                       node("Div", ["c", "a"], ["output0"])], {"a": floats(1, 4, 1, 1) + 1}),
    "Concat": ([node("Concat", ["images", "images"], ["output0"], axis=-1)], {}),
    # The grid of anchors: made from the picture's shape, never from what it shows.
    "Shape, Gather, Range, Cast, Reshape, Shape, Expand": (
        [node("Shape", ["images"], ["shape"]), node("Gather", ["shape", "three"], ["width"]),
         node("Range", ["nought", "width", "step"], ["range"]), node("Cast", ["range"], ["xs"], to=1),
         node("Reshape", ["xs", "row"], ["rows"]), node("Expand", ["rows", "shape"], ["grid"]),
         node("Add", ["images", "grid"], ["output0"])],
        {"three": np.array(3), "nought": np.array(0), "step": np.array(1), "row": ints(1, -1)}),
    "ConstantOfShape": (
        [node("Shape", ["images"], ["shape"]),
         node("ConstantOfShape", ["shape"], ["eights"], value=onnx.numpy_helper.from_array(np.array([8], np.float32))),
         node("Mul", ["images", "eights"], ["output0"])], {}),
}  # fmt: skip


def write_graph(path, nodes, constants):
    """A model of these nodes that takes pictures of any size."""
    shaped = onnx.helper.make_tensor_value_info
    graph = onnx.helper.make_graph(
        nodes,
        "one operator",
        [shaped("images", onnx.TensorProto.FLOAT, ["batch", 4, "height", "width"])],
        [shaped("output0", onnx.TensorProto.FLOAT, None)],
        [onnx.numpy_helper.from_array(array, name) for name, array in constants.items()],
    )
    onnx.save(onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 18)], ir_version=9), path)
    return path


@pytest.mark.parametrize(("nodes", "constants"), GRAPHS.values(), ids=GRAPHS)
def test_an_operator_gives_what_onnx_runtime_gives(nodes, constants, tmp_path):
    file = write_graph(tmp_path / "one.onnx", nodes, constants)
    expected = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"]).run(None, {"images": PICTURE})[0]
    run = TorchGraph(file, CPU, torch.float32).specialise(torch.from_numpy(np.zeros_like(PICTURE)))
    assert run(torch.from_numpy(PICTURE)).numpy() == pytest.approx(expected, abs=1e-5)


# Eight bits: a value between two steps is rounded up here and down there, and the difference travels.
EIGHT_BITS = 0.05


@pytest.mark.parametrize("folder", model_folders(), ids=lambda folder: folder.name)
@pytest.mark.parametrize("size_px", [(1280, 720), (217, 333)])
def test_a_shipped_network_gives_what_onnx_runtime_gives(folder, size_px):
    card = read_card(folder)
    request = DetectorRequest(card.file, card.labels, card.input_px, min_score=1e-3)
    picture = Frame(RNG.integers(0, 256, (*size_px[::-1], 3), np.uint8), 0, 0.0)
    if is_quantised(card.file):
        request = dataclasses.replace(request, min_score=0.3)
        picture = Frame(rendered_palm(size_px), 0, 0.0)
    found = torch_cuda.open_on(request, CPU).detect(picture)
    expected = onnx_engine.KIND.open(request).detect(picture)
    assert [hand.gesture for hand in found] == [hand.gesture for hand in expected]
    tolerance = EIGHT_BITS if is_quantised(card.file) else 1e-3
    assert [hand.score for hand in found] == pytest.approx([hand.score for hand in expected], abs=tolerance)


def is_quantised(file):
    return any(node.op_type == "QuantizeLinear" for node in onnx.load(file).graph.node)


def rendered_palm(size_px):
    return HandFilm(size_px, acts(["palm"]), seed=0).draw(2.5)


def test_the_picture_is_prepared_as_for_every_other_engine():
    pixels = RNG.integers(0, 256, (32, 64, 3), np.uint8)
    assert torch_cuda.planes(torch.from_numpy(pixels)).numpy() == pytest.approx(onnx_engine.planes(pixels), abs=1e-6)


def test_an_unknown_operator_is_named(tmp_path):
    file = write_graph(tmp_path / "one.onnx", [node("Erf", ["images"], ["output0"])], {})
    with pytest.raises(ModelError, match=r"operators that are not known here \(Erf\)"):
        torch_cuda.open_on(DetectorRequest(file, LABELS, 320), CPU)


def test_it_finds_the_hands_that_are_there(tmp_path):
    request = DetectorRequest(write_colour_model(tmp_path / "colours"), LABELS, 320, min_score=0.9)
    detector = torch_cuda.open_on(request, CPU)
    for size_px in ((320, 192), (192, 320)):
        found = detector.detect(frame_with([(BLUE, (64, 32, 96, 64))], size_px))
        assert [(hand.gesture, hand.box) for hand in found] == [("peace", Box(64, 32, 96, 64))]


@pytest.mark.parametrize("content", [b"", b"half a downl"], ids=["empty", "broken"])
def test_a_broken_file_is_one_sentence(tmp_path, content):
    (tmp_path / "model.onnx").write_bytes(content)
    with pytest.raises(ModelError, match="cannot load the model"):
        torch_cuda.open_on(DetectorRequest(tmp_path / "model.onnx", LABELS, 320), CPU)


def test_without_a_driver_it_says_what_is_missing(monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert torch_cuda.missing() == "There is no NVIDIA graphics card here, or its driver is not installed."


@pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no graphics card that torch can use")
@pytest.mark.parametrize("folder", model_folders(), ids=lambda folder: folder.name)
def test_on_a_graphics_card_half_precision_stays_near_full_precision(folder):
    card = read_card(folder)
    request = DetectorRequest(card.file, card.labels, card.input_px, min_score=0.05)
    picture = Frame(RNG.integers(0, 256, (720, 1280, 3), np.uint8), 0, 0.0)
    on_card, expected = torch_cuda.KIND.open(request), onnx_engine.KIND.open(request).detect(picture)
    for _ in range(2):  # the first records the graph, the second replays it
        found = on_card.detect(picture)
        assert [hand.score for hand in found] == pytest.approx([hand.score for hand in expected], abs=0.02)
