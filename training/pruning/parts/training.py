"""Trains one network, with places where a method can step in."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from training.errors import RecipeError
from training.pruning.parts.precision import trained_in_float32
from training.pruning.types import Optimizer, Progress, Split, Task, Tell, TrainingPlan


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One optimiser step, as hooks see it."""

    number: int  # from 0
    count: int  # of the whole training
    optimizer: torch.optim.Optimizer

    @property
    def done(self) -> float:
        """The share of the training that is over once this step is taken."""
        return (self.number + 1) / self.count


def _nothing(_step: Step) -> None:
    """The hook of those who do not step in."""


def _no_term(_inputs: Tensor) -> Tensor | None:
    """The loss term of those who add none."""
    return None


def _no_figures() -> dict[str, float]:
    """The figures of those who have none to show."""
    return {}


@dataclass(frozen=True, slots=True)
class Hooks:
    """Where a method steps in."""

    loss_term: Callable[[Tensor], Tensor | None] = _no_term  # of the inputs, after they went through the network
    after_backward: Callable[[Step], None] = _nothing  # gradients may be changed
    after_step: Callable[[Step], None] = _nothing  # weights may be changed
    figures: Callable[[], dict[str, float]] = _no_figures  # shown with the progress


@dataclass(frozen=True, slots=True)
class Course:
    """What one training is made of, besides the network."""

    task: Task
    plan: TrainingPlan
    stage: str  # its name in the progress
    seed: int
    micro_batch: int = 0  # rows that go through at once; 0: the whole batch


def train(network: nn.Module, split: Split, course: Course, tell: Tell, hooks: Hooks) -> None:
    """Train to the end of the plan, in place; the network is left in eval mode.

    Raises:
        RecipeError: The loss is no longer a number: the learning rate is too high.
    """
    with trained_in_float32(network):
        _train(network, split, course, tell, hooks)


def _train(network: nn.Module, split: Split, course: Course, tell: Tell, hooks: Hooks) -> None:
    """The training itself."""
    plan, task = course.plan, course.task
    optimizer = make_optimizer(network, plan)
    random = torch.Generator().manual_seed(course.seed)
    count = count_steps(plan, len(split))
    network.train()
    for number, chosen in enumerate(_batches(len(split), plan, random)):
        for group in optimizer.param_groups:
            group["lr"] = plan.learning_rate * rate_at((number + 0.5) / count, plan.warmup)
        asked = _posed(network, Split(split.inputs[chosen], split.targets[chosen]), task, random)
        optimizer.zero_grad()
        now = _take_gradients(network, asked, course, hooks)
        step = Step(number, count, optimizer)
        hooks.after_backward(step)
        if plan.clip:
            nn.utils.clip_grad_norm_(network.parameters(), plan.clip)
        optimizer.step()
        hooks.after_step(step)
        if not math.isfinite(now):
            raise RecipeError(
                f"The loss of {task.name} is {now} after {number + 1} steps; lower training.learning_rate."
            )
        tell(Progress(course.stage, step.done, {"loss": round(now, 4), **hooks.figures()}))
    optimizer.zero_grad()  # the last gradients, which nobody asks for any more
    network.eval()


def make_optimizer(network: nn.Module, plan: TrainingPlan) -> torch.optim.Optimizer:
    """A new optimiser; vectors (biases, norms) are not decayed."""
    matrices = [p for p in network.parameters() if p.requires_grad and p.ndim > 1]
    vectors = [p for p in network.parameters() if p.requires_grad and p.ndim <= 1]
    groups = [{"params": matrices, "weight_decay": plan.weight_decay}, {"params": vectors, "weight_decay": 0.0}]
    if Optimizer(plan.optimizer) is Optimizer.ADAMW:
        return torch.optim.AdamW(groups, lr=plan.learning_rate)
    return torch.optim.SGD(groups, lr=plan.learning_rate, momentum=plan.momentum)


def count_steps(plan: TrainingPlan, examples: int) -> int:
    """How many optimiser steps a plan takes; a last batch that is not full is left out."""
    return plan.epochs * max(examples // plan.batch, 1)


def rate_at(done: float, warmup: float) -> float:
    """The learning rate as a share of its peak, when so much of the training is over."""
    if done < warmup:
        return done / warmup
    return 0.5 * (1 + math.cos(math.pi * (done - warmup) / (1 - warmup)))


def rates(plan: TrainingPlan, count: int) -> list[float]:
    """The learning rate of each of the steps of a training, if it takes so many."""
    return [plan.learning_rate * rate_at((number + 0.5) / count, plan.warmup) for number in range(count)]


def _posed(network: nn.Module, batch: Split, task: Task, random: torch.Generator) -> Split:
    """What a network is asked about a batch, and what is right."""
    varied = Split(task.augment(batch.inputs[:], random), batch.targets)
    return task.lesson.pose(network, varied, random) if task.lesson else varied


def _take_gradients(network: nn.Module, asked: Split, course: Course, hooks: Hooks) -> float:
    """Sum up the gradients of a batch, as many rows at a time as the course says; gives its loss.

    A part counts by its share of what is judged, so that parts together are the whole batch.
    """
    device = next(network.parameters()).device
    rows = course.micro_batch or max(len(asked), 1)
    whole, loss = _judged(asked.targets), 0.0
    for inputs, targets in zip(torch.split(asked.inputs[:], rows), torch.split(asked.targets, rows), strict=True):
        share = _judged(targets) / whole if len(targets) < len(asked) else 1.0
        if not share:  # the mean over nothing is no number
            continue
        inputs = inputs.to(device)
        part = course.task.loss(network(inputs), targets.to(device))
        term = hooks.loss_term(inputs)
        ((part if term is None else part + term) * share).backward()  # type: ignore[no-untyped-call]
        loss += float(part.detach()) * share
    return loss


def _judged(targets: Tensor) -> int:
    """How many targets the loss is a mean over: tokens that are only given (-100) do not count."""
    return targets.numel() if targets.is_floating_point() else int((targets >= 0).sum())


def _batches(examples: int, plan: TrainingPlan, random: torch.Generator) -> Iterator[Tensor]:
    """The indices of every batch of every epoch, shuffled anew in each."""
    per_epoch = max(examples // plan.batch, 1)
    for _ in range(plan.epochs):
        order = torch.randperm(examples, generator=random)
        for batch in range(per_epoch):
            yield order[batch * plan.batch : (batch + 1) * plan.batch]
