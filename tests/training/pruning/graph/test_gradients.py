"""The criteria that ask the loss are what calculus says."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from onnx_graphs import Net
from torch import Tensor

from training.errors import RecipeError
from training.pruning.graph.gradients import crop, felt, grasp, obd, snip
from training.pruning.graph.judge import Criterion, Question, judge
from training.pruning.graph.network import GraphNetwork


def loss(outputs: Tensor, targets: Tensor) -> Tensor:
    return ((outputs - targets) ** 2).mean() / 2


@pytest.fixture
def graph():
    """Y = x W, for which everything can be written down."""
    net = Net("n", 3)
    return net.graph(net.add("MatMul", "x", net.weight(3, 2)))


@pytest.fixture
def batches():
    random = torch.Generator().manual_seed(0)
    return [(torch.rand(5, 3, generator=random), torch.rand(5, 2, generator=random)) for _ in range(2)]


def gradient(x: Tensor, y: Tensor, weight: Tensor) -> Tensor:
    return x.t() @ (x @ weight - y) / y.numel()


def test_snip_is_weight_times_mean_gradient(graph, batches) -> None:
    (weight,) = (torch.from_numpy(array.copy()) for array in graph.parameters.values())
    mean = sum(gradient(x, y, weight) for x, y in batches) / 2
    (found,) = snip(GraphNetwork(graph), batches, loss).values()
    np.testing.assert_allclose(found, (weight * mean).abs(), rtol=1e-4)


def test_obd_squares_the_gradient_of_each_batch(graph, batches) -> None:
    (weight,) = (torch.from_numpy(array.copy()) for array in graph.parameters.values())
    mean = sum(gradient(x, y, weight) ** 2 for x, y in batches) / 2
    (found,) = obd(GraphNetwork(graph), batches, loss).values()
    np.testing.assert_allclose(found, weight**2 * mean / 2, rtol=1e-4)


def test_grasp_is_weight_times_hessian_times_gradient_and_crop_its_size(graph, batches) -> None:
    (weight,) = (torch.from_numpy(array.copy()) for array in graph.parameters.values())
    product = sum(x.t() @ x @ gradient(x, y, weight) / y.numel() for x, y in batches) / 2
    (signed,) = grasp(GraphNetwork(graph), batches, loss).values()
    (size,) = crop(GraphNetwork(graph), batches, loss).values()
    np.testing.assert_allclose(signed, weight * product, rtol=1e-3, atol=1e-7)
    np.testing.assert_allclose(size, np.abs(signed), rtol=1e-6)


def test_without_examples_it_is_refused(graph) -> None:
    with pytest.raises(RecipeError, match="needs labelled examples"):
        snip(GraphNetwork(graph), [], loss)


@pytest.mark.parametrize("criterion", Criterion)
def test_every_criterion_scores_every_weight(graph, batches, criterion: Criterion) -> None:
    scores = judge(criterion, graph, Question(batches, loss, seed=1))
    assert {name: score.shape for name, score in scores.items()} == {n: a.shape for n, a in graph.parameters.items()}


def test_a_loss_has_to_be_given_to_those_that_ask_it(graph) -> None:
    with pytest.raises(ValueError, match="snip asks a loss"):
        judge(Criterion.SNIP, graph, Question())


def test_the_loss_feels_the_places_that_it_looks_at() -> None:
    """A loss of one corner of what a 1x1 convolution gives: the length of its gradient there, and nothing elsewhere."""
    net = Net("n", 3, 4, 5)
    graph = net.graph(net.conv("x", 3, 2))
    inputs, wanted = torch.rand(6, 3, 4, 5, generator=torch.Generator().manual_seed(0)), torch.zeros(6, 2)

    def corner(outputs: Tensor, targets: Tensor) -> Tensor:
        return ((outputs[:, :, 0, 4] - targets) ** 2).sum() / 2

    network = GraphNetwork(graph)
    (found,) = felt(network, [(inputs, wanted)], corner)
    ((name, places),) = found.items()
    assert name == graph.nodes[0].name
    assert places.shape == (6, 4, 5)
    with torch.no_grad():
        torch.testing.assert_close(places[:, 0, 4], network(inputs)[:, :, 0, 4].norm(dim=1))
    places[:, 0, 4] = 0
    assert not places.any()
