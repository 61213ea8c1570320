"""A graph can be cut short: at a tensor, or before what torch does not know."""

from __future__ import annotations

import numpy as np
import pytest
from onnx_graphs import Net

from training.errors import CheckpointError
from training.pruning.graph.part import answer_of, part_before, runnable_part, with_part


def graph():
    net = Net("n", 4)
    hidden = net.add("Relu", net.linear("x", 4, 6))
    answer = net.linear(hidden, 6, 3)
    return net.graph(net.add("ArgMax", net.add("Softmax", answer), axis=1), net.add("Softmax", answer)), hidden, answer


def test_a_part_ends_where_it_is_told():
    whole, hidden, _ = graph()
    part = part_before(whole, [hidden])
    assert part.outputs == (hidden,)
    assert [node.operator for node in part.nodes] == ["MatMul", "Add", "Relu"]
    assert len(part.parameters) == 2


def test_operators_that_torch_does_not_know_are_left_out_with_what_follows():
    whole, _, _ = graph()
    part = runnable_part(whole)
    assert "ArgMax" not in {node.operator for node in part.nodes}
    assert runnable_part(part) is part
    name = next(iter(part.parameters))
    changed = with_part(whole, with_part(part, part))
    assert np.array_equal(changed.parameters[name], whole.parameters[name])
    assert len(changed.nodes) == len(whole.nodes)


def test_the_answer_is_what_comes_before_softmax():
    whole, _, answer = graph()
    whole.proto.graph.output[0].type.tensor_type.elem_type = 7  # labels
    assert answer_of(whole) == answer
    del whole.proto.graph.output[1:]
    with pytest.raises(CheckpointError, match="no output of numbers"):
        answer_of(whole)
