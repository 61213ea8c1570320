"""Scales move as far as was predicted, whatever the optimiser makes of gradients."""

from __future__ import annotations

import dataclasses

import pytest
import torch
from torch import nn

from training.pruning.parts.slimming import Pull, predicted_shrink, scale_evidence, scales, strength_for
from training.pruning.parts.training import Hooks
from training.pruning.types import TrainingPlan


@pytest.mark.parametrize("epochs", [1, 30])
def test_the_factor_for_a_shrink_predicts_it(epochs):
    plan = TrainingPlan(epochs=epochs)
    strength = strength_for(0.4, plan, 50 * epochs)
    assert predicted_shrink(strength, plan, 50 * epochs) == pytest.approx(0.4)


def test_a_longer_training_takes_a_weaker_pull():
    plan = TrainingPlan()
    assert strength_for(0.4, plan, 1000) == pytest.approx(strength_for(0.4, plan, 100) / 10, rel=0.01)


@pytest.mark.parametrize("optimizer", ["sgd", "adamw"])
def test_scales_without_gradients_shrink_exactly_as_predicted(bench, optimizer):
    """A loss that does not depend on the network, clipped hard: a sub-gradient would have been swallowed."""
    task = dataclasses.replace(bench.task, loss=lambda outputs, _targets: 0 * outputs.sum())
    plan = dataclasses.replace(bench.plan, optimizer=optimizer, clip=1e-3)
    free = dataclasses.replace(bench, task=task, plan=plan)
    network = free.fresh()
    pull = Pull(network, strength_for(0.4, plan, free.steps()))
    free.train(network, "sparse", hooks=Hooks(after_step=pull.after_step, figures=pull.figures))
    torch.testing.assert_close(scales(network), torch.full((40,), 0.6))
    assert pull.figures() == {"mean_scale": 0.6}


def test_evidence_counts_what_gave_way():
    norm = nn.BatchNorm2d(4)
    norm.weight.data = torch.tensor([1.0, -0.6, 0.005, 0.0])
    found = scale_evidence(nn.Sequential(norm))
    assert found["scales_near_zero"] == 0.5
    assert found["shrink_measured"] == pytest.approx(1 - 1.605 / 4)
