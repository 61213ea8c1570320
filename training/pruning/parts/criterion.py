"""How important a single weight is; the lowest scores go first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from training.channels.weights import mean_of_gradients
from training.errors import RecipeError


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """What a criterion may look at."""

    network: nn.Module
    weights: Mapping[str, nn.Parameter]  # of the network, by name
    batches: Iterable[tuple[Tensor, Tensor]]
    loss: Callable[[Tensor, Tensor], Tensor]
    random: torch.Generator


Scores = dict[str, Tensor]


def magnitude(question: Question) -> Scores:
    """The size of the weight."""
    return {name: weight.detach().abs() for name, weight in question.weights.items()}


def random(question: Question) -> Scores:
    """Dice: the control."""
    return {
        name: torch.rand(weight.shape, generator=question.random).to(weight.device)
        for name, weight in question.weights.items()
    }


def snip(question: Question) -> Scores:
    """How much the loss changes, to first order, when the weight goes: |w * dL/dw| (arXiv:1810.02340)."""
    gradients = _mean(question, lambda gradient: gradient)
    return {name: (weight.detach() * gradients[name]).abs() for name, weight in question.weights.items()}


def fisher(question: Question) -> Scores:
    """The same to second order, with squared gradients of batches for the curvature: w^2 * mean of (dL/dw)^2."""
    squares = _mean(question, torch.square)
    return {name: weight.detach().square() * squares[name] for name, weight in question.weights.items()}


CRITERIA: Mapping[str, Callable[[Question], Scores]] = {
    "magnitude": magnitude,
    "random": random,
    "snip": snip,
    "fisher": fisher,
}


def judge(criterion: str, question: Question) -> Scores:
    """The scores of a criterion by name.

    Raises:
        RecipeError: There is no such criterion.
    """
    if criterion not in CRITERIA:
        raise RecipeError(f"There is no criterion {criterion!r}; there are {', '.join(CRITERIA)}.")
    return CRITERIA[criterion](question)


def _mean(question: Question, of: Callable[[Tensor], Tensor]) -> Scores:
    """The mean over batches of something of the loss's gradient, with the network as it is in use."""
    network = question.network.eval()
    losses = (question.loss(network(inputs), targets) for inputs, targets in question.batches)
    return mean_of_gradients(question.weights, losses, of)
