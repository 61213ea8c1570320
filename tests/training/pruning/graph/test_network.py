"""A graph in torch gives what ONNX Runtime gives, has gradients where it should, and goes back unchanged."""

from __future__ import annotations

import copy

import numpy as np
import pytest
import torch
from onnx_graphs import Net, difference

from training.errors import CheckpointError
from training.pruning.graph.model import Graph
from training.pruning.graph.network import GraphNetwork
from training.pruning.graph.trace import random_inputs, run, sizes_of_inputs
from training.pruning.graph.weights import trainable


def both(graph: Graph) -> float:
    """How far torch and ONNX Runtime lie apart."""
    inputs = random_inputs(graph, sizes_of_inputs(graph, 0, {}), seed=2)
    with torch.no_grad():
        found = GraphNetwork(graph).eval()(*(torch.from_numpy(array) for array in inputs.values()))
    outputs = [tensor.numpy() for tensor in (found if isinstance(found, tuple) else (found,))]
    return difference(run(graph.proto, inputs, graph.outputs), outputs)


def small() -> Net:
    return Net("n", 4, 6, 6)


def of_one_input(operator: str, **attributes: object) -> Graph:
    net = small()
    return net.graph(net.add(operator, net.add("Sub", "x", net.constant(np.array(0.5, np.float32))), **attributes))


ALONE = (
    "Abs", "Ceil", "Celu", "Cos", "Elu", "Erf", "Exp", "Flatten", "Floor", "GlobalAveragePool", "GlobalMaxPool",
    "HardSigmoid", "HardSwish", "Identity", "LeakyRelu", "LogSoftmax", "Neg", "Reciprocal", "Relu", "Round", "Selu",
    "Sigmoid", "Sign", "Sin", "Softmax", "Softplus", "Softsign", "Tanh", "Transpose",
)  # fmt: skip


@pytest.mark.parametrize("operator", ALONE)
def test_an_operator_of_one_input_is_what_onnx_says(operator: str) -> None:
    assert both(of_one_input(operator)) < 1e-6


@pytest.mark.parametrize(
    ("operator", "attributes"),
    [
        ("MaxPool", {"kernel_shape": [3, 3], "strides": [2, 2], "pads": [1, 0, 1, 1]}),
        ("MaxPool", {"kernel_shape": [3, 3], "strides": [2, 2], "ceil_mode": 1}),
        ("AveragePool", {"kernel_shape": [3, 3], "strides": [2, 2], "pads": [1, 1, 1, 1]}),
        ("AveragePool", {"kernel_shape": [2, 3], "pads": [1, 1, 0, 1], "count_include_pad": 1}),
        ("AveragePool", {"kernel_shape": [2, 2], "auto_pad": "SAME_UPPER"}),
        ("ReduceMean", {"axes": [2, 3], "keepdims": 0}),
        ("ReduceMax", {"axes": [-1]}),
        ("ReduceL2", {"axes": [1]}),
        ("ReduceMin", {}),
        ("DepthToSpace", {"blocksize": 2}),
        ("DepthToSpace", {"blocksize": 2, "mode": "CRD"}),
        ("Transpose", {"perm": [0, 2, 3, 1]}),
    ],
)
def test_attributes_are_heeded(operator: str, attributes: dict[str, object]) -> None:
    assert both(of_one_input(operator, **attributes)) < 1e-6


def test_layers_with_weights_are_what_onnx_says() -> None:
    net = small()
    a = net.conv("x", 4, 6, 3, group=2)
    b = net.add("Conv", a, net.weight(6, 6, 3, 3), strides=[2, 2], auto_pad="SAME_UPPER")
    c = net.add("ConvTranspose", b, net.weight(6, 3, 3, 3), net.weight(6), strides=[2, 2], pads=[1, 1, 0, 1], group=2)
    d = net.add("BatchNormalization", c, *(net.weight(6) for _ in range(3)), net.weight(6, low=0.5))
    e = net.add("InstanceNormalization", d, net.weight(6), net.weight(6))
    f = net.add("PRelu", e, net.weight(6, 1, 1))
    flat = net.add(
        "ReduceSum", net.add("Clip", f, "", net.constant(np.array(2.0, np.float32))), net.ints(2, 3), keepdims=0
    )
    g = net.add("Gemm", flat, net.weight(6, 5), net.weight(5), transB=0, alpha=0.5, beta=2.0)
    assert both(net.graph(net.add("LayerNormalization", g, net.weight(5), net.weight(5)), g)) < 1e-5


def test_what_moves_numbers_is_what_onnx_says() -> None:
    net = small()
    one, other = net.add("Split", "x", outputs=2, axis=1)
    back = net.add("Slice", one, net.ints(-1), net.ints(-(2**40)), net.ints(3), net.ints(-2))
    padded = net.add("Pad", back, net.ints(0, 0, 1, 0, 0, 1, 0, 2), net.constant(np.array(0.3, np.float32)))
    mirrored = net.add("Pad", padded, net.ints(0, 0, 1, 1, 0, 0, 1, 1), mode="reflect")
    tiled = net.add("Tile", mirrored, net.ints(1, 2, 1, 1))
    picked = net.add("Gather", tiled, net.ints(-1, 0), axis=1)
    twice = net.constant(np.array([1, 1, 2, 2], np.float32))
    whole = {"coordinate_transformation_mode": "asymmetric", "nearest_mode": "floor"}  # as exporters write it
    large = net.add("Resize", other, "", twice, mode="nearest", **whole)
    smooth = net.add("Resize", other, "", "", net.ints(2, 2, 9, 5), mode="linear")
    chosen = net.add(
        "Where", net.add("Greater", "x", net.constant(np.array(0.5, np.float32))), "x", net.add("Neg", "x")
    )
    square = net.add("Squeeze", net.add("Unsqueeze", chosen, net.ints(0)), net.ints(0))
    spread = net.add("Expand", net.weight(4, 1, 1), net.add("Shape", square))
    made = net.add("ConstantOfShape", net.add("Shape", spread))
    assert both(net.graph(picked, large, smooth, net.add("Add", made, spread))) < 1e-5


def test_several_outputs_come_as_a_tuple() -> None:
    net = small()
    network = GraphNetwork(net.graph(net.add("Relu", "x"), net.add("Neg", "x")))
    assert len(network(torch.zeros(1, 4, 6, 6))) == 2


def test_an_operator_that_is_not_known_here_is_told() -> None:
    net = small()
    with pytest.raises(CheckpointError, match=r"not known here \(CumSum\); judge by the weights alone"):
        GraphNetwork(net.graph(net.add("CumSum", "x", net.constant(np.array(1)))))


def test_weights_have_gradients_and_statistics_have_none() -> None:
    net = small()
    weight, bias, scale, shift = net.weight(4, 4, 1, 1), net.weight(4), net.weight(4), net.weight(4)
    mean, variance = net.weight(4), net.weight(4, low=0.5)
    convolved = net.add("Conv", "x", weight, bias)
    normal = net.add("BatchNormalization", convolved, scale, shift, mean, variance)
    graph = net.graph(net.add("Div", normal, net.weight(4, 1, 1, low=0.5)))
    assert set(trainable(graph)) == {weight, bias, scale, shift}
    network = GraphNetwork(graph)
    network(torch.rand(2, 4, 6, 6)).sum().backward()
    assert all(parameter.grad is not None for parameter in network.weights)


def test_training_moves_the_statistics_of_batch_norms() -> None:
    net = small()
    mean = net.constant(np.zeros(4, np.float32))
    parts = (net.weight(4), net.weight(4), mean, net.constant(np.ones(4, np.float32)))
    network = GraphNetwork(net.graph(net.add("BatchNormalization", "x", *parts)))
    network.eval()(torch.ones(2, 4, 6, 6))
    assert network.parameters_by_name()[mean].tolist() == [0, 0, 0, 0]
    network.train()(torch.ones(2, 4, 6, 6) + torch.rand(2, 4, 6, 6))
    assert (network.parameters_by_name()[mean] > 0.1).all()


def test_the_way_back_changes_nothing_but_what_was_trained() -> None:
    net = small()
    graph = net.graph(net.add("Mul", net.conv("x", 4, 5), net.constant(np.array(2.0, np.float32))))
    network = copy.deepcopy(GraphNetwork(graph))
    same = network.to_graph()
    assert all(np.array_equal(same.parameters[name], graph.parameters[name]) for name in graph.parameters)
    with torch.no_grad():
        network.weights[0].add_(1)
    assert np.allclose(network.to_graph().parameters[network.names[0]], graph.parameters[network.names[0]] + 1)
