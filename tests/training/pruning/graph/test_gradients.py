"""The criteria that ask the loss are what calculus says."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from onnx_graphs import Net
from torch import Tensor

from training.errors import RecipeError
from training.pruning.graph.gradients import crop, grasp, obd, snip
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
