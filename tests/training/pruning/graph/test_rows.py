"""The rows that a layer is solved with say what it gets and gives, at places all over the picture."""

from __future__ import annotations

import pytest
import torch
from onnx_graphs import Net

from training.pruning.graph.network import GraphNetwork
from training.pruning.graph.rows import LARGEST_GRID, Seen, drawn, places, unfolded


@pytest.mark.parametrize(("height", "width"), [(52, 52), (26, 40), (104, 104), (7, 7)])
def test_a_layer_is_asked_at_places_of_every_column_and_row(height: int, width: int) -> None:
    chosen = places(height, width)
    assert len(chosen) <= LARGEST_GRID
    assert set((chosen % width).tolist()) == set(range(width))
    assert len(set((chosen // width).tolist())) == height


def test_a_convolution_is_asked_for_what_it_gives_at_these_places() -> None:
    """Strides, dilations and padding that differ by axis, and groups."""
    net = Net("n", 4, 30, 50)
    attributes = {"strides": [1, 2], "dilations": [2, 1], "pads": [1, 0, 2, 1], "group": 2}
    graph = net.graph(net.add("Conv", "x", net.weight(6, 2, 3, 2), **attributes))
    (node,), data = graph.nodes, torch.rand(2, 4, 30, 50, generator=torch.Generator().manual_seed(0))
    weight = torch.from_numpy(graph.parameters[node.inputs[1]].copy())
    with torch.no_grad():
        wanted = GraphNetwork(graph).eval()(data)
    seen, asked = unfolded(node, Seen(data, wanted), weight)
    given = seen @ weight.flatten(1).unflatten(0, (2, -1)).transpose(1, 2)
    torch.testing.assert_close(given, asked, rtol=1e-4, atol=1e-5)


def test_places_are_drawn_as_often_as_they_count() -> None:
    even, one = torch.ones(13, 13), torch.full((13, 13), 0.01)
    one[3, 7] = 169.0
    first, second = drawn(torch.stack([even, one]))
    assert first.tolist() == list(range(169))
    assert int((second == 3 * 13 + 7).sum()) > 160
    assert len(drawn(torch.ones(1, 104, 104))[0]) == LARGEST_GRID


def test_rows_come_from_the_places_that_count() -> None:
    net = Net("n", 2, 5, 6)
    graph = net.graph(net.add("Conv", "x", net.weight(3, 2, 3, 3), pads=[1, 1, 1, 1]))
    (node,), data = graph.nodes, torch.rand(2, 2, 5, 6, generator=torch.Generator().manual_seed(0))
    weight, counts = torch.from_numpy(graph.parameters[node.inputs[1]].copy()), torch.full((2, 5, 6), 1e-9)
    counts[0, 0, 5] = counts[1, 2, 2] = 1.0
    with torch.no_grad():
        wanted = GraphNetwork(graph).eval()(data)
    seen, asked = unfolded(node, Seen(data, wanted, counts), weight)
    torch.testing.assert_close(asked[0, :30], wanted[0, :, 0, 5].expand(30, -1))
    torch.testing.assert_close(asked[0, 30:], wanted[1, :, 2, 2].expand(30, -1))
    torch.testing.assert_close(seen @ weight.flatten(1).t(), asked, rtol=1e-4, atol=1e-5)
