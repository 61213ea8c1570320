"""What is coupled with what, and what never goes, with the reason for it."""

from __future__ import annotations

import numpy as np
from onnx_graphs import Net, coupling_of

from training.pruning.graph.couple import Coupling, Place


def sizes(coupling: Coupling) -> list[int]:
    return sorted(len(group.channels) for group in coupling.groups)


def test_a_row_of_layers_has_a_group_for_each_hidden_one() -> None:
    net = Net("n", 3, 4, 4)
    graph = net.graph(net.conv(net.add("Relu", net.conv(net.conv("x", 3, 6), 6, 8)), 8, 4))
    coupling = coupling_of(graph)
    assert sizes(coupling) == [6, 8]
    weights, biases = list(graph.parameters)[::2], list(graph.parameters)[1::2]
    assert set(coupling.groups[0].places) == {Place(weights[0], 0), Place(biases[0], 0), Place(weights[1], 1)}
    assert coupling.groups[0].name == weights[0]


def test_what_is_added_up_goes_together() -> None:
    net = Net("n", 3, 4, 4)
    first = net.conv("x", 3, 6)
    coupling = coupling_of(net.graph(net.conv(net.add("Add", first, net.conv(net.add("Relu", first), 6, 6)), 6, 4)))
    assert sizes(coupling) == [6]


def test_inputs_and_outputs_are_kept() -> None:
    net = Net("n", 3, 4, 4)
    graph = net.graph(net.conv("x", 3, 4))
    coupling = coupling_of(graph)
    assert coupling.groups == ()
    reasons = {
        one.place.axis: one.reason for one in coupling.kept if one.place.parameter == next(iter(graph.parameters))
    }
    assert reasons[1] == "an input of the network"
    assert reasons[0].endswith("an output of the network")


def test_an_operator_without_a_rule_keeps_what_it_touches_and_is_listed() -> None:
    net = Net("n", 3, 4, 4)
    first = net.conv("x", 3, 6)
    strange = net.add("CumSum", first, net.constant(np.array(1)))
    coupling = coupling_of(net.graph(net.conv(net.conv(strange, 6, 8), 8, 4)))
    assert sizes(coupling) == [8]
    assert coupling.unknown == {"CumSum": 1}
    assert any("an operator without a rule" in one.reason for one in coupling.kept)


def test_what_a_branch_inside_a_node_reads_is_kept() -> None:
    import onnx
    from onnx import TensorProto, helper

    net = Net("n", 3, 4, 4)
    first = net.conv("x", 3, 6)
    result = helper.make_tensor_value_info("r", TensorProto.FLOAT, None)
    inner = helper.make_graph([helper.make_node("Relu", [first], ["r"])], "inner", [], [result])
    flag = net.constant(np.array(True))
    other = onnx.GraphProto.FromString(inner.SerializeToString())
    chosen = net.add("If", flag, then_branch=inner, else_branch=other)
    coupling = coupling_of(net.graph(net.conv(chosen, 6, 4)))
    assert coupling.groups == ()
    assert coupling.unknown == {"If": 1}


def test_a_layer_norm_keeps_its_channels_whether_whole_or_in_parts() -> None:
    whole = Net("n", 5, 6)
    hidden = whole.linear("x", 6, 8)
    normal = whole.add("LayerNormalization", hidden, whole.weight(8), whole.weight(8))
    parts = Net("n", 5, 6)
    hidden = parts.linear("x", 6, 8)
    centred = parts.add("Sub", hidden, parts.add("ReduceMean", hidden, axes=[-1]))
    spread = parts.add("ReduceMean", parts.add("Pow", centred, parts.constant(np.array(2.0, np.float32))), axes=[-1])
    divided = parts.add("Div", centred, parts.add("Sqrt", spread))
    scaled = parts.add("Add", parts.add("Mul", divided, parts.weight(8)), parts.weight(8))
    for net, name in ((whole, normal), (parts, scaled)):
        coupling = coupling_of(net.graph(net.linear(net.add("Erf", net.linear(name, 8, 10)), 10, 4)))
        assert sizes(coupling) == [10]
        assert any("statistic over this axis" in one.reason for one in coupling.kept)


def test_no_tensor_ever_loses_all_its_channels_while_each_group_keeps_one() -> None:
    """Both pieces of a split go into one layer: their channels have the same parameters, and yet are two groups."""
    net = Net("n", 3, 4, 4)
    one, other = net.add("Split", net.conv("x", 3, 8), net.ints(2, 6), outputs=2, axis=1)
    joined = net.add("Concat", net.add("Relu", one), net.add("Relu", other), axis=1)
    assert sizes(coupling_of(net.graph(net.conv(joined, 8, 4)))) == [2, 6]


def test_a_piece_of_one_channel_is_kept() -> None:
    net = Net("n", 3, 4, 4)
    one, other = net.add("Split", net.conv("x", 3, 4), net.ints(1, 3), outputs=2, axis=1)
    coupling = coupling_of(net.graph(net.conv(net.add("Concat", one, other, axis=1), 4, 4)))
    assert sizes(coupling) == [3]
