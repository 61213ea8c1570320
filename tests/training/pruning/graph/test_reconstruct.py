"""What is left of a layer is solved for: exactly where that is possible, and better than before everywhere else."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from onnx_graphs import Net, coupling_of, some_of

from training.pruning.graph.model import Graph
from training.pruning.graph.network import GraphNetwork
from training.pruning.graph.part import part_before
from training.pruning.graph.reconstruct import Recovery, reconstruct
from training.pruning.graph.remove import remove
from training.pruning.graph.trace import trace


def answers(graph: Graph, inputs: torch.Tensor) -> torch.Tensor:
    with torch.no_grad():
        return GraphNetwork(graph).eval()(inputs)


def errors(graph: Graph, inputs: list[torch.Tensor], recovery: Recovery, ratio: float = 0.5) -> tuple[float, float]:
    """How much of the output's variance is lost by the cut, and after the repair, on inputs of its own."""
    coupling, seen = coupling_of(graph), trace(graph)
    removed = some_of(coupling, ratio)
    smaller = remove(graph, seen, coupling, removed)
    repaired, _ = reconstruct(graph, smaller, (coupling, removed), inputs[1:], recovery)
    wanted = answers(graph, inputs[0])
    lost = [float((answers(other, inputs[0]) - wanted).square().mean() / wanted.var()) for other in (smaller, repaired)]
    return lost[0], lost[1]


def pictures(channels: int = 3, side: int = 6) -> list[torch.Tensor]:
    random = torch.Generator().manual_seed(0)
    return [torch.rand(16, channels, side, side, generator=random) for _ in range(4)]


def test_channels_that_others_say_as_well_are_replaced_without_loss() -> None:
    """Six channels of which three are the same as the others, so that three can say everything."""
    net = Net("n", 3, 6, 6)
    half, bias = net.random.random((3, 3, 1, 1)), net.random.random(3)
    weight = net.constant(np.concatenate([half, half]).astype(np.float32))
    twice = net.add("Conv", "x", weight, net.constant(np.concatenate([bias, bias]).astype(np.float32)))
    graph = net.graph(net.conv(net.add("Relu", twice), 6, 4))
    coupling, seen = coupling_of(graph), trace(graph)
    removed = coupling.groups[0].channels[3:]
    smaller = remove(graph, seen, coupling, removed)
    repaired, _ = reconstruct(graph, smaller, (coupling, removed), pictures(), Recovery(damping=1e-7))
    inputs = pictures()[0]
    torch.testing.assert_close(answers(repaired, inputs), answers(graph, inputs), rtol=1e-3, atol=1e-3)
    assert float((answers(smaller, inputs) - answers(graph, inputs)).abs().max()) > 0.1


def test_it_is_the_least_squares_answer() -> None:
    net = Net("n", 4)
    hidden = net.add("Tanh", net.add("Gemm", "x", net.weight(4, 8), net.weight(8)))
    weight, bias = net.weight(8, 2), net.weight(2)
    graph = net.graph(net.add("Gemm", hidden, weight, bias))
    coupling, seen = coupling_of(graph), trace(graph)
    removed = some_of(coupling, 0.5)
    inputs = torch.rand(200, 4, generator=torch.Generator().manual_seed(3)) - 0.5
    smaller = remove(graph, seen, coupling, removed)
    repaired, _ = reconstruct(graph, smaller, (coupling, removed), [inputs], Recovery(damping=1e-12))
    first, first_bias = (torch.from_numpy(smaller.parameters[name].copy()) for name in list(smaller.parameters)[:2])
    seen_now = torch.tanh(inputs @ first + first_bias)
    rows = torch.cat([seen_now, torch.ones(200, 1)], 1).double()
    best = torch.linalg.lstsq(rows, answers(graph, inputs).double()).solution
    np.testing.assert_allclose(repaired.parameters[weight], best[:-1], rtol=1e-2, atol=1e-3)
    np.testing.assert_allclose(repaired.parameters[bias], best[-1], rtol=1e-2, atol=1e-3)


def test_weights_stay_where_they_were_when_damping_is_heavy() -> None:
    net = Net("n", 3, 6, 6)
    graph = net.graph(net.conv(net.add("Relu", net.conv("x", 3, 8, 3)), 8, 4, 3))
    coupling, seen = coupling_of(graph), trace(graph)
    removed = some_of(coupling, 0.5)
    smaller = remove(graph, seen, coupling, removed)
    same, _ = reconstruct(graph, smaller, (coupling, removed), pictures(), Recovery(damping=1e6))
    for name, array in smaller.parameters.items():
        if array.ndim > 1:  # offsets are free: the mean comes back in any case
            np.testing.assert_allclose(same.parameters[name], array, rtol=1e-3, atol=1e-4)


def residual() -> Graph:
    net = Net("n", 3, 6, 6)
    first = net.add("Relu", net.conv("x", 3, 12, 3))
    inner = net.conv(net.add("Relu", net.conv(first, 12, 16, 3)), 16, 12, 3)
    return net.graph(net.conv(net.add("Relu", net.add("Add", first, inner)), 12, 4))


def separable() -> Graph:
    net = Net("n", 3, 6, 6)
    wide = net.add("Relu", net.conv("x", 3, 16))
    return net.graph(net.conv(net.add("Relu", net.conv(net.conv(wide, 16, 16, 3, group=16), 16, 12, group=4)), 12, 4))


def tokens() -> Graph:
    net = Net("n", 3, 6, 6)
    rows = net.add("Transpose", net.add("Reshape", "x", net.ints(0, 3, -1)), perm=[0, 2, 1])
    return net.graph(net.linear(net.add("Tanh", net.linear(rows, 3, 16)), 16, 4))


@pytest.mark.parametrize("case", [residual, separable, tokens], ids=lambda case: case.__name__)
def test_most_of_what_a_cut_loses_comes_back(case) -> None:
    before, after = errors(case(), pictures(), Recovery())
    assert after < 0.5 * before


def normed() -> tuple[Graph, tuple[str, str, str]]:
    """A convolution with a batch norm that loses channels before it; with the names of its weight and statistics."""
    net = Net("n", 3, 6, 6)
    hidden = net.add("Relu", net.conv("x", 3, 8))
    weight = net.weight(6, 8, 1, 1)
    mean, variance = net.weight(6), net.weight(6, low=0.5)
    scale, shift = net.weight(6), net.weight(6)
    normal = net.add("BatchNormalization", net.add("Conv", hidden, weight), scale, shift, mean, variance)
    return net.graph(net.conv(net.add("Relu", normal), 6, 4)), (normal, mean, variance)


@pytest.mark.parametrize("likeness", [1.0, 5.0], ids=["inputs of its own", "inputs of another kind"])
def test_what_a_batch_norm_puts_out_varies_as_before_if_that_is_wanted(likeness: float) -> None:
    graph, (normal, mean, variance) = normed()
    coupling, seen = coupling_of(graph), trace(graph)
    removed = coupling.groups[0].channels[:2]  # of those before the convolution
    smaller = remove(graph, seen, coupling, removed)
    inputs = [likeness * batch for batch in pictures()]
    kept, leveled = (
        reconstruct(graph, smaller, (coupling, removed), inputs, Recovery(recalibrates=wanted))[0]
        for wanted in (False, True)
    )
    # Without, only the mean moves: by the offset that the convolution before it has no place for.
    assert np.array_equal(kept.parameters[variance], smaller.parameters[variance])
    assert not np.array_equal(kept.parameters[mean], smaller.parameters[mean])
    before, after = (answers(part_before(one, [normal]), torch.cat(inputs)) for one in (graph, leveled))
    torch.testing.assert_close(after.mean((0, 2, 3)), before.mean((0, 2, 3)), rtol=1e-3, atol=1e-4)
    torch.testing.assert_close(after.var((0, 2, 3)), before.var((0, 2, 3)), rtol=1e-2, atol=1e-4)
    assert not np.array_equal(leveled.parameters[variance], smaller.parameters[variance])
