"""Weak groups shrink most and as far as predicted; equal ones alike, and never to NaN."""

from __future__ import annotations

import dataclasses

import pytest
import torch

from training.pruning.networks.plain import vgg
from training.pruning.parts.channels import coupled_groups
from training.pruning.parts.group_sparsity import (
    GroupSparsity,
    group_norms,
    predicted_shrink,
    pull_factors,
    strength_for,
)
from training.pruning.parts.training import Hooks, Step
from training.pruning.types import TrainingPlan

PICTURE = torch.zeros(1, 3, 8, 8)


def test_a_norm_is_that_of_all_coupled_weights():
    network = vgg([4])
    (group,) = coupled_groups(network, PICTURE)
    convolution, norm, reader = network[0], network[1], network[5]
    weights = torch.cat([convolution.weight.flatten(1), norm.weight[:, None], reader.weight.T], 1)
    torch.testing.assert_close(group_norms(group), weights.norm(dim=1).detach())


def test_the_weakest_is_pulled_sixteen_times_as_hard_as_the_strongest():
    assert pull_factors(torch.tensor([3.0, 1.0, 2.0])).tolist() == [1.0, 16.0, 4.0]


@pytest.mark.parametrize("norm", [0.0, 2.0])
def test_equal_norms_are_pulled_alike(norm):
    assert pull_factors(torch.full((5,), norm)).tolist() == [1.0] * 5


@pytest.mark.parametrize("shrink", [0.1, 0.5])
def test_the_strength_for_a_shrink_predicts_it(shrink):
    plan = TrainingPlan()
    assert predicted_shrink(strength_for(shrink, plan, 500), plan, 500) == pytest.approx(shrink, abs=0.01)


def trained(bench, network, shrink):
    """Train a network on a loss that does not depend on it."""
    task = dataclasses.replace(bench.task, loss=lambda outputs, _targets: 0 * outputs.sum())
    free = dataclasses.replace(bench, task=task, plan=dataclasses.replace(bench.plan, weight_decay=0.0))
    strength = strength_for(shrink, free.plan, free.steps())
    groups = GroupSparsity(network, free.example(), strength)
    free.train(network, "sparse", hooks=Hooks(after_step=groups.after_step, figures=groups.figures))
    return predicted_shrink(strength, free.plan, free.steps())


def test_scales_without_gradients_shrink_as_predicted(bench):
    network = bench.fresh()
    predicted = trained(bench, network, 0.5)
    for place in (1, 5, 9):
        assert float(network[place].weight.detach().min()) == pytest.approx(1 - predicted, abs=0.001)
        assert float(network[place].weight.detach().max()) == pytest.approx((1 - predicted) ** (1 / 16), abs=0.01)


def test_what_is_kept_is_not_pulled(bench):
    network = bench.fresh()
    names = [f"{name}.weight" for name, layer in network.named_modules() if isinstance(layer, torch.nn.BatchNorm2d)]
    pulled = GroupSparsity(network, bench.example(), 1.0, bench.task.keep_dense)
    pulled.after_step(Step(0, 1, torch.optim.SGD(network.parameters(), 0.1)))
    assert [bool((network.get_parameter(name) == 1).all()) for name in names] == [True, False, False]


def test_a_network_of_equal_channels_stays_finite(bench):
    network = bench.fresh()
    for parameter in network.parameters():
        torch.nn.init.constant_(parameter, 0.5)
    trained(bench, network, 0.5)
    assert all(bool(torch.isfinite(parameter).all()) for parameter in network.parameters())
    assert len(network[5].weight.unique()) == 1
