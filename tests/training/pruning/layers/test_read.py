"""Files are read layer by layer: what each is called, what it takes and what it is coupled with."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx_graphs import Net

from training.errors import CheckpointError
from training.pruning.graph.model import graph_of
from training.pruning.layers.align import align
from training.pruning.layers.layer import Layer, unique_names
from training.pruning.layers.naming import is_numbered, layer_name
from training.pruning.layers.read import Reading, open_sizes, read_layers

SHIPPED = Path(__file__).parents[4] / "assets/models"


@pytest.fixture(scope="module")
def shipped() -> dict[str, Reading]:
    return {name: read_layers(SHIPPED / name / "model.onnx", {}) for name in ("float", "default", "accurate")}


def saved(net: Net, out: str, folder: Path) -> Path:
    onnx.save(net.proto(out), folder / "net.onnx")
    return folder / "net.onnx"


def by_name(layers: tuple[Layer, ...]) -> dict[str, Layer]:
    return {layer.name: layer for layer in layers}


def test_the_multiply_accumulates_of_a_detector_are_those_of_its_card(shipped: dict[str, Reading]) -> None:
    for name, reading in shipped.items():
        card = tomllib.loads((SHIPPED / name / "card.toml").read_text(encoding="utf-8"))["metrics"]
        assert reading.sizes["images"] == (1, 3, card["macs_height_px"], card["macs_width_px"])
        assert sum(layer.macs for layer in reading.layers) == card["macs"]


def test_the_int8_file_has_the_layers_and_groups_of_the_float_file(shipped: dict[str, Reading]) -> None:
    one, other = by_name(shipped["float"].layers), by_name(shipped["default"].layers)
    assert set(one) == set(other)
    for name, layer in one.items():
        twin = other[name]
        assert (layer.operator, layer.channels, layer.params, layer.macs) == (
            twin.operator, twin.channels, twin.params, twin.macs)  # fmt: skip
    assert len(shipped["default"].groups) == len(shipped["float"].groups) == 62


def test_a_detector_that_was_pruned_less_is_aligned_one_to_one(shipped: dict[str, Reading]) -> None:
    one, other = shipped["accurate"].layers, shipped["default"].layers
    pairs = align(one, other)
    assert all(a is not None and b is not None and one[a].name == other[b].name for a, b in pairs)
    assert {place for place, _ in pairs} == set(range(len(one)))


def test_layers_that_are_added_up_share_a_group(shipped: dict[str, Reading]) -> None:
    layers = by_name(shipped["float"].layers)
    first, last = layers["model.2.cv1.conv"], layers["model.2.m.0.cv2.conv"]
    assert first.group == last.group != layers["model.2.m.0.cv1.conv"].group
    assert first.group in layers["model.2/m/m.0/Add"].touches
    assert layers["model.24.cv3.2.2"].group is None  # its outputs are the answer


def test_bias_batch_norm_and_activation_belong_to_their_layer(tmp_path: Path) -> None:
    net = Net(1, 3, 8, 8)
    vectors = [net.weight(4, low=0.5) for _ in range(4)]
    normed = net.add("BatchNormalization", net.conv("x", 3, 4, 3), *vectors)
    out = net.add("Mul", normed, net.add("Sigmoid", normed))
    (layer,) = read_layers(saved(net, out, tmp_path), {}).layers
    assert (layer.operator, layer.kernel, layer.stride) == ("Conv", (3, 3), (1, 1))
    assert (layer.inputs, layer.channels, layer.spatial) == (3, 4, (8, 8))
    assert (layer.params, layer.macs) == (4 * 27 + 4 + 2 * 4, 4 * 27 * 64)  # no statistics


def test_what_two_layers_give_is_a_layer_of_its_own(tmp_path: Path) -> None:
    net = Net(1, 3, 8, 8)
    out = net.add("Relu", net.add("Add", net.conv("x", 3, 4), net.conv("x", 3, 4)))
    assert [layer.operator for layer in read_layers(saved(net, out, tmp_path), {}).layers] == ["Conv", "Conv", "Add"]


def test_sizes_that_a_network_computes_for_itself_are_no_layers(tmp_path: Path) -> None:
    net = Net(1, 3, 8, 8)
    made = net.conv("x", 3, 4)
    size = net.add("Gather", net.add("Shape", made), net.constant(np.array([0, 1], np.int64)))
    out = net.add("Reshape", made, net.add("Concat", size, net.ints(-1), axis=0))
    assert [layer.operator for layer in read_layers(saved(net, out, tmp_path), {}).layers] == ["Conv", "Reshape"]


def test_matrix_products_of_sequences_are_counted(tmp_path: Path) -> None:
    net = Net(1, 5, 8)
    hidden = net.add("Relu", net.linear("x", 8, 16))
    out = net.add("MatMul", net.linear(hidden, 16, 8), net.add("Transpose", "x", perm=[0, 2, 1]))
    layers = read_layers(saved(net, out, tmp_path), {}).layers
    assert [(layer.operator, layer.params, layer.macs) for layer in layers] == [
        ("MatMul", 8 * 16 + 16, 5 * 8 * 16), ("MatMul", 16 * 8 + 8, 5 * 16 * 8), ("Transpose", 0, 0),
        ("MatMul", 0, 5 * 8 * 5)]  # fmt: skip
    assert (layers[0].inputs, layers[0].channels, layers[0].spatial) == (8, 16, (5,))
    assert layers[0].group is not None


def test_what_cannot_be_followed_has_no_groups_and_says_why(tmp_path: Path) -> None:
    net = Net("n", 3, "h", "w")
    flat = net.add("Reshape", net.conv("x", 3, 4), net.ints(1, 4 * 224 * 224))  # for one size of picture only
    reading = read_layers(saved(net, flat, tmp_path), {})
    assert len(reading.layers) == 2
    assert reading.groups == {}
    assert "ONNX Runtime cannot run the network on x" in reading.groups_fault
    with pytest.raises(CheckpointError, match="cannot run"):
        read_layers(saved(net, flat, tmp_path), {"x": (1, 3, 8, 8)})


def test_a_file_that_leaves_its_size_open_is_shown_one_usual_picture() -> None:
    net = Net("n", 3, "h", "w")
    proto = net.proto(net.conv("x", 3, 4))
    assert open_sizes(graph_of(proto)) == {"x": (1, 3, 224, 224)}
    for noted, size in (("[640, 640]", (1, 3, 384, 640)), ("nonsense", (1, 3, 224, 224))):
        del proto.metadata_props[:]
        proto.metadata_props.add(key="imgsz", value=noted)
        assert open_sizes(graph_of(proto)) == {"x": size}
    sequence = Net("n", "length", 8)
    assert open_sizes(sequence.graph(sequence.add("Relu", "x"))) == {"x": (1, 128, 8)}


@pytest.mark.parametrize(
    ("weight", "node", "name"),
    [
        ("model.0.conv.weight", "/model.0/conv/Conv", "model.0.conv"),
        ("model.0.conv.weight_quantized_DequantizeLinear_Output", "", "model.0.conv"),
        ("layer1.weight_half", "", "layer1.weight_half".removesuffix(".weight_half")),
        ("onnx::Conv_123", "/layers/q/Conv", "layers/q/Conv"),
        ("onnx::Conv_123", "Conv_7", "Conv_7"),
        ("", "", "out_3"),
    ],
)
def test_a_layer_is_called_as_its_training_called_it(weight: str, node: str, name: str) -> None:
    assert layer_name(weight, node, "out_3") == name


def test_names_that_were_only_counted_are_known_as_such() -> None:
    assert all(is_numbered(name) for name in ("Conv_12", "onnx::MatMul_345", "17", "node_conv2d_3", "w3", "Add_2 (2)"))
    assert not any(is_numbered(name) for name in ("model.0.conv", "features.3", "layers/q/MatMul", "head"))


def test_no_two_layers_are_called_the_same() -> None:
    assert unique_names(["a", "b", "a", "a"]) == ["a", "b", "a (2)", "a (3)"]
