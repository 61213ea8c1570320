"""Training follows its plan, lets methods step in, and says when it has gone astray."""

from __future__ import annotations

import dataclasses

import pytest
import torch

from training.errors import RecipeError
from training.pruning.hardware import Hardware
from training.pruning.judging import cross_entropy
from training.pruning.parts.rewind import Snapshot, copy_of
from training.pruning.parts.training import Course, Hooks, count_steps, rate_at, train
from training.pruning.types import Split, TrainingPlan, as_they_are


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


def tokens_of(vocabulary=5):
    """A network of tokens, and rows of which some have fewer to be judged, one of them none."""
    torch.manual_seed(0)
    network = torch.nn.Sequential(torch.nn.Embedding(vocabulary, 8), torch.nn.Linear(8, vocabulary))
    inputs, targets = torch.randint(0, vocabulary, (2, 12, 6))
    for row in range(12):
        targets[row, : (row * 5) % 7] = -100
    targets[4] = -100
    return network, Split(inputs, targets)


@pytest.mark.parametrize("rows", [1, 3, 4, 100])
def test_a_batch_in_parts_is_the_whole_batch(bench, rows):
    task = dataclasses.replace(bench.task, loss=cross_entropy, augment=as_they_are)
    plan = TrainingPlan(epochs=3, batch=6, learning_rate=0.5, clip=1.0)
    told = []
    for micro_batch in (0, rows):
        network, split = tokens_of()
        losses = []
        course = Course(task, plan, "try", 0, micro_batch)
        train(network, split, course, lambda now, losses=losses: losses.append(now.figures["loss"]), Hooks())
        told.append((losses, network[0].weight.detach()))
    (whole, weights), (parts, others) = told
    assert parts == pytest.approx(whole, abs=2e-4)
    assert len(whole) == 6
    torch.testing.assert_close(weights, others, rtol=1e-5, atol=1e-6)


def test_no_more_rows_go_through_at_once_than_the_hardware_says(bench):
    seen = []
    network = bench.fresh()
    network.register_forward_pre_hook(lambda module, given: seen.append(len(given[0])) if module.training else None)
    dataclasses.replace(bench, hardware=Hardware("cpu", micro_batch=20)).train(network, "try")
    assert set(seen) == {20, 10}
    assert len(seen) == 3 * bench.steps()


def test_gradients_are_let_go_of_in_the_end(bench):
    network = bench.fresh()
    bench.train(network, "try")
    assert all(parameter.grad is None for parameter in network.parameters())
