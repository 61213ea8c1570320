from __future__ import annotations

import cv2
import numpy as np
import onnx
import onnx.numpy_helper
import onnxruntime
import pytest

from training.errors import CheckpointError
from training.yolo.export import store_half
from training.yolo.quantize import calibration_pictures, float_nodes, letterboxed, quantize, restore_float

RNG = np.random.default_rng(0)


def a_detector(box_operator="Softmax"):
    """Ends as a YOLO detector does: convolutions to scores and to a distribution of box sides, which is averaged."""
    node, value = onnx.helper.make_node, onnx.helper.make_tensor_value_info
    floats = onnx.TensorProto.FLOAT
    weights = {
        "stem_w": RNG.normal(0, 0.3, (16, 3, 3, 3)),
        "score_w": RNG.normal(0, 0.3, (4, 16, 1, 1)),
        "sides_w": RNG.normal(0, 0.3, (16, 16, 1, 1)),
        "mean_w": np.arange(16).reshape(1, 16, 1, 1) / 16,
    }
    nodes = [
        node("Conv", ["images", "stem_w"], ["stem"], name="stem", pads=[1] * 4, kernel_shape=[3, 3]),
        node("Relu", ["stem"], ["hidden"], name="hidden"),
        node("Conv", ["hidden", "score_w"], ["scores"], name="score", kernel_shape=[1, 1]),
        node("Conv", ["hidden", "sides_w"], ["sides"], name="sides", kernel_shape=[1, 1]),
        node(box_operator, ["sides"], ["shares"], name="shares"),
        node("Conv", ["shares", "mean_w"], ["mean"], name="mean", kernel_shape=[1, 1]),
        node("Concat", ["scores", "mean"], ["output0"], name="output", axis=1),
    ]
    graph = onnx.helper.make_graph(
        nodes,
        "detector",
        [value("images", floats, [1, 3, "height", "width"])],
        [value("output0", floats, [1, 5, "height", "width"])],
        [onnx.numpy_helper.from_array(array.astype(np.float32), name) for name, array in weights.items()],
    )
    return onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)], ir_version=9)


@pytest.fixture
def detector(tmp_path):
    """Its file, with weights as `training export` keeps them."""
    model = a_detector()
    store_half(model)
    onnx.save(model, tmp_path / "model.onnx")
    return tmp_path / "model.onnx"


def pictures(count=4):
    return [RNG.integers(0, 256, (64, 96, 3)).astype(np.uint8) for _ in range(count)]


def output(path, height, width):
    picture = np.linspace(0, 1, 3 * height * width, dtype=np.float32).reshape(1, 3, height, width)
    return onnxruntime.InferenceSession(str(path)).run(None, {"images": picture})[0]


@pytest.mark.parametrize(("height", "width"), [(64, 96), (96, 32)])
def test_the_copy_calculates_nearly_the_same_at_any_size(detector, tmp_path, height, width):
    full = output(detector, height, width)
    coarse = output(quantize(detector, pictures(), tmp_path / "int8" / "model.onnx"), height, width)
    assert coarse.shape == full.shape
    error = np.abs(coarse - full)
    assert 0 < error.mean() < 0.01 * np.ptp(full)


def test_only_what_lies_before_the_last_convolutions_has_eight_bits(detector, tmp_path):
    model = onnx.load(quantize(detector, pictures(), tmp_path / "int8.onnx"))
    types = {tensor.name: tensor.data_type for tensor in model.graph.initializer}
    assert types["stem_w_quantized"] == onnx.TensorProto.INT8
    assert {name for name in types if name.endswith("_quantized")} == {"stem_w_quantized"}


def test_the_end_of_the_network_is_found(detector):
    assert float_nodes(a_detector().graph) == ["mean", "output", "score", "shares", "sides"]


def test_a_network_without_a_distribution_of_box_sides_is_refused():
    with pytest.raises(CheckpointError, match="only YOLO detectors"):
        float_nodes(a_detector(box_operator="Relu").graph)


def test_weights_are_restored_as_they_were_but_for_rounding():
    before, after = a_detector(), a_detector()
    for tensor, other in zip(before.graph.initializer, after.graph.initializer, strict=True):
        other.CopyFrom(tensor)
    store_half(after)
    assert any(node.op_type == "Cast" for node in after.graph.node)
    restore_float(after)
    assert [node.op_type for node in after.graph.node] == [node.op_type for node in before.graph.node]
    for tensor, other in zip(before.graph.initializer, after.graph.initializer, strict=True):
        assert (tensor.name, tensor.data_type) == (other.name, other.data_type)
        expected, found = onnx.numpy_helper.to_array(tensor), onnx.numpy_helper.to_array(other)
        np.testing.assert_allclose(found, expected, rtol=1e-3)


def test_a_model_that_is_not_there_is_one_sentence(tmp_path):
    with pytest.raises(CheckpointError, match="There is no model at"):
        quantize(tmp_path / "none.onnx", pictures(), tmp_path / "out.onnx")


def test_a_picture_lies_undistorted_in_the_middle_of_grey():
    picture = np.full((100, 50, 3), 200, np.uint8)
    boxed = letterboxed(picture, 96, 64)
    assert boxed.shape == (64, 96, 3)
    assert boxed[:, 33:63].min() == 200  # 32 wide, from 32 on
    assert set(np.unique(boxed[:, :31]).tolist()) == {114}
    assert set(np.unique(boxed[:, 65:]).tolist()) == {114}


def test_pictures_are_chosen_evenly_and_shown_in_both_shapes(tmp_path):
    files = [tmp_path / f"{index}.png" for index in range(9)]
    for index, path in enumerate(files):
        cv2.imwrite(str(path), np.full((90, 160, 3), 10 * index, np.uint8))
    chosen = list(calibration_pictures(files, count=3))
    assert [picture.shape for picture in chosen] == [(256, 416, 3), (416, 416, 3), (256, 416, 3)]
    assert [int(picture[128 if len(picture) == 256 else 208, 208, 0]) for picture in chosen] == [0, 40, 80]
