"""Axes are taken apart into the finest pieces that both shapes have."""

from __future__ import annotations

import pytest
from onnx_graphs import Net, coupling_of

from training.pruning.graph.rules.reshape import Factor, common_factors


@pytest.mark.parametrize(
    ("source", "target", "factors"),
    [
        ((2, 6), (2, 2, 3), [(2, 0, 0), (2, 1, 1), (3, 1, 2)]),
        ((2, 3, 4), (2, 12), [(2, 0, 0), (3, 1, 1), (4, 2, 1)]),
        ((1, 6, 1), (6,), [(6, 1, 0)]),
        ((4, 6), (2, 12), [(2, 0, 0), (2, 0, 1), (6, 1, 1)]),
        ((1, 1), (1,), []),
    ],
)
def test_shapes_have_common_pieces(source, target, factors) -> None:
    assert common_factors(source, target) == [Factor(*factor) for factor in factors]


@pytest.mark.parametrize(("source", "target"), [((4, 6), (6, 4)), ((2, 3), (7,)), ((0, 3), (3, 0))])
def test_shapes_that_no_piece_fits_have_none(source, target) -> None:
    assert common_factors(source, target) is None


def test_axes_that_are_mixed_are_kept() -> None:
    net = Net(1, 3, 2, 2)
    mixed = net.add("Reshape", net.conv("x", 3, 6), net.ints(1, 4, 6, 1))
    coupling = coupling_of(net.graph(net.conv(mixed, 4, 2)))
    assert coupling.groups == ()
    assert any("no factor survives" in one.reason for one in coupling.kept)


def test_a_size_that_is_computed_from_data_keeps_the_axis() -> None:
    net = Net(2, 3, 2, 2)
    first = net.conv("x", 3, 6)
    zero = net.add("Cast", net.add("Mul", net.add("ReduceMax", "x", keepdims=0), net.weight(1)), to=7)
    sizes = net.add("Add", net.add("Mul", zero, net.ints(0)), net.ints(2, 6, 2, 2))
    assert coupling_of(net.graph(net.conv(net.add("Reshape", first, sizes), 6, 4))).groups == ()
