"""Statistics over an axis keep it, unless zeros make no difference to them."""

from __future__ import annotations

import pytest
from onnx_graphs import Net, coupling_of

from training.pruning.graph.couple import couple
from training.pruning.graph.rules.statistics import AVERAGED, free_layer_norm
from training.pruning.graph.rules.table import RULES
from training.pruning.graph.trace import trace


def groups_after(operator: str, *, loud: bool = False, opset: int = 17, **attributes: object) -> list[int]:
    """The groups of a convolution of six, whose channels a statistic runs over."""
    net = Net("n", 3, 4, 4, opset=opset)
    data = net.conv("x", 3, 6)
    data = net.add("Sigmoid", data) if loud else data
    axes = net.ints(1) if operator == "ReduceSum" and opset >= 13 else ""
    found = net.add(operator, data, *([axes] if axes else []), **attributes)
    return [len(group.channels) for group in coupling_of(net.graph(found)).groups]


@pytest.mark.parametrize("operator", ["ReduceMean", "ReduceMax", "ReduceMin"])
def test_a_mean_or_an_extreme_would_notice(operator: str) -> None:
    assert groups_after(operator, axes=[1]) == []


def test_a_sum_notices_only_what_is_not_zero() -> None:
    assert groups_after("ReduceSum") == [6]
    assert groups_after("ReduceL2", axes=[1]) == [6]
    assert groups_after("ReduceSum", loud=True) == []


def test_softmax_keeps_the_axis_that_sums_to_one() -> None:
    net = Net("n", 3, 4, 4)
    over_space = net.add("Softmax", net.conv("x", 3, 6), axis=-1)
    assert len(coupling_of(net.graph(net.conv(over_space, 6, 4))).groups) == 1
    net = Net("n", 3, 4, 4)
    over_channels = net.add("Softmax", net.conv("x", 3, 6), axis=1)
    assert coupling_of(net.graph(net.conv(over_channels, 6, 4))).groups == ()


def test_softmax_of_old_took_all_axes_from_there_on() -> None:
    net = Net("n", 3, 4, 4, opset=11)
    assert coupling_of(net.graph(net.conv(net.add("Softmax", net.conv("x", 3, 6), axis=1), 6, 4))).groups == ()


def test_where_a_maximum_was_is_a_number_that_depends_on_the_channels() -> None:
    net = Net("n", 3, 4, 4)
    largest, _ = net.add("MaxPool", net.conv("x", 3, 6), outputs=2, kernel_shape=[2, 2])
    assert coupling_of(net.graph(net.conv(largest, 6, 4))).groups == ()


def test_neighbouring_channels_that_are_looked_at_are_kept() -> None:
    net = Net("n", 3, 4, 4)
    assert coupling_of(net.graph(net.conv(net.add("LRN", net.conv("x", 3, 6), size=3), 6, 4))).groups == ()


def test_what_a_layer_norm_averages_goes_where_no_mask_has_to_compute_the_same() -> None:
    net = Net("n", 5, 6)
    normal = net.add("LayerNormalization", net.linear("x", 6, 8), net.weight(8), net.weight(8))
    graph = net.graph(net.linear(normal, 8, 2))
    free = couple(graph, trace(graph), rules={**RULES, "LayerNormalization": free_layer_norm})
    assert coupling_of(graph).groups == ()
    (group,) = free.groups
    assert len(group.channels) == 8
    assert {place.parameter for place in group.places} == {"w0", "w1", "w2", "w3", "w4"}  # two layers and the norm


def test_the_reason_is_told() -> None:
    net = Net("n", 5, 6)
    normal = net.add("LayerNormalization", net.linear("x", 6, 8), net.weight(8), net.weight(8))
    assert any(one.reason.endswith(AVERAGED) for one in coupling_of(net.graph(net.linear(normal, 8, 2))).kept)
