"""Training follows its plan, lets methods step in, and says when it has gone astray."""

from __future__ import annotations

import dataclasses

import pytest
import torch

from training.errors import RecipeError
from training.pruning.parts.rewind import Snapshot, copy_of
from training.pruning.parts.training import Hooks, count_steps, rate_at
from training.pruning.types import TrainingPlan


def test_the_rate_rises_and_falls():
    assert rate_at(0.05, 0.1) == pytest.approx(0.5)
    assert rate_at(0.1, 0.1) == pytest.approx(1.0)
    assert rate_at(1.0, 0.1) == pytest.approx(0.0)


def test_steps_are_counted_in_full_batches():
    assert count_steps(TrainingPlan(epochs=3, batch=50), 149) == 6
    assert count_steps(TrainingPlan(epochs=3, batch=50), 10) == 3


def test_hooks_are_called_at_every_step_and_see_how_far_it_is(bench):
    seen = []
    bench.train(bench.fresh(), "try", hooks=Hooks(after_step=lambda step: seen.append((step.number, step.done))))
    assert [number for number, _ in seen] == list(range(bench.steps()))
    assert seen[-1][1] == 1.0


def test_a_term_joins_the_loss(bench):
    network = bench.fresh()
    before = float(network[0].weight.detach().abs().sum())
    bench.train(network, "try", hooks=Hooks(loss_term=lambda _inputs: 10 * network[0].weight.abs().sum()))
    assert float(network[0].weight.detach().abs().sum()) < 0.7 * before


def test_gradients_can_be_changed_before_the_step(bench):
    network = bench.fresh()
    before = copy_of(network)

    def stop(_step):
        for parameter in network.parameters():
            parameter.grad = None

    bench.train(network, "try", hooks=Hooks(after_backward=stop))
    assert torch.equal(network[0].weight, before["0.weight"])


def test_a_training_that_went_astray_says_what_to_do(bench):
    plan = dataclasses.replace(bench.plan, learning_rate=1e12)
    with pytest.raises(RecipeError, match=r"tiny_shapes is .* lower training\.learning_rate"):
        bench.train(bench.fresh(), "try", plan)


def test_an_early_state_is_kept_as_it_was(bench):
    network = bench.fresh()
    snapshot = Snapshot(network, 0.5)
    with pytest.raises(RuntimeError, match="never came to 50%"):
        _ = snapshot.state
    bench.train(network, "try", hooks=Hooks(after_step=snapshot.after_step))
    assert not torch.equal(snapshot.state["0.weight"], network[0].weight)
