"""A channel is worth what all weights are worth that go with it."""

from __future__ import annotations

import numpy as np
import pytest
from onnx_graphs import Net, coupling_of

from training.pruning.graph.importance import (
    Aggregate,
    Norm,
    importances,
    l1,
    l2,
    normalised,
    random_scores,
    weight_scores,
)
from training.pruning.graph.weights import trainable


@pytest.fixture
def graph():
    net = Net("n", 3, 4, 4)
    return net.graph(net.conv(net.conv("x", 3, 5), 5, 4))


def test_the_sum_runs_over_the_row_the_bias_and_the_column_that_reads_it(graph) -> None:
    weight, bias, reader, _ = (graph.parameters[name] for name in graph.parameters)
    (found,) = importances(coupling_of(graph), weight_scores(graph, trainable(graph), l1), norm=Norm.NONE)
    wanted = np.abs(weight).sum((1, 2, 3)) + np.abs(bias) + np.abs(reader).sum((0, 2, 3))
    np.testing.assert_allclose(found, wanted, rtol=1e-6)


def test_the_mean_and_the_maximum_are_what_they_say(graph) -> None:
    weight, bias, reader, _ = (graph.parameters[name] for name in graph.parameters)
    coupling, scores = coupling_of(graph), weight_scores(graph, trainable(graph), l2)
    (mean,) = importances(coupling, scores, Aggregate.MEAN, Norm.NONE)
    (largest,) = importances(coupling, scores, Aggregate.MAX, Norm.NONE)
    squares = np.concatenate([weight.reshape(5, -1) ** 2, bias[:, None] ** 2, reader[:, :, 0, 0].T ** 2], 1)
    np.testing.assert_allclose(mean, squares.mean(1), rtol=1e-6)
    np.testing.assert_allclose(largest, squares.max(1), rtol=1e-6)


@pytest.mark.parametrize(
    ("norm", "wanted"),
    [(Norm.NONE, [1, 3]), (Norm.MEAN, [0.5, 1.5]), (Norm.MAX, [1 / 3, 1]), (Norm.STANDARD, [-1, 1])],
)
def test_groups_are_made_comparable(norm: Norm, wanted: list[float]) -> None:
    np.testing.assert_allclose(normalised(np.array([1.0, 3.0]), norm), wanted)


@pytest.mark.parametrize("norm", Norm)
def test_a_group_of_zeros_stays_one(norm: Norm) -> None:
    assert normalised(np.zeros(3), norm).tolist() == [0, 0, 0]


def test_dice_fall_the_same_for_a_seed(graph) -> None:
    one, same, other = (random_scores(graph, trainable(graph), seed) for seed in (0, 0, 1))
    name = next(iter(one))
    assert np.array_equal(one[name], same[name])
    assert not np.array_equal(one[name], other[name])


def test_lamp_divides_by_what_is_not_lower():
    assert normalised(np.array([9.0, 1.0, 4.0]), Norm.LAMP).tolist() == [1.0, 1 / 14, 4 / 13]
