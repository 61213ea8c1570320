"""Indices are followed wherever they go."""

from __future__ import annotations

import numpy as np
from onnx_graphs import Net, coupling_of

from training.pruning.graph.rules.layout import COMPUTED, RESIZED


def atoms_after(build) -> list[int]:
    """Where the six channels of a convolution lie afterwards, by their old numbers."""
    net = Net("n", 3, 4, 4)
    first = net.conv("x", 3, 6)
    name = build(net, first)
    coupling = coupling_of(net.graph(name, first))
    before = coupling.axes[first][1].atoms.tolist()
    return [before.index(atom) for atom in coupling.axes[name][1].atoms.tolist()]


def test_picked_channels_are_those_that_were_picked() -> None:
    assert atoms_after(lambda net, data: net.add("Gather", data, net.ints(4, 0, -1), axis=1)) == [4, 0, 5]


def test_a_range_is_what_python_takes() -> None:
    assert atoms_after(lambda net, data: net.add("Slice", data, net.ints(-4), net.ints(2**40), net.ints(1))) == [
        2,
        3,
        4,
        5,
    ]
    backward = (net_ints for net_ints in (-1, -(2**40), 1, -2))
    values = list(backward)
    assert atoms_after(lambda net, data: net.add("Slice", data, *(net.ints(one) for one in values))) == [5, 3, 1]


def test_pieces_lie_one_after_the_other() -> None:
    assert atoms_after(lambda net, data: net.add("Split", data, net.ints(2, 4), outputs=2, axis=1)[1]) == [2, 3, 4, 5]
    assert atoms_after(lambda net, data: net.add("Concat", data, data, axis=1)) == [*range(6), *range(6)]
    assert atoms_after(lambda net, data: net.add("Tile", data, net.ints(1, 2, 1, 1))) == [*range(6), *range(6)]


def test_one_that_is_picked_by_its_number_stays_where_it_is() -> None:
    net = Net("n", 3, 4, 4)
    one = net.add("Gather", net.conv("x", 3, 6), net.constant(np.array(2)), axis=1)
    coupling = coupling_of(net.graph(net.add("MatMul", one, net.weight(4, 2))))
    assert coupling.groups == ()
    assert any("picked by its number" in one.reason for one in coupling.kept)


def test_settings_of_an_operator_are_no_channels() -> None:
    net = Net("n", 3, 4, 4)
    scales = net.constant(np.array([1, 1, 2, 2], np.float32))
    graph = net.graph(net.conv(net.add("Resize", net.conv("x", 3, 6), "", scales, mode="nearest"), 6, 4))
    coupling = coupling_of(graph)
    assert [len(group.channels) for group in coupling.groups] == [6]
    assert any(one.place.parameter == scales and "a setting" in one.reason for one in coupling.kept)


def test_what_data_picks_stays_and_so_does_what_is_padded() -> None:
    net = Net(2, 3, 4, 4)
    first = net.conv("x", 3, 6)
    picked = net.add("Gather", first, net.add("Cast", net.add("ReduceMax", "x", keepdims=0), to=7), axis=1)
    padded = net.add("Pad", net.conv("x", 3, 5), net.ints(0, 1, 0, 0, 0, 0, 0, 0))
    reasons = [one.reason for one in coupling_of(net.graph(picked, net.conv(padded, 6, 2))).kept]
    assert any(reason.endswith(COMPUTED) for reason in reasons)
    assert any(reason.endswith(RESIZED) for reason in reasons)
