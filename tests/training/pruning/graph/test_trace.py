"""Two runs show what depends on the input's size."""

from __future__ import annotations

import numpy as np
import pytest
from onnx_graphs import Net

from training.errors import CheckpointError
from training.pruning.graph.trace import random_inputs, sizes_of_inputs, trace


def test_open_sizes_move_and_others_do_not() -> None:
    net = Net("n", 3, "h", "w")
    graph = net.graph(net.conv("x", 3, 5))
    seen = trace(graph)
    name = graph.outputs[0]
    assert seen.shapes[name] == (2, 5, 64, 64)
    assert [seen.is_moving(name, axis) for axis in range(4)] == [True, False, True, True]


def test_numbers_of_a_shape_are_steady_where_the_size_is() -> None:
    net = Net("n", 3, 8, 8)
    shape = net.add("Shape", "x")
    graph = net.graph(net.add("Reshape", "x", shape))
    known = trace(graph).known[shape]
    assert known.value.tolist() == [2, 3, 8, 8]
    assert known.steady.tolist() == [False, True, True, True]


def test_tokens_are_never_taken_for_sizes() -> None:
    net = Net(1, 4, kind=7)
    picked = net.add("Mul", "x", net.ints(1))
    graph = net.graph(net.add("Gather", net.weight(5, 3), picked))
    assert not {"x", picked} & set(trace(graph).known)


def test_a_shape_can_be_given() -> None:
    net = Net("n", "c", "h", "w")
    graph = net.graph(net.add("Relu", "x"))
    assert trace(graph, {"x": (1, 3, 10, 12)}).shapes["x"] == (1, 3, 10, 12)


def test_what_cannot_be_run_is_told_with_the_shapes_that_were_tried() -> None:
    net = Net("n", "c", 4, 4)
    graph = net.graph(net.conv("x", 3, 5))
    with pytest.raises(CheckpointError, match=r"cannot run the network on x \(2, 64, 4, 4\)"):
        trace(graph)


def test_noise_is_the_same_for_a_seed() -> None:
    net = Net("n", 3, 4, 4)
    graph = net.graph(net.add("Relu", "x"))
    sizes = sizes_of_inputs(graph, 1, {})
    one, same, other = (random_inputs(graph, sizes, seed)["x"] for seed in (0, 0, 1))
    assert one.shape == (3, 3, 4, 4)
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)
